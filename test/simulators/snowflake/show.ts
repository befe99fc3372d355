import type { Evaluation } from './evaluate';
import type { Context, StatementRequest } from './request';

/** Of the thirty or so, in Snowflake's order. */
const COLUMNS = [
	'name',
	'state',
	'type',
	'size',
	'min_cluster_count',
	'max_cluster_count',
	'auto_suspend',
	'auto_resume',
];

/** SHOW WAREHOUSES, which needs no warehouse itself and lists those that the role may see. Undefined: another statement. */
export function showWarehouses(
	{ statement }: StatementRequest,
	{ warehouses, hidden = [] }: Context,
): Evaluation | undefined {
	if (!/^\s*show\s+warehouses\s*;?\s*$/i.test(statement)) return undefined;
	return {
		columns: COLUMNS.map((name) => ({ name, type: 'text' })),
		rows: warehouses
			.filter((name) => !hidden.includes(name))
			.map((name) => [name, 'SUSPENDED', 'STANDARD', 'X-Small', '1', '1', '60', 'true']),
	};
}
