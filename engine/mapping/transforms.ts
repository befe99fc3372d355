import { SophiaError } from '../errors';
import type { FieldValue } from '../systems/types';
import { countryCode, countryName } from './values/country';
import { humanDecimal, roundDecimal } from './values/decimal';
import { domainOfEmail, domainOfWebAddress, parseWebAddress } from './values/hostname';
import { htmlToText, textToHtml } from './values/html';
import { parseInstant } from './values/instant';
import { readBoolean, scalarText } from './values/text';

/** A named change of one value. Pure. */
export interface Transform {
	/** As field maps name it: fixed for good. */
	name: string;
	/** For the user interface. */
	label: string;
	description: string;
	/**
	 * Works on text; numbers and booleans come as their text, lists one element at a time.
	 * '' = nothing is left (empty); undefined = the value cannot be used.
	 */
	text?: (text: string) => string | string[] | undefined;
	/** Works on a list as a whole; a single value is a list of one. */
	list?: (texts: string[]) => string | undefined;
}

const splitBy = (text: string, separator: RegExp): string[] =>
	text
		.split(separator)
		.map((part) => part.trim())
		.filter((part) => part !== '');

/** Lines of an address often end with a comma already. */
function joinLines(text: string): string {
	const lines = splitBy(text, /[\r\n]+/).map((line) => {
		let end = line.length;
		while (end > 0 && ',; '.includes(line[end - 1])) end--;
		return line.slice(0, end);
	});
	return lines.filter((line) => line !== '').join(', ');
}

const words = (text: string): string[] => splitBy(text, /\s+/);

function titleCase(text: string): string {
	// A letter that begins a word, or that follows one letter and an apostrophe (O'Neil, D'Arcy).
	return text
		.toLowerCase()
		.replace(/(?<![\p{L}\p{M}\p{N}'’])\p{L}|(?<=(?<![\p{L}\p{M}\p{N}'’])\p{L}['’])\p{L}/gu, (letter) => {
			const [first = '', ...rest] = letter.toUpperCase();
			return first + rest.join('').toLowerCase();
		});
}

