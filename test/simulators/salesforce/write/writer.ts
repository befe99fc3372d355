import type { FieldSpec, Value } from '../schema/fields';
import type { ObjectSpec } from '../schema/objects';
import { isId } from '../ids';
import { mirrorPerson, remove } from '../store/lifecycle';
import type { Row } from '../store/row';
import type { Store } from '../store/store';
import type { Table } from '../store/table';
import type { Settings } from '../options';
import { duplicatesOf } from './duplicates';
import { Refused, rolledBack, type RecordError, type SaveResult } from './results';
import type { Rules } from './rules';
import { checked } from './values';

/** The fields of one record to write, with the types that their fields have. */
export type Input = ReadonlyMap<FieldSpec, Value>;

export interface SaveOptions {
	allOrNone: boolean;
	/** Sforce-Duplicate-Rule-Header: allowSave */
	allowSave: boolean;
}

interface Written {
	result: SaveResult;
	undo: () => void;
}

const isWritable = (field: FieldSpec) => !(field.readOnly ?? false) && field.formula === undefined;

/** Carries out what a call asks for, record by record, by the rules of the organisation. */
export class Writer {
	constructor(
		private readonly store: Store,
		private readonly rules: Rules,
		private readonly settings: Settings,
	) {}

	create(object: ObjectSpec, records: Input[], options: SaveOptions): SaveResult[] {
		return this.all(records, options, (input) => this.insert(object, input, options));
	}

	update(records: Array<{ object: ObjectSpec; input: Input }>, options: SaveOptions): SaveResult[] {
		const ids = records.map(({ object, input }) => this.idOf(object, input));
		return this.all(records, options, ({ object }, index) => {
			const id = ids[index];
			if (id === undefined) throw new Refused('MISSING_ARGUMENT', 'Id not specified in an update call');
			if (ids.indexOf(id) !== ids.lastIndexOf(id))
				throw new Refused('DUPLICATE_VALUE', `Duplicate id specified: ${id}`);
			const fields = new Map([...records[index].input].filter(([field]) => field.type !== 'id'));
			return this.change(object, this.live(object, id), fields, options);
		});
	}

	/** By an external id field; a value that nobody has makes a new record. */
	upsert(object: ObjectSpec, key: FieldSpec, records: Input[], options: SaveOptions): SaveResult[] {
		const table = this.store.table(object);
		const keys = records.map((input) => this.keyOf(key, input));
		return this.all(records, options, (input, index) => {
			const value = keys[index];
			if (value === null) throw new Refused('MISSING_ARGUMENT', `${key.name} not specified`, [key.name]);
			const same = (other: Value) => String(other).toLowerCase() === String(value).toLowerCase();
			if (keys.filter(same).length > 1)
				throw new Refused('DUPLICATE_VALUE', `Duplicate external id specified: ${String(value)}`, [key.name]);
			const found = key.type === 'id' ? [this.live(object, String(value))] : table.having(key, value);
			if (found.length > 1) {
				const ids = found.map((row) => table.id(row)).join(', ');
				throw new Refused(
					'DUPLICATE_EXTERNAL_ID',
					`${key.name}: more than one record found for external id field: [${ids}]`,
					[key.name],
				);
			}
			if (found.length === 0) {
				const { result, undo } = this.insert(object, input, options);
				return { result: { ...result, created: true }, undo };
			}
			const fields = new Map([...input].filter(([field]) => field.type !== 'id'));
			const { result, undo } = this.change(object, found[0], fields, options);
			return { result: { ...result, created: false }, undo };
		});
	}

