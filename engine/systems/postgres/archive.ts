import { SophiaError } from '../../errors';
import { chunks, halves } from '../shared/batches';
import type { PostgresClient } from './client';
import { recordRefusal, type PostgresRefusal } from './errors';
import { quoted } from './names';
import type { Table } from './table';
import { canBe, listExpression } from './values';

/** So many rows go in one statement. */
export const ARCHIVE_BATCH = 100;

/**
 * Sets the deleted column, where there is one, else deletes the rows. Rows that are gone already are a success.
 *
 * @throws SophiaError `configuration` for a row that PostgreSQL will not let go; the others of its batch are gone
 */
export async function archiveRows(
	client: PostgresClient,
	table: Table,
	{ ids, signal }: { ids: string[]; signal?: AbortSignal },
): Promise<void> {
	const possible = [...new Set(ids)].filter((id) => canBe(id, table.id));
	for (const batch of chunks(possible, ARCHIVE_BATCH)) {
		const refusals = await archiveBatch(client, table, batch, signal);
		if (refusals.length > 0) throw stays(table, refusals[0]);
	}
}

async function archiveBatch(
	client: PostgresClient,
	table: Table,
	ids: string[],
	signal: AbortSignal | undefined,
): Promise<PostgresRefusal[]> {
	const { left, list } = listExpression(table.id, '$1');
	const rows = `WHERE ${left} = ANY (${list}) AND ${table.live}`;
	const text =
		table.deleted === undefined
			? `DELETE FROM ${table.sql} ${rows}`
			: `UPDATE ${table.sql} SET ${quoted(table.deleted.name)} = pg_catalog.clock_timestamp() ${rows}`;
	try {
		await client.transaction(
			{ purpose: 'archive', signal, splittable: ids.length > 1 },
			async (session) => await session.query(text, [ids]),
		);
		return [];
	} catch (error) {
		const refusal = recordRefusal(error);
		if (ids.length === 1) return [refusal];
		const [first, second] = halves(ids);
		return [
			...(await archiveBatch(client, table, first, signal)),
			...(await archiveBatch(client, table, second, signal)),
		];
	}
}

const stays = (table: Table, { complaint }: PostgresRefusal): SophiaError =>
	new SophiaError(
		'configuration',
		`PostgreSQL does not let a row of ${table.object} be deleted (${complaint.constraint ?? complaint.code}).`,
		{
			system: 'postgres',
			code: complaint.code,
			remedy:
				'Rows of other tables may refer to it: give the foreign key ON DELETE CASCADE or SET NULL, or name a Deleted Column, so that rows are marked instead.',
		},
	);
