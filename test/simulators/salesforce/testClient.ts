import type { SalesforceSimulator } from './simulator';

export interface Answer<T> {
	status: number;
	headers: Headers;
	text: string;
	/** The body where it is JSON. */
	json: T;
}

export interface QueryBody {
	totalSize: number;
	done: boolean;
	nextRecordsUrl?: string;
	records: Array<Record<string, unknown>>;
}

/** A bare client for the simulator's own tests: plain fetch with a good token. */
export class TestClient {
	token: string;

	constructor(
		private readonly simulator: SalesforceSimulator,
		readonly version = 'v67.0',
	) {
		this.token = simulator.issueToken();
	}

	/** `path` is absolute, or below `/services/data/{version}` when it begins with no '/services' or '/id'. */
	async send<T>(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Answer<T>> {
		const absolute = /^\/(services|id)/.test(path) ? path : `/services/data/${this.version}${path}`;
		const headers = { authorization: `Bearer ${this.token}`, ...init.headers };
		const response = await fetch(this.simulator.url + absolute, { ...init, headers });
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json') ?? false;
		return {
			status: response.status,
			headers: response.headers,
			text,
			json: (isJson ? JSON.parse(text) : undefined) as T,
		};
	}

	async post<T>(path: string, body: unknown, method = 'POST'): Promise<Answer<T>> {
		return await this.send<T>(path, {
			method,
			body: JSON.stringify(body),
			headers: { 'content-type': 'application/json' },
		});
	}

	async query(soql: string, resource = 'query', headers: Record<string, string> = {}): Promise<Answer<QueryBody>> {
		return await this.send<QueryBody>(`/${resource}?q=${encodeURIComponent(soql)}`, { headers });
	}

	/** The Names (or another column) a query returns, in its order. */
	async column(soql: string, name = 'Name', resource = 'query'): Promise<unknown[]> {
		const { json, text, status } = await this.query(soql, resource);
		if (status !== 200) throw new Error(text);
		return json.records.map((record) => record[name]);
	}

	/** Status, code and first line of explanation of a query that is refused. */
	async refusal(soql: string, resource = 'query'): Promise<{ status: number; code: string; message: string }> {
		const { status, json } = await this.query(soql, resource);
		const [{ errorCode, message }] = json as unknown as Array<{ errorCode: string; message: string }>;
		return { status, code: errorCode, message };
	}
}
