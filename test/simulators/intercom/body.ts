import { badParameter, IntercomError, invalid } from './errors';

/** JSON as it comes from the wire. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Text columns hold this many characters. */
export const MAX_TEXT = 255;

const LAST_SECOND = 253_402_300_799;

/** Parses a request body: a JSON object or a 400. */
export function parseBody(text: string): JsonObject {
	let value: Json;
	try {
		value = JSON.parse(text) as Json;
	} catch {
		throw unreadable();
	}
	if (!isObject(value)) throw unreadable();
	return value;
}

const unreadable = () => new IntercomError(400, 'bad_request', 'The request body must be a JSON object');

export const isObject = (value: Json | undefined): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws IntercomError 400 `bad_request` for the first member that is not known. */
export function checkMembers(object: JsonObject, known: readonly string[]): void {
	const unknown = Object.keys(object).find((key) => !known.includes(key));
	if (unknown !== undefined) throw badParameter(unknown);
}

/** Text of at most `maximum` characters; null clears. */
export function textOrNull(value: Json, field: string, maximum = MAX_TEXT): string | null {
	if (value === null) return null;
	if (typeof value !== 'string') throw invalid(`${field} must be a string`, field);
	if ([...value].length > maximum) throw invalid(`${field} is too long (maximum is ${maximum} characters)`, field);
	return value;
}

/** Whole seconds since 1970; milliseconds land far beyond the year 9999 and are refused. */
export function secondsOrNull(value: Json, field: string): number | null {
	if (value === null) return null;
	if (!isSeconds(value)) throw invalid(`${field} must be a UNIX timestamp in seconds`, field);
	return value;
}

export const isSeconds = (value: Json): value is number =>
	typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= LAST_SECOND;

/** A whole number in a query string. */
export function pageNumber(text: string | undefined, field: string, otherwise: number, maximum: number): number {
	if (text === undefined) return otherwise;
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1 || number > maximum)
		throw invalid(`${field} must be a whole number from 1 to ${maximum}`, field);
	return number;
}
