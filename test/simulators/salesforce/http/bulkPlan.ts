import { ApiError } from '../errors';
import type { Evaluator } from '../soql/evaluator';
import type { FieldPath } from '../soql/paths';
import type { Plan } from '../soql/plan';
import { isAggregate, selectedPaths } from '../soql/select';

const refused = (message: string) => new ApiError(400, 'API_ERROR', message);

/**
 * Plans a query under the rules of Bulk API 2.0. ORDER BY is taken and has no effect.
 * @throws ApiError API_ERROR for what Bulk 2.0 does not take, and what any query may answer
 */
export function bulkPlan(evaluator: Evaluator, soql: string): { plan: Plan; columns: FieldPath[] } {
	const plan = evaluator.plan(soql);
	const { query } = plan;
	if (isAggregate(query)) throw refused('Aggregate Relationships not supported in Bulk Query');
	if (query.offset !== undefined) throw refused('Offset not supported in Bulk Query');
	for (const field of query.fields ?? []) {
		if (field.type === 'FieldSubquery') throw refused('Nested queries not supported in Bulk Query');
		if (field.type === 'FieldTypeof') throw refused('TYPEOF not supported in Bulk Query');
		if (
			field.type === 'FieldFunctionExpression' &&
			field.functionName.toUpperCase() === 'FIELDS' &&
			field.parameters[0] !== 'STANDARD'
		) {
			throw refused('The SOQL FIELDS function is not supported with an unbounded set of fields in this API');
		}
	}
	const columns = selectedPaths(plan);
	if (columns.some((column) => column.field.type === 'address')) {
		throw new ApiError(400, 'FUNCTIONALITY_NOT_ENABLED', 'Selecting compound data not supported in Bulk Query');
	}
	return { plan, columns };
}
