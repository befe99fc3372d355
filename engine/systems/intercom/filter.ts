import { SophiaError } from '../../errors';
import { asText, isObject } from '../shared/json';
import type { FieldDescription } from '../types';
import { propertiesOf, type Fields } from './values';
import type { WireRecord } from './wire';

/** Whether a record belongs to what is read. */
export type RecordFilter = (record: WireRecord) => boolean;

/** As deep as Intercom's own searches may be nested, and as many filters as a group of theirs takes. */
const MAX_DEPTH = 2;
const MAX_FILTERS = 15;

const EXAMPLE = '{"field": "role", "operator": "=", "value": "user"}';

/** What a value of a record is compared as: text without regard to case, a number, a moment; null = empty. */
type Comparable = string | number | null;
type Test = (value: Comparable, against: Comparable[]) => boolean;

const text = (test: (value: string, part: string) => boolean): Test => {
	return (value, [part]) => test(typeof value === 'string' ? value : '', String(part));
};
const order = (test: (value: number, bound: number) => boolean): Test => {
	return (value, [bound]) => typeof value === 'number' && test(value, Number(bound));
};

const TESTS: Record<string, { test: Test; takes: 'any' | 'list' | 'order' | 'text' }> = {
	'=': { test: (value, against) => against.includes(value), takes: 'any' },
	'!=': { test: (value, against) => !against.includes(value), takes: 'any' },
	IN: { test: (value, against) => against.includes(value), takes: 'list' },
	NIN: { test: (value, against) => !against.includes(value), takes: 'list' },
	'<': { test: order((value, bound) => value < bound), takes: 'order' },
	'>': { test: order((value, bound) => value > bound), takes: 'order' },
	'~': { test: text((value, part) => value.includes(part)), takes: 'text' },
	'!~': { test: text((value, part) => !value.includes(part)), takes: 'text' },
	'^': { test: text((value, part) => value.startsWith(part)), takes: 'text' },
	$: { test: text((value, part) => value.endsWith(part)), takes: 'text' },
};

/**
 * A filter as Intercom's search of contacts takes it, in JSON: `{field, operator, value}`, or groups of them with AND
 * and OR. It is applied to what was read, so that it works for companies too, with dates to the second (Unix seconds
 * or ISO 8601) and without the search's delay.
 *
 * @throws SophiaError `configuration` that names the fault
 */
export function compileFilter(filter: string | undefined, fields: Fields): RecordFilter {
	if (filter === undefined || filter.trim() === '') return () => true;
	let query: unknown;
	try {
		query = JSON.parse(filter);
	} catch {
		throw invalid('it is no JSON');
	}
	return compile(query, fields, 0);
}

function compile(query: unknown, fields: Fields, depth: number): RecordFilter {
	if (!isObject(query)) throw invalid('a filter is an object with field, operator and value');
	const { operator } = query;
	if (operator !== 'AND' && operator !== 'OR') return compileOne(query, fields);
	const { value } = query;
	if (!Array.isArray(value) || value.length === 0 || value.length > MAX_FILTERS)
		throw invalid(`${operator} takes a list of 1 to ${MAX_FILTERS} filters as its value`);
	if (depth === MAX_DEPTH) throw invalid(`groups are nested ${MAX_DEPTH} levels deep at most`);
	const parts = value.map((part) => compile(part, fields, depth + 1));
	return operator === 'AND'
		? (record) => parts.every((part) => part(record))
		: (record) => parts.some((part) => part(record));
}

function compileOne({ field: name, operator, value }: Record<string, unknown>, fields: Fields): RecordFilter {
	const field = typeof name === 'string' ? fields.get(name) : undefined;
	if (typeof name !== 'string' || field === undefined)
		throw invalid(`there is no field ${typeof name === 'string' ? name : 'of that name'}`);
	if (typeof operator !== 'string' || !Object.hasOwn(TESTS, operator))
		throw invalid(`the operators are ${Object.keys(TESTS).join(' ')}, AND and OR`);
	const { test, takes } = TESTS[operator];
	const isOrdered = ordered(field);
	if (takes === 'order' && !isOrdered) throw invalid(`${operator} compares numbers and dates, which ${name} is not`);
	if (takes === 'text' && isOrdered) throw invalid(`${operator} looks into texts, which ${name} is not`);
	if ((takes === 'list') !== Array.isArray(value))
		throw invalid(`${operator} takes ${takes === 'list' ? 'a list' : 'one value'}`);
	if (value === null && takes !== 'any') throw invalid(`${operator} takes a value`);
	const against = (Array.isArray(value) ? value : [value]).map((each: unknown) => given(each, field));
	return (record) => test(comparable(propertiesOf(record, [name], fields)[name], field), against);
}

const isMoment = ({ type }: FieldDescription): boolean => type === 'date' || type === 'datetime';
const isNumber = ({ type }: FieldDescription): boolean => type === 'number' || type === 'integer';
const ordered = (field: FieldDescription): boolean => isMoment(field) || isNumber(field);

/** A value of the filter. Moments may be Unix seconds, as in Intercom's own filters. */
function given(value: unknown, field: FieldDescription): Comparable {
	if (value === null) return null;
	const spelled = typeof value === 'boolean' ? String(value) : asText(value);
	if (spelled === undefined) throw invalid(`the value for ${field.name} is neither text, number nor true or false`);
	const seconds = isMoment(field) && spelled.trim() !== '' ? Number(spelled) : Number.NaN;
	const compared = Number.isFinite(seconds) ? seconds * 1000 : comparable(spelled, field);
	if (typeof compared === 'number' && Number.isNaN(compared))
		throw invalid(`the value for ${field.name} is no ${isMoment(field) ? 'date' : 'number'}`);
	return compared;
}

function comparable(value: string | null, field: FieldDescription): Comparable {
	if (value === null || value === '') return null;
	if (isMoment(field)) return Date.parse(value);
	return isNumber(field) ? Number(value) : value.toLowerCase();
}

const invalid = (fault: string) =>
	new SophiaError('configuration', `The Intercom filter is not valid: ${fault}.`, {
		system: 'intercom',
		code: 'INVALID_FILTER',
		remedy: `Write it as in Intercom's contact search, for example ${EXAMPLE}, or leave it empty.`,
	});
