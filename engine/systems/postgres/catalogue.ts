import { SophiaError } from '../../errors';
import type { FieldOption } from '../types';
import type { PostgresClient } from './client';
import { objectName, parseObject, quoted, quotedTable, type TableName } from './names';
import type { Session } from './transaction';

export interface Column {
	name: string;
	/** The type that a value is cast to, quoted. */
	sqlType: string;
	/** Domains resolved: 'int4', 'text', 'timestamptz'; of an array the type of its elements. */
	base: string;
	isArray: boolean;
	/** Labels of an enumerated type. */
	labels?: string[];
	/** Type modifier, as PostgreSQL keeps it: lengths, precision. -1 for none. */
	modifier: number;
	notNull: boolean;
	hasDefault: boolean;
	writable: boolean;
	unique: boolean;
	comment?: string;
	/** The table that a foreign key of this column alone leads to. */
	references?: string;
}

export interface TableShape {
	name: TableName;
	/** Quoted, with its schema. */
	sql: string;
	label: string;
	isView: boolean;
	columns: Map<string, Column>;
	/** Columns of the primary key. */
	primaryKey: string[];
	/** Of constraints and unique indexes on one column: its name. */
	constraints: Map<string, string>;
}

const COLUMNS = `
WITH RECURSIVE types AS (
	SELECT a.attnum, a.atttypid AS typid, a.atttypmod AS modifier, false AS not_null
	FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
	UNION ALL
	SELECT d.attnum, t.typbasetype, CASE WHEN t.typtypmod = -1 THEN d.modifier ELSE t.typtypmod END, d.not_null OR t.typnotnull
	FROM types d JOIN pg_catalog.pg_type t ON t.oid = d.typid WHERE t.typtype = 'd'
)
SELECT a.attname, n.nspname, t.typname,
	CASE WHEN e.oid IS NULL THEN b.typname ELSE e.typname END,
	(e.oid IS NOT NULL)::text,
	(SELECT pg_catalog.json_agg(l.enumlabel ORDER BY l.enumsortorder)::text FROM pg_catalog.pg_enum l
		WHERE l.enumtypid = coalesce(e.oid, b.oid)),
	d.modifier::text,
	(a.attnotnull OR d.not_null)::text,
	(a.atthasdef OR a.attidentity <> '')::text,
	(a.attgenerated = '' AND a.attidentity <> 'a' AND pg_catalog.pg_column_is_updatable($1::oid, a.attnum, false)
		AND (pg_catalog.has_column_privilege($1::oid, a.attnum, 'INSERT') OR pg_catalog.has_column_privilege($1::oid, a.attnum, 'UPDATE')))::text,
	(EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
		AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum))::text,
	pg_catalog.col_description($1::oid, a.attnum),
	(SELECT pg_catalog.json_build_array(rn.nspname, rc.relname)::text FROM pg_catalog.pg_constraint c
		JOIN pg_catalog.pg_class rc ON rc.oid = c.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
		WHERE c.conrelid = $1::oid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum] ORDER BY c.oid LIMIT 1)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN types d ON d.attnum = a.attnum
JOIN pg_catalog.pg_type b ON b.oid = d.typid AND b.typtype <> 'd'
LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
WHERE a.attrelid = $1::oid AND pg_catalog.has_column_privilege($1::oid, a.attnum, 'SELECT')
ORDER BY a.attnum`;

const RELATION = `
SELECT c.oid::text, (c.relkind IN ('v', 'm', 'f'))::text, pg_catalog.obj_description(c.oid, 'pg_class'),
	(SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)::text
		FROM pg_catalog.pg_index i CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
		WHERE i.indrelid = c.oid AND i.indisprimary AND k.place <= i.indnkeyatts)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;

const CONSTRAINTS = `
SELECT c.conname, a.attname FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND ARRAY[a.attnum] = c.conkey WHERE c.conrelid = $1::oid
UNION
SELECT x.relname, a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND i.indnkeyatts = 1 AND a.attnum = i.indkey[0]
WHERE i.indrelid = $1::oid AND i.indisunique`;

const LIST = `
SELECT n.nspname, c.relname, pg_catalog.obj_description(c.oid, 'pg_class')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
	AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
ORDER BY 1, 2`;

/** Tables and views that the user may read, for lists in the user interface. */
export async function listTables(client: PostgresClient, signal?: AbortSignal): Promise<FieldOption[]> {
	const { rows } = await client.transaction(
		{ purpose: 'meta', readOnly: true, signal },
		async (session) => await session.query(LIST),
	);
	return rows.map(([schema, table, comment]) => {
		const value = objectName({ schema: String(schema), table: String(table) });
		return { value, label: comment === null ? value : `${value} (${comment})` };
	});
}

/**
 * A table as the catalogue has it: those of its columns that the user may read.
 *
 * @throws SophiaError `configuration` when there is none of that name
 */
export async function readTable(client: PostgresClient, object: string, signal?: AbortSignal): Promise<TableShape> {
	const name = parseObject(object);
	return await client.transaction({ purpose: 'meta', readOnly: true, signal }, async (session) => {
		const { rows } = await session.query(RELATION, [name.schema, name.table]);
		if (rows.length === 0) throw unknownTable(name, client.settings.config.database);
		const [oid, isView, comment, key] = rows[0];
		return {
			name,
			sql: quotedTable(name),
			label: comment ?? objectName(name),
			isView: isView === 'true',
			columns: await readColumns(session, String(oid)),
			primaryKey: key === null ? [] : (JSON.parse(key) as string[]),
			constraints: new Map(
				(await session.query(CONSTRAINTS, [oid])).rows.map(([constraint, column]) => [
					String(constraint),
					String(column),
				]),
			),
		};
	});
}

async function readColumns(session: Session, oid: string): Promise<Map<string, Column>> {
	const { rows } = await session.query(COLUMNS, [oid]);
	return new Map(
		rows.map((row): [string, Column] => {
			const [name, schema, type, base, isArray, labels, modifier] = row;
			const [notNull, hasDefault, writable, unique, comment, references] = row.slice(7);
			const [refSchema, refTable] = references === null ? [] : (JSON.parse(references) as string[]);
			return [
				String(name),
				{
					name: String(name),
					sqlType: `${quoted(String(schema))}.${quoted(String(type))}`,
					base: String(base),
					isArray: isArray === 'true',
					modifier: Number(modifier),
					notNull: notNull === 'true',
					hasDefault: hasDefault === 'true',
					writable: writable === 'true',
					unique: unique === 'true',
					...(labels === null ? {} : { labels: JSON.parse(labels) as string[] }),
					...(comment === null ? {} : { comment }),
					...(refTable === undefined ? {} : { references: objectName({ schema: refSchema, table: refTable }) }),
				},
			];
		}),
	);
}

const unknownTable = (name: TableName, database: string) =>
	new SophiaError('configuration', `There is no table ${objectName(name)} in the PostgreSQL database ${database}.`, {
		system: 'postgres',
		code: 'NO_TABLE',
		remedy:
			'Choose a table from the list. Upper and lower case count; a table outside the schema public needs its schema.',
	});
