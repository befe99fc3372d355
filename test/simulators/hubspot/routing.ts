import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseBody, type JsonObject } from './body';
import type { Portal } from './portal';

/** What the gate asks of a call before its handler runs. */
export interface RouteRules {
	/** The scopes it needs; all of them. */
	scopes?: (params: Record<string, string>) => string[];
	/** Counts against the search limit instead of the burst. */
	search?: boolean;
	/** Needs no token and counts against nothing. */
	open?: boolean;
}

declare module 'fastify' {
	interface FastifyContextConfig {
		hubspot?: RouteRules;
	}
}

export interface Call {
	params: Record<string, string>;
	query: Record<string, string | undefined>;
	/** The parsed body; throws a 400 where it is not a JSON object. */
	body: () => JsonObject;
	/** The body as it came. */
	text: string;
	/** Path and query. */
	url: string;
	/** The version of the path, e.g. `/crm/v3/objects`. */
	prefix: string;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/** Handlers answer `[status, body]`; without a body there is none. */
export type Handler = (call: Call) => [number, unknown?];

/** Registers one route under each of several prefixes. */
export function route(
	app: FastifyInstance,
	prefixes: string[],
	method: Method,
	path: string,
	rules: RouteRules,
	handler: Handler,
): void {
	for (const prefix of prefixes) {
		app.route({
			method,
			url: `${prefix}${path}`,
			config: { hubspot: rules },
			handler: async (request, reply) => {
				const [status, body] = handler(callOf(request, prefix));
				reply.code(status);
				if (body === undefined) return reply.send();
				return body;
			},
		});
	}
}

function callOf(request: FastifyRequest, prefix: string): Call {
	const text = typeof request.body === 'string' ? request.body : '';
	const query = Object.fromEntries(
		Object.entries(request.query as Record<string, string | string[]>).map(([key, value]) => [
			key,
			Array.isArray(value) ? value.join(',') : value,
		]),
	);
	return {
		params: request.params as Record<string, string>,
		query,
		body: () => parseBody(text),
		text,
		url: request.url,
		prefix,
	};
}

/** The scopes for reading or writing one object's records or property definitions. */
export const objectScopes =
	(portal: Portal, area: 'objects' | 'schemas', action: 'read' | 'write', ...names: string[]) =>
	(params: Record<string, string>): string[] => {
		const kinds = (names.length > 0 ? names : ['type']).map((name) => portal.find(params[name])?.kind.scope);
		return [...new Set(kinds.filter((scope) => scope !== undefined).map((scope) => `crm.${area}.${scope}.${action}`))];
	};

/** v3 and the dated paths; in 2026-09 a partly failed batch answers with the plain success status. */
export const OBJECT_PREFIXES = ['/crm/v3/objects', '/crm/objects/2026-03', '/crm/objects/2026-09'];
export const PROPERTY_PREFIXES = ['/crm/v3/properties', '/crm/properties/2026-03', '/crm/properties/2026-09'];
export const ASSOCIATION_PREFIXES = ['/crm/v4/associations', '/crm/associations/2026-03', '/crm/associations/2026-09'];
export const partialStatus = (prefix: string, success: number) => (prefix.endsWith('2026-09') ? success : 207);
