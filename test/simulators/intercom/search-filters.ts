import type { AttributeCatalogue, DataType } from './attributes';
import { checkMembers, isObject, type Json } from './body';
import type { Days } from './days';
import { IntercomError, invalid, missing } from './errors';
import type { Contact } from './workspace';
import type { ContactData } from './contact-data';

/** What a filter is asked about. */
export interface Subject {
	contact: Contact;
	/** The contact as search sees it… */
	data: ContactData;
	/** …and when it was changed last, as far as search knows: milliseconds since 1970. */
	updatedAt: number;
}

type Value = string | number | boolean | null;

export interface Field {
	name: string;
	type: DataType;
	valueOf: (subject: Subject) => Value;
}

export interface Filter {
	field: Field;
	operator: string;
	/** One value, or several for IN and NIN; in the spelling that is compared. */
	values: Value[];
	days: Days;
}

/** What a workspace's searches go by. */
export interface SearchRules {
	catalogue: AttributeCatalogue;
	maxInValues: number;
	days: Days;
}

export type Query = Filter | { operator: 'AND' | 'OR'; of: Query[] };

const MAX_FILTERS = 15;
const MAX_DEPTH = 2;
const OPERATORS: Record<DataType, string[]> = {
	string: ['=', '!=', 'IN', 'NIN', '~', '!~', '^', '$'],
	integer: ['=', '!=', 'IN', 'NIN', '<', '>'],
	float: ['=', '!=', 'IN', 'NIN', '<', '>'],
	boolean: ['=', '!='],
	date: ['=', '<', '>'],
};

const plain = (name: keyof ContactData, type: DataType = 'string'): [string, Field] => [
	name,
	{ name, type, valueOf: ({ data }) => data[name] as Value },
];
const derived = (name: string, type: DataType, valueOf: Field['valueOf']): [string, Field] => [
	name,
	{ name, type, valueOf },
];
/** Searchable, but nothing here ever sets it. */
const unset = (name: string, type: DataType) => derived(name, type, () => null);

const FIELDS = new Map<string, Field>([
	derived('id', 'string', ({ contact }) => contact.id),
	plain('role'),
	plain('name'),
	plain('avatar'),
	plain('owner_id', 'integer'),
	plain('email'),
	derived('email_domain', 'string', ({ data }) => data.email?.split('@')[1] ?? null),
	plain('phone'),
	plain('external_id'),
	derived('created_at', 'date', ({ contact }) => Math.floor(contact.createdAt / 1000)),
	derived('updated_at', 'date', ({ updatedAt }) => Math.floor(updatedAt / 1000)),
	plain('signed_up_at', 'date'),
	plain('last_seen_at', 'date'),
	plain('language_override'),
	plain('unsubscribed_from_emails', 'boolean'),
	...['last_contacted_at', 'last_replied_at', 'last_email_opened_at', 'last_email_clicked_at'].map((name) =>
		unset(name, 'date'),
	),
	...['location.country', 'location.region', 'location.city', 'browser', 'os', 'segment_id', 'tag_id'].map((name) =>
		unset(name, 'string'),
	),
	derived('marked_email_as_spam', 'boolean', () => false),
	derived('has_hard_bounced', 'boolean', () => false),
]);

const CUSTOM = 'custom_attributes.';

/** @throws IntercomError 400 `invalid_field` */
export function fieldOf(catalogue: AttributeCatalogue, name: string): Field {
	const standard = FIELDS.get(name);
	if (standard !== undefined) return standard;
	const key = name.startsWith(CUSTOM) ? name.slice(CUSTOM.length) : undefined;
	const attribute = key === undefined ? undefined : catalogue.find('contact', key);
	if (key === undefined || attribute === undefined || attribute.archived)
		throw new IntercomError(400, 'invalid_field', `Field '${name}' is not a searchable field`);
	return { name, type: attribute.data_type, valueOf: ({ data }) => data.custom_attributes[key] ?? null };
}

