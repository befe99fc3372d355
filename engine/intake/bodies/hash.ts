import { createHash } from 'node:crypto';

/** What stands for a value when nothing in it says who it is: the same value has the same hash. */
export const hashOf = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** The same without fields that differ whenever the same event is sent. */
export const hashWithout = (value: Record<string, unknown>, fields: readonly string[]): string =>
	hashOf(Object.entries(value).filter(([name]) => !fields.includes(name)));
