/** JSON as it comes from the wire. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];

/** Members that strict schemas may have; others are refused by name. */
const MEMBERS = new Set([
	'type',
	'properties',
	'required',
	'additionalProperties',
	'items',
	'enum',
	'const',
	'anyOf',
	'description',
	'title',
	'$defs',
	'$ref',
	'format',
	'pattern',
	'minimum',
	'maximum',
	'multipleOf',
	'minItems',
	'maxItems',
]);

const LIMITS = { depth: 10, properties: 5000, enumValues: 1000 };

/**
 * What a provider of OpenAI's kind finds wrong with a schema in strict mode: every object closed, every property
 * required, optional ones as a union with null. Undefined: nothing.
 */
export function strictSchemaProblem(schema: JsonObject): string | undefined {
	if (schema.type !== 'object')
		return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema.type)}"'.`;
	const count = { properties: 0, enumValues: 0 };
	return problemOf(schema, [], 0, count);
}

function problemOf(
	schema: Json,
	path: string[],
	depth: number,
	count: { properties: number; enumValues: number },
): string | undefined {
	const at = `In context=(${path.map((step) => `'${step}'`).join(', ')}), `;
	if (!isObject(schema)) return `${at}schema must be an object.`;
	if (depth > LIMITS.depth) return `${at}the schema is nested deeper than ${LIMITS.depth} levels.`;
	const unknown = Object.keys(schema).find((member) => !MEMBERS.has(member));
	if (unknown !== undefined) return `${at}'${unknown}' is not permitted.`;
	const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
	if (types.length === 0 && schema.anyOf === undefined && schema.enum === undefined && schema.$ref === undefined)
		return `${at}schema must have a 'type' key.`;
	if (types.some((type) => !TYPES.includes(String(type)))) return `${at}'${String(types[0])}' is not a valid type.`;
	if (Array.isArray(schema.enum)) {
		count.enumValues += schema.enum.length;
		if (schema.enum.length === 0) return `${at}'enum' must not be empty.`;
		if (count.enumValues > LIMITS.enumValues) return `${at}too many enum values.`;
	}
	if (types.includes('object')) {
		if (schema.additionalProperties !== false)
			return `${at}'additionalProperties' is required to be supplied and to be false.`;
		const properties = isObject(schema.properties) ? schema.properties : {};
		const required = Array.isArray(schema.required) ? schema.required : [];
		const missing = Object.keys(properties).find((name) => !required.includes(name));
		if (missing !== undefined)
			return `${at}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
		const extra = required.find((name) => !Object.hasOwn(properties, String(name)));
		if (extra !== undefined) return `${at}'required' contains '${String(extra)}', which is not in properties.`;
		for (const [name, property] of Object.entries(properties)) {
			if (++count.properties > LIMITS.properties) return `${at}too many properties.`;
			const problem = problemOf(property, [...path, 'properties', name], depth + 1, count);
			if (problem !== undefined) return problem;
		}
	}
	if (types.includes('array')) {
		if (schema.items === undefined) return `${at}array schema missing items.`;
		const problem = problemOf(schema.items, [...path, 'items'], depth + 1, count);
		if (problem !== undefined) return problem;
	}
	for (const [index, option] of (Array.isArray(schema.anyOf) ? schema.anyOf : []).entries()) {
		const problem = problemOf(option, [...path, 'anyOf', String(index)], depth + 1, count);
		if (problem !== undefined) return problem;
	}
	return undefined;
}

/** The plainest value that a schema admits: null where it may be, else empty, zero or the first of its values. */
export function plainestValue(schema: Json): Json {
	if (!isObject(schema)) return null;
	if (schema.const !== undefined) return schema.const;
	const types = Array.isArray(schema.type) ? schema.type : [schema.type];
	if (types.includes('null')) return null;
	if (Array.isArray(schema.enum)) return schema.enum.includes(null) ? null : (schema.enum[0] ?? null);
	if (Array.isArray(schema.anyOf)) return plainestValue(schema.anyOf[0] ?? null);
	switch (types[0]) {
		case 'object':
			return Object.fromEntries(
				Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([name, property]) => [
					name,
					plainestValue(property),
				]),
			);
		case 'array':
			return Array.from({ length: Number(schema.minItems ?? 0) }, () => plainestValue(schema.items ?? null));
		case 'number':
		case 'integer':
			return typeof schema.minimum === 'number' ? schema.minimum : 0;
		case 'boolean':
			return false;
		default:
			return '';
	}
}
