import { SophiaError } from '../../errors';
import type { FieldType, FilterCondition, FilterConditions } from '../types';
import type { Describer, ResolvedField, SalesforceObject } from './describe';
import { isSalesforceId } from './ids';
import { soqlId, soqlString } from './soql';

/** What a field can be asked: ids are no texts, and of a list's options some may be chosen together. */
export type ConditionKind = 'text' | 'id' | 'number' | 'boolean' | 'date' | 'datetime' | 'picklist' | 'multiPicklist';

export type ConditionOperator =
	| 'equals'
	| 'notEquals'
	| 'oneOf'
	| 'noneOf'
	| 'contains'
	| 'notContains'
	| 'startsWith'
	| 'endsWith'
	| 'greater'
	| 'greaterOrEqual'
	| 'less'
	| 'lessOrEqual'
	| 'includesAny'
	| 'includesAll'
	| 'excludes'
	| 'isEmpty'
	| 'isNotEmpty';

const empty: ConditionOperator[] = ['isEmpty', 'isNotEmpty'];
const single: ConditionOperator[] = ['equals', 'notEquals'];
const listed: ConditionOperator[] = ['oneOf', 'noneOf'];
const ordered: ConditionOperator[] = ['greater', 'greaterOrEqual', 'less', 'lessOrEqual'];

/** The operators that fit a kind of field, in the order in which lists show them. */
export const OPERATORS: Record<ConditionKind, readonly ConditionOperator[]> = {
	text: [...single, ...listed, 'contains', 'notContains', 'startsWith', 'endsWith', ...empty],
	id: [...single, ...listed, ...empty],
	number: [...single, ...listed, ...ordered, ...empty],
	boolean: single,
	date: [...single, ...ordered, ...empty],
	datetime: [...single, ...ordered, ...empty],
	picklist: [...single, ...listed, ...empty],
	multiPicklist: ['includesAny', 'includesAll', 'excludes', ...empty],
};

const kinds: Partial<Record<FieldType, ConditionKind>> = {
	number: 'number',
	integer: 'number',
	boolean: 'boolean',
	date: 'date',
	datetime: 'datetime',
	enumeration: 'picklist',
	multiEnumeration: 'multiPicklist',
};

/** @param isId whether the field holds ids of records */
export const conditionKind = (type: FieldType, isId: boolean): ConditionKind => (isId ? 'id' : (kinds[type] ?? 'text'));

/** A wrong row, as the editor counts them. */
class Wrong extends Error {
	constructor(
		readonly fault: string,
		readonly remedy: string,
	) {
		super(fault);
	}
}

const DAY = 86_400_000;
const decimal = /^[+-]?\d{1,18}(?:\.\d{1,18})?$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;
const period =
	/^(?:TODAY|YESTERDAY|TOMORROW|(?:LAST|NEXT)_90_DAYS|(?:LAST|THIS|NEXT)_(?:WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))|(?:(?:LAST|NEXT)_N_(?:DAY|WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))S|N_(?:DAY|WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))S_AGO):\d{1,4})$/;

const dateRemedy =
	'Write a date as 2026-01-31, a moment as 2026-01-31T08:00:00Z, or a period such as TODAY, THIS_MONTH or LAST_N_DAYS:30.';

/** The milliseconds at which a real day begins, in UTC. */
function startOfDay(text: string): number | undefined {
	if (!day.test(text)) return undefined;
	const at = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : undefined;
}

