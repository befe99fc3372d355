import type { FieldType, FieldValue } from '../types';
import type { Column } from './catalogue';
import { quoted } from './names';

const types = new Map<string, FieldType>([
	['int2', 'integer'],
	['int4', 'integer'],
	['int8', 'integer'],
	['oid', 'integer'],
	['numeric', 'number'],
	['float4', 'number'],
	['float8', 'number'],
	['money', 'number'],
	['bool', 'boolean'],
	['date', 'date'],
	['timestamp', 'datetime'],
	['timestamptz', 'datetime'],
]);

/** Types whose blank is '' as well as NULL. */
const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);

/** A numeric(p,0) holds whole numbers only. The modifier is ((p << 16) | scale) + 4, the scale in 11 bits with a sign. */
const isWhole = ({ base, modifier }: Column): boolean =>
	base === 'numeric' && modifier >= 4 && ((modifier - 4) & 0x7ff) === 0;

/**
 * The engine's type for a column. Lists are lists of options that are not limited, so that they are joined by
 * semicolons; JSON, times, intervals, UUIDs and all others are text in PostgreSQL's own spelling.
 */
export function fieldType(column: Column): FieldType {
	if (column.isArray) return 'multiEnumeration';
	if (column.labels !== undefined) return 'enumeration';
	return isWhole(column) ? 'integer' : (types.get(column.base) ?? 'string');
}

export const isText = (column: Column): boolean => !column.isArray && TEXTS.has(column.base);

/** Characters that a varchar(n) or char(n) holds. */
export function maxLength({ base, modifier, isArray }: Column): number | undefined {
	if (isArray || modifier < 4) return undefined;
	return base === 'varchar' || base === 'bpchar' ? modifier - 4 : undefined;
}

/** The expression that reads a column as text. */
export function readExpression(column: Column): string {
	const name = quoted(column.name);
	if (column.isArray) return `pg_catalog.to_json(${name}::text[])::text`;
	return column.base === 'money' ? `${name}::numeric::text` : `${name}::text`;
}

/**
 * What {@link readExpression} gave, as the engine has it: numbers that JavaScript cannot hold exactly stay text,
 * moments are ISO 8601 in UTC to the millisecond (a timestamp without a time zone is taken for UTC), lists lose
 * their NULLs.
 */
export function readValue(text: string | null, column: Column): FieldValue {
	if (text === null) return null;
	if (column.isArray) return (JSON.parse(text) as FieldValue[]).filter((element) => element !== null);
	switch (fieldType(column)) {
		case 'integer':
		case 'number':
			return exactNumber(text);
		case 'boolean':
			return text === 'true';
		case 'datetime':
			return isoOf(text) ?? text;
		default:
			return text;
	}
}

function exactNumber(text: string): number | string {
	const number = Number(text);
	const shortest = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
	return String(number) === shortest ? number : text;
}

/** '2026-03-01 10:00:00.123456+00' → '2026-03-01T10:00:00.123Z'; undefined for infinity and years beyond 9999. */
export function isoOf(text: string): string | undefined {
	const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text);
	if (match === null) return undefined;
	return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
}

/** A value in the spelling that a destination is given it in; null for NULL. */
export function spelledValue(text: string | null, column: Column): string | null {
	const value = readValue(text, column);
	if (Array.isArray(value))
		return value.map((element) => (typeof element === 'string' ? element : JSON.stringify(element))).join(';');
	return value === null ? null : String(value);
}

/**
 * The expression that writes a parameter (text) into a column. The type has no modifier, so that a text that is too
 * long is refused, as an assignment does, and not cut, as a cast does.
 */
export function writeExpression(column: Column, parameter: string): string {
	const text = `${parameter}::text`;
	if (column.isArray) return `pg_catalog.string_to_array(${text}, ';')::${column.sqlType}`;
	return column.base === 'money' ? `${text}::numeric::money` : `${text}::${column.sqlType}`;
}

/**
 * What is written for a value: '' is NULL, for text as well, since that is what "no value" is in a database and so
 * that unique columns may have many blanks. Only where a column of text or a list may not be NULL it stays blank.
 */
export function parameterOf(value: string, column: Column): string | null {
	if (value !== '') return value;
	return column.notNull && (isText(column) || column.isArray) ? '' : null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WIDTHS: Record<string, bigint> = { int2: 15n, int4: 31n, int8: 63n };

/**
 * Whether a text can be a value of a column at all: one that cannot would make the server refuse all that are asked
 * for with it. Types that are not known here are compared as text.
 */
export function canBe(text: string, column: Column): boolean {
	if (text.includes('\0')) return false;
	const width = WIDTHS[column.base];
	if (width !== undefined && !column.isArray) {
		if (!/^-?\d{1,19}$/.test(text)) return false;
		const number = BigInt(text);
		return number < 2n ** width && number >= -(2n ** width);
	}
	if (column.isArray) return true;
	switch (column.base) {
		case 'uuid':
			return UUID.test(text);
		case 'numeric':
		case 'float4':
		case 'float8':
			return /^-?\d{1,100}(\.\d{1,100})?$/.test(text);
		case 'date':
		case 'timestamp':
		case 'timestamptz':
			return isMoment(text);
		default:
			return true;
	}
}

/** A day, or a moment in UTC, that exists. */
function isMoment(text: string): boolean {
	if (!/^(?!0000)\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?$/.test(text)) return false;
	const at = Date.parse(text);
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 10));
}

/** Types whose values are compared as such and not as text: one value may be spelled in several ways, and indexes serve. */
const OWN = new Set([
	'int2',
	'int4',
	'int8',
	'uuid',
	'numeric',
	'float4',
	'float8',
	'date',
	'timestamp',
	'timestamptz',
]);

export const comparesAsItself = (column: Column): boolean =>
	!column.isArray && (OWN.has(column.base) || isText(column));

/** The text that the server gives for a value, where it can be known: ids are compared by it. */
export function canonical(text: string, column: Column): string {
	if (column.base in WIDTHS) return String(BigInt(text));
	if (column.base === 'uuid' || column.base === 'citext') return text.toLowerCase();
	return column.base === 'bpchar' ? text.replace(/ +$/, '') : text;
}

/** The list `$n` of texts, in the column's own type where an index of it can serve. */
export function listExpression(column: Column, parameter: string): { left: string; list: string } {
	const own = comparesAsItself(column);
	const name = quoted(column.name);
	return own
		? { left: name, list: `(${parameter}::text[])::${column.sqlType}[]` }
		: { left: `${name}::text`, list: `${parameter}::text[]` };
}
