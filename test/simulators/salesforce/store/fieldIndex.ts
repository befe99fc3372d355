import type { OutputValue } from '../schema/fields';
import type { Row } from './row';

/** Finds the rows of a table by a field's value, without regard to case. Kept up to date by the table. */
export class FieldIndex {
	private readonly rows = new Map<string, Set<number>>();

	constructor(
		private readonly read: (row: Row) => OutputValue,
		rows: Iterable<Row>,
	) {
		for (const row of rows) this.add(row);
	}

	/** Numbers of the rows that have the value; deleted ones too. */
	find(value: OutputValue): ReadonlySet<number> {
		return this.rows.get(keyOf(value)) ?? new Set();
	}

	add(row: Row): void {
		const key = keyOf(this.read(row));
		const known = this.rows.get(key);
		if (known === undefined) this.rows.set(key, new Set([row.number]));
		else known.add(row.number);
	}

	remove(row: Row): void {
		this.rows.get(keyOf(this.read(row)))?.delete(row.number);
	}
}

const keyOf = (value: OutputValue): string => String(value).toLowerCase();