function textOf(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A list, or a text of values between semicolons or line ends. */
const textsOf = (value: unknown): string[] =>
	(Array.isArray(value) ? value.map(textOf) : textOf(value).split(/[;\n\r]/))
		.map((text) => text.trim())
		.filter((text) => text !== '');

/** One value as it may stand in a query. */
function literal(kind: ConditionKind, text: string): string {
	switch (kind) {
		case 'number':
			if (decimal.test(text)) return text.replace(/^\+/, '');
			throw new Wrong('its value is no number', 'Write digits, with a point before decimals: 1250000 or 0.5.');
		case 'boolean': {
			const truth = { true: 'true', yes: 'true', false: 'false', no: 'false' }[text.toLowerCase()];
			if (truth !== undefined) return truth;
			throw new Wrong('its value is neither true nor false', 'Write true or false.');
		}
		case 'id':
			if (isSalesforceId(text)) return soqlId(text);
			throw new Wrong('its value is no Salesforce ID', 'Copy the 15 or 18 characters of the record’s ID.');
		default:
			return soqlString(text);
	}
}

/** A pattern in which the text itself holds no wildcards. */
const pattern = (before: '%' | '', text: string, after: '%' | ''): string =>
	`'${before}${soqlString(text).slice(1, -1).replace(/[%_]/g, '\\$&')}${after}'`;

const orEmpty = (field: string, condition: string): string => `${condition} OR ${field} = null`;

const signs = {
	equals: '=',
	notEquals: '!=',
	greater: '>',
	greaterOrEqual: '>=',
	less: '<',
	lessOrEqual: '<=',
} as const;
type Sign = (typeof signs)[keyof typeof signs];

/** A comparison with a day, a moment or a period. For a field with a time, a day is the whole of it, in UTC. */
function dateCondition(field: string, kind: 'date' | 'datetime', sign: Sign, text: string): string {
	const compared = (literal: string) =>
		sign === '!=' ? orEmpty(field, `${field} != ${literal}`) : `${field} ${sign} ${literal}`;
	const named = text.toUpperCase();
	if (period.test(named)) return compared(named);
	const start = startOfDay(text);
	if (kind === 'date') {
		if (start === undefined) throw new Wrong('its value is no date', dateRemedy);
		return compared(text);
	}
	if (start !== undefined) {
		const [begin, end] = [new Date(start).toISOString(), new Date(start + DAY).toISOString()];
		switch (sign) {
			case '=':
				return `${field} >= ${begin} AND ${field} < ${end}`;
			case '!=':
				return `${field} < ${begin} OR ${field} >= ${end} OR ${field} = null`;
			case '>':
				return `${field} >= ${end}`;
			case '>=':
				return `${field} >= ${begin}`;
			case '<':
				return `${field} < ${begin}`;
			default:
				return `${field} < ${end}`;
		}
	}
	const at = instant.test(text) ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : NaN;
	if (Number.isNaN(at)) throw new Wrong('its value is neither a date nor a moment', dateRemedy);
	return compared(new Date(at).toISOString());
}

/** Some of a list's options, several of which are joined by ';' where all must be chosen. */
const options = (values: string[]): string => `(${values.map(soqlString).join(', ')})`;

/**
 * One condition in SOQL. An empty field is unlike every value: it meets "is not", "is none of", "does not contain"
 * and "excludes", whatever Salesforce makes of it by itself.
 */
function conditionSoql(field: string, kind: ConditionKind, operator: ConditionOperator, value: unknown): string {
	if (operator === 'isEmpty') return `${field} = null`;
	if (operator === 'isNotEmpty') return `${field} != null`;
	const several =
		operator === 'oneOf' || operator === 'noneOf' || operator.startsWith('include') || operator === 'excludes';
	const texts = several ? [...new Set(textsOf(value))] : [textOf(value)];
	if (texts.length === 0 || texts[0] === '')
		throw new Wrong('it has no value', 'Give a value, or choose "is empty" as the operator.');
	const [text] = texts;
	switch (operator) {
		case 'oneOf':
			return `${field} IN (${texts.map((one) => literal(kind, one)).join(', ')})`;
		case 'noneOf':
			return orEmpty(field, `${field} NOT IN (${texts.map((one) => literal(kind, one)).join(', ')})`);
		case 'includesAny':
			return `${field} INCLUDES ${options(texts)}`;
		case 'includesAll':
			return `${field} INCLUDES (${soqlString(texts.join(';'))})`;
		case 'excludes':
			return orEmpty(field, `${field} EXCLUDES ${options(texts)}`);
		case 'contains':
			return `${field} LIKE ${pattern('%', text, '%')}`;
		case 'notContains':
			return orEmpty(field, `(NOT (${field} LIKE ${pattern('%', text, '%')}))`);
		case 'startsWith':
			return `${field} LIKE ${pattern('', text, '%')}`;
		case 'endsWith':
			return `${field} LIKE ${pattern('%', text, '')}`;
	}
	const sign = signs[operator];
	if (kind === 'date' || kind === 'datetime') return dateCondition(field, kind, sign, text);
	const compared = `${field} ${sign} ${literal(kind, text)}`;
	return sign === '!=' && kind !== 'boolean' ? orEmpty(field, compared) : compared;
}

function checked({ path, type, isId, filterable }: ResolvedField, condition: FilterCondition): string {
	if (!filterable)
		throw new Wrong('Salesforce cannot filter by this field', 'Use another one; long texts cannot be compared.');
	const kind = conditionKind(type, isId);
	const operator = OPERATORS[kind].find((known) => known === condition.operator);
	if (operator === undefined)
		throw new Wrong('its operator does not fit the field', `Choose one of: ${OPERATORS[kind].join(', ')}.`);
	return conditionSoql(path, kind, operator, condition.value);
}

function recordTypes({ name, recordTypes: known }: SalesforceObject, wanted: string[]): string {
	const ids = wanted.map((wish) => {
		const found = known.find(({ developerName, id }) => developerName === wish || id === wish);
		if (found !== undefined) return found;
		throw new SophiaError('configuration', `${name} has no record type ${wish.slice(0, 80)}.`, {
			system: 'salesforce',
			code: 'INVALID_FILTER',
			remedy: `Choose record types of ${name} from the list.`,
		});
	});
	// Records without a type of their own are of the master's.
	const named = ids.filter(({ master }) => !master).map(({ id }) => soqlId(id));
	const parts = [
		...(named.length > 0 ? [`RecordTypeId IN (${named.join(', ')})`] : []),
		...(ids.some(({ master }) => master) && known.some(({ master }) => !master) ? ['RecordTypeId = null'] : []),
	];
	return parts.join(' OR ');
}

/**
 * Conditions that were built from fields as a SOQL condition; undefined where there are none.
 *
 * @throws SophiaError `configuration` that names the row and the remedy, never a value
 */
export async function conditionsToSoql(
	describer: Pick<Describer, 'describe' | 'resolve'>,
	object: string,
	{ match, conditions, recordTypes: types = [] }: FilterConditions,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const description = await describer.describe(object, signal);
	const rows: string[] = [];
	for (const [index, condition] of conditions.entries()) {
		const where = `Condition ${index + 1} of the filter for ${description.name}`;
		if (textOf(condition.field) === '') throw invalid(`${where} names no field.`, 'Choose a field, or remove the row.');
		const field = await describer.resolve(object, condition.field.trim(), signal);
		try {
			rows.push(`(${checked(field, condition)})`);
		} catch (error) {
			throw named(error, `${where} (${field.path})`);
		}
	}
	const parts: string[] = [];
	if (rows.length > 0) parts.push(rows.join(match === 'any' ? ' OR ' : ' AND '));
	const ofTypes = types.length > 0 ? recordTypes(description, types) : '';
	if (ofTypes !== '') parts.push(ofTypes);
	if (parts.length === 0) return undefined;
	return parts.length === 1 ? parts[0] : parts.map((part) => `(${part})`).join(' AND ');
}

const invalid = (message: string, remedy: string): SophiaError =>
	new SophiaError('configuration', message, { system: 'salesforce', code: 'INVALID_FILTER', remedy });

const named = (error: unknown, where: string): unknown =>
	error instanceof Wrong ? invalid(`${where}: ${error.fault}.`, error.remedy) : error;
