import type { FastifyInstance } from 'fastify';
import { ApiError, notFound } from '../errors';
import { isId, makeId } from '../ids';
import type { FieldSpec } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import { restDate } from '../store/values';
import { shuffle } from '../soql/run';
import type { RecordError, SaveResult } from '../write/results';
import { externalId } from './collections';
import { csvLine, DELIMITERS, LINE_ENDINGS, type Delimiter, type LineEnding } from './csv';
import { InvalidBatch, readIngest, type IngestRow } from './ingestCsv';
import type { Org } from './org';
import { resource, type Call } from './resources';

type State = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';
type Operation = 'insert' | 'update' | 'upsert' | 'delete';

/** Jobs and their results are kept for 7 days. */
const KEPT_MS = 7 * 86_400_000;
/** Rows are written so many at a time, as by a call of their own. */
const CHUNK = 200;
const OPTIONS = { allOrNone: false, allowSave: false };

interface Done {
	row: IngestRow;
	result: SaveResult;
}

interface Job {
	id: string;
	operation: Operation;
	object: ObjectSpec;
	key?: FieldSpec;
	version: number;
	createdAt: number;
	state: State;
	polls: number;
	delimiter: Delimiter;
	lineEnding: LineEnding;
	content?: string;
	header: string[];
	waiting: IngestRow[];
	done: Done[];
	errorMessage?: string;
}

type JobCall = Call<{ id: string }>;

/** Bulk API 2.0 ingest jobs: create, upload once, close, poll, fetch what became of every row. */
export class IngestJobs {
	/** By the first 15 characters of their ids. */
	private readonly jobs = new Map<string, Job>();
	private created = 500_000;

	constructor(private readonly org: Org) {}

	expireAll(): void {
		this.jobs.clear();
	}

	states(): State[] {
		return [...this.jobs.values()].map(({ state }) => state);
	}

	routes(app: FastifyInstance): void {
		const { org } = this;
		resource(app, org, '/jobs/ingest', {
			POST: (call) => this.create(call),
			GET: () => ({ done: true, records: [...this.jobs.values()].map((job) => this.show(job)), nextRecordsUrl: null }),
		});
		resource<{ id: string }>(app, org, '/jobs/ingest/:id', {
			GET: (call) => this.poll(call),
			PATCH: (call) => this.close(call),
			DELETE: (call) => this.remove(call),
		});
		resource<{ id: string }>(app, org, '/jobs/ingest/:id/batches', { PUT: (call) => this.upload(call) });
		resource<{ id: string }>(app, org, '/jobs/ingest/:id/successfulResults', {
			GET: (call) => this.results(call, true),
		});
		resource<{ id: string }>(app, org, '/jobs/ingest/:id/failedResults', { GET: (call) => this.results(call, false) });
		resource<{ id: string }>(app, org, '/jobs/ingest/:id/unprocessedrecords', {
			GET: (call) => this.unprocessed(call),
		});
	}

	private create(call: Call<unknown>): Record<string, unknown> {
		const body = (call.request.body ?? {}) as Record<string, unknown>;
		const { operation, object, externalIdFieldName, columnDelimiter = 'COMMA', lineEnding = 'LF' } = body;
		if (!['insert', 'update', 'upsert', 'delete'].includes(String(operation)))
			throw invalidJob('Unable to parse Job: operation is not valid');
		const spec = this.org.store.schema.object(String(object));
		if (spec === undefined) throw new ApiError(400, 'INVALIDENTITY', `Unable to find object: ${String(object)}`);
		if (body.contentType !== undefined && body.contentType !== 'CSV')
			throw invalidJob(`Unsupported contentType: ${String(body.contentType)}`);
		if (!(String(columnDelimiter) in DELIMITERS))
			throw invalidJob(`Unsupported columnDelimiter: ${String(columnDelimiter)}`);
		if (!(String(lineEnding) in LINE_ENDINGS)) throw invalidJob(`Unsupported lineEnding: ${String(lineEnding)}`);
		if ((operation === 'upsert') !== (externalIdFieldName !== undefined))
			throw invalidJob('externalIdFieldName is for upsert, and required there');
		const job: Job = {
			id: makeId('750', ++this.created),
			operation: operation as Operation,
			object: spec,
			key: operation === 'upsert' ? this.keyField(spec, String(externalIdFieldName)) : undefined,
			version: call.version,
			createdAt: this.org.clock.now(),
			state: 'Open',
			polls: 0,
			delimiter: columnDelimiter as Delimiter,
			lineEnding: lineEnding as LineEnding,
			header: [],
			waiting: [],
			done: [],
		};
		this.jobs.set(job.id.slice(0, 15), job);
		return this.show(job);
	}

