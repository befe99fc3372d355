import { isSophiaError } from '../../errors';
import type { SalesforceClient } from './client';
import { readCsv } from './csv-answer';
import { unreadableAnswer } from './errors';
import { isUnsupported, settledJob, type JobInfo, type PollOptions } from './job';
import type { Target } from './write-values';

/** What a job tells of its rows. */
export type IngestResults = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

/** A line of the results: a cell by lower-case column name. */
export type ResultLine = (column: string) => string | undefined;

/** The calls of Bulk API 2.0 for writing. Every one of them names the same API version, as Salesforce demands. */
export class IngestJobs {
	constructor(
		private readonly client: SalesforceClient,
		private readonly target: Target,
		private readonly options: PollOptions,
	) {}

	/**
	 * Opens a job and uploads its rows; they wait there until the job is closed. A job takes one upload only, so
	 * that when its answer is lost another job takes its place.
	 * @returns the job's id; undefined when Salesforce writes no such object by bulk jobs
	 */
	async open(csv: string): Promise<string | undefined> {
		for (let triesLeft = this.client.traffic.settings.retries; ; triesLeft--) {
			const id = await this.create();
			if (id === undefined || (await this.upload(id, csv, triesLeft === 0))) return id;
			this.abandon(id);
		}
	}

	/** Lets Salesforce begin. Repeating it says that the job is closed already. */
	async close(id: string): Promise<void> {
		const { signal, beforeCall } = this.target;
		await this.client
			.json({
				method: 'PATCH',
				path: `/jobs/ingest/${id}`,
				body: { state: 'UploadComplete' },
				purpose: 'write',
				signal,
				beforeCall,
			})
			.catch(async (error: unknown) => {
				if (!isSophiaError(error) || error.code !== 'INVALIDJOBSTATE') await Promise.reject(error);
			});
	}

	async settled(id: string): Promise<JobInfo> {
		return await settledJob(this.client, `/jobs/ingest/${id}`, this.options, this.target.signal);
	}

	/** Lines in no order, each with the columns that were uploaded. */
	async results(id: string, kind: IngestResults): Promise<ResultLine[]> {
		const request = {
			path: `/jobs/ingest/${id}/${kind}/`,
			headers: { accept: 'text/csv' },
			signal: this.target.signal,
		};
		return await this.client.raw(request, async (response, stop) => {
			const lines: ResultLine[] = [];
			await readCsv(response, stop, async (rows) => {
				let columns: Map<string, number> | undefined;
				for await (const row of rows) {
					const known = (columns ??= new Map(row.map((name, index) => [name.toLowerCase(), index])));
					if (row.length !== known.size) throw unreadableAnswer(response.status);
					lines.push((column) => row[known.get(column) ?? -1]);
				}
			});
			return lines.slice(1);
		});
	}

	/** Removes a job that nobody needs any more. It would go by itself after seven days, so a failure does not matter. */
	async remove(id: string): Promise<void> {
		const { signal } = this.target;
		await this.client.json({ method: 'DELETE', path: `/jobs/ingest/${id}`, signal }).catch(() => undefined);
	}

	/** Stops a job. As far as it goes, and waited for by nobody. */
	abandon(id: string): void {
		this.client
			.json({ method: 'PATCH', path: `/jobs/ingest/${id}`, body: { state: 'Aborted' } })
			.catch(() => undefined);
	}

	private async create(): Promise<string | undefined> {
		const { kind, object, idProperty, signal, beforeCall } = this.target;
		const body = {
			operation: kind,
			object,
			...(kind === 'upsert' ? { externalIdFieldName: idProperty } : {}),
			contentType: 'CSV',
			lineEnding: 'LF',
			columnDelimiter: 'COMMA',
		};
		const job = await this.client
			.json<JobInfo>({ method: 'POST', path: '/jobs/ingest', body, purpose: 'write', signal, beforeCall })
			.catch(async (error: unknown) => (isUnsupported(error) ? undefined : await Promise.reject(error)));
		return job?.id;
	}

	/** @returns false when nobody knows whether the rows have arrived, and it may be tried with another job */
	private async upload(id: string, csv: string, last: boolean): Promise<boolean> {
		const { signal, beforeCall } = this.target;
		const request = {
			method: 'PUT' as const,
			path: `/jobs/ingest/${id}/batches`,
			text: { type: 'text/csv; charset=UTF-8', content: csv },
			purpose: 'write' as const,
			signal,
			beforeCall,
			repeatable: false,
		};
		return await this.client
			.raw(request, async (response) => {
				await response.text();
				return true;
			})
			.catch(async (error: unknown) => {
				const unsure = isSophiaError(error, 'transient') && error.mayHaveHappened && !last;
				if (!unsure) this.abandon(id);
				return unsure ? false : await Promise.reject(error);
			});
	}
}
