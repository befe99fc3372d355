import type { Dispatcher, Response } from 'undici';
import { undiciDispatcher } from '../../traffic';

/** What an answer says beside its body. */
export interface AnswerHead {
	status: number;
	/** By lower-case name. */
	headers: Record<string, string>;
}

export interface WireRequest {
	method: string;
	url: string;
	headers?: Record<string, string>;
	body?: string;
}

/** Connections are kept for the life of the process. How long an answer may take is the caller's signal's business. */
let processDispatcher: Promise<Dispatcher> | undefined;

const sharedDispatcher = async (): Promise<Dispatcher> => await (processDispatcher ??= openDispatcher());

/** HTTP/1.1 only: when a server closes an HTTP/2 connection, undici 8 ends the process (jsforce pull request 1824). */
async function openDispatcher(): Promise<Dispatcher> {
	const dispatcher = await undiciDispatcher({ connectMs: 30_000, headersMs: 0, bodyMs: 0 });
	return dispatcher.compose((dispatch) => (options, handler) => {
		const overHttp1: Dispatcher.DispatchOptions & { allowH2: boolean } = { ...options, allowH2: false };
		return dispatch(overHttp1, handler);
	});
}

export const headOf = (response: Response): AnswerHead => ({
	status: response.status,
	headers: Object.fromEntries(response.headers),
});

/**
 * One HTTP exchange, through the environment's proxies. Redirections are answers like any other, so
 * that a token is never carried to another host. The answer's body is still to be read.
 */
export async function exchange(request: WireRequest, signal: AbortSignal): Promise<Response> {
	const { fetch } = await import('undici');
	const { method, url, headers, body } = request;
	return await fetch(url, { method, headers, body, redirect: 'manual', signal, dispatcher: await sharedDispatcher() });
}
