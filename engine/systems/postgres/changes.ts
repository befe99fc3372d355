import { isObject } from '../shared/json';
import { readAhead, type Loaded } from '../shared/readAhead';
import type { ChangesRequest, SourcePage } from '../types';
import type { PostgresClient, TransactionCall } from './client';
import { bracketed } from './filter';
import { quoted } from './names';
import { positionOf, selectionOf, type Selection } from './read';
import type { Table } from './table';
import type { HeldTransaction, Session } from './transaction';

/** Behind this row reading goes on. The stamp is PostgreSQL's own text, to the microsecond. */
interface Position {
	stamp: string | null;
	id: string;
}

const CURSOR = 'sophia_changes';

/**
 * Reads rows through a cursor of the server, a page at a time, so that memory does not grow with the table.
 *
 * A full read goes in the order of the ids, which do not change: nothing is missed or read twice however long it
 * takes. It has no upper bound, since what is changed meanwhile is read again anyway, and a stamp that lies in the
 * future must not make a row look as if it were gone. An increment goes by (stamp, id). When the connection breaks a
 * new cursor is opened behind the last row that was handed out.
 *
 * The cursor is one of SQL (DECLARE, FETCH) and not of the driver: each FETCH is a statement with a time-out of its
 * own, where the time-out of a portal counts from its opening.
 */
export async function* readChanges(
	client: PostgresClient,
	table: Table,
	request: ChangesRequest,
	pageSize: number,
): AsyncGenerator<SourcePage, void, undefined> {
	const reader = new CursorReader(client, table, request, pageSize);
	try {
		yield* readAhead(
			async (signal) => await reader.load(positionFrom(request.resume), signal),
			async (position, signal) => await reader.load(position, signal),
			request.signal,
		);
	} finally {
		await reader.close();
	}
}

/** The position that a token stands for; from the start for one that is none of ours. */
function positionFrom(resume: string | undefined): Position | undefined {
	if (resume === undefined) return undefined;
	try {
		const token: unknown = JSON.parse(resume);
		if (!isObject(token) || typeof token.id !== 'string') return undefined;
		return { id: token.id, stamp: typeof token.stamp === 'string' ? token.stamp : null };
	} catch {
		return undefined;
	}
}

class CursorReader {
	private readonly selection: Selection;
	private readonly filter: string | undefined;
	private held: HeldTransaction | undefined;
	/** A load that is given up by who reads is awaited before the connection is given back. */
	private loading: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly client: PostgresClient,
		private readonly table: Table,
		private readonly request: ChangesRequest,
		private readonly pageSize: number,
	) {
		this.selection = selectionOf(table, request.fields);
		this.filter = request.filter === undefined ? undefined : bracketed(request.filter);
	}

	async load(after: Position | undefined, signal: AbortSignal): Promise<Loaded<SourcePage, Position>> {
		const loading = this.fetch(after, signal);
		this.loading = loading.catch(() => undefined);
		const rows = await loading;
		if (rows.length === 0) return { pages: [] };
		const position = positionOf(rows[rows.length - 1]);
		const page = { records: rows.map(this.selection.record), resume: JSON.stringify(position) };
		return { pages: [page], ...(rows.length < this.pageSize ? {} : { next: position }) };
	}

	async close(): Promise<void> {
		await this.loading;
		await this.drop();
	}

	private async drop(): Promise<void> {
		const { held } = this;
		this.held = undefined;
		await held?.close();
	}

	/** The next rows; from a new cursor when there is none (any more). */
	private async fetch(after: Position | undefined, signal: AbortSignal) {
		const call: TransactionCall = { purpose: 'read', readOnly: true, signal };
		if (this.held !== undefined) {
			const next = await this.client.within(this.held, call, this.next);
			if (next !== undefined) return next.result;
			await this.drop();
		}
		const { text, values } = this.statement(after);
		const opened = await this.client.begin(call, async (session) => {
			await session.query(`DECLARE ${CURSOR} NO SCROLL CURSOR FOR ${text}`, values);
			return await this.next(session);
		});
		this.held = opened.held;
		return opened.result;
	}

	private readonly next = async (session: Session) =>
		(await session.query(`FETCH ${this.pageSize} FROM ${CURSOR}`)).rows;

	private statement(after: Position | undefined): { text: string; values: string[] } {
		const { table, request } = this;
		const id = quoted(table.id.name);
		const values: string[] = [];
		const parameter = (value: string, type: string) => `$${values.push(value)}::text::${type}`;
		const conditions = [table.live, ...(this.filter === undefined ? [] : [this.filter])];
		// With the table's name: a bare one would be the text that is selected under it.
		const order: string[] = [`${table.sql}.${id}`];
		if (request.since !== undefined && table.modified !== undefined) {
			const stamp = quoted(table.modified.name);
			const type = table.modified.sqlType;
			conditions.push(
				`${stamp} >= ${parameter(request.since.toISOString(), type)}`,
				`${stamp} < ${parameter(request.until.toISOString(), type)}`,
			);
			if (after?.stamp !== undefined && after.stamp !== null) {
				conditions.push(
					`(${stamp}, ${id}) > (${parameter(after.stamp, type)}, ${parameter(after.id, table.id.sqlType)})`,
				);
			}
			order.unshift(`${table.sql}.${stamp}`);
		} else if (after !== undefined) conditions.push(`${id} > ${parameter(after.id, table.id.sqlType)}`);
		return {
			text: `SELECT ${this.selection.list} FROM ${table.sql} WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')}`,
			values,
		};
	}
}
