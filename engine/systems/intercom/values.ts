import type { RecordProblem } from '../../errors';
import { mayBeEmail } from '../shared/email';
import { asObject, asText } from '../shared/json';
import type { FieldDescription, FieldType } from '../types';
import { COMPANY, onlyCompany } from './associationFields';
import { MAX_INTEGER } from './standardFields';
import type { WireRecord } from './wire';

/** Custom attributes are fields with this before their name. */
export const CUSTOM = 'custom_attributes.';

/** The id that users have; leads get one of Intercom's own, whatever is sent. */
export const USER_ID = 'external_id';

export const isCustom = (field: string): boolean => field.startsWith(CUSTOM);

/** Fields by name, as a description has them. */
export type Fields = ReadonlyMap<string, FieldDescription>;

/** A value of Intercom's own whole numbers that is written as text everywhere else. */
const OWNER = 'owner_id';

type Converted = { value: string | number | boolean | null } | { expected: string };

/**
 * The body of a write: every value in the JSON type that Intercom wants, custom attributes in their own
 * object, '' as null (which clears).
 *
 * @returns the problem instead, when Intercom is sure to refuse a value
 */
export function bodyOf(
	properties: Record<string, string>,
	fields: Fields,
): { body: Record<string, unknown> } | { problem: RecordProblem } {
	const body: Record<string, unknown> = {};
	const custom: Record<string, unknown> = {};
	for (const [name, text] of Object.entries(properties)) {
		const type = fields.get(name)?.type ?? 'string';
		const converted = toWire(name, text, type);
		if ('expected' in converted)
			return { problem: type === 'email' ? noAddress(name) : unusable(name, converted.expected) };
		if (isCustom(name)) custom[name.slice(CUSTOM.length)] = converted.value;
		else body[name] = converted.value;
	}
	if (Object.keys(custom).length > 0) body.custom_attributes = custom;
	return { body };
}

/** The properties but for the named ones. */
export const without = (properties: Record<string, string>, ...names: string[]): Record<string, string> =>
	Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

function toWire(name: string, text: string, type: FieldType): Converted {
	if (text === '') return { value: null };
	switch (type) {
		case 'integer':
			return integer(name, text);
		case 'number':
			return finite(text);
		case 'email':
			return mayBeEmail(text) ? { value: text } : { expected: 'an e-mail address' };
		case 'boolean':
			return text === 'true' || text === 'false' ? { value: text === 'true' } : { expected: 'true or false' };
		case 'date':
		case 'datetime':
			return seconds(text);
		default:
			return name === OWNER ? integer(name, text) : { value: text };
	}
}

function integer(name: string, text: string): Converted {
	const value = Number(text);
	if (!Number.isSafeInteger(value)) return { expected: 'a whole number as Intercom wants it' };
	if (!isCustom(name) && Math.abs(value) > MAX_INTEGER) return { expected: `a whole number of at most ${MAX_INTEGER}` };
	return { value };
}

function finite(text: string): Converted {
	const value = Number(text);
	return Number.isFinite(value) ? { value } : { expected: 'a number as Intercom wants it' };
}

/** Unix seconds: Intercom keeps no fractions. */
function seconds(text: string): Converted {
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? { expected: 'a date as Intercom wants it' } : { value: Math.floor(ms / 1000) };
}

const unusable = (field: string, expected: string): RecordProblem => ({
	category: 'invalidValue',
	reason: `The value for ${field} is not ${expected}. Correct it in the source record, or change the mapping.`,
	field,
	retryable: false,
});

/** As Intercom itself would refuse it. */
export const noAddress = (field: string): RecordProblem => ({
	category: 'invalidEmail',
	reason: `Intercom does not accept the e-mail address in ${field}. Correct it in the source record.`,
	field,
	retryable: false,
});

/** The named fields of a record as the mapping spells them; what is empty or absent is null. */
export function propertiesOf(
	record: WireRecord,
	names: Iterable<string>,
	fields: Fields,
): Record<string, string | null> {
	const custom = asObject(record.fields.custom_attributes);
	const properties: Record<string, string | null> = {};
	for (const name of names) {
		if (name === COMPANY) {
			properties[name] = onlyCompany(record);
			continue;
		}
		const value = isCustom(name) ? custom[name.slice(CUSTOM.length)] : record.fields[name];
		properties[name] = fromWire(name, value, fields.get(name)?.type ?? 'string');
	}
	return properties;
}

function fromWire(name: string, value: unknown, type: FieldType): string | null {
	if (value === null || value === undefined || value === '') return null;
	// Intercom keeps no empty one: who has never set it, or has cleared it, has 0.
	if (name === 'monthly_spend' && value === 0) return null;
	if (typeof value === 'boolean') return String(value);
	// A plan is sent as its name and comes back as an object.
	if (name === 'plan') return asText(asObject(value).name) ?? asText(value) ?? null;
	if (typeof value === 'number' && (type === 'date' || type === 'datetime')) {
		const at = new Date(value * 1000);
		return Number.isNaN(at.getTime()) ? null : at.toISOString();
	}
	return asText(value) ?? JSON.stringify(value);
}
