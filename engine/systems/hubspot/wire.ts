import { asObject, asObjects, asText } from '../shared/json';

/** HubSpot's answers as they come over the wire. Every field may be missing: they are read with care. */

export interface WireErrorDetail {
	message?: string;
	code?: string;
	in?: string;
	context: Record<string, string[]>;
}

/** An error, of a whole request or of one row in a batch's `errors`. */
export interface WireError {
	category?: string;
	subCategory?: string;
	message: string;
	correlationId?: string;
	/** 429: which limit was hit. */
	policyName?: string;
	id?: string;
	context: Record<string, string[]>;
	errors: WireErrorDetail[];
}

export interface WireObject {
	id: string;
	properties: Record<string, string | null>;
	/** ISO 8601. */
	updatedAt?: string;
	archivedAt?: string;
	/** Upsert: the record did not exist before. */
	new?: boolean;
	objectWriteTraceId?: string;
}

/** A batch's answer, whatever its status. */
export interface WireBatch {
	results: WireObject[];
	errors: WireError[];
}

/** HubSpot's context is a map of lists of strings; single values occur too. */
function readContext(value: unknown): Record<string, string[]> {
	const context: Record<string, string[]> = {};
	for (const [key, entry] of Object.entries(asObject(value))) {
		const entries = Array.isArray(entry) ? entry : [entry];
		context[key] = entries.map(asText).filter((item): item is string => item !== undefined);
	}
	return context;
}

/** An error body or an item of `errors`. Anything that is not JSON is an error without a category. */
export function readError(value: unknown): WireError {
	const source = asObject(value);
	return {
		category: asText(source.category) ?? asText(source.errorType),
		subCategory: asText(source.subCategory),
		message: asText(source.message) ?? '',
		correlationId: asText(source.correlationId),
		policyName: asText(source.policyName),
		id: asText(source.id),
		context: readContext(source.context),
		errors: asObjects(source.errors).map((detail) => ({
			message: asText(detail.message),
			code: asText(detail.code),
			in: asText(detail.in),
			context: readContext(detail.context),
		})),
	};
}

function readRecord(source: Record<string, unknown>): WireObject | undefined {
	const id = asText(source.id);
	if (id === undefined) return undefined;
	const properties: Record<string, string | null> = {};
	for (const [name, value] of Object.entries(asObject(source.properties))) {
		properties[name] = value === null ? null : (asText(value) ?? String(value));
	}
	return {
		id,
		properties,
		updatedAt: asText(source.updatedAt),
		archivedAt: asText(source.archivedAt),
		new: typeof source.new === 'boolean' ? source.new : undefined,
		objectWriteTraceId: asText(source.objectWriteTraceId),
	};
}

/**
 * A batch's results and errors, read from the body and not from the status: newer versions of the API
 * report partial failure in a 200, and the client's own classes for 200 leave `errors` out.
 */
export function readBatch(body: unknown): WireBatch {
	const source = asObject(body);
	return {
		results: asObjects(source.results)
			.map(readRecord)
			.filter((record): record is WireObject => record !== undefined),
		errors: asObjects(source.errors).map(readError),
	};
}

/** The token of the next page (`paging.next.after`), if there is one. */
export function nextPage(body: unknown): string | undefined {
	const after = asText(asObject(asObject(asObject(body).paging).next).after);
	return after === '' ? undefined : after;
}
