import { SophiaError } from '../../errors';
import { slices } from '../shared/slices';
import type { WriteOutcome } from '../types';
import type { CollectionWriter } from './collection-writer';
import { longId } from './ids';
import { RowFinder, uploads, type Upload } from './ingest-csv';
import type { IngestJobs, ResultLine } from './ingest-job';
import { jobAborted, jobFailure } from './job';
import { isRowLock, unanswered } from './record-problems';
import type { SaveError, SaveResult } from './save-results';
import type { Row, Target } from './write-values';

/** What is known after a job: results by row, and rows that Salesforce says it has not touched. */
interface JobResults {
	results: Map<Row, SaveResult>;
	untouched: Row[];
	silent: Row[];
}

/** Writes many rows through Bulk API 2.0 jobs, one after the other. */
export class BulkWriter {
	/** True as soon as a job may have written. */
	hasWritten = false;

	constructor(
		private readonly jobs: IngestJobs,
		/** Takes what a job could not do, or not tell enough about. */
		private readonly writer: CollectionWriter,
		private readonly target: Target,
		private readonly maxBytes: number,
	) {}

	/**
	 * @returns outcomes in no order, and the rows that must go another way: Salesforce has no bulk jobs for them,
	 * their record was locked, or a duplicate rule stopped them and a job does not say whose record is in the way
	 */
	async write(rows: readonly Row[]): Promise<{ outcomes: WriteOutcome[]; left: Row[] }> {
		const outcomes: WriteOutcome[] = [];
		const left: Row[] = [];
		for await (const upload of uploads(rows, this.maxBytes)) {
			const done = await this.run(upload);
			if (done === undefined) {
				for (const row of upload.rows) left.push(row);
				continue;
			}
			const { results, untouched, silent } = done;
			for (const [row, result] of results) {
				if (!needsCollection(result)) continue;
				left.push(row);
				results.delete(row);
			}
			for (const outcome of await this.writer.outcomes([...results.keys()], results)) outcomes.push(outcome);
			for (const { record } of [...untouched, ...silent])
				outcomes.push({ id: record.id, status: 'rejected', problem: unanswered });
		}
		return { outcomes, left };
	}

	/**
	 * @returns undefined when Salesforce cannot run such a job, and has written nothing: for the object's sake, or
	 * for a few rows' that sink the whole upload, and that collections tell from the others
	 */
	private async run({ rows, csv }: Upload): Promise<JobResults | undefined> {
		const id = await this.jobs.open(csv);
		if (id === undefined) return undefined;
		const before = this.hasWritten;
		this.hasWritten = true;
		let settled = false;
		try {
			await this.jobs.close(id);
			const { state, errorMessage } = await this.jobs.settled(id);
			settled = true;
			const found = await this.resultsOf(id, rows, state === 'JobComplete');
			if (state !== 'JobComplete' && found.results.size === 0) {
				this.hasWritten = before;
				if (state === 'Aborted') throw jobAborted();
				const failure = jobFailure(errorMessage ?? '', '');
				if (failure.kind === 'transient') throw failure;
				return undefined;
			}
			await this.jobs.remove(id);
			return found;
		} finally {
			if (!settled) this.jobs.abandon(id);
		}
	}

	private get key(): string | undefined {
		const { kind, idProperty } = this.target;
		return kind === 'update' ? 'Id' : idProperty;
	}

	/** @throws SophiaError `transient` when a new record is in none of the results: it may exist or not */
	private async resultsOf(id: string, rows: readonly Row[], complete: boolean): Promise<JobResults> {
		const finder = await RowFinder.of(rows, this.key);
		const results = new Map<Row, SaveResult>();
		for (const kind of ['successfulResults', 'failedResults'] as const) {
			for await (const lines of slices(await this.jobs.results(id, kind))) {
				for (const line of lines) {
					const row = finder.take(line);
					const result = kind === 'successfulResults' ? successOf(line) : failureOf(line);
					if (row !== undefined && result !== undefined) results.set(row, result);
				}
			}
		}
		if (results.size === rows.length) return { results, untouched: [], silent: [] };
		const untouched = (await this.jobs.results(id, 'unprocessedrecords'))
			.map((line) => finder.take(line))
			.filter((row) => row !== undefined);
		const told = new Set([...results.keys(), ...untouched]);
		const silent = rows.filter((row) => !told.has(row));
		if (silent.length === 0 || this.target.kind !== 'insert' || (!complete && results.size === 0))
			return { results, untouched, silent };
		throw new SophiaError('transient', 'Salesforce did not say what became of all records of a bulk job.', {
			system: 'salesforce',
			code: 'BULK_INCOMPLETE',
			mayHaveHappened: true,
		});
	}
}

function successOf(line: ResultLine): SaveResult | undefined {
	const id = line('sf__id');
	return id === undefined || id === ''
		? undefined
		: { saved: true, id: longId(id), created: line('sf__created') === 'true' };
}

const failureOf = (line: ResultLine): SaveResult => ({ saved: false, errors: [readError(line('sf__error') ?? '')] });

/** "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --" */
function readError(text: string): SaveError {
	const [, code, rest] = /^([A-Z_]+):?([\s\S]*)$/.exec(text) ?? [undefined, 'UNKNOWN_EXCEPTION', text];
	const [, message, names] = /^([\s\S]*):([\w ,]*?)\s*--\s*$/.exec(rest) ?? [undefined, rest, ''];
	return { code, message, fields: names.split(/[ ,]+/).filter((name) => name !== '') };
}

const needsCollection = (result: SaveResult): boolean =>
	!result.saved && result.errors.some((error) => isRowLock(error) || error.code === 'DUPLICATES_DETECTED');
