import type { OrderByClause, OrderByFieldClause, Query } from 'soql-parser-js';
import { ApiError, unsupported } from '../errors';
import { isSortable } from '../schema/describe';
import type { OutputValue } from '../schema/fields';
import type { Row } from '../store/row';
import type { Store } from '../store/store';
import type { Table } from '../store/table';
import { idBounds, idSet, stampBounds, type Bounds } from './bounds';
import { conditionTree, type Condition } from './condition';
import { invalidField, noSuchObject } from './errors';
import { resolvePath, type FieldPath, type PathContext } from './paths';
import { compileTest } from './tests';

/** SOQL's largest OFFSET. */
const MAX_OFFSET = 2000;

export interface SortKey {
	path: FieldPath;
	descending: boolean;
	nullsLast: boolean;
}

/** A query ready to run: names resolved, literals checked. */
export interface Plan {
	soql: string;
	query: Query;
	table: Table;
	context: PathContext;
	matches: (row: Row) => boolean;
	order: SortKey[];
	stamps: Bounds;
	ids: Bounds;
	idSet: number[] | undefined;
	limit: number;
	offset: number;
}

export interface PlanContext {
	store: Store;
	now: number;
	/** Runs a semi-join's query: the values of its one field. */
	subquery: (soql: string, query: Query) => Set<string>;
}

/** @throws ApiError INVALID_TYPE, INVALID_FIELD, MALFORMED_QUERY and others, as Salesforce answers them */
export function makePlan(soql: string, query: Query, outer: PlanContext): Plan {
	const spec = outer.store.schema.object(query.sObject ?? '');
	if (spec === undefined) throw noSuchObject(soql, query.sObject ?? '');
	refuseWhatIsNotEvaluated(query);
	const table = outer.store.table(spec);
	const prefixes = [
		spec.name.toLowerCase(),
		...(query.sObjectAlias === undefined ? [] : [query.sObjectAlias.toLowerCase()]),
	];
	const context: PathContext = { soql, store: outer.store, table, prefixes };
	const tree = query.where === undefined ? undefined : conditionTree(soql, query.where);
	const isRoot = (name: string) => (path: string) => {
		const parts = path.toLowerCase().split('.');
		return parts.at(-1) === name && (parts.length === 1 || (parts.length === 2 && prefixes.includes(parts[0])));
	};
	const offset = query.offset ?? 0;
	if (offset > MAX_OFFSET)
		throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
	return {
		soql,
		query,
		table,
		context,
		matches: tree === undefined ? () => true : compile(tree, context, outer),
		order: [query.orderBy ?? []].flat().map((clause) => sortKey(clause, context)),
		stamps: stampBounds(tree, isRoot('systemmodstamp')),
		ids: idBounds(tree, isRoot('id'), spec.prefix),
		idSet: idSet(tree, isRoot('id'), spec.prefix),
		limit: query.limit ?? Infinity,
		offset,
	};
}

function refuseWhatIsNotEvaluated(query: Query): void {
	if (query.having !== undefined) throw unsupported('HAVING');
	if (query.withDataCategory !== undefined) throw unsupported('WITH DATA CATEGORY');
	if (query.usingScope !== undefined && query.usingScope.toLowerCase() !== 'everything')
		throw unsupported('USING SCOPE');
}

function compile(condition: Condition, context: PathContext, outer: PlanContext): (row: Row) => boolean {
	if (condition.kind === 'not') {
		const inner = compile(condition.part, context, outer);
		return (row) => !inner(row);
	}
	if (condition.kind !== 'test') {
		const parts = condition.parts.map((part) => compile(part, context, outer));
		if (condition.kind === 'and') return (row) => parts.every((part) => part(row));
		return (row) => parts.some((part) => part(row));
	}
	const { test } = condition;
	if (!('field' in test)) throw unsupported('functions in WHERE');
	const path = resolvePath(context, test.field);
	const { soql } = context;
	const passes = compileTest(
		{ soql, now: outer.now, subquery: (query) => outer.subquery(soql, query) },
		path.field,
		test.field,
		test,
	);
	return (row) => passes(path.read(row));
}

function sortKey(clause: OrderByClause, context: PathContext): SortKey {
	if ('fn' in clause) throw unsupported('functions in ORDER BY');
	const { field, order, nulls } = clause as OrderByFieldClause;
	const path = resolvePath(context, field);
	if (!isSortable(path.field))
		throw invalidField(context.soql, field, `field '${path.field.name}' can not be sorted in a query call`);
	return { path, descending: order === 'DESC', nullsLast: nulls === 'LAST' };
}

/** What a sort compares: text without regard to case. */
export const sortValue = (value: OutputValue): string | number | boolean | null => {
	if (typeof value === 'string') return value.toLowerCase();
	return typeof value === 'object' ? null : value;
};
