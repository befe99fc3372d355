import type { FastifyInstance } from 'fastify';
import { ApiError, notFound } from '../errors';
import { isId, makeId } from '../ids';
import type { Row } from '../store/row';
import { shuffle } from '../soql/run';
import { csvValue, restDate } from '../store/values';
import type { FieldPath } from '../soql/paths';
import { bulkPlan } from './bulkPlan';
import { csvLine, DELIMITERS, LINE_ENDINGS, type Delimiter, type LineEnding } from './csv';
import type { Org } from './org';
import { resource, type Call } from './resources';

type State = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';

/** Jobs and their results are kept for 7 days. */
const KEPT_MS = 7 * 86_400_000;

interface Job {
	id: string;
	operation: 'query' | 'queryAll';
	object: string;
	version: number;
	createdAt: number;
	changedAt: number;
	state: State;
	polls: number;
	columns: FieldPath[];
	/** The rows as they were when the job was made. */
	rows: Row[];
	delimiter: Delimiter;
	lineEnding: LineEnding;
	errorMessage?: string;
}

type JobCall = Call<{ id: string }>;

/** Bulk API 2.0 query jobs. */
export class BulkJobs {
	/** By the first 15 characters of their ids. */
	private readonly jobs = new Map<string, Job>();
	private created = 0;

	constructor(private readonly org: Org) {}

	/** Forgets every job, as Salesforce does after 7 days. */
	expireAll(): void {
		this.jobs.clear();
	}

	routes(app: FastifyInstance): void {
		resource(app, this.org, '/jobs/query', {
			POST: (call) => this.create(call),
			GET: () => this.list(),
		});
		resource<{ id: string }>(app, this.org, '/jobs/query/:id', {
			GET: (call) => this.poll(call),
			PATCH: (call) => this.abort(call),
			DELETE: (call) => this.remove(call),
		});
		resource<{ id: string }>(app, this.org, '/jobs/query/:id/results', { GET: (call) => this.results(call) });
	}

	private create(call: Call<unknown>): Record<string, unknown> {
		const body = (call.request.body ?? {}) as Record<string, unknown>;
		const { operation, query, columnDelimiter = 'COMMA', lineEnding = 'LF', contentType = 'CSV' } = body;
		if (operation !== 'query' && operation !== 'queryAll')
			throw invalidJob('Unable to parse Job: operation must be query or queryAll');
		if (typeof query !== 'string') throw invalidJob('Unable to parse Job: a query is required');
		if (contentType !== 'CSV') throw invalidJob(`Unsupported contentType: ${String(contentType)}`);
		if (!(String(columnDelimiter) in DELIMITERS))
			throw invalidJob(`Unsupported columnDelimiter: ${String(columnDelimiter)}`);
		if (!(String(lineEnding) in LINE_ENDINGS)) throw invalidJob(`Unsupported lineEnding: ${String(lineEnding)}`);
		const { plan, columns } = bulkPlan(this.org.evaluator, query);
		const now = this.org.clock.now();
		const job: Job = {
			id: makeId('750', ++this.created),
			operation,
			object: plan.table.spec.name,
			version: call.version,
			createdAt: now,
			changedAt: now,
			state: 'UploadComplete',
			polls: 0,
			columns,
			rows: shuffle(this.org.evaluator.run(plan, operation === 'queryAll'), this.org.random),
			delimiter: columnDelimiter as Delimiter,
			lineEnding: lineEnding as LineEnding,
		};
		this.jobs.set(job.id.slice(0, 15), job);
		return this.show(job);
	}

	private list(): Record<string, unknown> {
		const records = [...this.jobs.values()].map((job) => ({ ...this.show(job), jobType: 'V2Query' }));
		return { done: true, records, nextRecordsUrl: null };
	}

	private poll(call: JobCall): Record<string, unknown> {
		const job = this.find(call);
		this.advance(job);
		return {
			...this.show(job),
			jobType: 'V2Query',
			numberRecordsProcessed: job.state === 'JobComplete' ? job.rows.length : 0,
			retries: 0,
			totalProcessingTime: job.state === 'UploadComplete' ? 0 : job.changedAt - job.createdAt,
			isPkChunkingSupported: true,
		};
	}

