import type { FieldDescription, FieldValue } from '../systems/types';
import { startOfDay } from '../timeZone';
import { canonicalDecimal, roundDecimal } from './values/decimal';
import { parseInstant } from './values/instant';
import { cutText, readBoolean, scalarText, storableText } from './values/text';
import { optionMatcher, type OptionMatcher } from './options';

/** What a source value is in the destination's terms. */
export type Coerced =
	| { kind: 'value'; value: string; tooLong?: true }
	/** Nothing there: the null policy decides. */
	| { kind: 'empty' }
	/** Cannot be this type. `expected` completes 'a value is not …'. */
	| { kind: 'unusable'; expected: string }
	/** `known` are the options found beside the unknown ones (several are possible in a list). */
	| { kind: 'unknownOption'; known: string[]; unknown: string[] };

export type Coercer = (value: FieldValue | undefined) => Coerced;

const EMPTY: Coerced = { kind: 'empty' };
const unusable = (expected: string): Coerced => ({ kind: 'unusable', expected });
const given = (value: string): Coerced => ({ kind: 'value', value });

/**
 * Makes the function that turns source values into what the destination takes, in which every value is a
 * string (HubSpot). null and undefined are empty. '' is a value: it says 'blank' and clears whatever the
 * null policy is. Blanks alone are empty for every type but text. 0 and false are values.
 *
 * - number: plain decimal digits, no locale, no exponent; integer: rounded, halves away from zero
 * - boolean: 'true' or 'false'; yes, no, 1, 0, on, off are read
 * - date: 'YYYY-MM-DD', the form that HubSpot takes as midnight UTC whatever the account's time zone and
 *   that it answers with, so that what was sent can be compared with what is there; a moment counts by its day in UTC
 * - datetime: ISO 8601 in UTC with milliseconds; a day without a time is its beginning in the account's time zone
 * - enumeration: an option's value; several are joined with ';' in the source's order, each once
 * - text: storable characters, cut at the field's length; a list is joined with ';'; an object is unusable
 *
 * @param table source label → option, see {@link optionMatcher}; for other types it replaces whole values
 * @param timeZone IANA name of the account's
 */
export function coercer(field: FieldDescription, table?: Readonly<Record<string, string>>, timeZone = 'UTC'): Coercer {
	if (field.type === 'enumeration' || field.type === 'multiEnumeration') {
		const match = optionMatcher(field.options, table);
		return field.type === 'enumeration' ? singleOption(match) : severalOptions(match);
	}
	const convert = scalarCoercer(field, timeZone);
	if (table === undefined) return convert;
	const translate = optionMatcher(undefined, table);
	return (value) => {
		const text = scalarText(value);
		return convert(text === undefined || text === '' ? value : (translate(text) ?? value));
	};
}

function scalarCoercer(field: FieldDescription, timeZone: string): Coercer {
	switch (field.type) {
		case 'number':
			return ofScalar('a number', (text) => canonicalDecimal(text));
		case 'integer':
			return ofScalar('a number', (text) => {
				const decimal = canonicalDecimal(text);
				return decimal === undefined ? undefined : roundDecimal(decimal);
			});
		case 'boolean':
			return ofScalar('a yes or no', (text) => readBoolean(text)?.toString());
		case 'date':
			return instant('a date (YYYY-MM-DD)', (iso) => iso.slice(0, 10));
		case 'datetime':
			return instant('a date and time (ISO 8601)', (iso) => iso, timeZone);
		case 'email':
			return text(field.maxLength, normaliseEmail);
		case 'url':
		case 'phone':
			return text(field.maxLength, (value) => value.trim());
		default:
			return text(field.maxLength);
	}
}

/** Spelled as given before the '@', for that part may depend on case; syntax is the destination's to judge. */
function normaliseEmail(value: string): string {
	const trimmed = value.trim();
	const at = trimmed.lastIndexOf('@') + 1;
	return trimmed.slice(0, at) + trimmed.slice(at).toLowerCase();
}

function ofScalar(expected: string, convert: (text: string) => string | undefined): Coercer {
	return (value) => {
		if (isEmpty(value)) return EMPTY;
		if (value === '') return given('');
		const text = scalarText(single(value));
		const converted = text === undefined ? undefined : convert(text);
		return converted === undefined ? unusable(expected) : given(converted);
	};
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function instant(expected: string, format: (iso: string) => string, timeZone = 'UTC'): Coercer {
	return (value) => {
		if (isEmpty(value)) return EMPTY;
		if (value === '') return given('');
		const only = single(value);
		const ms = typeof only === 'string' || typeof only === 'number' ? parseInstant(only) : undefined;
		if (ms === undefined) return unusable(expected);
		const day = typeof only === 'string' && timeZone !== 'UTC' && DAY.test(only.trim()) ? only.trim() : undefined;
		const at = day === undefined ? ms : (startOfDay(day, timeZone) ?? ms);
		return given(format(new Date(at).toISOString()));
	};
}

function text(maxLength: number | undefined, convert: (value: string) => string = (value) => value): Coercer {
	return (value) => {
		if (value === undefined || value === null) return EMPTY;
		const whole = Array.isArray(value) ? listTexts(value)?.join(';') : scalarText(value);
		if (whole === undefined) return unusable('text');
		if (whole === '') return value === '' ? given('') : EMPTY;
		const stored = convert(storableText(whole));
		if (stored === '') return EMPTY;
		if (maxLength === undefined || stored.length <= maxLength) return given(stored);
		return { kind: 'value', value: cutText(stored, maxLength), tooLong: true };
	};
}

function singleOption(match: OptionMatcher): Coercer {
	return (value) => {
		if (isEmpty(value)) return EMPTY;
		if (value === '') return given('');
		const label = scalarText(single(value));
		if (label === undefined) return unusable('one option');
		const option = match(storableText(label));
		return option === undefined ? { kind: 'unknownOption', known: [], unknown: [label.trim()] } : given(option);
	};
}

function severalOptions(match: OptionMatcher): Coercer {
	return (value) => {
		if (isEmpty(value)) return EMPTY;
		if (value === '') return given('');
		const texts = Array.isArray(value) ? listTexts(value) : scalarText(value)?.split(';');
		if (texts === undefined) return unusable('a list of options');
		const known = new Set<string>();
		const unknown = new Set<string>();
		let labels = 0;
		for (const label of texts.map((part) => storableText(part).trim())) {
			if (label === '') continue;
			labels++;
			const option = match(label);
			if (option === undefined) unknown.add(label);
			else if (option !== '') known.add(option);
		}
		if (labels === 0) return EMPTY;
		if (unknown.size > 0) return { kind: 'unknownOption', known: [...known], unknown: [...unknown] };
		return given([...known].join(';'));
	};
}

const isEmpty = (value: FieldValue | undefined): value is null | undefined =>
	value === undefined ||
	value === null ||
	(typeof value === 'string' && value !== '' && value.trim() === '') ||
	(Array.isArray(value) && value.every((element) => element === null));

/** A list of one stands for its element. */
const single = (value: FieldValue | undefined): FieldValue | undefined =>
	Array.isArray(value) && value.length === 1 ? value[0] : value;

/** The texts of a list of scalars; undefined when it holds anything else. */
function listTexts(list: FieldValue[]): string[] | undefined {
	const texts: string[] = [];
	for (const element of list) {
		if (element === null) continue;
		const text = scalarText(element);
		if (text === undefined) return undefined;
		texts.push(text);
	}
	return texts;
}
