import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Org } from './org';

const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** An assertion may be good for 3 minutes; Salesforce allows for clocks that differ. */
const MAX_ASSERTION_SECONDS = 300;
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];

class OAuthError extends Error {
	constructor(
		readonly error: string,
		readonly description: string,
	) {
		super(description);
	}
}

const invalidGrant = (description: string) => new OAuthError('invalid_grant', description);

/** `/services/oauth2/token`, `revoke`, `userinfo` and the identity URL. */
export function oauthRoutes(app: FastifyInstance, org: Org): void {
	app.get('/services/oauth2/authorize', async (request, reply) => {
		const asked = new URLSearchParams(new URL(request.url, org.url).search);
		const answer = authorise(org, asked);
		if (typeof answer === 'string') return await reply.code(400).type('text/plain').send(answer);
		return await reply.redirect(answer.href);
	});
	app.post('/services/oauth2/token', { errorHandler: refuse }, async (request, reply) => {
		reply.header('cache-control', 'no-cache, no-store');
		return grant(org, request);
	});
	app.post('/services/oauth2/revoke', async (request, reply) => {
		const ended = String(form(request).get('token'));
		if (org.sessions.end(ended) || org.grants.revoke(ended)) return await reply.code(200).send('');
		return await reply
			.code(400)
			.send({ error: 'unsupported_token_type', error_description: 'this token type is not supported' });
	});
	for (const path of ['/services/oauth2/userinfo', '/id/:organisation/:user']) {
		app.get(path, async (request, reply) => {
			const token = bearer(request);
			if (token === undefined) return await reply.code(403).type('text/plain').send('Missing_OAuth_Token');
			if (!org.sessions.isGood(token)) return await reply.code(403).type('text/plain').send('Bad_OAuth_Token');
			return await reply.send(identity(org));
		});
	}
}

/** The user says yes at once. @returns where the browser goes next, or what the page says that it stays on */
function authorise({ settings, grants }: Org, asked: URLSearchParams): URL | string {
	if (asked.get('client_id') !== settings.clientId)
		return 'error=invalid_client_id&error_description=client identifier invalid';
	const redirectUri = asked.get('redirect_uri') ?? '';
	if (!URL.canParse(redirectUri))
		return 'error=redirect_uri_mismatch&error_description=redirect_uri must match configuration';
	const target = new URL(redirectUri);
	const state = asked.get('state');
	if (state !== null) target.searchParams.set('state', state);
	const refusal = refusalOf(asked, settings.requirePkce);
	if (refusal !== undefined) {
		target.searchParams.set('error', refusal[0]);
		target.searchParams.set('error_description', refusal[1]);
	} else target.searchParams.set('code', grants.allow(redirectUri, asked.get('code_challenge') ?? undefined));
	return target;
}

function refusalOf(asked: URLSearchParams, requirePkce: boolean): [string, string] | undefined {
	if (asked.get('response_type') !== 'code') return ['unsupported_response_type', 'response type not supported'];
	const challenge = asked.get('code_challenge');
	if (challenge === null) return requirePkce ? ['invalid_request', 'missing required code challenge'] : undefined;
	const method = asked.get('code_challenge_method') ?? 'S256';
	return method === 'S256' ? undefined : ['invalid_request', 'code challenge method not supported'];
}

function refuse(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
	const known = error instanceof OAuthError;
	void reply.code(known ? 400 : 500).send({
		error: known ? error.error : 'unknown_error',
		error_description: known ? error.description : 'retry your request',
	});
}

