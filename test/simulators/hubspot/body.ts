import { invalidJson } from './errors';

/** JSON as it comes from the wire. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Parses a request body as strictly as the vendor: a JSON object or a 400. */
export function parseBody(text: string): JsonObject {
	let value: Json;
	try {
		value = JSON.parse(text) as Json;
	} catch {
		throw invalidJson('Unexpected character or end of input');
	}
	return asObject(value, 'body');
}

export function asObject(value: Json | undefined, name: string): JsonObject {
	if (value === undefined) throw missing(name);
	if (value === null || typeof value !== 'object' || Array.isArray(value))
		throw invalidJson(`Cannot deserialize value of type \`object\` for ${name}`);
	return value;
}

export function asArray(value: Json | undefined, name: string): Json[] {
	if (value === undefined) throw missing(name);
	if (!Array.isArray(value)) throw invalidJson(`Cannot deserialize value of type \`array\` for ${name}`);
	return value;
}

/** Strings; numbers and booleans are taken as their spelling, as the vendor's parser does. */
export function asText(value: Json | undefined, name: string): string {
	if (value === undefined || value === null) throw missing(name);
	if (typeof value === 'object') throw invalidJson(`Cannot deserialize value of type \`java.lang.String\` for ${name}`);
	return String(value);
}

export const asOptionalText = (value: Json | undefined, name: string) =>
	value === undefined || value === null ? undefined : asText(value, name);

export const asTexts = (value: Json | undefined, name: string) =>
	value === undefined || value === null ? undefined : asArray(value, name).map((item) => asText(item, name));

export function asOptionalBoolean(value: Json | undefined, name: string): boolean | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'boolean') throw invalidJson(`Cannot deserialize value of type \`boolean\` for ${name}`);
	return value;
}

export function asOptionalInteger(value: Json | undefined, name: string): number | undefined {
	if (value === undefined || value === null) return undefined;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isInteger(number))
		throw invalidJson(`Cannot deserialize value of type \`int\` for ${name}`);
	return number;
}

/** Refuses members that the vendor does not know and asks for those that it needs. */
export function checkMembers(object: JsonObject, required: string[], optional: string[] = []): void {
	for (const key of Object.keys(object))
		if (!required.includes(key) && !optional.includes(key)) throw invalidJson(`Unrecognized field "${key}"`);
	const absent = required.filter((key) => object[key] === undefined || object[key] === null);
	if (absent.length > 0) throw invalidJson(`Some required fields were not set: [${absent.join(', ')}]`);
}

const missing = (name: string) => invalidJson(`Some required fields were not set: [${name}]`);