/** Reads a `query`: one filter, or AND/OR over at most 15 of them, two levels deep. @throws IntercomError 400 */
export function readQuery(rules: SearchRules, value: Json | undefined, depth = 0): Query {
	if (!isObject(value)) throw missing('query not specified', 'query');
	const { operator } = value;
	if (operator !== 'AND' && operator !== 'OR') return readFilter(rules, value);
	checkMembers(value, ['operator', 'value']);
	if (depth === MAX_DEPTH) throw invalid(`Filters can be nested at most ${MAX_DEPTH} levels deep`, 'query');
	if (!Array.isArray(value.value) || value.value.length === 0)
		throw invalid(`${operator} takes an array of filters`, 'value');
	if (value.value.length > MAX_FILTERS) throw invalid(`A group can have at most ${MAX_FILTERS} filters`, 'value');
	return { operator, of: value.value.map((item) => readQuery(rules, item, depth + 1)) };
}

function readFilter({ catalogue, maxInValues, days }: SearchRules, input: { [key: string]: Json }): Filter {
	checkMembers(input, ['field', 'operator', 'value']);
	if (typeof input.field !== 'string') throw missing('field not specified', 'field');
	const field = fieldOf(catalogue, input.field);
	const { operator, value } = input;
	if (typeof operator !== 'string' || !OPERATORS[field.type].includes(operator))
		throw invalid(`Operator ${String(operator)} is not valid for the field '${field.name}'`, 'operator');
	if (operator !== 'IN' && operator !== 'NIN') {
		if (value === null && (operator === '=' || operator === '!=')) return { field, operator, values: [null], days };
		return { field, operator, values: [readValue(field, value, days)], days };
	}
	if (!Array.isArray(value)) throw invalid(`Operator ${operator} takes an array of values`, 'value');
	if (value.length === 0 || value.length > maxInValues)
		throw invalid(`Operator ${operator} takes 1 to ${maxInValues} values`, 'value');
	return { field, operator, values: value.map((item) => readValue(field, item, days)), days };
}

/** Numbers and moments may come as text, as in the vendor's own examples; text may not come as a number. */
function readValue({ name, type }: Field, value: Json | undefined, days: Days): Value {
	const refuse = () => invalid(`The value is not valid for the field '${name}'`, 'value');
	if (type === 'string') {
		if (typeof value !== 'string') throw refuse();
		return comparable(name, value);
	}
	if (type === 'boolean') {
		if (typeof value !== 'boolean') throw refuse();
		return value;
	}
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse();
	return type === 'date' ? days.of(number) : number;
}

/** Ids are compared as they are, other text without regard to case. */
const comparable = (field: string, text: string) =>
	field === 'id' || field === 'external_id' ? text : text.toLowerCase();

/** Whether the query finds what search sees of a contact. */
export function matches(query: Query, subject: Subject): boolean {
	if ('of' in query)
		return query.operator === 'AND'
			? query.of.every((one) => matches(one, subject))
			: query.of.some((one) => matches(one, subject));
	const { field, operator, values, days } = query;
	const raw = field.valueOf(subject);
	const stored =
		typeof raw === 'string'
			? comparable(field.name, raw)
			: field.type === 'date' && typeof raw === 'number'
				? days.of(raw)
				: raw;
	switch (operator) {
		case '=':
		case 'IN':
			return values.includes(stored);
		case '!=':
		case 'NIN':
			return !values.includes(stored);
		case '<':
			return stored !== null && stored < values[0]!;
		case '>':
			return stored !== null && stored > values[0]!;
		default:
			return matchesText(operator, typeof stored === 'string' ? stored : '', values[0] as string);
	}
}

function matchesText(operator: string, stored: string, asked: string): boolean {
	switch (operator) {
		case '~':
			return stored.includes(asked);
		case '!~':
			return !stored.includes(asked);
		case '^':
			return stored.startsWith(asked);
		default:
			return stored.endsWith(asked);
	}
}
