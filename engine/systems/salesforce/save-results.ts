import { asObjects, asText, isObject } from '../shared/json';
import { longId } from './ids';

/** One complaint about one record. */
export interface SaveError {
	/** 'REQUIRED_FIELD_MISSING'. */
	code: string;
	/** Looked at; shown only where an administrator wrote it. */
	message: string;
	fields: string[];
	/** For DUPLICATES_DETECTED: the rule and what it found. */
	duplicate?: DuplicateFinding;
}

export interface DuplicateFinding {
	rule?: string;
	/** The rule's own text for people. */
	text?: string;
	/** Ids of the records that were found, the best match first. */
	matches: string[];
}

/** What became of one record. */
export type SaveResult = { saved: true; id: string; created: boolean } | { saved: false; errors: SaveError[] };

/**
 * The results of a collection, in the order of its records.
 * @returns undefined when the answer is not what the API gives
 */
export function readSaveResults(answer: unknown, count: number): SaveResult[] | undefined {
	if (!Array.isArray(answer) || answer.length !== count || !answer.every(isObject)) return undefined;
	const results = answer.map(readSaveResult);
	return results.every((result) => result !== undefined) ? results : undefined;
}

function readSaveResult({ success, id, created, errors }: Record<string, unknown>): SaveResult | undefined {
	if (success !== true) return { saved: false, errors: asObjects(errors).map(readError) };
	return typeof id === 'string' ? { saved: true, id: longId(id), created: created === true } : undefined;
}

function readError(error: Record<string, unknown>): SaveError {
	return {
		code: asText(error.statusCode) ?? asText(error.errorCode) ?? 'UNKNOWN_EXCEPTION',
		message: asText(error.message) ?? '',
		fields: Array.isArray(error.fields) ? error.fields.filter((field) => typeof field === 'string') : [],
		...(isObject(error.duplicateResult) ? { duplicate: readFinding(error.duplicateResult) } : {}),
	};
}

function readFinding({ duplicateRule, errorMessage, matchResults }: Record<string, unknown>): DuplicateFinding {
	const records = asObjects(matchResults).flatMap((result) => asObjects(result.matchRecords));
	return {
		rule: asText(duplicateRule),
		text: asText(errorMessage),
		matches: records
			.map(({ record }) => (isObject(record) ? asText(record.Id) : undefined))
			.filter((id) => id !== undefined)
			.map(longId),
	};
}
