import { SophiaError } from '../../errors';
import { chunks } from '../shared/batches';
import type { Destination, DestinationRecord } from '../types';
import type { Column } from './catalogue';
import type { PostgresClient } from './client';
import { quoted } from './names';
import { liveRowsByIds } from './readByIds';
import { columnOf, type Table } from './table';
import type { Row } from './transaction';
import { canBe, comparesAsItself, readExpression, spelledValue } from './values';

/** So many values are asked for in one statement. */
export const FIND_BATCH = 200;

type FindRequest = Parameters<Destination['find']>[0];
type Normalisation = NonNullable<FindRequest['normalise']>;

/** The values asked for and their places, by names that a table's columns hardly have. */
const ASKED = '"sophia asked"';
const PLACE = '"sophia place"';

/**
 * How a value that is asked for meets a column's. By the server's own rules of upper and lower case, so
 * that an index on the same expression can serve. A domain is looked for anywhere in an address: a superset.
 */
const MEETS: Partial<Record<Normalisation, (column: string) => string>> = {
	exact: (column) => `${column} = ${ASKED}`,
	caseInsensitive: (column) => `lower(${column}) = lower(${ASKED})`,
	email: (column) => `lower(trim(${column})) = lower(trim(${ASKED}))`,
	domain: (column) => `strpos(lower(${column}), lower(${ASKED})) > 0`,
};

/** Phone numbers are stored in more ways than SQL can make comparable. */
export const canFind = (normalise: Normalisation): boolean => MEETS[normalise] !== undefined;

/** Rows by a match key: value as asked → every row that has it. */
export async function findRows(
	client: PostgresClient,
	table: Table,
	{ key, values, normalise = 'caseInsensitive', properties, signal }: FindRequest,
): Promise<Map<string, DestinationRecord[]>> {
	const meets = MEETS[normalise];
	const column = columnOf(table, key);
	if (meets === undefined) {
		throw new SophiaError('configuration', `PostgreSQL cannot look up ${key} as a ${normalise} number.`, {
			system: 'postgres',
			code: 'MATCH_KEY',
			remedy: 'Choose another match key, or another way of comparing it.',
		});
	}
	const columns = properties.map((property) => columnOf(table, property));
	const list = [readExpression(table.id), ...columns.map(readExpression)].join(', ');
	const { value, left } = comparable(column, normalise);
	const text = `SELECT ${PLACE}::text, ${list} FROM ${table.sql}
		JOIN (SELECT ${value} AS ${ASKED}, ${PLACE} FROM unnest($1::text[]) WITH ORDINALITY AS v(value, ${PLACE})) AS a ON ${meets(left(table))}
		WHERE ${table.live}`;
	const possible = (asked: string) =>
		asked !== '' && (normalise === 'exact' ? canBe(asked, column) : !asked.includes('\0'));
	const found = new Map<string, DestinationRecord[]>();
	for (const batch of chunks([...new Set(values)].filter(possible), FIND_BATCH)) {
		const { rows } = await client.transaction(
			{ purpose: 'lookup', readOnly: true, signal },
			async (session) => await session.query(text, [batch]),
		);
		for (const [place, ...row] of rows) {
			const asked = batch[Number(place) - 1];
			const records = found.get(asked) ?? [];
			found.set(asked, [...records, recordOf(row, columns)]);
		}
	}
	return found;
}

/** Exact values are compared in the column's own type where that is known; all others as text. */
function comparable(column: Column, normalise: Normalisation) {
	const own = normalise === 'exact' && comparesAsItself(column);
	return {
		value: own ? `v.value::${column.sqlType}` : 'v.value',
		left: (table: Table) => {
			const name = `${table.sql}.${quoted(column.name)}`;
			return own ? name : `${name}::text`;
		},
	};
}

/** Rows by id: id as asked → its row. */
export async function readRows(
	client: PostgresClient,
	table: Table,
	{ ids, properties, signal }: { ids: string[]; properties: string[]; signal?: AbortSignal },
): Promise<Map<string, DestinationRecord>> {
	const columns = properties.map((property) => columnOf(table, property));
	const rows = await liveRowsByIds(client, table, ids, columns.map(readExpression), signal);
	return new Map([...rows].map(([id, row]) => [id, recordOf(row, columns)]));
}

const recordOf = ([id, ...texts]: Row, columns: Column[]): DestinationRecord => ({
	id: String(id),
	properties: Object.fromEntries(columns.map((column, index) => [column.name, spelledValue(texts[index], column)])),
});
