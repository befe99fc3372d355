import type { Agent, IncomingMessage } from 'node:http';
import { readAnswer, type Answer } from '../shared/answer';

export interface PlainRequest {
	url: URL;
	method: 'GET' | 'POST';
	token: string;
	/** Sent as JSON. */
	body?: unknown;
	agent: Agent;
	signal: AbortSignal;
}

/**
 * One request for the few paths that HubSpot's client lacks. Its own `apiRequest` uses the global
 * fetch, which knows neither our agent (proxies) nor the signal.
 *
 * @throws the network's own error, or the signal's
 */
export async function plainRequest({ url, method, token, body, agent, signal }: PlainRequest): Promise<Answer> {
	const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
	const payload = body === undefined ? undefined : JSON.stringify(body);
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		const outgoing = request(
			url,
			{
				method,
				agent,
				signal,
				headers: {
					accept: 'application/json',
					authorization: `Bearer ${token}`,
					...(payload === undefined
						? {}
						: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
				},
			},
			resolve,
		);
		outgoing.on('error', reject);
		outgoing.end(payload);
	});
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers)) headers[name] = String(value);
	return readAnswer(response.statusCode ?? 0, headers, Buffer.concat(chunks).toString('utf8'));
}
