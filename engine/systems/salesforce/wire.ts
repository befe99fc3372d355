import { PassThrough } from 'node:stream';
import type { Transport } from 'jsforce/lib/transport';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types';
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

/** HTTP/1.1 only: when Salesforce closes an HTTP/2 connection, undici 8 ends the process (jsforce pull request 1824). */
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

/**
 * A transport for jsforce. Its own cannot be cancelled, repeats requests by itself, hides status and
 * headers, ignores NO_PROXY, and lets a connection that breaks within a body end the process (an
 * 'error' event that nobody listens to). This one makes one exchange and reports all of it.
 */
export async function jsforceTransport(signal: AbortSignal, observe: (head: AnswerHead) => void): Promise<Transport> {
	const [{ Transport: Base }, { StreamPromise }] = await Promise.all([
		import('jsforce/lib/transport.js'),
		import('jsforce/lib/util/promise.js'),
	]);
	class Wire extends Base {
		override httpRequest(request: HttpRequest) {
			// jsforce wants a stream beside the promise; nothing here reads it.
			return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.run(request) }));
		}

		private async run({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
			const response = await exchange({ method, url, headers, body: typeof body === 'string' ? body : undefined }, signal);
			const head = headOf(response);
			observe(head);
			return { statusCode: head.status, headers: head.headers, body: await response.text() };
		}
	}
	return new Wire();
}
