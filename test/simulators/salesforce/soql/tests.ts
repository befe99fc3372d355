import type { ConditionWithValueQuery, LiteralType, Operator, Query } from 'soql-parser-js';
import { unsupported } from '../errors';
import { idSuffix, isId } from '../ids';
import type { FieldSpec, OutputValue } from '../schema/fields';
import { isFilterable } from '../schema/describe';
import { literalPeriod, parseDatetime, type Period } from './dates';
import { invalidField, invalidFilter, malformed } from './errors';
import { unquote } from './parse';

type Comparable = string | number | boolean | null;
/** True for the values that pass. */
export type Test = (value: OutputValue) => boolean;

export interface TestContext {
	soql: string;
	now: number;
	/** Runs a semi-join: the values of its one field, 18-character ids. */
	subquery: (query: Query) => Set<string>;
}

type Kind = 'text' | 'id' | 'number' | 'boolean' | 'date' | 'datetime' | 'multi' | 'address';

function kindOf(field: FieldSpec): Kind {
	switch (field.type) {
		case 'id':
		case 'reference':
			return 'id';
		case 'int':
		case 'double':
		case 'currency':
		case 'percent':
			return 'number';
		case 'boolean':
		case 'date':
		case 'datetime':
		case 'address':
			return field.type;
		case 'multipicklist':
			return 'multi';
		default:
			return 'text';
	}
}

const OPERATORS: Record<Kind, ReadonlySet<Operator>> = {
	text: new Set(['=', '!=', '<', '<=', '>', '>=', 'LIKE', 'IN', 'NOT IN']),
	id: new Set(['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN']),
	number: new Set(['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN']),
	boolean: new Set(['=', '!=']),
	date: new Set(['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN']),
	datetime: new Set(['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN']),
	multi: new Set(['=', '!=', 'INCLUDES', 'EXCLUDES', 'IN', 'NOT IN']),
	address: new Set(),
};

const LITERALS: Record<Kind, ReadonlySet<LiteralType>> = {
	text: new Set(['STRING']),
	id: new Set(['STRING']),
	number: new Set(['INTEGER', 'DECIMAL', 'INTEGER_WITH_CURRENCY_PREFIX', 'DECIMAL_WITH_CURRENCY_PREFIX']),
	boolean: new Set(['BOOLEAN']),
	date: new Set(['DATE', 'DATE_LITERAL', 'DATE_N_LITERAL']),
	datetime: new Set(['DATETIME', 'DATE_LITERAL', 'DATE_N_LITERAL']),
	multi: new Set(['STRING']),
	address: new Set(),
};

/**
 * Compiles one comparison.
 * @throws ApiError INVALID_FIELD (a field that cannot be filtered, a literal of the wrong type),
 * INVALID_QUERY_FILTER_OPERATOR (an operator the type does not have, a malformed id), MALFORMED_QUERY
 */
export function compileTest(
	context: TestContext,
	field: FieldSpec,
	path: string,
	condition: ConditionWithValueQuery,
): Test {
	if (!('operator' in condition)) throw unsupported('this condition');
	const { operator } = condition;
	const kind = kindOf(field);
	if (!isFilterable(field) || kind === 'address') {
		throw invalidField(context.soql, path, `field '${field.name}' can not be filtered in a query call`);
	}
	if (!OPERATORS[kind].has(operator))
		throw invalidFilter(context.soql, path, `invalid operator on ${field.type} field`);
	if ('valueQuery' in condition) return semiJoin(context, kind, path, condition.operator, condition.valueQuery);
	const literals = [condition.value].flat();
	const types = [condition.literalType ?? 'STRING'].flat() as LiteralType[];
	const typeOf = (index: number) => types[types.length === 1 ? 0 : index];
	literals.forEach((_, index) => checkLiteral(context.soql, field, kind, path, typeOf(index)));

	if (operator === 'LIKE') return like(unquote(literals[0], true));
	if (operator === 'INCLUDES' || operator === 'EXCLUDES')
		return includes(
			literals.map((literal) => unquote(literal)),
			operator === 'INCLUDES',
		);
	const compare = comparable(kind);
	if (kind === 'date' || kind === 'datetime') {
		const periods = literals.map((literal, index) => periodOf(context, field, path, literal, typeOf(index)));
		return periodTest(operator, periods, compare);
	}
	return valueTest(
		operator,
		literals.map((literal, index) =>
			typeOf(index) === 'NULL' ? null : literalValue(context.soql, kind, path, literal),
		),
		compare,
	);
}

function checkLiteral(soql: string, field: FieldSpec, kind: Kind, path: string, type: LiteralType): void {
	if (type === 'APEX_BIND_VARIABLE') throw malformed('Bind variables only allowed in Apex code');
	if (type === 'NULL') return;
	if (LITERALS[kind].has(type)) return;
	const name = { datetime: 'dateTime', multi: 'string', text: 'string', id: 'id' }[kind as 'text'] ?? field.type;
	const quoted =
		kind === 'text' || kind === 'multi' || kind === 'id'
			? 'should be enclosed in quotes'
			: 'should not be enclosed in quotes';
	throw invalidField(
		soql,
		path,
		`value of filter criterion for field '${field.name}' must be of type ${name} and ${quoted}`,
	);
}

