/**
 * A constant of our own as Snowflake's SQL: texts, numbers, lists and objects. For what must stand in the statement
 * itself (a response format has to be a constant); data is always bound instead.
 */
export function sqlLiteral(value: unknown): string {
	if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
	if (Array.isArray(value)) return `[${value.map(sqlLiteral).join(', ')}]`;
	if (typeof value === 'object' && value !== null)
		return `{${Object.entries(value)
			.map(([key, entry]) => `${sqlLiteral(key)}: ${sqlLiteral(entry)}`)
			.join(', ')}}`;
	throw new TypeError(`A ${typeof value} cannot be written as SQL`);
}
