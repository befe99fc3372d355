import { SophiaError } from '../../errors';
import type { SourceRecord } from '../types';
import type { SalesforceClient } from './client';
import { readCsv } from './csv-answer';
import { unreadableAnswer } from './errors';
import {
	failed,
	isUnsupported,
	jobAborted,
	jobFailure,
	settledJob,
	unsupported,
	type JobInfo,
	type PollOptions,
} from './job';
import { recordOfCells, type ReadPlan } from './read-plan';

export interface BulkOptions extends PollOptions {
	pageSize: number;
}

export interface BulkPage {
	records: SourceRecord[];
	/** Absent on the last page. */
	nextLocator?: string;
}

/** True for an answer that the job, or the place in its results, does not exist (any more) in this API version. */
export const isJobGone = (error: unknown): boolean =>
	error instanceof SophiaError && error.status !== undefined && [400, 404, 409, 410].includes(error.status);

/** For a job that vanishes while it is read: the next run finds it gone and begins another. */
export const jobVanished = (): SophiaError =>
	failed(
		'transient',
		'The results of the bulk job are no longer there.',
		'BULK_JOB_GONE',
		'The next run begins it again.',
	);

/** The calls of Bulk API 2.0 for one query. Every one of them names the same API version, as Salesforce demands. */
export class BulkJobs {
	constructor(
		private readonly client: SalesforceClient,
		private readonly plan: ReadPlan,
		private readonly options: BulkOptions,
	) {}

	/** @returns the job's id; undefined when Salesforce has no bulk query for this object or these fields */
	async create(query: string, signal?: AbortSignal): Promise<string | undefined> {
		const job = await this.client
			.json<JobInfo>({ method: 'POST', path: '/jobs/query', body: { operation: this.plan.resource, query }, signal })
			.catch(async (error: unknown) => (isUnsupported(error) ? undefined : await Promise.reject(error)));
		return job?.id;
	}

	/**
	 * Waits until the job is done.
	 * @returns false when Salesforce says that it cannot run this query as a job
	 * @throws SophiaError `transient` for a job that was aborted or takes too long
	 */
	async finished(id: string, signal?: AbortSignal): Promise<boolean> {
		const { state, errorMessage } = await settledJob(this.client, `/jobs/query/${id}`, this.options, signal);
		if (state === 'JobComplete') return true;
		if (state === 'Aborted') throw jobAborted();
		if (unsupported.test(errorMessage ?? '')) return false;
		throw jobFailure(errorMessage ?? '', 'Check the mapped fields and the filter.');
	}

	/** One page of the results, parsed as it comes in. */
	async page(id: string, locator: string | undefined, signal?: AbortSignal): Promise<BulkPage> {
		const place = locator === undefined ? '' : `&locator=${encodeURIComponent(locator)}`;
		const path = `/jobs/query/${id}/results?maxRecords=${this.options.pageSize}${place}`;
		return await this.client.raw({ path, headers: { accept: 'text/csv' }, signal }, async (response, stop) => {
			const records: SourceRecord[] = [];
			await readCsv(response, stop, async (rows) => await collect(rows, this.plan, records));
			const count = response.headers.get('sforce-numberofrecords');
			if (count !== null && Number(count) !== records.length) throw unreadableAnswer(response.status);
			const next = response.headers.get('sforce-locator');
			return { records, nextLocator: next === null || next === 'null' || next === '' ? undefined : next };
		});
	}

	/** Removes a job that nobody needs any more. It would go by itself after seven days, so a failure does not matter. */
	async remove(id: string, signal?: AbortSignal): Promise<void> {
		await this.client.json({ method: 'DELETE', path: `/jobs/query/${id}`, signal }).catch(() => undefined);
	}

	/** Stops a job whose results nobody will fetch. As far as it goes, and waited for by nobody. */
	abandon(id: string): void {
		this.client.json({ method: 'PATCH', path: `/jobs/query/${id}`, body: { state: 'Aborted' } }).catch(() => undefined);
	}
}

/** Rows → records. The first row names the columns, in Salesforce's order and spelling. */
async function collect(rows: AsyncIterable<string[]>, plan: ReadPlan, into: SourceRecord[]): Promise<void> {
	let columns: Map<string, number> | undefined;
	for await (const row of rows) {
		if (columns === undefined) {
			columns = new Map(row.map((name, index) => [name.toLowerCase(), index]));
			const needed = ['id', 'systemmodstamp', ...plan.fields.map(({ path }) => path.toLowerCase())];
			if (needed.some((name) => !columns?.has(name))) throw unreadableAnswer(200);
			continue;
		}
		const known = columns;
		into.push(recordOfCells(plan, (name) => row[known.get(name) ?? -1]));
	}
}
