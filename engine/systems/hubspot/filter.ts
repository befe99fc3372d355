import type { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter';
import type { FieldDescription, FieldType, ObjectDescription } from '../types';
import { targetOfField } from './associationFields';
import { filterFault, readFilterText, type TypedCondition } from './filterText';

/** HubSpot takes so many groups, so many filters in one, so many in all; reading needs two of each group for itself. */
const MAX_GROUPS = 5;
const MAX_FILTERS = 6;
const MAX_ALL = 18;
const OWN_FILTERS = 2;
const MAX_VALUES = 100;
/** Of a search's body of 3,000 characters. */
const MAX_LENGTH = 2_000;

export type Operator =
	| 'EQ'
	| 'NEQ'
	| 'LT'
	| 'LTE'
	| 'GT'
	| 'GTE'
	| 'IN'
	| 'NOT_IN'
	| 'HAS_PROPERTY'
	| 'NOT_HAS_PROPERTY';

/** A filter as HubSpot's search takes it. */
export interface WireFilter {
	propertyName: string;
	operator: FilterOperatorEnum;
	value?: string;
	values?: string[];
}

/** One condition, checked against the object. */
export interface Condition {
	property: string;
	type: FieldType;
	operator: Operator;
	/** None for HAS_PROPERTY and NOT_HAS_PROPERTY, one for comparisons. */
	values: string[];
}

/** Groups of conditions: a record meets one of the groups, and all conditions of it. */
export type Filter = Condition[][];

/** The client's own enumeration would have to be loaded from deep inside it. */
export const wireFilter = (property: string, operator: Operator, values: string[] = []): WireFilter => ({
	propertyName: property,
	operator: operator as string as FilterOperatorEnum,
	...(operator === 'IN' || operator === 'NOT_IN' ? { values } : values.length === 0 ? {} : { value: values[0] }),
});

/** The groups for a search, each with filters of the reader's own. */
export const filterGroups = (filter: Filter | undefined, own: WireFilter[]): Array<{ filters: WireFilter[] }> =>
	(filter ?? [[]]).map((group) => ({
		filters: [...group.map(({ property, operator, values }) => wireFilter(property, operator, values)), ...own],
	}));

export const propertiesOf = (filter: Filter | undefined): string[] =>
	(filter ?? []).flat().map(({ property }) => property);

/**
 * A filter's text, checked against the object.
 *
 * @throws SophiaError `configuration` that names the fault
 */
export function parseFilter(description: ObjectDescription, text: string): Filter {
	const filter = readFilterText(text).map((group) => group.map((typed) => checked(description, typed)));
	if (filter.length > MAX_GROUPS) throw filterFault(`HubSpot takes at most ${MAX_GROUPS} parts joined by OR`);
	const most = MAX_FILTERS - OWN_FILTERS;
	if (filter.some((group) => group.length > most)) {
		throw filterFault(`at most ${most} conditions can be joined by AND`);
	}
	if (filter.flat().length > MAX_ALL - OWN_FILTERS * filter.length) {
		throw filterFault(`it has too many conditions for HubSpot: at most ${MAX_ALL - OWN_FILTERS * filter.length} here`);
	}
	if (JSON.stringify(filterGroups(filter, [])).length > MAX_LENGTH) throw filterFault('it is too long for HubSpot');
	return filter;
}

const OPERATORS: Record<TypedCondition['operator'], Operator> = {
	'=': 'EQ',
	'!=': 'NEQ',
	'<': 'LT',
	'<=': 'LTE',
	'>': 'GT',
	'>=': 'GTE',
	IN: 'IN',
	'NOT IN': 'NOT_IN',
};

function checked({ name: object, fields }: ObjectDescription, typed: TypedCondition): Condition {
	const { property } = typed;
	if (targetOfField(property) !== undefined)
		throw filterFault(`${property} is an association, which cannot be filtered`);
	const field = fields.get(property) ?? fields.get(property.toLowerCase());
	if (field === undefined) throw filterFault(`${object} have no property ${property}`);
	const condition = { property: field.name, type: field.type };
	const operator = OPERATORS[typed.operator];
	if (typed.values.includes(null)) {
		if (operator === 'EQ') return { ...condition, operator: 'NOT_HAS_PROPERTY', values: [] };
		if (operator === 'NEQ') return { ...condition, operator: 'HAS_PROPERTY', values: [] };
		throw filterFault(`null goes with = and != only, not with ${typed.operator}`);
	}
	const isOrdered = ['number', 'integer', 'date', 'datetime'].includes(field.type);
	if (!isOrdered && /^[LG]T/.test(operator)) {
		throw filterFault(`${field.name} is neither a number nor a date: it goes with =, !=, IN and NOT IN`);
	}
	if (typed.values.length > MAX_VALUES) throw filterFault(`a list has at most ${MAX_VALUES} values`);
	const values = typed.values.map((value) => valueOf(field, String(value)));
	// HubSpot holds text in lower case and compares the values of a list as they come.
	const asList = (operator === 'IN' || operator === 'NOT_IN') && field.options === undefined && !isOrdered;
	return { ...condition, operator, values: asList ? values.map((value) => value.toLowerCase()) : values };
}

/** A value in the spelling of HubSpot's search: moments in milliseconds. */
function valueOf(field: FieldDescription, value: string): string {
	const { name, type, options } = field;
	const wrong = (expected: string) => filterFault(`the value for ${name} is not ${expected}`);
	switch (type) {
		case 'number':
		case 'integer':
			if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(value)) throw wrong('a number');
			return value;
		case 'boolean':
			if (value !== 'true' && value !== 'false') throw wrong('true or false');
			return value;
		case 'date':
			if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) throw wrong('a date like 2026-01-31');
			return String(Date.parse(value));
		case 'datetime':
			if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(value) || Number.isNaN(Date.parse(value))) {
				throw wrong('a moment like 2026-01-31T10:00:00Z');
			}
			return String(Date.parse(value));
		default:
			break;
	}
	if (value === '') throw filterFault(`for a blank ${name} write = null`);
	if (options === undefined || options.some((option) => option.value === value)) return value;
	const meant = options.find((option) => option.label.toLowerCase() === value.toLowerCase());
	if (meant !== undefined)
		throw filterFault(`${name} has the option "${value}" under the value '${meant.value}': write that`);
	const some = options.slice(0, 5).map((option) => `'${option.value}'`);
	const all = some.length === 0 ? '' : ` (it has ${some.join(', ')}${options.length > some.length ? '…' : ''})`;
	throw filterFault(`'${value}' is no option of ${name}${all}`);
}

