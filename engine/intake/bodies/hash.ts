import { createHash } from 'node:crypto';
import { isObject } from '../../systems/shared/json';

/** What stands for a value when nothing in it says who it is: the same value has the same hash. */
export const hashOf = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** The same without fields that differ whenever the same event is sent. */
export const hashWithout = (value: Record<string, unknown>, fields: readonly string[]): string =>
	hashOf(Object.entries(value).filter(([name]) => !fields.includes(name)));

/** A value inside a body by its dotted name; a field whose own name has dots in it goes first. */
export function valueAt(body: unknown, path: string): unknown {
	if (isObject(body) && Object.hasOwn(body, path)) return body[path];
	let value = body;
	for (const name of path.split('.')) {
		if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return value;
}
