import type { FastifyInstance } from 'fastify';
import type { Token } from './auth';
import { parseBody, type JsonObject } from './body';
import type { Version } from './versions';

/** Who calls, as the gate found out before the handler runs. */
export interface Caller {
	token: Token;
	version: Version;
}

declare module 'fastify' {
	interface FastifyRequest {
		intercom?: Caller;
	}
	interface FastifyContextConfig {
		/** The route changes something; a token that may only read is refused. */
		writes?: boolean;
	}
}

export interface Call {
	params: Record<string, string>;
	query: Record<string, string | undefined>;
	/** The parsed body; throws a 400 where it is not a JSON object. */
	body: () => JsonObject;
	token: Token;
	version: Version;
}

/** Handlers answer the body of a 200, or throw an IntercomError. */
export type Handler = (call: Call) => unknown;

/** Registers one route. A POST that only reads (a search, a list) says so. */
export function route(
	app: FastifyInstance,
	method: 'GET' | 'POST' | 'PUT' | 'DELETE',
	url: string,
	handler: Handler,
	{ writes = method !== 'GET' }: { writes?: boolean } = {},
): void {
	app.route({
		method,
		url,
		config: { writes },
		handler: async (request) => {
			const text = typeof request.body === 'string' ? request.body : '';
			return handler({
				params: request.params as Record<string, string>,
				query: Object.fromEntries(
					Object.entries(request.query as Record<string, string | string[]>).map(([key, value]) => [
						key,
						Array.isArray(value) ? value.at(-1) : value,
					]),
				),
				body: () => parseBody(text),
				...request.intercom!,
			});
		},
	});
}
