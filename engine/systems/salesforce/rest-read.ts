import { SophiaError } from '../../errors';
import type { CallPurpose } from '../../traffic';
import type { ChangesRequest, SourcePage } from '../types';
import type { SalesforceClient } from './client';
import { unreadableAnswer } from './errors';
import {
	behind,
	changeOrder,
	planQuery,
	positionOf,
	recordOfRow,
	windowConditions,
	type Position,
	type ReadPlan,
	type RestRow,
} from './read-plan';
import type { Loaded } from '../shared/readAhead';
import { writeResume } from './resume';
import { queryPath } from './soql';

export interface QueryAnswer<Row> {
	totalSize: number;
	done: boolean;
	nextRecordsUrl?: string;
	records: Row[];
}

/** One page of a query. */
export async function queryPage<Row = RestRow>(
	client: SalesforceClient,
	resource: 'query' | 'queryAll',
	soql: string,
	signal?: AbortSignal,
	purpose: CallPurpose = 'read',
): Promise<QueryAnswer<Row>> {
	const answer = await client.json<QueryAnswer<Row>>({ path: queryPath(resource, soql), purpose, signal });
	return checked(answer);
}

/** Every row of a query that is known to be small. Salesforce may split even these when rows are wide. */
export async function queryEverything<Row>(
	client: SalesforceClient,
	resource: 'query' | 'queryAll',
	soql: string,
	signal?: AbortSignal,
	purpose: CallPurpose = 'read',
): Promise<Row[]> {
	let answer = await queryPage<Row>(client, resource, soql, signal, purpose);
	const rows = [...answer.records];
	while (!answer.done && answer.nextRecordsUrl !== undefined) {
		answer = checked(await client.json<QueryAnswer<Row>>({ path: answer.nextRecordsUrl, purpose, signal }));
		rows.push(...answer.records);
	}
	return rows;
}

/** An answer that is not done must have brought something, or reading would go round in circles. */
function checked<Row>(answer: QueryAnswer<Row>): QueryAnswer<Row> {
	if (!Array.isArray(answer?.records) || (answer.records.length === 0 && !answer.done)) throw unreadableAnswer(200);
	return answer;
}

/** Reads live records in the order of change. Each call starts behind the last record, so no server-side cursor can expire. */
export class RestReader {
	constructor(
		private readonly client: SalesforceClient,
		private readonly plan: ReadPlan,
		private readonly window: Pick<ChangesRequest, 'since' | 'until'>,
		private readonly pageSize: number,
	) {}

	/**
	 * The first page, asked for in such a way that its total tells whether there are more than `threshold`
	 * records: no call is spent on counting. Undefined when there are.
	 */
	async firstUnlessMoreThan(
		threshold: number,
		signal?: AbortSignal,
	): Promise<Loaded<SourcePage, Position> | undefined> {
		const answer = await this.ask(undefined, threshold + 1, signal).catch(async (error: unknown) =>
			isTooSlow(error) ? undefined : await Promise.reject(error),
		);
		return answer === undefined || answer.totalSize > threshold ? undefined : this.loaded(answer, threshold + 1);
	}

	async load(after: Position | undefined, signal?: AbortSignal): Promise<Loaded<SourcePage, Position>> {
		return this.loaded(await this.ask(after, this.pageSize, signal), this.pageSize);
	}

	/** The first records, a page at a time; no page is asked for that is not needed. */
	async *first(limit: number, signal?: AbortSignal): AsyncGenerator<SourcePage, void, undefined> {
		let left = limit;
		let after: Position | undefined;
		while (left > 0) {
			const { pages, next } = await this.load(after, signal);
			for (const { records, resume } of pages) {
				if (left > 0) yield { records: records.slice(0, left), resume };
				left -= records.length;
			}
			if (next === undefined) return;
			after = next;
		}
	}

	private async ask(after: Position | undefined, limit: number, signal?: AbortSignal): Promise<QueryAnswer<RestRow>> {
		const { since, until } = this.window;
		const { due, resource } = this.plan;
		// A position is a lower bound by itself, but not of what has become due.
		const lower = after === undefined || due !== undefined ? since : undefined;
		const conditions = windowConditions(lower, until, due);
		if (after !== undefined) conditions.push(behind(after));
		return await queryPage(
			this.client,
			resource,
			planQuery(this.plan, { conditions, orderBy: changeOrder, limit }),
			signal,
		);
	}

	private loaded({ records: rows, done }: QueryAnswer<RestRow>, limit: number): Loaded<SourcePage, Position> {
		const records = rows.map((row) => recordOfRow(this.plan, row));
		const last = records.at(-1);
		const next = last !== undefined && (!done || records.length >= limit) ? positionOf(last) : undefined;
		const pages: SourcePage[] = [];
		for (let start = 0; start < records.length; start += this.pageSize) {
			const page = records.slice(start, start + this.pageSize);
			const final = start + this.pageSize >= records.length && next === undefined;
			pages.push({
				records: page,
				resume: writeResume(final ? { kind: 'end' } : { kind: 'rest', after: positionOf(page[page.length - 1]) }),
			});
		}
		return { pages, next };
	}
}

/** Too much to sort for an ordinary query: a bulk job has hours instead of two minutes. */
const isTooSlow = (error: unknown): boolean => error instanceof SophiaError && error.code === 'QUERY_TIMEOUT';
