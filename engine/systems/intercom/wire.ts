import { asObject, asObjects, asText } from '../shared/json';

/** Intercom's errors as they come over the wire. Every field may be missing: they are read with care. */
export interface WireError {
	code: string;
	/** Only looked at, never shown: it can hold record values. */
	message: string;
	field?: string;
}

export interface WireErrors {
	/** At least one. */
	errors: WireError[];
	requestId?: string;
}

/** `{type: 'error.list', request_id, errors: […]}`; undefined when the body is something else. */
export function readErrors(body: unknown): WireErrors | undefined {
	const source = asObject(body);
	const errors = asObjects(source.errors).map((error) => ({
		code: asText(error.code) ?? '',
		message: asText(error.message) ?? '',
		field: asText(error.field),
	}));
	return errors.length === 0 ? undefined : { errors, requestId: asText(source.request_id) };
}

/** A contact or company as Intercom answers. */
export interface WireRecord {
	id: string;
	fields: Record<string, unknown>;
}

export function readRecord(body: unknown): WireRecord | undefined {
	const fields = asObject(body);
	const id = asText(fields.id);
	return id === undefined || id === '' ? undefined : { id, fields };
}

/** A page of a search or list, and where the next one starts. */
export function readPage(body: unknown): { records: WireRecord[]; next?: string } {
	const source = asObject(body);
	const next = asText(asObject(asObject(source.pages).next).starting_after);
	return {
		records: asObjects(source.data)
			.map(readRecord)
			.filter((record): record is WireRecord => record !== undefined),
		...(next === undefined || next === '' ? {} : { next }),
	};
}

/** The id in "A contact matching those details already exists with id=…", and whether that contact is archived. */
export function conflictOf(errors: WireError[]): { id: string; archived: boolean } | undefined {
	for (const { message } of errors) {
		const id = /\bid=([\w-]{1,64})/.exec(message)?.[1];
		if (id !== undefined) return { id, archived: /\barchived\b/i.test(message) };
	}
	return undefined;
}
