import type { SimulatorClock } from '../../shared/clock';
import type { OutputValue, Value } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import type { Schema } from '../schema/schema';
import { Row, type RowState } from './row';
import { Table } from './table';
import { restValue, store, type Input } from './values';

export type Fields = Record<string, Input>;

export interface WriteTimes {
	/** LastModifiedDate and SystemModstamp, also in the past: a late commit. Default: the clock. */
	modifiedAt?: Date | string;
	/** Default: the clock, or `modifiedAt`. */
	createdAt?: Date | string;
}

/** The org's data: records by object, written without any API call. */
export class Store {
	/** The user that owns and writes what names nobody else. */
	defaultUserId = '';
	/** What went to the recycle bin with a record, by that record's id: it comes back with it. */
	readonly cascaded = new Map<string, Array<{ object: string; id: string }>>();
	private readonly tables = new Map<string, Table>();

	constructor(
		readonly schema: Schema,
		private readonly clock: SimulatorClock,
	) {}

	table(spec: ObjectSpec): Table {
		let table = this.tables.get(spec.name);
		if (table === undefined) {
			table = new Table(spec, () => this.defaultUserId);
			this.tables.set(spec.name, table);
		}
		return table;
	}

	tableOf(object: string): Table {
		return this.table(this.schema.need(object));
	}

	/** The table that holds an id, among those of these objects. */
	tableFor(objects: readonly string[], id: string): Table | undefined {
		for (const object of objects) {
			const spec = this.schema.object(object);
			if (spec !== undefined && id.startsWith(spec.prefix)) return this.table(spec);
		}
		return undefined;
	}

	create(object: string, fields: Fields, times: WriteTimes = {}): string {
		const table = this.tableOf(object);
		const modified = this.seconds(times.modifiedAt);
		const created = times.createdAt === undefined ? modified : this.seconds(times.createdAt);
		const values: Record<string, Value> = this.stored(table.spec, fields);
		if (values.OwnerId === undefined && this.schema.field(table.spec, 'OwnerId') !== undefined)
			values.OwnerId = this.defaultUserId;
		const row = new Row(table.nextNumber, { created, modified, stamp: modified, values });
		table.put(row);
		return table.id(row);
	}

	/** Changes a record. Bumps both stamps, as any user's write does, even where no value differs. */
	update(object: string, id: string, fields: Fields, times: WriteTimes = {}): void {
		const table = this.tableOf(object);
		const row = this.row(object, id);
		const at = this.seconds(times.modifiedAt);
		table.put(row.with({ modified: at, stamp: at, values: { ...row.values, ...this.stored(table.spec, fields) } }));
	}

	/** A system's write: bumps SystemModstamp alone (or sets what is given). */
	touch(object: string, id: string, change: Partial<RowState> = {}): void {
		this.tableOf(object).put(this.row(object, id).with({ stamp: this.seconds(), ...change }));
	}

	purge(object: string, id: string): void {
		this.tableOf(object).drop(this.row(object, id));
	}

	/** @throws Error when there is no such record: a mistake of the test. */
	row(object: string, id: string): Row {
		const row = this.tableOf(object).byId(id);
		if (row === undefined) throw new Error(`The simulator has no ${object} ${id}`);
		return row;
	}

	/** The ids of the live records of an object whose reference field points at one of `targets`. */
	children(object: string, field: string, targets: ReadonlySet<string>): string[] {
		const table = this.tableOf(object);
		const spec = this.schema.field(table.spec, field);
		if (spec === undefined) return [];
		const read = table.reader(spec);
		const found: string[] = [];
		for (const row of table.all()) if (!row.deleted && targets.has(String(read(row)))) found.push(table.id(row));
		return found;
	}

	/** A record with all its fields as REST shows them; deleted ones too. */
	record(object: string, id: string): Record<string, OutputValue> {
		return this.show(this.tableOf(object), this.row(object, id));
	}

	/** Every record of an object, by Id; deleted ones too. */
	records(object: string): Array<Record<string, OutputValue>> {
		const table = this.tableOf(object);
		return [...table.all()].map((row) => this.show(table, row));
	}

	seconds(at: Date | string | undefined = undefined): number {
		return Math.floor((at === undefined ? this.clock.now() : new Date(at).getTime()) / 1000);
	}

	private show(table: Table, row: Row): Record<string, OutputValue> {
		return Object.fromEntries(
			table.spec.fields.map((field) => [field.name, restValue(field, table.reader(field)(row))]),
		);
	}

	private stored(spec: ObjectSpec, fields: Fields): Record<string, Value> {
		const values: Record<string, Value> = {};
		for (const [name, input] of Object.entries(fields)) {
			const field = this.schema.field(spec, name);
			if (field === undefined) throw new Error(`The simulator has no field ${spec.name}.${name}`);
			values[field.name] = store(spec.name, field, input);
		}
		return values;
	}
}
