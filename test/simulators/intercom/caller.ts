import type { IntercomSimulator } from './simulator';

export interface Answer {
	status: number;
	headers: Headers;
	body: Record<string, unknown>;
	/** Code and message of the first error, if it is one. */
	code?: string;
	message?: string;
}

/** Calls the simulator with plain fetch, as a program that knows nothing of it would. */
export function callerOf(simulator: IntercomSimulator, token = simulator.accessToken, version: string | null = '2.16') {
	return async (method: string, path: string, body?: unknown): Promise<Answer> => {
		const answer = await fetch(simulator.url + path, {
			method,
			headers: {
				...(token === '' ? {} : { authorization: `Bearer ${token}` }),
				...(version === null ? {} : { 'intercom-version': version }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
		});
		const parsed = (await answer.json()) as Record<string, unknown>;
		const [error] = (parsed.errors ?? []) as Array<{ code: string; message: string }>;
		return { status: answer.status, headers: answer.headers, body: parsed, code: error?.code, message: error?.message };
	};
}
