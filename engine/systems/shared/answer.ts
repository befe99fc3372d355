/** A vendor's answer, read completely. */
export interface Answer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Parsed JSON; undefined when there was no body or it is no JSON. */
	body: unknown;
}

/** Reads an answer's body as JSON, whatever its content type says: gateways answer in HTML, some with status 200. */
export function readAnswer(status: number, headers: Record<string, string>, text: string): Answer {
	return { status, headers, body: parsed(text) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