function literalValue(soql: string, kind: Kind, path: string, literal: string): Comparable {
	if (kind === 'number') return Number(literal.replace(/^[A-Za-z]{3}/, ''));
	if (kind === 'boolean') return literal.toUpperCase() === 'TRUE';
	const text = unquote(literal);
	if (kind !== 'id') return text === '' ? null : text.toLowerCase();
	if (text === '') return null;
	if (!isId(text)) throw invalidFilter(soql, path, `invalid ID field: ${text}`);
	return text.slice(0, 15) + idSuffix(text.slice(0, 15));
}

/** Stored value → what is compared: text without regard to case. */
function comparable(kind: Kind): (value: OutputValue) => Comparable {
	if (kind === 'text' || kind === 'multi') return (value) => (typeof value === 'string' ? value.toLowerCase() : null);
	if (kind === 'date') return (value) => (typeof value === 'string' ? Date.parse(value) : null);
	return (value) => (typeof value === 'object' ? null : value);
}

/** An empty field is unlike every value: != and NOT IN let it pass, < and > do not. */
function valueTest(operator: Operator, wanted: Comparable[], compare: (value: OutputValue) => Comparable): Test {
	const [first] = wanted;
	const set = new Set(wanted);
	const ordered =
		(passes: (value: string | number | boolean, limit: string | number | boolean) => boolean): Test =>
		(raw) => {
			const value = compare(raw);
			return value !== null && first !== null && passes(value, first);
		};
	switch (operator) {
		case '=':
			return (raw) => compare(raw) === first;
		case '!=':
			return (raw) => compare(raw) !== first;
		case 'IN':
			return (raw) => set.has(compare(raw));
		case 'NOT IN':
			return (raw) => !set.has(compare(raw));
		case '<':
			return ordered((value, limit) => value < limit);
		case '<=':
			return ordered((value, limit) => value <= limit);
		case '>':
			return ordered((value, limit) => value > limit);
		default:
			return ordered((value, limit) => value >= limit);
	}
}

function periodOf(
	context: TestContext,
	field: FieldSpec,
	path: string,
	literal: string,
	type: LiteralType,
): Period | null {
	if (type === 'NULL') return null;
	if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL') {
		const period = literalPeriod(literal, context.now);
		if (period === undefined) throw unsupported(`the date literal ${literal}`);
		return period;
	}
	const at = type === 'DATE' ? Date.parse(literal) : parseDatetime(literal);
	if (at === undefined || Number.isNaN(at)) {
		throw invalidField(
			context.soql,
			path,
			`value of filter criterion for field '${field.name}' must be of type ${field.type}`,
		);
	}
	return { start: at, end: at + 1 };
}

function periodTest(
	operator: Operator,
	periods: Array<Period | null>,
	compare: (value: OutputValue) => Comparable,
): Test {
	const within = (value: Comparable) =>
		periods.some((period) =>
			period === null ? value === null : typeof value === 'number' && value >= period.start && value < period.end,
		);
	const [first] = periods;
	const ordered =
		(passes: (value: number, period: Period) => boolean): Test =>
		(raw) => {
			const value = compare(raw);
			return typeof value === 'number' && first !== null && passes(value, first);
		};
	switch (operator) {
		case '=':
		case 'IN':
			return (raw) => within(compare(raw));
		case '!=':
		case 'NOT IN':
			return (raw) => !within(compare(raw));
		case '<':
			return ordered((value, period) => value < period.start);
		case '<=':
			return ordered((value, period) => value < period.end);
		case '>':
			return ordered((value, period) => value >= period.end);
		default:
			return ordered((value, period) => value >= period.start);
	}
}

function like(pattern: string): Test {
	const source = pattern.replace(/\\([\s\S])|[%_]|[.*+?^${}()|[\]\\]/g, (token, escaped: string | undefined) => {
		if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		if (token === '%') return '[\\s\\S]*';
		return token === '_' ? '[\\s\\S]' : `\\${token}`;
	});
	const expression = new RegExp(`^${source}$`, 'i');
	return (value) => typeof value === 'string' && expression.test(value);
}

/** Each wanted value may be several joined by ';', all of which must be chosen. */
function includes(wanted: string[], positive: boolean): Test {
	const groups = wanted.map((value) => value.toLowerCase().split(';'));
	return (value) => {
		const chosen = new Set(typeof value === 'string' ? value.toLowerCase().split(';') : []);
		return groups.some((group) => group.every((option) => chosen.has(option))) === positive;
	};
}

function semiJoin(context: TestContext, kind: Kind, path: string, operator: Operator, query: Query): Test {
	if (kind !== 'id' || (operator !== 'IN' && operator !== 'NOT IN')) {
		throw invalidFilter(context.soql, path, 'semi join sub-selects are only allowed on id fields');
	}
	const ids = context.subquery(query);
	return (value) => (typeof value === 'string' && ids.has(value)) === (operator === 'IN');
}
