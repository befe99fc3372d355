import { chunks } from '../shared/batches';
import type { IdentityChange, ReadByIdResult } from '../types';
import type { PostgresClient } from './client';
import { bracketed } from './filter';
import { selectionOf } from './read';
import type { Table } from './table';
import type { Row } from './transaction';
import { canBe, canonical, isoOf, listExpression, readExpression } from './values';

/** So many ids are asked for in one statement. */
export const READ_BATCH = 500;

interface ByIdsRequest {
	fields: string[];
	filter?: string;
	ids: string[];
	signal?: AbortSignal;
}

/** What has become of rows asked for by id. Those that are softly deleted are gone. */
export async function readRowsByIds(
	client: PostgresClient,
	table: Table,
	request: ByIdsRequest,
): Promise<ReadByIdResult> {
	const { ids, fields, filter, signal } = request;
	const selection = selectionOf(table, fields);
	const matches = filter === undefined ? 'true' : `(${bracketed(filter)}) IS TRUE`;
	const deleted = table.deleted === undefined ? 'NULL::text' : readExpression(table.deleted);
	const { left, list } = listExpression(table.id, '$1');
	const text = `SELECT ${selection.list}, (${matches})::text, ${deleted} FROM ${table.sql} WHERE ${left} = ANY (${list})`;
	const rows = new Map<string, Row>();
	const possible = [...new Set(ids)].filter((id) => canBe(id, table.id));
	for (const batch of chunks(possible, READ_BATCH)) {
		const answer = await client.transaction(
			{ purpose: 'read', readOnly: true, signal },
			async (session) => await session.query(text, [batch]),
		);
		for (const row of answer.rows) rows.set(canonical(String(row[0]), table.id), row);
	}
	const result: ReadByIdResult = { records: [], gone: [], filteredOut: [], missing: [] };
	for (const id of new Set(ids)) {
		const row = canBe(id, table.id) ? rows.get(canonical(id, table.id)) : undefined;
		const [matched, deletedAt] = row?.slice(-2) ?? [];
		if (row === undefined) result.missing.push(id);
		else if (typeof deletedAt === 'string') result.gone.push(deletion(table, id, deletedAt));
		else if (matched === 'true') result.records.push(selection.record(row));
		else result.filteredOut.push(id);
	}
	return result;
}

/** A row that was softly deleted, as an event. */
export const deletion = (table: Table, id: string, deletedAt: string): IdentityChange => ({
	object: table.object,
	id,
	kind: 'deleted',
	modifiedAt: isoOf(deletedAt) ?? new Date(0).toISOString(),
});

/**
 * Rows by id for a destination: id as asked → its row.
 *
 * @param list what to select beside the id
 */
export async function liveRowsByIds(
	client: PostgresClient,
	table: Table,
	ids: string[],
	list: string[],
	signal: AbortSignal | undefined,
): Promise<Map<string, Row>> {
	const { left, list: wanted } = listExpression(table.id, '$1');
	const columns = [readExpression(table.id), ...list].join(', ');
	const text = `SELECT ${columns} FROM ${table.sql} WHERE ${left} = ANY (${wanted}) AND ${table.live}`;
	const found = new Map<string, Row>();
	const asked = [...new Set(ids)].filter((id) => canBe(id, table.id));
	for (const batch of chunks(asked, READ_BATCH)) {
		const { rows } = await client.transaction(
			{ purpose: 'lookup', readOnly: true, signal },
			async (session) => await session.query(text, [batch]),
		);
		const byId = new Map(rows.map((row) => [canonical(String(row[0]), table.id), row]));
		for (const id of batch) {
			const row = byId.get(canonical(id, table.id));
			if (row !== undefined) found.set(id, row);
		}
	}
	return found;
}
