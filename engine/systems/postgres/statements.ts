import type { WriteRecord } from '../types';
import type { Column } from './catalogue';
import { quoted } from './names';
import { columnOf, type Table } from './table';
import { parameterOf, readExpression, writeExpression } from './values';

export type WriteKind = 'insert' | 'upsert' | 'update';

/**
 * One statement for several records: each is a part of its own, which tells by its place what became of it. So a
 * batch is one exchange with the server although its records have different fields.
 *
 * The rows it returns are (place, id, whether it was created).
 */
export class BatchStatement {
	private count = 0;
	private readonly parts: string[] = [];
	private readonly results: string[] = [];
	readonly values: Array<string | null> = [];

	constructor(
		private readonly table: Table,
		private readonly kind: WriteKind,
		/** Of an upsert: the unique column that holds the other side's id. */
		private readonly key: Column | undefined,
	) {}

	get text(): string {
		return `WITH ${this.parts.join(',\n')}\n${this.results.join(' UNION ALL ')}`;
	}

	add(record: WriteRecord): void {
		const place = this.count++;
		if (this.kind === 'update') this.addUpdate(place, record);
		else if (this.kind === 'insert') this.addInsert(place, record);
		else this.addUpsert(place, record);
	}

	private addInsert(place: number, record: WriteRecord): void {
		const cells = this.cells(record).filter(({ column, value }) => !takesDefault(column, value));
		const from =
			cells.length === 0
				? 'DEFAULT VALUES'
				: `(${cells.map(({ name }) => name).join(', ')}) VALUES (${cells.map(({ write }) => write()).join(', ')})`;
		this.parts.push(`i${place} AS (INSERT INTO ${this.table.sql} ${from} RETURNING ${this.id} AS id)`);
		this.results.push(this.result(place, 'i', true));
	}

	private addUpdate(place: number, record: WriteRecord): void {
		const { id, live, sql } = this.table;
		const target = `${quoted(id.name)} = ${this.parameter(record.destinationId ?? '', id)} AND ${live}`;
		const cells = this.cells(record);
		const found =
			cells.length === 0
				? `SELECT ${this.id} AS id FROM ${sql} WHERE ${target}`
				: `UPDATE ${sql} SET ${assignments(cells)} WHERE ${target} RETURNING ${this.id} AS id`;
		this.parts.push(`u${place} AS (${found})`);
		this.results.push(this.result(place, 'u', false));
	}

	/**
	 * First an update, and only when there is no such row an insert. An insert alone with ON CONFLICT would want all
	 * columns that must not be NULL for a row that has them already, and would use up a number of the id's sequence
	 * for each record. The ON CONFLICT remains for a row that somebody else makes at the same moment. A row that was
	 * softly deleted is there again.
	 */
	private addUpsert(place: number, record: WriteRecord): void {
		const { key, table } = this;
		if (key === undefined) throw new Error('An upsert needs a key.');
		const keyName = quoted(key.name);
		const others = this.cells(record).filter(({ column }) => column !== key);
		const { deleted } = table;
		const written = deleted === undefined || Object.hasOwn(record.properties, deleted.name);
		const revive = written ? [] : [{ name: quoted(deleted.name), write: () => 'NULL' }];
		const set = [...others, ...revive];
		const target = `${keyName} = ${this.parameter(record.id, key)}`;
		this.parts.push(
			set.length === 0
				? `u${place} AS (SELECT ${this.id} AS id FROM ${table.sql} WHERE ${target})`
				: `u${place} AS (UPDATE ${table.sql} SET ${assignments(set)} WHERE ${target} RETURNING ${this.id} AS id)`,
		);
		const given = others.filter(({ column, value }) => !takesDefault(column, value));
		const inserted = [{ name: keyName, write: () => this.parameter(record.id, key) }, ...given];
		const conflict = (set.length === 0 ? [{ name: keyName, write: () => `EXCLUDED.${keyName}` }] : set).map(
			({ name, write }) => `${name} = ${write()}`,
		);
		this.parts.push(
			`i${place} AS (INSERT INTO ${table.sql} (${inserted.map(({ name }) => name).join(', ')})
			SELECT ${inserted.map(({ write }) => write()).join(', ')} WHERE NOT EXISTS (SELECT 1 FROM u${place})
			ON CONFLICT (${keyName}) DO UPDATE SET ${conflict.join(', ')} RETURNING ${this.id} AS id)`,
		);
		this.results.push(this.result(place, 'u', false), this.result(place, 'i', true));
	}

	private result(place: number, part: string, created: boolean): string {
		return `SELECT ${place}, id, ${created} FROM ${part}${place}`;
	}

	private get id(): string {
		return readExpression(this.table.id);
	}

	private cells(record: WriteRecord) {
		return Object.entries(record.properties).map(([name, text]) => {
			const column = columnOf(this.table, name);
			const value = parameterOf(text, column);
			let written: string | undefined;
			// A parameter is named once, however often its value is written.
			const write = () => (written ??= this.parameter(value, column));
			return { name: quoted(name), column, value, write };
		});
	}

	private parameter(value: string | null, column: Column): string {
		return writeExpression(column, `$${this.values.push(value)}`);
	}
}

const assignments = (cells: Array<{ name: string; write: () => string }>): string =>
	cells.map(({ name, write }) => `${name} = ${write()}`).join(', ');

/** A new row's blank in a column that may not be NULL and fills itself: nothing is said of it. */
const takesDefault = (column: Column, value: string | null): boolean =>
	column.hasDefault && column.notNull && (value === null || value === '');
