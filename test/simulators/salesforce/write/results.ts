/** One complaint about one record, as the collections show it. */
export interface RecordError {
	statusCode: string;
	message: string;
	fields: string[];
	duplicateResult?: unknown;
}

export interface SaveResult {
	id?: string;
	success: boolean;
	/** Upsert only. */
	created?: boolean;
	errors: RecordError[];
}

/** Why one record is not written. */
export class Refused extends Error {
	readonly errors: RecordError[];

	constructor(statusCode: string, message: string, fields: string[] = [], more: Partial<RecordError> = {}) {
		super(message);
		this.errors = [{ statusCode, message, fields, ...more }];
	}
}

export const rolledBack = (): RecordError => ({
	statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
	message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
	fields: [],
});