/**
 * Whether a record's values meet the filter, by the rules of HubSpot's search: text without regard to case,
 * numbers and moments by size, several choices by each of them; a blank meets neither = nor !=.
 */
export const meets = (filter: Filter | undefined, values: Record<string, string | null>): boolean =>
	filter === undefined ||
	filter.some((group) => group.every((condition) => holds(condition, values[condition.property] ?? '')));

function holds({ operator, type, values }: Condition, stored: string): boolean {
	if (operator === 'NOT_HAS_PROPERTY') return stored === '';
	if (stored === '') return false;
	const compare = (value: string) => sizeOf(type, stored) - sizeOf(type, value);
	const same = (value: string): boolean => {
		if (type === 'number' || type === 'integer' || type === 'date' || type === 'datetime') return compare(value) === 0;
		if (type === 'multiEnumeration') return stored.split(';').includes(value);
		return stored.toLowerCase() === value.toLowerCase();
	};
	switch (operator) {
		case 'HAS_PROPERTY':
			return true;
		case 'EQ':
		case 'IN':
			return values.some(same);
		case 'NEQ':
		case 'NOT_IN':
			return !values.some(same);
		case 'LT':
			return compare(values[0]) < 0;
		case 'LTE':
			return compare(values[0]) <= 0;
		case 'GT':
			return compare(values[0]) > 0;
		case 'GTE':
			return compare(values[0]) >= 0;
	}
}

/** A condition's moments are milliseconds, a record's ISO 8601. */
const sizeOf = (type: FieldType, value: string): number =>
	type === 'number' || type === 'integer' || /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
