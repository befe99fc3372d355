import { SnowflakeError, sqlError } from './errors';
import type { Value } from './evaluate';

/** A body of POST /api/v2/statements. */
export interface StatementRequest {
	statement: string;
	timeout?: number;
	database?: string;
	schema?: string;
	warehouse?: string;
	role?: string;
	binds: Value[];
	parameters: Record<string, string>;
}

/** Names that exist; compared with regard to case, as the SQL API does. */
export interface Context {
	databases: Record<string, string[]>;
	warehouses: string[];
	/** Those of them that the role does not see in lists. */
	hidden?: string[];
	roles: string[];
}

const MEMBERS = [
	'statement',
	'timeout',
	'database',
	'schema',
	'warehouse',
	'role',
	'bindings',
	'parameters',
	'nullable',
];
const TYPES = [
	'TEXT',
	'FIXED',
	'REAL',
	'BOOLEAN',
	'DATE',
	'TIME',
	'TIMESTAMP_NTZ',
	'TIMESTAMP_LTZ',
	'TIMESTAMP_TZ',
	'BINARY',
];

const bad = (message: string) => new SnowflakeError(400, '391902', message);

/** @throws SnowflakeError 400 or 422 */
export function readRequest(text: string, context: Context): StatementRequest {
	const body = parse(text);
	const unknown = Object.keys(body).find((member) => !MEMBERS.includes(member));
	if (unknown !== undefined) throw bad(`Unable to parse the request body: unrecognized field "${unknown}"`);
	const { statement, timeout } = body;
	if (typeof statement !== 'string' || statement.trim() === '') throw bad('The statement is missing or empty');
	if (timeout !== undefined && (!Number.isInteger(timeout) || Number(timeout) < 0 || Number(timeout) > 604_800))
		throw bad('timeout must be a whole number of seconds from 0 to 604800');
	const names = Object.fromEntries(
		(['database', 'schema', 'warehouse', 'role'] as const).flatMap((name) => {
			const value = body[name];
			if (value === undefined) return [];
			if (typeof value !== 'string') throw bad(`${name} must be a string`);
			return [[name, value]];
		}),
	);
	checkContext(names, context);
	return {
		statement,
		...(timeout === undefined ? {} : { timeout: Number(timeout) }),
		...names,
		binds: bindsOf(body.bindings),
		parameters: (body.parameters ?? {}) as Record<string, string>,
	};
}

function parse(text: string): Record<string, unknown> {
	try {
		const body = JSON.parse(text) as unknown;
		if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
	} catch {
		// Told below.
	}
	throw bad('Unable to parse the request body');
}

function checkContext(names: Partial<Record<string, string>>, { databases, warehouses, roles }: Context): void {
	const { database, schema, warehouse, role } = names;
	const missing = (kind: string, name: string) =>
		sqlError(
			'002043',
			'02000',
			`SQL compilation error:\nObject does not exist, or operation cannot be performed. (${kind} '${name}')`,
		);
	if (role !== undefined && !roles.includes(role))
		throw new SnowflakeError(
			401,
			'390189',
			`Role '${role}' specified in the connect string does not exist or not authorized.`,
		);
	if (warehouse !== undefined && !warehouses.includes(warehouse)) throw missing('warehouse', warehouse);
	if (database !== undefined && databases[database] === undefined) throw missing('database', database);
	if (schema !== undefined && database !== undefined && !databases[database].includes(schema))
		throw missing('schema', schema);
}

function bindsOf(bindings: unknown): Value[] {
	if (bindings === undefined) return [];
	if (typeof bindings !== 'object' || bindings === null || Array.isArray(bindings))
		throw bad('bindings must be an object');
	const entries = Object.entries(bindings as Record<string, unknown>);
	return entries.map((_, index) => {
		const binding = (bindings as Record<string, { type?: unknown; value?: unknown } | undefined>)[String(index + 1)];
		if (binding === undefined) throw bad(`bindings must be numbered from 1; ${index + 1} is missing`);
		if (!TYPES.includes(String(binding.type))) throw bad(`bindings.${index + 1}.type is not supported`);
		if (binding.value !== null && typeof binding.value !== 'string')
			throw bad(`bindings.${index + 1}.value must be a string`);
		return binding.value;
	});
}
