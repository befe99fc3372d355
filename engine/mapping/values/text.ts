import type { FieldValue } from '../../systems/types';
import { canonicalDecimal } from './decimal';

const YES = new Set(['true', 'yes', 'y', '1', 'on']);
const NO = new Set(['false', 'no', 'n', '0', 'off']);

/** A scalar as text: numbers in plain decimal digits, booleans as 'true' and 'false'. undefined when it has none (NaN, lists, objects, empty). */
export function scalarText(value: FieldValue | undefined): string | undefined {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
			return canonicalDecimal(String(value));
		case 'boolean':
			return String(value);
		default:
			return undefined;
	}
}

/** Reads yes and no as systems and people write them (true, yes, y, 1, on). undefined when it is neither. */
export function readBoolean(text: string): boolean | undefined {
	const word = text.length > 10 ? '' : text.trim().toLowerCase();
	if (YES.has(word)) return true;
	return NO.has(word) ? false : undefined;
}

/**
 * Text that every system can store: lone surrogates become U+FFFD and control characters other than
 * tab and line breaks go, because a destination refuses the whole batch for one of them.
 */
export function storableText(text: string): string {
	return text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/\p{Cs}/gu, '\uFFFD');
}

/** At most `length` UTF-16 units, never half a character. */
export function cutText(text: string, length: number): string {
	if (text.length <= length) return text;
	const cut = text.slice(0, length);
	return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
