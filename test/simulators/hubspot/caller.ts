import type { HubSpotSimulator } from './simulator';

export interface Answer {
	status: number;
	headers: Headers;
	body: Record<string, unknown>;
}

/** Calls the simulator with plain fetch, as a program that knows nothing of it would. */
export function callerOf(simulator: HubSpotSimulator, token = simulator.accessToken) {
	return async (method: string, path: string, body?: unknown): Promise<Answer> => {
		const answer = await fetch(simulator.url + path, {
			method,
			headers: {
				authorization: `Bearer ${token}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
		});
		const text = await answer.text();
		return {
			status: answer.status,
			headers: answer.headers,
			body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
		};
	};
}