	/** Each poll is a step of the job's life. */
	private advance(job: Job): void {
		if (job.state !== 'UploadComplete' && job.state !== 'InProgress') return;
		job.changedAt = this.org.clock.now();
		const { polls, failure } = this.org.settings.bulk;
		if (job.polls++ < polls) {
			job.state = 'InProgress';
		} else if (failure === undefined) {
			job.state = 'JobComplete';
		} else {
			job.state = 'Failed';
			job.errorMessage = failure;
		}
	}

	private abort(call: JobCall): Record<string, unknown> {
		const job = this.find(call);
		const { state } = (call.request.body ?? {}) as { state?: unknown };
		if (state !== 'Aborted') throw invalidJob('Unable to parse Job: state must be Aborted');
		if (job.state !== 'UploadComplete' && job.state !== 'InProgress') {
			throw new ApiError(400, 'INVALIDJOBSTATE', `Aborting a job in state ${job.state} is not allowed`);
		}
		job.state = 'Aborted';
		job.changedAt = this.org.clock.now();
		return this.show(job);
	}

	private remove(call: JobCall): undefined {
		const job = this.find(call);
		if (job.state === 'UploadComplete' || job.state === 'InProgress') {
			throw new ApiError(400, 'INVALIDJOBSTATE', `Deleting a job in state ${job.state} is not allowed`);
		}
		this.jobs.delete(job.id.slice(0, 15));
	}

	private results(call: JobCall): string {
		const job = this.find(call);
		if (job.state !== 'JobComplete')
			throw new ApiError(400, 'INVALIDJOBSTATE', `Results are not available for a job in state ${job.state}`);
		const { locator, maxRecords } = call.request.query as { locator?: string; maxRecords?: string };
		const start = locator === undefined ? 0 : readLocator(locator);
		if (start === undefined || (start > 0 && start >= job.rows.length))
			throw new ApiError(400, 'INVALID_QUERY_LOCATOR', `Invalid query locator: ${String(locator)}`);
		const size = maxRecords === undefined ? this.org.settings.bulk.pageRows : Number(maxRecords);
		if (!Number.isInteger(size) || size < 1) throw invalidJob(`Invalid maxRecords: ${String(maxRecords)}`);
		const end = Math.min(start + size, job.rows.length);
		call.reply
			.type('text/csv')
			.header('sforce-locator', end === job.rows.length ? 'null' : makeLocator(end))
			.header('sforce-numberofrecords', String(end - start));
		return csv(job, start, end);
	}

	/** @throws ApiError 404 for an unknown or expired job, 409 when the job was made with another API version */
	private find(call: JobCall): Job {
		const { id } = call.params;
		const job = this.jobs.get(isId(id) ? id.slice(0, 15) : '');
		if (job === undefined || this.org.clock.now() > job.createdAt + KEPT_MS) {
			throw notFound();
		}
		if (job.version !== call.version) {
			throw new ApiError(
				409,
				'API_ERROR',
				`The job was created with API version ${job.version}.0 and cannot be used with ${call.version}.0`,
			);
		}
		return job;
	}

	private show(job: Job): Record<string, unknown> {
		return {
			id: job.id,
			operation: job.operation,
			object: job.object,
			createdById: this.org.userId,
			createdDate: restDate(job.createdAt),
			systemModstamp: restDate(job.changedAt),
			state: job.state,
			concurrencyMode: 'Parallel',
			contentType: 'CSV',
			apiVersion: job.version,
			lineEnding: job.lineEnding,
			columnDelimiter: job.delimiter,
			...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
		};
	}
}

const invalidJob = (message: string) => new ApiError(400, 'INVALIDJOB', message);

const makeLocator = (position: number): string => Buffer.from(`M${position}`).toString('base64url');

function readLocator(locator: string): number | undefined {
	const position = /^M(\d+)$/.exec(Buffer.from(locator, 'base64url').toString())?.[1];
	return position === undefined ? undefined : Number(position);
}

/** The header is on every page. */
function csv(job: Job, start: number, end: number): string {
	const line = (cells: string[]) => csvLine(cells, job.delimiter, job.lineEnding);
	let text = line(job.columns.map((column) => column.names.join('.')));
	for (let i = start; i < end; i++)
		text += line(job.columns.map((column) => csvValue(column.field, column.read(job.rows[i]))));
	return text;
}
