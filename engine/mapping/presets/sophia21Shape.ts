import { SophiaError } from '../../errors';

/** A field of somebody else's JSON; what an object inherits is not in it. */
export const own = (data: object, field: string): unknown =>
	Object.hasOwn(data, field) ? (data as Record<string, unknown>)[field] : undefined;

export const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The failures of one payload of Sophia 2.1.
 *
 * @param form an item that would do, as JSON, and what of it may be left out
 * @param system whose record the item is, if it is one's
 * @returns what makes the error for a field that is not as expected
 */
export const wrongShape =
	(form: string, system?: string) =>
	(field: string, expected: string): SophiaError =>
		new SophiaError('configuration', `The Sophia 2.1 payload cannot be made: ${field} is not ${expected}`, {
			remedy: `Give items of the form ${form}.`,
			code: 'SOPHIA21_SHAPE',
			...(system === undefined ? {} : { system }),
		});
