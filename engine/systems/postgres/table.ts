import { SophiaError } from '../../errors';
import { Remembered } from '../shared/remembered';
import type { FieldDescription, ObjectDescription } from '../types';
import { readTable, type Column, type TableShape } from './catalogue';
import type { PostgresClient } from './client';
import { objectName, parseObject, quoted } from './names';
import { fieldType, maxLength } from './values';

/** What a person says of a table that the catalogue does not. */
export interface TableOptions {
	/** Identifies a record. Default: the primary key, when it is one column. */
	idColumn?: string;
	/** Holds when a row was last changed. Without it every read is a full one. */
	modifiedColumn?: string;
	/** Holds when a row was deleted (soft delete); NULL for rows that are there. Without it rows are deleted. */
	deletedColumn?: string;
}

/** A table with the parts that its columns play. */
export interface Table extends TableShape {
	object: string;
	id: Column;
	modified?: Column;
	deleted?: Column;
	/** The condition that rows which are there meet. */
	live: string;
}

/** Tables of one database, each read once. */
export class Tables {
	private readonly known = new Remembered<Table>();

	constructor(
		private readonly client: PostgresClient,
		private readonly options: TableOptions,
	) {}

	/** @throws SophiaError `configuration` when there is none, or no column that identifies its rows */
	async get(object: string, signal?: AbortSignal): Promise<Table> {
		return await this.known.get(objectName(parseObject(object)), async () =>
			withRoles(await readTable(this.client, object, signal), this.options),
		);
	}
}

/** The column of this name. @throws SophiaError `configuration` when the table has none, or the user may not read it */
export function columnOf(table: TableShape, name: string): Column {
	const column = table.columns.get(name);
	if (column === undefined)
		throw wrong(table, `has no column ${name} that the user may read`, 'Choose a column from the list.');
	return column;
}

function withRoles(shape: TableShape, options: TableOptions): Table {
	const id = idOf(shape, options.idColumn?.trim() ?? '');
	const modified = stampOf(shape, options.modifiedColumn, 'Modified Column');
	const deleted = stampOf(shape, options.deletedColumn, 'Deleted Column');
	const conditions = [
		...(id.notNull ? [] : [`${quoted(id.name)} IS NOT NULL`]),
		...(deleted === undefined ? [] : [`${quoted(deleted.name)} IS NULL`]),
	];
	return {
		...shape,
		object: objectName(shape.name),
		id,
		modified,
		deleted,
		live: conditions.length === 0 ? 'true' : conditions.join(' AND '),
	};
}

function idOf(shape: TableShape, idColumn: string): Column {
	if (idColumn !== '') {
		const column = columnOf(shape, idColumn);
		// Nothing is known of a view's rows: it is for whoever names the column to know that it is unique.
		if (column.unique || shape.isView) return column;
		throw wrong(
			shape,
			`has no unique index on the column ${idColumn} alone`,
			`Choose a unique column as ID Column, or make it one: ALTER TABLE ${shape.sql} ADD UNIQUE (${quoted(idColumn)}).`,
			'ID_COLUMN',
		);
	}
	const { primaryKey } = shape;
	if (primaryKey.length === 1) return columnOf(shape, primaryKey[0]);
	const remedy = `Set ID Column to a column whose values are unique and never blank${
		shape.isView
			? '.'
			: `, or add one: ALTER TABLE ${shape.sql} ADD COLUMN row_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE.`
	}`;
	const fault =
		primaryKey.length === 0 ? 'has no primary key' : `has a primary key of several columns (${primaryKey.join(', ')})`;
	throw wrong(shape, `${fault}, so that no single value identifies a row`, remedy, 'ID_COLUMN');
}

function stampOf(shape: TableShape, name: string | undefined, label: string): Column | undefined {
	const trimmed = name?.trim() ?? '';
	if (trimmed === '') return undefined;
	const column = columnOf(shape, trimmed);
	if (!column.isArray && (column.base === 'timestamptz' || column.base === 'timestamp')) return column;
	throw wrong(
		shape,
		`has a column ${trimmed} that is no timestamp`,
		`Set ${label} to a column of type timestamptz or timestamp.`,
	);
}

const wrong = (shape: TableShape, fault: string, remedy: string, code = 'COLUMN') =>
	new SophiaError('configuration', `The PostgreSQL table ${objectName(shape.name)} ${fault}.`, {
		system: 'postgres',
		code,
		remedy,
	});

/** A table in the engine's words. Generated and identity columns, and those that the user may not change, are not writable. */
export function describeTable(table: Table): ObjectDescription {
	return {
		name: table.object,
		label: table.label,
		fields: new Map([...table.columns.values()].map((column) => [column.name, describeColumn(column)])),
	};
}

function describeColumn(column: Column): FieldDescription {
	const length = maxLength(column);
	const { labels } = column;
	return {
		name: column.name,
		label: column.comment ?? column.name,
		type: fieldType(column),
		writable: column.writable,
		unique: column.unique,
		...(labels === undefined
			? {}
			: { options: labels.map((label) => ({ value: label, label })), optionsExtendable: false }),
		...(length === undefined ? {} : { maxLength: length }),
		...(column.references === undefined ? {} : { referenceTo: [column.references] }),
	};
}
