/** Careful reading of parsed JSON: vendors leave fields out and change their types. */

export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string, or a number as one; undefined for anything else. */
export const asText = (value: unknown): string | undefined =>
	typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** The value as an object; an empty one when it is something else. */
export const asObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

/** The value as a list of objects; an empty one when it is something else. */
export const asObjects = (value: unknown): Array<Record<string, unknown>> =>
	Array.isArray(value) ? value.filter(isObject) : [];
