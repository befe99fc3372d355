import { createHash } from 'node:crypto';
import type { CompiledMap } from './compile';

/**
 * A stable fingerprint of any data: equal data give equal fingerprints whatever the order of keys, in every
 * process. Absent and undefined properties are the same; everything else that differs, differs.
 *
 * @returns 64 hexadecimal digits (SHA-256)
 * @throws TypeError for functions, symbols and data that contain themselves
 */
export function fingerprint(value: unknown): string {
	return createHash('sha256').update(canonical(value, new Set())).digest('hex');
}

function canonical(value: unknown, ancestors: Set<object>): string {
	switch (typeof value) {
		case 'string':
			return JSON.stringify(value);
		case 'number':
			return Object.is(value, -0) ? '-0' : String(value);
		case 'bigint':
			return `${value}n`;
		case 'boolean':
		case 'undefined':
			return String(value);
		case 'object':
			return value === null ? 'null' : canonicalObject(value, ancestors);
		default:
			throw new TypeError(`A ${typeof value} has no fingerprint`);
	}
}

function canonicalObject(value: object, ancestors: Set<object>): string {
	if (ancestors.has(value)) throw new TypeError('Data that contain themselves have no fingerprint');
	ancestors.add(value);
	const inner = (part: unknown): string => canonical(part, ancestors);
	let text: string;
	if (Array.isArray(value)) text = `[${value.map(inner).join(',')}]`;
	else if (value instanceof Date) text = `Date(${value.getTime()})`;
	else if (value instanceof Set) text = `Set(${[...value].map(inner).sort().join(',')})`;
	else if (value instanceof Map)
		text = `Map(${[...value]
			.map(([key, entry]) => `${inner(key)}:${inner(entry)}`)
			.sort()
			.join(',')})`;
	else {
		const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
		text = `{${entries
			.map(([key, entry]) => `${JSON.stringify(key)}:${inner(entry)}`)
			.sort()
			.join(',')}}`;
	}
	ancestors.delete(value);
	return text;
}

/**
 * All of a compiled map that decides what is sent for a record: its rows, and of their properties type,
 * length and options. A changed one means a full read, for records that did not change map differently now
 * (a new option takes what was skipped). Options of a row that adds options itself do not count: nothing of
 * it is ever skipped, and every option added would ask for a full read.
 */
export function mapFingerprintParts(compiled: CompiledMap): unknown {
	return compiled.rows.map(({ mapping, field }) => {
		const isEnumeration = field.type === 'enumeration' || field.type === 'multiEnumeration';
		const adds = mapping.unknownOption === 'add' && field.optionsExtendable === true;
		return {
			mapping,
			type: field.type,
			maxLength: field.maxLength,
			options:
				isEnumeration && !adds ? new Map((field.options ?? []).map(({ value, label }) => [value, label])) : undefined,
		};
	});
}
