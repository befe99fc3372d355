import { makeId, numberOf } from '../ids';
import type { FieldSpec, OutputValue, Value } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import { FieldIndex } from './fieldIndex';
import { byStamp, type Row } from './row';

/** Computes a field of the n-th generated record; undefined for a field it does not fill. */
export type FieldGenerator = (field: string, position: number) => Value | undefined;

/** The records of one object, by number, with an index over (SystemModstamp, Id). */
export class Table {
	generator: FieldGenerator | undefined;
	/** `rows[n - 1]` is record number n; a purged record leaves a hole. */
	private readonly rows: Array<Row | undefined> = [];
	private readonly indexes = new Map<FieldSpec, FieldIndex>();
	private readonly readers = new Map<FieldSpec, (row: Row) => OutputValue>();
	private sorted: Row[] = [];
	private readonly leaving = new Set<Row>();
	private readonly arriving = new Set<Row>();

	constructor(
		readonly spec: ObjectSpec,
		private readonly defaultUserId: () => string,
	) {}

	get nextNumber(): number {
		return this.rows.length + 1;
	}

	/** Adds a record (its number must be {@link nextNumber}) or replaces one. */
	put(row: Row): void {
		const old = this.rows[row.number - 1];
		for (const index of this.indexes.values()) {
			if (old !== undefined) index.remove(old);
			index.add(row);
		}
		this.rows[row.number - 1] = row;
		if (old !== undefined) this.leave(old);
		const last = this.sorted.at(-1);
		const settled = this.leaving.size === 0 && this.arriving.size === 0;
		if (settled && (last === undefined || byStamp(last, row) < 0)) this.sorted.push(row);
		else this.arriving.add(row);
	}

	/** Takes a record out for good. */
	drop(row: Row): void {
		for (const index of this.indexes.values()) index.remove(row);
		this.rows[row.number - 1] = undefined;
		this.leave(row);
	}

	byNumber(number: number): Row | undefined {
		return this.rows[number - 1];
	}

	byId(id: string): Row | undefined {
		const number = numberOf(this.spec.prefix, id);
		return number === undefined ? undefined : this.rows[number - 1];
	}

	/** The live rows that have a value, without regard to case. */
	having(field: FieldSpec, value: OutputValue): Row[] {
		let index = this.indexes.get(field);
		if (index === undefined) {
			index = new FieldIndex(this.reader(field), this.all());
			this.indexes.set(field, index);
		}
		return [...index.find(value)]
			.map((number) => this.rows[number - 1])
			.filter((row) => row?.deleted === false) as Row[];
	}

	id(row: Row): string {
		return makeId(this.spec.prefix, row.number);
	}

	/** Every record, deleted ones too, by Id. */
	*all(): IterableIterator<Row> {
		for (const row of this.rows) if (row !== undefined) yield row;
	}

	/** Every record with a stamp of `from` to `to` seconds (both included), by (SystemModstamp, Id). */
	between(from: number, to: number): { rows: readonly Row[]; start: number; end: number } {
		this.settle();
		return {
			rows: this.sorted,
			start: this.firstAt(from),
			end: to === Infinity ? this.sorted.length : this.firstAt(to + 1),
		};
	}

	/** How a field of this table is read: resolved once, then called per row. Datetimes come in milliseconds. */
	reader(field: FieldSpec): (row: Row) => OutputValue {
		let reader = this.readers.get(field);
		if (reader === undefined) {
			reader = this.makeReader(field);
			this.readers.set(field, reader);
		}
		return reader;
	}

	private makeReader(field: FieldSpec): (row: Row) => OutputValue {
		switch (field.name) {
			case 'Id':
				return (row) => this.id(row);
			case 'IsDeleted':
				return (row) => row.deleted;
			case 'CreatedDate':
				return (row) => row.created * 1000;
			case 'LastModifiedDate':
				return (row) => row.modified * 1000;
			case 'SystemModstamp':
				return (row) => row.stamp * 1000;
			case 'CreatedById':
			case 'LastModifiedById':
				return () => this.defaultUserId();
			default:
				return field.formula === undefined ? this.storedReader(field) : this.formulaReader(field.formula);
		}
	}

	private storedReader(field: FieldSpec): (row: Row) => Value {
		const { name } = field;
		const fallback = field.initial ?? null;
		return (row) => {
			const value = row.values[name];
			if (value !== undefined) return value;
			if (row.generated < 0) return fallback;
			return this.generator?.(name, row.generated) ?? fallback;
		};
	}

	private formulaReader(formula: NonNullable<FieldSpec['formula']>): (row: Row) => OutputValue {
		return (row) =>
			formula((name) => {
				const field = this.spec.fields.find((candidate) => candidate.name === name);
				return field === undefined ? null : this.reader(field)(row);
			});
	}

	private leave(row: Row): void {
		if (!this.arriving.delete(row)) this.leaving.add(row);
	}

	/** Merges what has changed into the index: one pass, and only when somebody asks for it. */
	private settle(): void {
		if (this.leaving.size === 0 && this.arriving.size === 0) return;
		const arriving = [...this.arriving].sort(byStamp);
		const merged: Row[] = [];
		let next = 0;
		for (const row of this.sorted) {
			if (this.leaving.has(row)) continue;
			while (next < arriving.length && byStamp(arriving[next], row) < 0) merged.push(arriving[next++]);
			merged.push(row);
		}
		while (next < arriving.length) merged.push(arriving[next++]);
		this.sorted = merged;
		this.arriving.clear();
		this.leaving.clear();
	}

	private firstAt(stamp: number): number {
		let low = 0;
		let high = this.sorted.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.sorted[middle].stamp < stamp) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
