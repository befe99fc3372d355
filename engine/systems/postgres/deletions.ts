import type { IdentityChange } from '../types';
import type { PostgresClient } from './client';
import { quoted } from './names';
import { deletion } from './readByIds';
import type { Table } from './table';
import { readExpression } from './values';

interface DeletionsRequest {
	since: Date;
	until: Date;
	signal?: AbortSignal;
}

/**
 * Rows softly deleted in the window, a page at a time by (stamp, id): each page is a statement of its own, as
 * deletions are few. Nothing without a column that tells: a row that was really deleted leaves no trace.
 */
export async function* readDeletions(
	client: PostgresClient,
	table: Table,
	{ since, until, signal }: DeletionsRequest,
	pageSize: number,
): AsyncGenerator<IdentityChange[], void, undefined> {
	const { deleted, id } = table;
	if (deleted === undefined) return;
	const [stamp, key] = [quoted(deleted.name), quoted(id.name)];
	const type = deleted.sqlType;
	let after: string[] = [];
	for (;;) {
		const behind = after.length === 0 ? '' : ` AND (${stamp}, ${key}) > ($3::text::${type}, $4::text::${id.sqlType})`;
		const text = `SELECT ${readExpression(id)}, ${readExpression(deleted)} FROM ${table.sql}
			WHERE ${key} IS NOT NULL AND ${stamp} >= $1::text::${type} AND ${stamp} < $2::text::${type}${behind}
			ORDER BY ${table.sql}.${stamp}, ${table.sql}.${key} LIMIT ${pageSize}`;
		const { rows } = await client.transaction(
			{ purpose: 'read', readOnly: true, signal },
			async (session) => await session.query(text, [since.toISOString(), until.toISOString(), ...after]),
		);
		if (rows.length > 0) yield rows.map(([row, at]) => deletion(table, String(row), String(at)));
		if (rows.length < pageSize) return;
		const [lastId, lastStamp] = rows[rows.length - 1];
		after = [String(lastStamp), String(lastId)];
	}
}
