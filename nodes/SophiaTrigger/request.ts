import type { IWebhookFunctions } from 'n8n-workflow';
import { Refusal, type IntakeRequest } from '../../engine/intake';
import { optionsOf } from './settings';

type N8nRequest = ReturnType<IWebhookFunctions['getRequestObject']>;

/** n8n's request as the engine wants it. */
export function requestOf(context: IWebhookFunctions): IntakeRequest {
	const request = context.getRequestObject();
	return {
		method: request.method,
		headers: request.headers,
		url: publicUrl(context, request),
		// X-Forwarded-For is in it where n8n's N8N_PROXY_HOPS says that there are proxies, and nowhere else.
		ip: request.ip ?? request.socket.remoteAddress ?? 'unknown',
		readBody: async () => await rawBody(request),
	};
}

/** The address that the caller was told, with the query of this request. */
function publicUrl(context: IWebhookFunctions, { originalUrl }: N8nRequest): string {
	const chosen = (optionsOf(context).publicUrl ?? '').trim();
	const production = context.getNodeWebhookUrl('default') ?? '';
	const shown = context.getMode() === 'manual' ? production.replace('/webhook/', '/webhook-test/') : production;
	const query = originalUrl.indexOf('?');
	return (chosen || shown) + (query === -1 ? '' : originalUrl.slice(query));
}

/** n8n reads it, without the content encoding. @throws Refusal where n8n cannot */
async function rawBody(request: N8nRequest): Promise<Buffer> {
	const encoding = String(request.headers['content-encoding'] ?? 'identity').toLowerCase();
	if (!['identity', 'gzip', 'deflate'].includes(encoding))
		throw new Refusal(415, 'UNSUPPORTED_ENCODING', 'The content encoding must be gzip, deflate or none.');
	// n8n takes the parts of a form off the stream before any node sees it.
	if (String(request.headers['content-type']).toLowerCase().startsWith('multipart/'))
		throw new Refusal(415, 'UNSUPPORTED_TYPE', 'The body must be JSON, sent as application/json.');
	await request.readRawBody().catch((error: unknown) => {
		throw unreadable(error);
	});
	return request.rawBody ?? Buffer.alloc(0);
}

function unreadable(error: unknown): Refusal {
	const tooLarge = typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';
	return tooLarge
		? new Refusal(413, 'TOO_LARGE', 'The body is larger than this n8n takes.', { headers: { connection: 'close' } })
		: new Refusal(400, 'INVALID_BODY', 'The body cannot be read: it was cut off, or its content encoding is wrong.');
}