/** The token of `Authorization: Bearer` (or Salesforce's own `OAuth`). */
export function bearer(request: FastifyRequest): string | undefined {
	return /^(?:Bearer|OAuth) (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function form(request: FastifyRequest): URLSearchParams {
	const type = request.headers['content-type'] ?? '';
	return new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? String(request.body ?? '') : '');
}

function grant(org: Org, request: FastifyRequest): Record<string, string> {
	const params = form(request);
	const { settings } = org;
	switch (params.get('grant_type')) {
		case 'client_credentials':
			if (!settings.myDomain) throw invalidGrant('request not supported on this domain');
			checkClient(org, request, params);
			return token(org);
		case 'refresh_token':
			checkClient(org, request, params);
			return renewed(org, params.get('refresh_token') ?? '');
		case 'authorization_code': {
			checkClient(org, request, params);
			const { grants } = org;
			const problem = grants.redeem(
				params.get('code') ?? '',
				params.get('redirect_uri') ?? '',
				params.get('code_verifier'),
			);
			if (problem !== undefined) throw invalidGrant(problem);
			return { ...token(org), scope: 'refresh_token api', refresh_token: grants.issueRefreshToken() };
		}
		case 'password': {
			checkClient(org, request, params);
			const known =
				params.get('username') === settings.username &&
				params.get('password') === settings.password + settings.securityToken;
			if (!known) throw invalidGrant('authentication failure');
			return token(org);
		}
		case JWT_GRANT:
			checkAssertion(org, params.get('assertion') ?? '');
			return token(org);
		default:
			throw new OAuthError('unsupported_grant_type', 'grant type not supported');
	}
}

/** With rotation a refresh token is good once, and the answer brings the next one. */
function renewed(org: Org, refreshToken: string): Record<string, string> {
	const { grants, settings } = org;
	if (refreshToken !== settings.refreshToken && !grants.isGood(refreshToken))
		throw invalidGrant('expired access/refresh token');
	if (!settings.rotateRefreshTokens || refreshToken === settings.refreshToken) return token(org);
	grants.revoke(refreshToken);
	return { ...token(org), refresh_token: grants.issueRefreshToken() };
}

/** The app signs in by body or by Basic authorization. */
function checkClient(org: Org, request: FastifyRequest, params: URLSearchParams): void {
	const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
	const [basicId, basicSecret] =
		basic === undefined ? [null, null] : Buffer.from(basic, 'base64').toString().split(':');
	const id = params.get('client_id') ?? basicId;
	const secret = params.get('client_secret') ?? basicSecret;
	if (id !== org.settings.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
	if (secret === null || !sameText(secret, org.settings.clientSecret))
		throw new OAuthError('invalid_client', 'invalid client credentials');
}

function sameText(a: string, b: string): boolean {
	const digest = (text: string) => createHmac('sha256', 'simulator').update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}

/** RFC 7523 as Salesforce reads it: RS256, iss = consumer key, sub = user name, aud = a login host, exp close. */
function checkAssertion(org: Org, assertion: string): void {
	const { settings } = org;
	const parts = assertion.split('.');
	const header = decode(parts[0]);
	const claims = decode(parts[1]);
	if (parts.length !== 3 || header === undefined || claims === undefined) throw invalidGrant('invalid assertion');
	if (claims.iss !== settings.clientId) throw new OAuthError('invalid_client_id', 'client identifier invalid');
	if (header.alg !== 'RS256' || settings.publicKey === undefined) throw invalidGrant('invalid assertion');
	const signed = verify(
		'sha256',
		Buffer.from(`${parts[0]}.${parts[1]}`),
		settings.publicKey,
		Buffer.from(parts[2], 'base64url'),
	);
	if (!signed) throw invalidGrant('invalid assertion');
	if (![...LOGIN_HOSTS, org.url].includes(String(claims.aud).replace(/\/$/, '')))
		throw invalidGrant('audience is invalid');
	const now = org.clock.now() / 1000;
	if (typeof claims.exp !== 'number' || claims.exp <= now || claims.exp > now + MAX_ASSERTION_SECONDS)
		throw invalidGrant('invalid assertion');
	if (claims.sub !== settings.username) throw invalidGrant("user hasn't approved this consumer");
}

function decode(part: string | undefined): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

function token(org: Org): Record<string, string> {
	const id = `${org.url}/id/${org.organisationId}/${org.userId}`;
	const issuedAt = String(org.clock.now());
	return {
		access_token: org.sessions.issue(org.organisationId, org.settings.tokenLifetimeMs),
		signature: createHmac('sha256', org.settings.clientSecret)
			.update(id + issuedAt)
			.digest('base64'),
		scope: 'api',
		instance_url: org.url,
		id,
		token_type: 'Bearer',
		issued_at: issuedAt,
		api_instance_url: org.url,
	};
}

function identity(org: Org): Record<string, unknown> {
	const user = org.store.record('User', org.userId);
	const rest = `${org.url}/services/data/v{version}/`;
	return {
		id: `${org.url}/id/${org.organisationId}/${org.userId}`,
		sub: `${org.url}/id/${org.organisationId}/${org.userId}`,
		asserted_user: true,
		user_id: org.userId,
		organization_id: org.organisationId,
		username: user.Username,
		preferred_username: user.Username,
		nick_name: user.Alias,
		display_name: user.Name,
		name: user.Name,
		email: user.Email,
		email_verified: true,
		first_name: user.FirstName,
		last_name: user.LastName,
		timezone: user.TimeZoneSidKey,
		zoneinfo: user.TimeZoneSidKey,
		active: user.IsActive,
		user_type: 'STANDARD',
		language: 'en_US',
		locale: user.LocaleSidKey,
		utcOffset: 0,
		is_app_installed: true,
		urls: { rest, query: `${rest}query/`, sobjects: `${rest}sobjects/`, custom_domain: org.url },
	};
}