	private keyField(spec: ObjectSpec, name: string): FieldSpec {
		try {
			return externalId(this.org, spec, name);
		} catch {
			throw invalidJob(`Field name provided, ${name} does not match an External ID for ${spec.name}`);
		}
	}

	/** Once only, and while the job is open. */
	private upload(call: JobCall): string {
		const job = this.find(call);
		if (job.state !== 'Open') throw invalidState(`Uploading to a job in state ${job.state} is not allowed`);
		if (!/^text\/csv/.test(String(call.request.headers['content-type'])))
			throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The content type must be text/csv');
		if (job.content !== undefined) {
			throw new ApiError(
				400,
				'CLIENTINPUTERROR',
				`Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
			);
		}
		const content = String(call.request.body ?? '');
		const { maxBytes = 150 * 1024 * 1024 } = this.org.settings.bulk;
		if (Buffer.byteLength(content) > maxBytes)
			throw new ApiError(400, 'CLIENTINPUTERROR', 'The uploaded data is larger than the limit of 150 MB');
		job.content = content;
		call.reply.code(201);
		return '';
	}

	private close(call: JobCall): Record<string, unknown> {
		const job = this.find(call);
		const { state } = (call.request.body ?? {}) as { state?: unknown };
		if (state === 'UploadComplete') {
			if (job.state !== 'Open') throw invalidState(`Closing a job in state ${job.state} is not allowed`);
			job.state = 'UploadComplete';
			this.begin(job);
		} else if (state === 'Aborted') {
			if (!['Open', 'UploadComplete', 'InProgress'].includes(job.state))
				throw invalidState(`Aborting a job in state ${job.state} is not allowed`);
			job.state = 'Aborted';
		} else {
			throw invalidJob('Unable to parse Job: state must be UploadComplete or Aborted');
		}
		return this.show(job);
	}

	private begin(job: Job): void {
		try {
			const { header, rows } = readIngest(this.org.store, job.object, job.content ?? '', job);
			job.header = header;
			job.waiting = rows;
		} catch (error) {
			job.errorMessage = invalidMessage(error);
			job.state = 'Failed';
		}
	}

	private poll(call: JobCall): Record<string, unknown> {
		const job = this.find(call);
		this.advance(job);
		return {
			...this.show(job),
			jobType: 'V2Ingest',
			numberRecordsProcessed: job.done.length,
			numberRecordsFailed: job.done.filter(({ result }) => !result.success).length,
			retries: 0,
		};
	}

	/** Each poll is a step of the job's life. */
	private advance(job: Job): void {
		if (job.state !== 'UploadComplete' && job.state !== 'InProgress') return;
		const { polls, failure, failureAfterRows = 0, rowsPerPoll = Infinity } = this.org.settings.bulk;
		if (failure !== undefined && job.polls >= polls) {
			this.work(job, failureAfterRows);
			job.state = 'Failed';
			job.errorMessage = failure;
			return;
		}
		if (job.polls++ < polls) {
			job.state = 'InProgress';
			if (Number.isFinite(rowsPerPoll)) this.work(job, rowsPerPoll);
			return;
		}
		this.work(job, rowsPerPoll);
		job.state = job.waiting.length > 0 ? 'InProgress' : 'JobComplete';
	}

	private work(job: Job, count: number): void {
		const rows = job.waiting.splice(0, Math.min(count, job.waiting.length));
		for (let start = 0; start < rows.length; start += CHUNK) {
			const chunk = rows.slice(start, start + CHUNK);
			const good = chunk.filter(({ error }) => error === undefined);
			const results = this.write(job, good);
			for (const row of chunk) {
				const { error } = row;
				const result = error === undefined ? results[good.indexOf(row)] : { success: false, errors: [error] };
				job.done.push({ row, result });
			}
		}
	}

	private write({ operation, object, key }: Job, rows: IngestRow[]): SaveResult[] {
		const { writer, store } = this.org;
		const inputs = rows.map(({ input }) => input);
		if (operation === 'insert') return writer.create(object, inputs, OPTIONS);
		if (operation === 'upsert' && key !== undefined) return writer.upsert(object, key, inputs, OPTIONS);
		if (operation === 'update')
			return writer.update(
				inputs.map((input) => ({ object, input })),
				OPTIONS,
			);
		const id = store.schema.field(object, 'Id');
		return writer.delete(
			inputs.map((input) => String(id === undefined ? '' : input.get(id))),
			OPTIONS,
		);
	}

	/** Rows come back in no order that could be relied on, with the columns of the upload as they were. */
	private results(call: JobCall, success: boolean): string {
		const job = this.finished(call);
		const rows = job.done.filter(({ result }) => result.success === success);
		const lines = shuffle([...rows], this.org.random).map(({ row, result }) => [
			result.id ?? '',
			success ? String(job.operation === 'insert' || result.created === true) : errorText(result.errors),
			...row.cells,
		]);
		return this.csv(call, job, ['sf__Id', success ? 'sf__Created' : 'sf__Error', ...job.header], lines);
	}

	private unprocessed(call: JobCall): string {
		const job = this.finished(call);
		return this.csv(
			call,
			job,
			job.header,
			job.waiting.map(({ cells }) => cells),
		);
	}

	private csv(call: JobCall, { delimiter, lineEnding }: Job, header: string[], lines: string[][]): string {
		call.reply.type('text/csv');
		return [header, ...lines].map((cells) => csvLine(cells, delimiter, lineEnding)).join('');
	}

	private finished(call: JobCall): Job {
		const job = this.find(call);
		if (job.state !== 'JobComplete' && job.state !== 'Failed' && job.state !== 'Aborted')
			throw invalidState(`Results are not available for a job in state ${job.state}`);
		return job;
	}

	private remove(call: JobCall): undefined {
		const job = this.find(call);
		if (job.state === 'InProgress') throw invalidState(`Deleting a job in state ${job.state} is not allowed`);
		this.jobs.delete(job.id.slice(0, 15));
	}

	/** @throws ApiError 404 for an unknown or expired job, 409 when the job was made with another API version */
	private find(call: JobCall): Job {
		const { id } = call.params;
		const job = this.jobs.get(isId(id) ? id.slice(0, 15) : '');
		if (job === undefined || this.org.clock.now() > job.createdAt + KEPT_MS) throw notFound();
		if (job.version === call.version) return job;
		throw new ApiError(
			409,
			'API_ERROR',
			`The job was created with API version ${job.version}.0 and cannot be used with ${call.version}.0`,
		);
	}

	private show(job: Job): Record<string, unknown> {
		return {
			id: job.id,
			operation: job.operation,
			object: job.object.name,
			createdById: this.org.userId,
			createdDate: restDate(job.createdAt),
			systemModstamp: restDate(job.createdAt),
			state: job.state,
			concurrencyMode: 'Parallel',
			contentType: 'CSV',
			apiVersion: job.version,
			lineEnding: job.lineEnding,
			columnDelimiter: job.delimiter,
			...(job.key === undefined ? {} : { externalIdFieldName: job.key.name }),
			...(job.state === 'Open' ? { contentUrl: `services/data/v${job.version}.0/jobs/ingest/${job.id}/batches` } : {}),
			...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
		};
	}
}

const invalidJob = (message: string) => new ApiError(400, 'INVALIDJOB', message);
const invalidState = (message: string) => new ApiError(400, 'INVALIDJOBSTATE', message);

/** "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --" */
const errorText = ([{ statusCode, message, fields }]: RecordError[]): string =>
	`${statusCode}:${message}:${fields.join(' ')} --`;

/** @throws what is no fault of the upload: a mistake of the simulator */
function invalidMessage(error: unknown): string {
	if (error instanceof InvalidBatch) return error.message;
	throw error;
}
