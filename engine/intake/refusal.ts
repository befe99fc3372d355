/** Why a request is refused, as its caller is told. Never holds a value of the body or a secret. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		/** For programs, e.g. `INVALID_BODY`. */
		readonly code: string,
		message: string,
		readonly details: { field?: string; headers?: Record<string, string> } = {},
	) {
		super(message);
		this.name = 'Refusal';
	}
}

/** A name inside a body, of a length for a message. */
export const shortPath = (path: string): string => (path.length > 120 ? `${path.slice(0, 120)}…` : path);

/** 400: a field of the body is not as it has to be. @param field dotted; '' is the body itself */
export function invalidField(field: string, problem: string): Refusal {
	const shown = field === '' ? 'The body' : `"${shortPath(field)}"`;
	return new Refusal(400, 'INVALID_BODY', `${shown} ${problem}.`, {
		field: field === '' ? undefined : shortPath(field),
	});
}

/** 429 or 503: the same request will do later. @param afterMs rounded up to whole seconds, at least one */
export function tryLater(status: 429 | 503, code: string, message: string, afterMs: number): Refusal {
	const seconds = Math.max(1, Math.ceil(afterMs / 1000));
	return new Refusal(status, code, message, { headers: { 'retry-after': String(seconds) } });
}