function phoneDigits(text: string): string | undefined {
	const number = text
		.slice(0, 200)
		.split(/ext|x|;|#/i, 1)[0]
		.trim();
	const digits = number.replace(/\D/g, '');
	if (digits === '') return undefined;
	if (number.startsWith('+')) return `+${digits}`;
	return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}

function emailAddress(text: string): string | undefined {
	return /[^\s<>()[\],;:"@]{1,64}@[^\s<>()[\],;:"@]{1,255}/.exec(text.slice(0, 2000))?.[0];
}

function urlWithScheme(text: string): string | undefined {
	const trimmed = text.trim();
	if (parseWebAddress(trimmed) === undefined) return undefined;
	return /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed.replace(/^\/+/, '')}`;
}

function dateOnly(text: string): string | undefined {
	const instant = parseInstant(text);
	return instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 10);
}

function yesNo(text: string): string | undefined {
	const value = readBoolean(text);
	if (value === undefined) return undefined;
	return value ? 'Yes' : 'No';
}

function wholeNumber(text: string): string | undefined {
	const decimal = humanDecimal(text);
	return decimal === undefined ? undefined : roundDecimal(decimal);
}

function secondsToMilliseconds(text: string): string | undefined {
	const decimal = humanDecimal(text);
	const milliseconds = decimal === undefined ? undefined : Math.round(Number(decimal) * 1000);
	return milliseconds === undefined || !Number.isSafeInteger(milliseconds) ? undefined : String(milliseconds);
}

/** Every transform, in the order in which a list shows them. */
export const TRANSFORMS: readonly Transform[] = [
	{ name: 'trim', label: 'Trim', description: 'Removes spaces at both ends', text: (text) => text.trim() },
	{
		name: 'collapseSpaces',
		label: 'Collapse Spaces',
		description: 'Turns every run of spaces and line breaks into one space',
		text: (text) => words(text).join(' '),
	},
	{ name: 'lowercase', label: 'Lower Case', description: 'ACME → acme', text: (text) => text.toLowerCase() },
	{ name: 'uppercase', label: 'Upper Case', description: 'acme → ACME', text: (text) => text.toUpperCase() },
	{ name: 'titleCase', label: 'Title Case', description: "PAT O'NEIL → Pat O'Neil", text: titleCase },
	{
		name: 'stripHtml',
		label: 'Strip HTML',
		description: 'Keeps the text of rich text, without its tags',
		text: htmlToText,
	},
	{
		name: 'textToHtml',
		label: 'Rich Text From Text',
		description: 'For rich text properties: line breaks stay line breaks, < and & stay what they are',
		text: textToHtml,
	},
	{
		name: 'joinLines',
		label: 'Join Lines',
		description: 'Puts the lines of a text behind one another, with commas between',
		text: joinLines,
	},
	{
		name: 'firstLine',
		label: 'First Line',
		description: 'Keeps the first line',
		text: (text) => splitBy(text, /[\r\n]+/)[0] ?? '',
	},
	{ name: 'firstWord', label: 'First Word', description: 'Pat Lee Kim → Pat', text: (text) => words(text)[0] ?? '' },
	{ name: 'lastWord', label: 'Last Word', description: 'Pat Lee Kim → Kim', text: (text) => words(text).at(-1) ?? '' },
	{
		name: 'afterFirstWord',
		label: 'After First Word',
		description: 'Pat Lee Kim → Lee Kim',
		text: (text) => words(text).slice(1).join(' '),
	},
	{ name: 'digits', label: 'Digits Only', description: 'AB-12 34 → 1234', text: (text) => text.replace(/\D/g, '') },
	{
		name: 'phoneDigits',
		label: 'Phone Digits',
		description: '(0) 555-0100 ext. 4 → 05550100; a leading + stays, 00 becomes +, the extension goes',
		text: phoneDigits,
	},
	{
		name: 'toNumber',
		label: 'Number From Text',
		description: '$1,234.50 → 1234.5; 1.234,50 → 1234.5; (5) → -5',
		text: humanDecimal,
	},
	{ name: 'wholeNumber', label: 'Whole Number', description: 'Rounds to a whole number: 2.5 → 3', text: wholeNumber },
	{
		name: 'secondsToMilliseconds',
		label: 'Milliseconds From Seconds',
		description: '90 → 90000',
		text: secondsToMilliseconds,
	},
	{ name: 'yesNo', label: 'Yes or No', description: 'true, yes, y, 1, on → Yes; their opposites → No', text: yesNo },
	{ name: 'dateOnly', label: 'Date Only', description: '2026-01-31T23:00:00Z → 2026-01-31 (in UTC)', text: dateOnly },
	{
		name: 'domainFromUrl',
		label: 'Domain From Web Address',
		description: 'https://www.example.com/about → example.com; pages on social networks give none',
		text: domainOfWebAddress,
	},
	{
		name: 'domainFromEmail',
		label: 'Domain From Email',
		description: 'pat@example.com → example.com; private mailboxes (gmail.com…) give none',
		text: domainOfEmail,
	},
	{
		name: 'emailAddress',
		label: 'Email Address From Text',
		description: 'Pat <pat@example.com> → pat@example.com',
		text: emailAddress,
	},
	{
		name: 'urlWithScheme',
		label: 'Web Address With https://',
		description: 'www.example.com → https://www.example.com',
		text: urlWithScheme,
	},
	{
		name: 'countryName',
		label: 'Country Name',
		description: 'US, USA → United States; what is no known country stays',
		text: (text) => countryName(text) ?? text,
	},
	{ name: 'countryCode', label: 'Country Code', description: 'Germany → DE (ISO 3166)', text: countryCode },
	{
		name: 'splitSemicolon',
		label: 'Split at Semicolons',
		description: 'Makes a list, for properties with several options',
		text: (text) => splitBy(text, /;/),
	},
	{
		name: 'splitComma',
		label: 'Split at Commas',
		description: 'Makes a list, for properties with several options',
		text: (text) => splitBy(text, /,/),
	},
	{
		name: 'joinComma',
		label: 'Join With Commas',
		description: 'A list → "first, second"',
		list: (texts) => texts.join(', '),
	},
	{
		name: 'firstOfList',
		label: 'First of List',
		description: 'Keeps the first value of a list',
		list: (texts) => texts[0] ?? '',
	},
];

const BY_NAME = new Map(TRANSFORMS.map((transform) => [transform.name, transform]));

export const isTransform = (name: string): boolean => BY_NAME.has(name);

/** @throws SophiaError `configuration` when there is no transform of that name */
export function transformNamed(name: string): Transform {
	const transform = BY_NAME.get(name);
	if (transform === undefined) {
		throw new SophiaError('configuration', `There is no value transform "${name.slice(0, 60)}"`, {
			remedy: `Use one of: ${[...BY_NAME.keys()].join(', ')}.`,
			code: 'UNKNOWN_TRANSFORM',
		});
	}
	return transform;
}

/** The result of transforms that found nothing they could use. */
export const UNUSABLE = Symbol('unusable value');

/**
 * Applies transforms in order. An empty value (null, '') stays as it is; a value of which nothing is left
 * becomes null, so that it follows the row's null policy. Never throws.
 */
export function applyTransforms(
	transforms: readonly Transform[],
	value: FieldValue | undefined,
): FieldValue | undefined | typeof UNUSABLE {
	let current = value;
	for (const transform of transforms) {
		if (current === undefined || current === null || current === '') return current;
		const next = applyOne(transform, current);
		if (next === undefined) return UNUSABLE;
		current = next.length === 0 ? null : next;
	}
	return current;
}

function applyOne(transform: Transform, value: FieldValue): string | string[] | undefined {
	const isList = Array.isArray(value);
	const texts: string[] = [];
	for (const element of isList ? value : [value]) {
		if (element === null) continue;
		const text = scalarText(element);
		if (text === undefined) return undefined;
		texts.push(text);
	}
	if (transform.list !== undefined) return transform.list(texts);
	const results: string[] = [];
	for (const text of texts) {
		const result = transform.text?.(text);
		if (result === undefined) return undefined;
		if (!isList) return result;
		for (const part of typeof result === 'string' ? [result] : result) if (part !== '') results.push(part);
	}
	return results;
}
