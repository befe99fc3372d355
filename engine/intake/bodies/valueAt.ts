import { isObject } from '../../systems/shared/json';

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