	delete(ids: string[], options: Pick<SaveOptions, 'allOrNone'>): SaveResult[] {
		return this.all(ids, options, (id) => {
			if (!isId(id)) throw new Refused('MALFORMED_ID', `malformed id ${id}`);
			const object = this.store.schema.all().find(({ prefix }) => id.startsWith(prefix));
			if (object === undefined) throw new Refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
			if (!object.deletable)
				throw new Refused('INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support delete`);
			const table = this.store.table(object);
			const row = this.live(object, id);
			const longId = table.id(row);
			this.lock(object, row);
			if (this.rules.needed.has(longId)) {
				throw new Refused(
					'DELETE_FAILED',
					'Your attempt to delete the record could not be completed because it is associated with the following cases.: 00001026',
				);
			}
			remove(this.store, object.name, longId, { cascade: true });
			return { result: { id: longId, success: true, errors: [] }, undo: () => table.put(row) };
		});
	}

	/** Each record for itself; with allOrNone, none when one fails. */
	private all<T>(
		records: readonly T[],
		{ allOrNone }: Pick<SaveOptions, 'allOrNone'>,
		one: (record: T, index: number) => Written,
	): SaveResult[] {
		const undos: Array<() => void> = [];
		const results = records.map((record, index): SaveResult => {
			try {
				const { result, undo } = one(record, index);
				undos.push(undo);
				return result;
			} catch (error) {
				return { success: false, errors: errorsOf(error) };
			}
		});
		if (!allOrNone || results.every(({ success }) => success)) return results;
		for (const undo of undos.reverse()) undo();
		return results.map((result) => (result.success ? { success: false, errors: [rolledBack()] } : result));
	}

	private insert(object: ObjectSpec, input: Input, options: SaveOptions): Written {
		const table = this.store.table(object);
		if ([...input.keys()].some(({ type }) => type === 'id'))
			throw new Refused('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
		const values = this.values(input);
		const missing = object.fields
			.filter((field) => this.isRequired(field) && (values[field.name] ?? null) === null)
			.map(({ name }) => name);
		if (missing.length > 0) throw requiredMissing(missing);
		this.judge(object, table, values, undefined, options);
		const id = this.store.create(object.name, values);
		return {
			result: { id, success: true, errors: [] },
			undo: () => this.store.purge(object.name, id),
		};
	}

	private change(object: ObjectSpec, row: Row, input: Input, options: SaveOptions): Written {
		const table = this.store.table(object);
		const id = table.id(row);
		const values = this.values(input);
		const missing = object.fields.filter((field) => this.isRequired(field) && values[field.name] === null);
		if (missing.length > 0) throw requiredMissing(missing.map(({ name }) => name));
		if (object.name === 'Lead' && this.store.record('Lead', id).IsConverted === true)
			throw new Refused('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
		this.judge(object, table, values, row, options);
		this.store.update(object.name, id, values);
		if (this.settings.personAccounts) mirrorPerson(this.store, object.name, id, values, {});
		return { result: { id, success: true, errors: [] }, undo: () => table.put(row) };
	}

	/** Checked values by field name. */
	private values(input: Input): Record<string, Value> {
		const closed = [...input.keys()].filter((field) => !isWritable(field)).map(({ name }) => name);
		if (closed.length > 0) {
			throw new Refused(
				'INVALID_FIELD_FOR_INSERT_UPDATE',
				`Unable to create/update fields: ${closed.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
				closed,
			);
		}
		const values: Record<string, Value> = {};
		for (const [field, value] of input) values[field.name] = checked(field, value);
		for (const field of input.keys()) {
			const value = values[field.name];
			if (field.type === 'reference' && value !== null) this.checkReference(field, String(value));
			if (field.name === 'OwnerId' && value === null) throw requiredMissing(['OwnerId']);
		}
		return values;
	}

	private checkReference(field: FieldSpec, id: string): void {
		const table = this.store.tableFor(field.referenceTo ?? [], id);
		if (table === undefined)
			throw new Refused('MALFORMED_ID', `${field.label}: id value of incorrect type: ${id}`, [field.name]);
		const row = table.byId(id);
		if (row === undefined) throw new Refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
		if (row.deleted) throw new Refused('ENTITY_IS_DELETED', 'entity is deleted');
	}

	/** Unique fields, locks, duplicate and validation rules, in Salesforce's order of execution. */
	private judge(
		object: ObjectSpec,
		table: Table,
		values: Record<string, Value>,
		row: Row | undefined,
		options: SaveOptions,
	): void {
		const before = row === undefined ? {} : this.store.record(object.name, table.id(row));
		const candidate = { ...before, ...values };
		if (this.rules.takeLock(object.name, candidate)) {
			const id = row === undefined ? '' : `: ${table.id(row)}`;
			throw new Refused('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 1 records${id}`);
		}
		const broken = this.rules.validation.filter(
			(rule) => rule.object.toLowerCase() === object.name.toLowerCase() && rule.broken(candidate),
		);
		if (broken.length > 0) {
			const refused = broken.map(
				({ text, field }) => new Refused('FIELD_CUSTOM_VALIDATION_EXCEPTION', text, field === undefined ? [] : [field]),
			);
			for (const further of refused.slice(1)) refused[0].errors.push(...further.errors);
			throw refused[0];
		}
		duplicatesOf(this.rules, object, table, candidate, row, options.allowSave);
		for (const field of object.fields) {
			const value = values[field.name];
			if (field.unique !== true || value === undefined || value === null) continue;
			const holder = table.having(field, value).find(({ number }) => number !== row?.number);
			if (holder === undefined) continue;
			throw new Refused(
				'DUPLICATE_VALUE',
				`duplicate value found: ${field.name} duplicates value on record with id: ${table.id(holder).slice(0, 15)}`,
			);
		}
	}

	private lock(object: ObjectSpec, row: Row): void {
		const id = this.store.table(object).id(row);
		if (this.rules.takeLock(object.name, this.store.record(object.name, id)))
			throw new Refused('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 1 records: ${id}`);
	}

	private live(object: ObjectSpec, id: string): Row {
		if (!isId(id)) throw new Refused('MALFORMED_ID', `${object.name} ID: id value of incorrect type: ${id}`, ['Id']);
		const row = this.store.table(object).byId(id);
		if (row === undefined) throw new Refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
		if (row.deleted) throw new Refused('ENTITY_IS_DELETED', 'entity is deleted');
		return row;
	}

	private idOf(object: ObjectSpec, input: Input): string | undefined {
		const field = this.store.schema.field(object, 'Id');
		const id = field === undefined ? undefined : input.get(field);
		return typeof id === 'string' ? id : undefined;
	}

	private keyOf(key: FieldSpec, input: Input): Value {
		const value = input.get(key) ?? null;
		return typeof value === 'string' ? value.trim() || null : value;
	}

	private isRequired(field: FieldSpec): boolean {
		const given = field.initial !== undefined || field.name === 'OwnerId' || field.type === 'id';
		return field.nillable === false && isWritable(field) && !given && field.type !== 'boolean';
	}
}

/** @throws what is no refusal: a mistake of the simulator */
function errorsOf(error: unknown): RecordError[] {
	if (error instanceof Refused) return error.errors;
	throw error;
}

const requiredMissing = (names: string[]) =>
	new Refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);
