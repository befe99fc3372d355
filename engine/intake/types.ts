/** What the bodies of an intake are. */
export type IntakeKind = 'sophia21' | 'estuary' | 'hubspot' | 'intercom' | 'json';

/** A request as the intake needs to know it. */
export interface IntakeRequest {
	method: string;
	/** Names in lower case, as Node gives them. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The address that the caller was told, with the query of this request: some callers sign it. */
	url: string;
	/** Where the request comes from. A header that claims it counts only behind a proxy that the user has declared. */
	ip: string;
	/**
	 * The whole body, without its content encoding. Called after what can be refused without it.
	 * @throws Refusal when it is longer than the host allows, or cannot be read
	 */
	readBody(): Promise<Buffer>;
}

/** What the body of one request comes to: an entry for the inbox. */
export interface IntakeEntry {
	/** As the sender sent it, parsed. Goes into the inbox as JSON. */
	body: unknown;
	/** Equal for what is the same event sent again; absent where nothing tells. */
	dedupeKey?: string;
}

/** How a body is told apart and read, beside its kind. */
export interface BodySettings {
	/** Estuary: dotted names of the collection's key fields. Every document has them. */
	keyFields?: string[];
	/** Any JSON: dotted name of the field that is equal in a body that is sent again. */
	idField?: string;
}

/** One kind of body. */
export interface BodyKind {
	/** What GET says that the intake takes. */
	supportedTypes: readonly string[];
	/**
	 * Checks a body and takes it apart. None of it is kept when a part is refused.
	 * @throws Refusal 400 that names the field
	 */
	read(body: unknown, settings: BodySettings): IntakeEntry[];
	/** The items of one entry. */
	items(body: unknown): IntakeItem[];
}

export interface IntakeItem {
	/** Index into the kind's `OUTPUTS`. */
	output: number;
	json: Record<string, unknown>;
}

/** The answer to a request, and what of it is to be handed on. */
export interface IntakeAnswer {
	status: number;
	headers: Record<string, string>;
	body: Record<string, unknown>;
	/** In the inbox and new. Empty unless the status is 200. */
	emitted: EmittedEntry[];
}

export interface EmittedEntry {
	/** The entry's id in the inbox. */
	id: string;
	body: unknown;
}
