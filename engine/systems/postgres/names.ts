import { SophiaError } from '../../errors';

/** A table, view or partitioned table by its exact names. */
export interface TableName {
	schema: string;
	table: string;
}

/** An identifier that stands for exactly this name in SQL. @throws SophiaError `configuration` when no name can be so */
export function quoted(name: string): string {
	if (name === '' || name.includes('\0')) {
		throw new SophiaError(
			'configuration',
			'A name of a PostgreSQL table or column is empty or holds a NUL character.',
			{
				system: 'postgres',
				remedy: 'Choose the table and the columns from the lists.',
			},
		);
	}
	return `"${name.replaceAll('"', '""')}"`;
}

export const quotedTable = ({ schema, table }: TableName): string => `${quoted(schema)}.${quoted(table)}`;

/** 'customers', 'sales.customers', '"odd.name"."with ""quotes"""': parts in quotes may hold dots. */
const OBJECT = /^(?:("(?:[^"]|"")+"|[^".]+)\.)?("(?:[^"]|"")+"|[^".]+)$/;

/**
 * Reads an object's name. Upper and lower case count, with quotes and without: 'Customers' is not 'customers'.
 * A name without a schema is one of 'public'.
 *
 * @throws SophiaError `configuration` when it is none
 */
export function parseObject(object: string): TableName {
	const match = OBJECT.exec(object.trim());
	if (match === null || object.includes('\0')) {
		throw new SophiaError('configuration', 'The name of the PostgreSQL table is none.', {
			system: 'postgres',
			code: 'TABLE_NAME',
			remedy: 'Write it as schema.table, with double quotes around a part that holds a dot: public.customers.',
		});
	}
	return { schema: match[1] === undefined ? 'public' : plain(match[1]), table: plain(match[2]) };
}

/** The one spelling of an object's name. */
export const objectName = ({ schema, table }: TableName): string => `${part(schema)}.${part(table)}`;

const plain = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);

const part = (name: string): string => (/^[^".\s](?:[^".]*[^".\s])?$/.test(name) ? name : quoted(name));
