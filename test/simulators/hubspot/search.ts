import type { FastifyInstance } from 'fastify';
import { readAnswer, valueOf } from './answers';
import { asArray, asObject, asOptionalInteger, asOptionalText, asText, asTexts, checkMembers, type Json } from './body';
import { validationError } from './errors';
import type { Portal, PortalObject } from './portal';
import { OBJECT_PREFIXES, objectScopes, route, type Call } from './routing';
import { isOrdered, matches, OPERATORS, sizeOf, type Filter } from './search-filters';
import type { StoredRecord } from './store';

const MAX_GROUPS = 5;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;
const MAX_LIMIT = 200;
const MAX_RESULTS = 10_000;
const MAX_BODY = 3000;
const MAX_VALUES = 100;

interface Sort {
	property: string;
	descending: boolean;
}

/** The search endpoint of every object: its caps, its operators, its lag. */
export function registerSearchRoutes(app: FastifyInstance, portal: Portal): void {
	const rules = { scopes: objectScopes(portal, 'objects', 'read'), search: true };
	route(app, OBJECT_PREFIXES, 'POST', '/:type/search', rules, (call) => [200, search(portal, call)]);
}

function search(portal: Portal, call: Call): Record<string, unknown> {
	const object = portal.object(call.params.type);
	if (call.text.length > MAX_BODY) throw validationError(`The request body is longer than ${MAX_BODY} characters`);
	const body = call.body();
	checkMembers(body, [], ['filterGroups', 'sorts', 'properties', 'limit', 'after', 'query']);
	const groups = readGroups(object, body.filterGroups);
	const sort = readSort(object, body.sorts);
	const limit = asOptionalInteger(body.limit, 'limit') ?? 10;
	if (limit < 0 || limit > MAX_LIMIT) throw validationError(`limit must be at most ${MAX_LIMIT}`);
	const start = asOptionalInteger(body.after, 'after') ?? 0;
	if (start < 0 || start + limit > MAX_RESULTS)
		throw validationError(`Paging past ${MAX_RESULTS} results is not supported`);
	const asked = asTexts(body.properties, 'properties');
	const text = asOptionalText(body.query, 'query')?.toLowerCase();

	const found: StoredRecord[] = [];
	for (const record of object.store.searchable(candidates(object, groups))) {
		const value = (name: string) => valueOf(object, record, name);
		if (text !== undefined && !object.kind.defaultProperties.some((name) => value(name)?.toLowerCase().includes(text)))
			continue;
		if (groups.length === 0 || groups.some((group) => group.every((filter) => matches(filter, value))))
			found.push(record);
	}
	const page = (sort === undefined ? found : sorted(object, sort, found)).slice(start, start + limit);
	return {
		total: found.length,
		results: page.map((record) => readAnswer(object, record, asked)),
		...(limit > 0 && start + limit < found.length ? { paging: { next: { after: String(start + limit) } } } : {}),
	};
}

function readGroups(object: PortalObject, value: Json | undefined): Filter[][] {
	const given = value === undefined || value === null ? [] : asArray(value, 'filterGroups');
	if (given.length > MAX_GROUPS) throw validationError(`A search can have at most ${MAX_GROUPS} filterGroups`);
	const groups = given.map((item) => {
		const group = asObject(item, 'filterGroups');
		checkMembers(group, ['filters']);
		const filters = asArray(group.filters, 'filters');
		if (filters.length > MAX_FILTERS_PER_GROUP)
			throw validationError(`A filterGroup can have at most ${MAX_FILTERS_PER_GROUP} filters`);
		return filters.map((filter) => readFilter(object, filter));
	});
	if (groups.flat().length > MAX_FILTERS)
		throw validationError(`A search can have at most ${MAX_FILTERS} filters in total`);
	return groups;
}

function readFilter(object: PortalObject, item: Json): Filter {
	const input = asObject(item, 'filters');
	checkMembers(input, ['propertyName', 'operator'], ['value', 'values', 'highValue']);
	const name = asText(input.propertyName, 'propertyName');
	const definition = object.catalogue.get(name);
	if (definition === undefined)
		throw validationError(`There was a problem with the request. Property ${name} does not exist`);
	const operator = asText(input.operator, 'operator');
	const needs = OPERATORS[operator];
	if (needs === undefined) throw validationError(`Invalid operator: ${operator}`);
	for (const member of ['value', 'values', 'highValue'] as const) {
		const present = input[member] !== undefined && input[member] !== null;
		if (needs.includes(member) && !present) throw validationError(`Operator ${operator} requires ${member}`);
		if (!needs.includes(member) && present) throw validationError(`Operator ${operator} does not take ${member}`);
	}
	const values = asTexts(input.values, 'values') ?? [];
	if (values.length > MAX_VALUES) throw validationError(`Operator ${operator} takes at most ${MAX_VALUES} values`);
	if (needs.includes('values') && values.length === 0) throw validationError(`Operator ${operator} requires values`);
	return {
		definition,
		operator,
		value: asOptionalText(input.value, 'value') ?? '',
		highValue: asOptionalText(input.highValue, 'highValue') ?? '',
		values,
	};
}

function readSort(object: PortalObject, value: Json | undefined): Sort | undefined {
	const given = value === undefined || value === null ? [] : asArray(value, 'sorts');
	if (given.length > 1) throw validationError('A search can have at most one sort');
	if (given.length === 0) return undefined;
	if (typeof given[0] === 'string') {
		const name = given[0].replace(/^-/, '');
		return { property: requireProperty(object, name), descending: given[0].startsWith('-') };
	}
	const input = asObject(given[0], 'sorts');
	checkMembers(input, ['propertyName'], ['direction']);
	const direction = asOptionalText(input.direction, 'direction') ?? 'ASCENDING';
	if (direction !== 'ASCENDING' && direction !== 'DESCENDING')
		throw validationError(`Invalid sort direction: ${direction}`);
	return {
		property: requireProperty(object, asText(input.propertyName, 'propertyName')),
		descending: direction === 'DESCENDING',
	};
}

function requireProperty({ catalogue }: PortalObject, name: string): string {
	if (catalogue.get(name) === undefined)
		throw validationError(`There was a problem with the request. Property ${name} does not exist`);
	return name;
}

/** Where every group asks for given values of an indexed property, only those records need to be looked at. */
function candidates(object: PortalObject, groups: Filter[][]): string[] | undefined {
	if (groups.length === 0) return undefined;
	const ids: string[] = [];
	for (const group of groups) {
		const narrow = group.find(
			({ operator, definition }) => (operator === 'EQ' || operator === 'IN') && object.store.isIndexed(definition.name),
		);
		if (narrow === undefined) return undefined;
		for (const value of narrow.operator === 'EQ' ? [narrow.value] : narrow.values)
			ids.push(...object.store.lookUp(narrow.definition.name, value).map((record) => record.id));
	}
	return ids;
}

/** By one property, the blank ones last; those that are equal in it in the order of their creation. */
function sorted(object: PortalObject, { property, descending }: Sort, records: StoredRecord[]): StoredRecord[] {
	const definition = object.catalogue.get(property)!;
	const direction = descending ? -1 : 1;
	const keyed = records.map((record) => {
		const value = valueOf(object, record, property);
		return { record, key: value !== null && isOrdered(definition) ? sizeOf(definition, value) : value };
	});
	keyed.sort((a, b) => {
		if (a.key === b.key) return a.record.position - b.record.position;
		if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
		return (a.key < b.key ? -1 : 1) * direction;
	});
	return keyed.map(({ record }) => record);
}
