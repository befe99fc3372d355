import type { RecordProblem } from '../../errors';
import type { FieldDescription, FieldValue, WriteRecord, WriteRequest } from '../types';
import type { SalesforceObject } from './describe';
import { isSalesforceId, longId } from './ids';
import { notWritable } from './record-problems';

/** How records are written: `upsert` by an external id, `update` by Id, `insert` without any key. */
export type WriteKind = 'upsert' | 'update' | 'insert';

export type WireValue = string | number | boolean | null;

/** What names the fields of a write; `idProperty` counts for an upsert only. */
export type Target = Omit<WriteRequest, 'records' | 'idProperty'> & { kind: WriteKind; idProperty?: string };

/** A record as Salesforce is to get it: fields in its spelling, values in its types. */
export interface Row {
	record: WriteRecord;
	values: Record<string, WireValue>;
}

/**
 * A value in our spelling as JSON. '' clears; a checkbox cannot be empty and is unticked instead.
 * @returns undefined for what the field's type cannot hold: sent, it would sink every record beside it
 */
export function wireValue({ type }: FieldDescription, text: string): WireValue | undefined {
	if (text === '') return type === 'boolean' ? false : null;
	switch (type) {
		case 'number':
		case 'integer':
			return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
		case 'boolean':
			return text === 'true' ? true : text === 'false' ? false : undefined;
		case 'date':
			return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
		case 'datetime':
			return /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
		default:
			return text;
	}
}

/** A value as it was read, in our spelling. */
export function textValue(value: FieldValue | undefined): string | null {
	if (value === null || value === undefined || value === '') return null;
	if (typeof value !== 'number' || !/e/i.test(String(value))) return String(value);
	return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

/**
 * A record's fields and values for Salesforce. The key of the write is among them: the external id of an
 * upsert, the Id of an update.
 */
export function makeRow(description: SalesforceObject, target: Target, record: WriteRecord): Row | RecordProblem {
	const values: Record<string, WireValue> = {};
	for (const [name, text] of Object.entries(record.properties)) {
		const value = checkedValue(description, name, text);
		if ('problem' in value) return value.problem;
		values[value.name] = value.value;
	}
	if (target.kind === 'update') values.Id = longId(record.destinationId ?? '');
	if (target.kind === 'upsert' && target.idProperty !== undefined) {
		const key = checkedValue(description, target.idProperty, record.id);
		if ('problem' in key) return key.problem;
		values[key.name] = key.value;
	}
	return { record, values };
}

export const isRow = (made: Row | RecordProblem): made is Row => 'values' in made;

function checkedValue(
	description: SalesforceObject,
	name: string,
	text: string,
): { name: string; value: WireValue } | { problem: RecordProblem } {
	const field = description.byName.get(name.toLowerCase());
	if (field === undefined) {
		const reason = `${description.name} has no field ${name}, or the integration user may not see it. Create it in Salesforce, or remove it from the mapping.`;
		return { problem: { category: 'invalidValue', reason, field: name, retryable: false } };
	}
	if (!field.writable) return { problem: notWritable(field.name) };
	const value = wireValue(field, text);
	if (value !== undefined) return { name: field.name, value };
	const reason = `The value for ${field.name} is no ${typeNames[field.type] ?? 'value'} as Salesforce wants it. Correct it in the source record, or change the mapping.`;
	return { problem: { category: 'invalidValue', reason, field: field.name, retryable: false } };
}

const typeNames: Partial<Record<FieldDescription['type'], string>> = {
	number: 'number',
	integer: 'number',
	boolean: 'yes or no',
	date: 'date',
	datetime: 'date and time',
};

/** What names a record to Salesforce: no call may hold it twice. */
export function keyOf(kind: WriteKind, record: WriteRecord): string {
	if (kind !== 'update') return record.id;
	if (record.destinationId === undefined) throw new Error('An update needs the id of the Salesforce record.');
	return longId(record.destinationId);
}

/** False for an update of what cannot be a record of Salesforce. */
export const hasTarget = (kind: WriteKind, { destinationId }: WriteRecord): boolean =>
	kind !== 'update' || (destinationId !== undefined && isSalesforceId(destinationId));
