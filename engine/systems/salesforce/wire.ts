import { PassThrough } from 'node:stream';
import type { Transport } from 'jsforce/lib/transport';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types';
import { exchange, headOf, type AnswerHead } from '../shared/exchange';

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
			const response = await exchange(
				{ method, url, headers, body: typeof body === 'string' ? body : undefined },
				signal,
			);
			const head = headOf(response);
			observe(head);
			return { statusCode: head.status, headers: head.headers, body: await response.text() };
		}
	}
	return new Wire();
}
