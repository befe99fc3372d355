import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, notFound } from '../errors';
import { bearer } from './oauth';
import type { Org } from './org';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const METHODS: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** The oldest version still served. */
const OLDEST_VERSION = 31;

export interface Call<P> {
	params: P & { version: string };
	request: FastifyRequest;
	reply: FastifyReply;
	/** '/services/data/v67.0' */
	dataPath: string;
	/** 67 */
	version: number;
}

/** What answers a resource: gives the body, or undefined for 204. */
export type Handlers<P> = Partial<Record<Method, (call: Call<P>) => unknown>>;

/** True for the versions this org serves: 'v31.0' to its newest. */
export function isServed(org: Org, version: string): boolean {
	const number = /^v(\d{2})\.0$/.exec(version)?.[1];
	return number !== undefined && Number(number) >= OLDEST_VERSION && Number(number) <= org.settings.apiVersion;
}

export const servedVersions = (org: Org): number[] =>
	Array.from({ length: org.settings.apiVersion - OLDEST_VERSION + 1 }, (_, i) => OLDEST_VERSION + i);

/** Registers a REST resource below `/services/data/{version}`: session, version and limits are checked, errors answered as Salesforce does. */
export function resource<P = unknown>(app: FastifyInstance, org: Org, path: string, handlers: Handlers<P>): void {
	const allowed = METHODS.filter((method) => handlers[method] !== undefined);
	app.route({
		method: METHODS,
		url: `/services/data/:version${path}`,
		handler: async (request, reply) => {
			const params = request.params as P & { version: string };
			checkSession(org, request, reply);
			if (!isServed(org, params.version)) throw notFound();
			const handler = handlers[request.method as Method];
			if (handler === undefined) {
				throw new ApiError(
					405,
					'METHOD_NOT_ALLOWED',
					`HTTP Method '${request.method}' not allowed. Allowed are ${allowed.join(',')}`,
				);
			}
			const { usage, settings } = org;
			try {
				usage.count(settings.dailyLimit);
			} finally {
				reply.header('sforce-limit-info', `api-usage=${usage.used}/${settings.dailyLimit}`);
			}
			usage.begin(settings.concurrentLimit);
			reply.raw.once('close', () => usage.end());
			const dataPath = `/services/data/${params.version}`;
			const body: unknown = await handler({
				params,
				request,
				reply,
				dataPath,
				version: Number(params.version.slice(1)),
			});
			if (body === undefined) reply.code(204);
			return body ?? '';
		},
	});
}

function checkSession(org: Org, request: FastifyRequest, reply: FastifyReply): void {
	const header = request.headers.authorization;
	const token = bearer(request);
	if (token !== undefined && org.sessions.isGood(token)) return;
	reply.header('www-authenticate', 'Token');
	if (header !== undefined && token === undefined)
		throw new ApiError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
	throw new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
}

/** Errors of every route, in Salesforce's form. */
export function errorForm(app: FastifyInstance): void {
	app.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, _request, reply) => {
		const answer = asApiError(error);
		await reply.code(answer.status).type('application/json;charset=UTF-8').send(JSON.stringify(answer.body()));
	});
	app.setNotFoundHandler(async (_request, reply) => {
		await reply.code(404).send(notFound().body());
	});
}

function asApiError(error: Error & { statusCode?: number; code?: string }): ApiError {
	if (error instanceof ApiError) return error;
	if (
		error instanceof SyntaxError ||
		error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
		error.code === 'FST_ERR_CTP_INVALID_JSON_BODY'
	) {
		return new ApiError(400, 'JSON_PARSER_ERROR', error.message);
	}
	if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
		return new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', error.message);
	return new ApiError(error.statusCode ?? 500, 'UNKNOWN_EXCEPTION', error.message);
}
