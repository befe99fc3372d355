import { invalidIdentifier, sqlError, unknownFunction } from './errors';
import type { Expression, Select, TableSource } from './parse';

/** A value inside Snowflake: JSON; a VARIANT and its text are told apart by `::` alone, as far as this subset goes. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

type Row = Record<string, Value>;

export interface Evaluation {
	columns: Array<{ name: string; type: string }>;
	/** Cells as the SQL API sends them: text or null. */
	rows: Array<Array<string | null>>;
}

export interface Functions {
	aiComplete(given: Map<string, Value>): Value;
}

const STRING_TYPES = ['string', 'varchar', 'text', 'char'];
const NUMBER_TYPES = ['number', 'int', 'integer', 'float', 'double'];

/** Runs a statement. @throws SnowflakeError 422 */
export function evaluate(select: Select, binds: Value[], functions: Functions): Evaluation {
	const scope = (row: Row | undefined) => new Scope(row, select.from?.alias, binds, functions);
	const rows = select.from === undefined ? [undefined] : rowsOf(select.from, scope(undefined));
	return {
		columns: select.columns.map(({ expression, name }, index) => ({
			name: (name ?? `COLUMN${index + 1}`).toUpperCase(),
			type: typeOf(expression),
		})),
		rows: rows.map((row) => {
			const here = scope(row);
			return select.columns.map(({ expression }) => cellOf(here.value(expression)));
		}),
	};
}

function rowsOf(source: TableSource, scope: Scope): Row[] {
	if (source.kind === 'values')
		return source.rows.map((row) =>
			Object.fromEntries(row.map((cell, index) => [`column${index + 1}`, scope.value(cell)])),
		);
	const input = scope.value(source.input);
	if (typeof input === 'string')
		throw sqlError(
			'001044',
			'42P13',
			"SQL compilation error: error line 1 at position 0\nInvalid argument types for function 'FLATTEN': (VARCHAR)",
		);
	const entries: Array<[string, Value]> = typeof input === 'object' && input !== null ? Object.entries(input) : [];
	return entries.map(([key, value], index) =>
		Array.isArray(input)
			? { seq: 1, key: null, path: `[${index}]`, index, value, this: input }
			: { seq: 1, key, path: key, index: null, value, this: input },
	);
}

const cellOf = (value: Value): string | null => {
	if (value === null) return null;
	return typeof value === 'string' ? value : JSON.stringify(value);
};

function typeOf(expression: Expression): string {
	if (expression.kind === 'cast') return STRING_TYPES.includes(expression.type) ? 'text' : 'fixed';
	if (expression.kind === 'literal') return typeof expression.value === 'number' ? 'fixed' : 'text';
	return expression.kind === 'concat' || expression.kind === 'bind' ? 'text' : 'variant';
}

class Scope {
	constructor(
		private readonly row: Row | undefined,
		private readonly alias: string | undefined,
		private readonly binds: Value[],
		private readonly functions: Functions,
	) {}

	value(expression: Expression): Value {
		switch (expression.kind) {
			case 'literal':
				return expression.value;
			case 'bind':
				return this.binds[expression.index] ?? null;
			case 'array':
				return expression.items.map((item) => this.value(item));
			case 'object':
				return Object.fromEntries(expression.entries.map(([key, entry]) => [key, this.value(entry)]));
			case 'concat': {
				const parts = expression.parts.map((part) => this.value(part));
				return parts.includes(null) ? null : parts.map(textOf).join('');
			}
			case 'cast':
				return cast(this.value(expression.value), expression.type);
			case 'column':
				return this.column(expression);
			case 'call':
				return this.call(expression);
		}
	}

	private column({ table, name, path }: Extract<Expression, { kind: 'column' }>): Value {
		const known =
			this.row !== undefined && Object.hasOwn(this.row, name) && (table === undefined || table === this.alias);
		if (!known || this.row === undefined) throw invalidIdentifier(table === undefined ? name : `${table}.${name}`);
		let value: Value = this.row[name];
		for (const step of path) {
			if (Array.isArray(value)) value = value[Number(step)] ?? null;
			else if (typeof value === 'object' && value !== null) value = Object.hasOwn(value, step) ? value[step] : null;
			else return null;
		}
		return value;
	}

	private call({ name, positional, named }: Extract<Expression, { kind: 'call' }>): Value {
		const args = positional.map((argument) => this.value(argument));
		switch (name) {
			case 'parse_json':
			case 'try_parse_json':
				return parseJson(args[0] ?? null, name === 'try_parse_json');
			case 'to_json':
			case 'to_varchar':
				return args[0] === null ? null : textOf(args[0]);
			case 'concat':
				return args.includes(null) ? null : args.map(textOf).join('');
			case 'current_version':
				return '9.40.1';
			case 'ai_complete': {
				const given = new Map([...named].map(([key, argument]) => [key, this.value(argument)] as const));
				['model', 'prompt', 'model_parameters', 'response_format', 'show_details'].forEach((key, index) => {
					if (index < args.length) given.set(key, args[index]);
				});
				return this.functions.aiComplete(given);
			}
			default:
				throw unknownFunction(name);
		}
	}
}

const textOf = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value));

function parseJson(value: Value, lenient: boolean): Value {
	if (value === null) return null;
	try {
		return JSON.parse(textOf(value)) as Value;
	} catch {
		if (lenient) return null;
	}
	throw sqlError('100069', '22P02', 'Error parsing JSON: unknown keyword, pos 1');
}

function cast(value: Value, type: string): Value {
	if (value === null) return null;
	if (STRING_TYPES.includes(type)) return textOf(value);
	if (type === 'variant' || type === 'object' || type === 'array') return value;
	if (type === 'boolean') return value === true || value === 'true';
	if (!NUMBER_TYPES.includes(type))
		throw sqlError('002040', '42601', `SQL compilation error:\nUnsupported data type '${type.toUpperCase()}'.`);
	const number = Number(value);
	if (Number.isNaN(number)) throw sqlError('100038', '22018', `Numeric value '${textOf(value)}' is not recognized`);
	return number;
}
