import { createHash } from 'node:crypto';
import type { FieldDescription, FieldValue, SourceRecord, WriteRecord } from '../types';
import { describeField, fieldsOf, flattened, isoStamp, itemRecord, type ItemFields } from './records';

/** What was written to a list of items: one for each record, with all its fields. */
export interface WrittenItem {
	action: 'created' | 'updated' | 'archived';
	id: string;
	/** The whole item as it is now; of an archived one as it was. */
	json: Record<string, unknown>;
	/** The input items that it was. */
	indexes: number[];
}

interface Kept extends SourceRecord {
	json: Record<string, unknown>;
	indexes: number[];
}

export interface ItemsOptions extends ItemFields {
	/** What the list is called in what is remembered. */
	object: string;
	/** Fields that may be written although no item has them. */
	fields?: string[];
}

/**
 * Items and what becomes of them. Nothing is written anywhere: the caller hands {@link ItemStore.written} out. Of
 * several items with one id the last counts.
 */
export class ItemStore {
	readonly records = new Map<string, Kept>();
	readonly fields: Map<string, FieldDescription>;
	private readonly writes = new Map<string, WrittenItem>();

	/** @throws SophiaError `configuration` for an item without an id */
	constructor(
		items: ReadonlyArray<Record<string, unknown>>,
		readonly options: ItemsOptions,
	) {
		items.forEach((json, index) => {
			const record = itemRecord(json, options, index);
			const indexes = [...(this.records.get(record.id)?.indexes ?? []), index];
			this.records.delete(record.id);
			this.records.set(record.id, { ...record, json, indexes });
		});
		this.fields = fieldsOf(this.records.values(), this.roles);
		for (const name of [options.idField, ...(options.fields ?? [])]) this.addField(name);
	}

	get written(): WrittenItem[] {
		return [...this.writes.values()];
	}

	addField(name: string): void {
		if (!this.fields.has(name)) this.fields.set(name, describeField(name, undefined, this.roles));
	}

	/** The id that a new record gets: the one it brings along, else one that is the same whenever it is made anew. */
	newId(record: WriteRecord): string {
		const own = record.properties[this.options.idField] ?? '';
		if (own !== '') return own;
		const hash = createHash('sha256')
			.update(JSON.stringify([this.options.object, record.id]))
			.digest('hex');
		return [
			hash.slice(0, 8),
			hash.slice(8, 12),
			`8${hash.slice(13, 16)}`,
			`a${hash.slice(17, 20)}`,
			hash.slice(20, 32),
		].join('-');
	}

	/** Changes the fields given; makes the record when there is none of this id. */
	put(id: string, properties: Record<string, string>): 'created' | 'updated' {
		const known = this.records.get(id);
		const json = structuredClone(known?.json ?? {});
		const { idField } = this.options;
		if (known === undefined) set(json, idField, id);
		for (const [name, text] of Object.entries(properties)) {
			// An id that is a number in the items stays one, and the id itself does not change.
			if (name !== idField) set(json, name, this.valueOf(name, text, known));
		}
		const stamp = this.options.modifiedField;
		const fields = flattened(json);
		this.records.set(id, {
			id,
			modifiedAt: isoStamp(stamp === undefined ? undefined : fields[stamp]),
			fields,
			json,
			indexes: known?.indexes ?? [],
		});
		const before = this.writes.get(id)?.action;
		const action = known === undefined || before === 'created' ? 'created' : 'updated';
		this.writes.set(id, { action, id, json, indexes: known?.indexes ?? [] });
		return known === undefined ? 'created' : 'updated';
	}

	remove(id: string): void {
		const known = this.records.get(id);
		if (known === undefined) return;
		this.records.delete(id);
		this.writes.set(id, { action: 'archived', id, json: known.json, indexes: known.indexes });
	}

	private get roles() {
		return { writable: true, idField: this.options.idField };
	}

	private valueOf(name: string, text: string, known: Kept | undefined): FieldValue {
		if (Array.isArray(known?.fields[name])) return text === '' ? [] : text.split(';');
		if (text === '') return null;
		switch (this.fields.get(name)?.type) {
			case 'boolean':
				return text === 'true';
			case 'number':
			case 'integer':
				return String(Number(text)) === text ? Number(text) : text;
			default:
				return text;
		}
	}
}

/** Sets a field by its dotted name, in the shape that the item has: a name with dots, or nested objects. */
function set(json: Record<string, unknown>, name: string, value: FieldValue): void {
	let at = json;
	let rest = name;
	for (let dot = rest.indexOf('.'); dot > 0 && !Object.hasOwn(at, rest); dot = rest.indexOf('.')) {
		const parent = rest.slice(0, dot);
		const inner = Object.hasOwn(at, parent) ? at[parent] : undefined;
		if (inner !== undefined && inner !== null && (typeof inner !== 'object' || Array.isArray(inner))) break;
		at = (inner ?? own(at, parent, {})) as Record<string, unknown>;
		rest = rest.slice(dot + 1);
	}
	own(at, rest, value);
}

/** Not by assignment: a field may be named __proto__. */
function own(json: Record<string, unknown>, name: string, value: unknown): unknown {
	Object.defineProperty(json, name, { value, enumerable: true, writable: true, configurable: true });
	return value;
}
