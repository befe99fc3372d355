import type { FieldFunctionExpression, FieldType, Query } from 'soql-parser-js';
import { ApiError, unsupported } from '../errors';
import { isCustomName } from '../schema/describe';
import type { FieldSpec, OutputValue } from '../schema/fields';
import type { Row } from '../store/row';
import type { Table } from '../store/table';
import { restValue } from '../store/values';
import { invalidField } from './errors';
import { resolvePath, type FieldPath } from './paths';
import type { Plan } from './plan';

export type OutputRecord = { [key: string]: OutputValue | OutputRecord };

/** FIELDS(ALL) and FIELDS(CUSTOM) want a LIMIT of at most this. */
const MAX_FIELDS_LIMIT = 200;

const asFunction = (field: FieldType | undefined): FieldFunctionExpression | undefined =>
	field?.type === 'FieldFunctionExpression' ? field : undefined;

/** True for `SELECT COUNT()`, which returns a number and no rows. */
export function isCount(query: Query): boolean {
	const call = query.fields?.length === 1 ? asFunction(query.fields[0]) : undefined;
	return call?.functionName.toUpperCase() === 'COUNT' && call.parameters.length === 0;
}

export const isAggregate = (query: Query): boolean =>
	query.groupBy !== undefined || (query.fields ?? []).some((field) => asFunction(field)?.isAggregateFn === true);

/**
 * The fields a query selects.
 * @throws ApiError INVALID_FIELD, MALFORMED_QUERY
 */
export function selectedPaths(plan: Plan): FieldPath[] {
	const paths = (plan.query.fields ?? []).flatMap((field) => pathsOf(field, plan));
	const seen = new Set<string>();
	for (const path of paths) {
		const name = path.names.join('.');
		if (seen.has(name)) throw invalidField(plan.soql, name, `duplicate field selected: ${name}`);
		seen.add(name);
	}
	return paths;
}

function pathsOf(field: FieldType, plan: Plan): FieldPath[] {
	switch (field.type) {
		case 'Field':
			return [resolvePath(plan.context, field.field)];
		case 'FieldRelationship':
			return [resolvePath(plan.context, [...field.relationships, field.field].join('.'))];
		case 'FieldFunctionExpression':
			if (field.functionName.toUpperCase() === 'FIELDS')
				return allFields(String(field.parameters[0]).toUpperCase(), plan);
			throw unsupported(`${field.functionName}()`);
		case 'FieldSubquery':
			throw unsupported('subqueries over child records');
		default:
			throw unsupported('TYPEOF');
	}
}

function allFields(set: string, plan: Plan): FieldPath[] {
	if (set !== 'STANDARD' && plan.limit > MAX_FIELDS_LIMIT) {
		throw new ApiError(
			400,
			'MALFORMED_QUERY',
			`The SOQL FIELDS function must have a LIMIT of at most ${MAX_FIELDS_LIMIT}`,
		);
	}
	return plan.table.spec.fields
		.filter((field) => set === 'ALL' || (set === 'CUSTOM') === isCustomName(field.name))
		.map((field) => resolvePath(plan.context, field.name));
}

/** Shapes rows as the REST API does: attributes first, parents nested, an absent parent null. */
export function projector(plan: Plan, paths: FieldPath[], dataPath: string): (row: Row) => OutputRecord {
	const columns = paths.map((path) => ({ path, readValue: path.read }));
	return (row) => {
		const record = begin(plan.table.spec.name, plan.table, row, dataPath);
		for (const { path, readValue } of columns) {
			if (path.steps.length === 0) record[path.field.name] = shown(path.field, readValue(row));
			else nest(record, path, plan.table, row, dataPath);
		}
		return record;
	};
}

function begin(type: string, table: Table, row: Row, dataPath: string): OutputRecord {
	return { attributes: { type, url: `${dataPath}/sobjects/${table.spec.name}/${table.id(row)}` } };
}

function nest(record: OutputRecord, path: FieldPath, table: Table, row: Row, dataPath: string): void {
	let at: { table: Table; row: Row } | undefined = { table, row };
	let into = record;
	for (let i = 0; i < path.steps.length; i++) {
		at = path.steps[i](at.table, at.row);
		const name = path.names[i];
		if (at === undefined) {
			into[name] = null;
			return;
		}
		const existing = into[name] as OutputRecord | undefined;
		const parent = existing ?? begin(path.parentTypes[i], at.table, at.row, dataPath);
		into[name] = parent;
		into = parent;
	}
	into[path.field.name] = shown(path.field, path.read(row));
}

const shown = (field: FieldSpec, value: OutputValue): OutputValue => restValue(field, value);
