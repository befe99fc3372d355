import { SophiaError } from '../../errors';
import type { FieldDescription, FieldType, FieldValue, SourceRecord } from '../types';

/** Deeper objects stay values. */
const DEEPEST = 5;

/** An item's values by name, those of nested objects by dotted names ({Owner: {Email}} → 'Owner.Email'). */
export function flattened(item: Record<string, unknown>): Record<string, FieldValue> {
	const fields: Record<string, FieldValue> = {};
	flatten(item, '', fields);
	return fields;
}

function flatten(value: Record<string, unknown>, prefix: string, into: Record<string, FieldValue>) {
	for (const [name, entry] of Object.entries(value)) {
		if (name === 'attributes' || entry === undefined) continue;
		if (typeof entry === 'object' && entry !== null && !Array.isArray(entry) && prefix.split('.').length < DEEPEST) {
			flatten(entry as Record<string, unknown>, `${prefix}${name}.`, into);
		} else into[`${prefix}${name}`] = entry as FieldValue;
	}
}

export interface ItemFields {
	/** Holds what identifies a record; dotted for a nested one. Any text or number. */
	idField: string;
	/** Holds when the record was last changed, ISO 8601. */
	modifiedField?: string;
}

/**
 * Makes a record of an item.
 *
 * @param position for the message
 * @throws SophiaError `configuration` when it has no id
 */
export function itemRecord(
	item: Record<string, unknown>,
	{ idField, modifiedField }: ItemFields,
	position?: number,
): SourceRecord {
	const fields = flattened(item);
	const id = fields[idField];
	if ((typeof id !== 'string' && typeof id !== 'number') || id === '') {
		const which = position === undefined ? 'The item' : `Item ${position}`;
		throw new SophiaError('configuration', `${which} has no value in its ID field "${idField}".`, {
			system: 'items',
			code: 'NO_ID',
			remedy: 'Name under "ID Field" a field that every item has, or filter the items before this node.',
		});
	}
	return {
		id: String(id),
		modifiedAt: isoStamp(modifiedField === undefined ? undefined : fields[modifiedField]),
		fields,
	};
}

/** A moment as ISO 8601 in UTC; the epoch for what is none. */
export function isoStamp(value: unknown): string {
	const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return new Date(Number.isNaN(at) ? 0 : at).toISOString();
}

/** The fields that any record has, typed by their values: a destination that creates fields goes by that. */
export function fieldsOf(
	records: Iterable<SourceRecord>,
	roles: { writable: boolean; idField?: string },
): Map<string, FieldDescription> {
	const fields = new Map<string, FieldDescription>();
	const typed = new Map<string, FieldType>();
	for (const record of records) {
		for (const [name, value] of Object.entries(record.fields)) {
			if (value !== null) typed.set(name, commonType(typed.get(name), value));
			fields.set(name, describeField(name, typed.get(name), roles));
		}
	}
	return fields;
}

export const describeField = (
	name: string,
	type: FieldType | undefined,
	{ writable, idField }: { writable: boolean; idField?: string },
): FieldDescription => ({ name, label: name, type: type ?? 'string', writable, unique: name === idField });

/** What holds the values so far and this one. */
function commonType(known: FieldType | undefined, value: FieldValue): FieldType {
	const type =
		typeof value === 'number' || typeof value === 'boolean' ? (typeof value as 'number' | 'boolean') : 'string';
	return known === undefined || known === type ? type : 'string';
}
