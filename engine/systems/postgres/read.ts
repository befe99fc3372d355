import type { FieldValue, SourceRecord } from '../types';
import type { Column } from './catalogue';
import { columnOf, type Table } from './table';
import type { Row } from './transaction';
import { isoOf, readExpression, readValue } from './values';

/** Of a row whose table does not tell when it was changed. */
const EPOCH = new Date(0).toISOString();

/** How rows of a table are selected and become records: the id, the stamp of modification, then the fields. */
export interface Selection {
	/** What stands between SELECT and FROM. */
	list: string;
	/** Columns of a row before the fields, which follow in their order. */
	columns: Column[];
	record(row: Row): SourceRecord;
}

const STAMP = 1;
const FIRST_FIELD = 2;

/** @throws SophiaError `configuration` when the table lacks a field */
export function selectionOf(table: Table, fields: string[]): Selection {
	const columns = [...new Set(fields)].map((field) => columnOf(table, field));
	const { id, modified } = table;
	return {
		list: [
			readExpression(id),
			modified === undefined ? 'NULL::text' : readExpression(modified),
			...columns.map(readExpression),
		].join(', '),
		columns,
		record: (row) => ({
			id: String(row[0]),
			modifiedAt: isoOf(row[STAMP] ?? '') ?? EPOCH,
			// Not by assignment: a column may be named __proto__.
			fields: Object.fromEntries(
				columns.map((column, index): [string, FieldValue] => [
					column.name,
					readValue(row[FIRST_FIELD + index], column),
				]),
			),
		}),
	};
}

/** Where a row stands in the order of reading. */
export const positionOf = (row: Row): { stamp: string | null; id: string } => ({
	stamp: row[STAMP],
	id: String(row[0]),
});
