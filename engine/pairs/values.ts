import { coercer } from '../mapping/coerce';
import { canonicalDecimal } from '../mapping/values/decimal';
import { scalarText } from '../mapping/values/text';
import type { FieldDescription, FieldValue } from '../systems/types';

/** A record of one side: every field that takes part, in the side's own spelling; '' = blank. */
export interface SideRecord {
	id: string;
	/** ISO 8601, UTC. */
	modifiedAt: string;
	values: Record<string, string>;
}

/**
 * Makes the function that spells a field's values as its own system does ('' = blank), however they come:
 * typed from one interface, as text from another. What is none of its type or options is kept as its text.
 */
export function canonicalText(field: FieldDescription): (value: FieldValue | undefined) => string {
	// Its own value cannot be too long for the field it stands in.
	const convert = coercer({ ...field, maxLength: undefined });
	return (value) => {
		const coerced = convert(value);
		switch (coerced.kind) {
			case 'value':
				return coerced.value;
			case 'empty':
				return '';
			default:
				return asText(value);
		}
	};
}

function asText(value: FieldValue | undefined): string {
	if (Array.isArray(value)) return value.map(asText).join(';');
	return scalarText(value) ?? (value === null || value === undefined ? '' : JSON.stringify(value));
}

/**
 * Makes the function that gives equal texts to values which a system does not tell apart, or re-spells as it
 * stores them: e-mail addresses in any case, numbers by value, moments by their second, a box that is not ticked, several options in any
 * order, text without the space around it and with any kind of line break.
 */
export function comparable({ type }: FieldDescription): (canonical: string) => string {
	switch (type) {
		case 'email':
			return (text) => text.trim().toLowerCase();
		case 'number':
		case 'integer':
			return (text) => canonicalDecimal(text) ?? text.trim();
		case 'datetime':
			return (text) => text.replace(/\.\d+Z$/, 'Z');
		case 'boolean':
			// Many systems know no third state.
			return (text) => (text === '' ? 'false' : text);
		case 'multiEnumeration':
			return (text) =>
				text
					.split(';')
					.map((option) => option.trim())
					.filter((option) => option !== '')
					.sort()
					.join(';');
		default:
			return (text) => text.replace(/\r\n?/g, '\n').trim();
	}
}
