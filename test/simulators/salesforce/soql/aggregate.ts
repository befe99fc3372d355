import type { FieldFunctionExpression } from 'soql-parser-js';
import { unsupported } from '../errors';
import type { OutputValue } from '../schema/fields';
import type { Row } from '../store/row';
import { restValue } from '../store/values';
import { malformed } from './errors';
import { resolvePath } from './paths';
import { sortValue, type Plan } from './plan';
import type { OutputRecord } from './select';

type Column = { name: string; compute: (rows: Row[]) => OutputValue };

/**
 * The AggregateResult records of a query with COUNT(x), MIN, MAX, SUM or AVG, grouped by fields or not.
 * @throws ApiError MALFORMED_QUERY, INVALID_FIELD
 */
export function aggregate(plan: Plan, rows: Row[]): OutputRecord[] {
	const keys = [plan.query.groupBy ?? []].flat().map((clause) => {
		if (!('field' in clause)) throw unsupported('functions in GROUP BY');
		return resolvePath(plan.context, clause.field);
	});
	let unnamed = 0;
	const columns = (plan.query.fields ?? []).map((field): Column => {
		if (field.type === 'FieldFunctionExpression') {
			return { name: field.alias ?? `expr${unnamed++}`, compute: functionOf(plan, field) };
		}
		if (field.type !== 'Field') throw unsupported('this column beside aggregates');
		const path = resolvePath(plan.context, field.field);
		if (!keys.some((key) => key.names.join('.') === path.names.join('.'))) {
			throw malformed(`Field must be grouped or aggregated: ${field.field}`);
		}
		return { name: field.alias ?? path.field.name, compute: (group) => restValue(path.field, path.read(group[0])) };
	});
	const groups =
		keys.length === 0 ? [rows] : grouped(rows, (row) => JSON.stringify(keys.map((key) => sortValue(key.read(row)))));
	return groups.map((group) => ({
		attributes: { type: 'AggregateResult' },
		...Object.fromEntries(columns.map((column) => [column.name, column.compute(group)])),
	}));
}

function grouped(rows: Row[], keyOf: (row: Row) => string): Row[][] {
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const key = keyOf(row);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [row]);
		else group.push(row);
	}
	return [...groups.values()];
}

function functionOf(plan: Plan, call: FieldFunctionExpression): (rows: Row[]) => OutputValue {
	const name = call.functionName.toUpperCase();
	const [argument] = call.parameters;
	if (argument === undefined) return (rows) => rows.length;
	if (typeof argument !== 'string') throw unsupported('nested functions');
	const { read, field } = resolvePath(plan.context, argument);
	const values = (rows: Row[]) =>
		rows.map((row) => read(row)).filter((value) => value !== null && typeof value !== 'object');
	const sum = (rows: Row[]) => values(rows).reduce<number>((total, value) => total + Number(value), 0);
	const extreme = (rows: Row[], least: boolean) =>
		restValue(
			field,
			values(rows).reduce<OutputValue>((best, value) => (best === null || value < best === least ? value : best), null),
		);
	switch (name) {
		case 'COUNT':
			return (rows) => values(rows).length;
		case 'COUNT_DISTINCT':
			return (rows) => new Set(values(rows).map(sortValue)).size;
		case 'SUM':
			return sum;
		case 'AVG':
			return (rows) => (values(rows).length === 0 ? null : sum(rows) / values(rows).length);
		case 'MIN':
			return (rows) => extreme(rows, true);
		case 'MAX':
			return (rows) => extreme(rows, false);
		default:
			throw unsupported(`${call.functionName}()`);
	}
}
