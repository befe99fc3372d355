import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Portal } from './portal';

/** A code is good for a minute, and once. */
const CODE_LIFETIME_MS = 60_000;

/** An app that asks people in the browser for access: its codes and refresh tokens. */
export class OAuthApp {
	readonly clientId = randomUUID();
	readonly clientSecret = randomUUID();
	private readonly codes = new Map<string, { redirectUri: string; scopes: string[]; expires: number }>();
	private readonly refreshTokens = new Map<string, string[]>();
	/** The access tokens that it has given out. */
	readonly issued: string[] = [];

	constructor(readonly tokenLifetimeMs: number) {}

	allow(redirectUri: string, scopes: string[], now: number): string {
		const code = randomUUID();
		this.codes.set(code, { redirectUri, scopes, expires: now + CODE_LIFETIME_MS });
		return code;
	}

	/** The scopes that a code stands for; undefined when it is not good (any more). */
	redeem(code: string, redirectUri: string, now: number): string[] | undefined {
		const known = this.codes.get(code);
		this.codes.delete(code);
		return known !== undefined && now < known.expires && known.redirectUri === redirectUri ? known.scopes : undefined;
	}

	scopesOf(refreshToken: string): string[] | undefined {
		return this.refreshTokens.get(refreshToken);
	}

	keep(refreshToken: string, scopes: string[]): void {
		this.refreshTokens.set(refreshToken, scopes);
	}

	note(accessToken: string): void {
		this.issued.push(accessToken);
	}

	/** The user takes the app's access away. */
	disconnect(): void {
		this.refreshTokens.clear();
	}
}

/** `/oauth/authorize`, as the browser sees it, and `/oauth/v1/token`. */
export function registerOAuthRoutes(server: FastifyInstance, portal: Portal, app: OAuthApp): void {
	server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
		done(null, body),
	);
	server.get('/oauth/authorize', async (request, reply) => {
		const asked = new URL(request.url, 'http://localhost').searchParams;
		const redirectUri = asked.get('redirect_uri') ?? '';
		const isKnown = asked.get('client_id') === app.clientId && URL.canParse(redirectUri);
		const scopes = (asked.get('scope') ?? '').split(' ').filter(Boolean);
		if (!isKnown || scopes.length === 0) return await reply.code(400).type('text/plain').send('Authorization failed');
		const target = new URL(redirectUri);
		target.searchParams.set('code', app.allow(redirectUri, scopes, portal.clock.now()));
		const state = asked.get('state');
		if (state !== null) target.searchParams.set('state', state);
		return await reply.redirect(target.href);
	});
	server.post('/oauth/v1/token', async (request, reply) => {
		const asked = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
		const answer = grant(portal, app, asked);
		if (typeof answer !== 'string') return await reply.send(answer);
		const [status, message] = answer.split(': ');
		return await reply.code(400).send({ status, message, correlationId: randomUUID() });
	});
}

/** @returns the tokens, or `STATUS: message` */
function grant(portal: Portal, app: OAuthApp, asked: URLSearchParams): object | string {
	// HubSpot takes the app's id and secret from the body alone.
	if (asked.get('client_id') !== app.clientId) return 'BAD_CLIENT_ID: missing or invalid client id';
	if (asked.get('client_secret') !== app.clientSecret) return 'BAD_CLIENT_SECRET: missing or invalid client secret';
	const now = portal.clock.now();
	switch (asked.get('grant_type')) {
		case 'authorization_code': {
			const scopes = app.redeem(asked.get('code') ?? '', asked.get('redirect_uri') ?? '', now);
			if (scopes === undefined) return 'BAD_AUTH_CODE: missing or unknown auth code';
			const refreshToken = randomUUID();
			app.keep(refreshToken, scopes);
			return tokens(portal, app, refreshToken, scopes);
		}
		case 'refresh_token': {
			const refreshToken = asked.get('refresh_token') ?? '';
			const scopes = app.scopesOf(refreshToken);
			if (scopes === undefined) return 'BAD_REFRESH_TOKEN: missing or unknown refresh token';
			return tokens(portal, app, refreshToken, scopes);
		}
		default:
			return 'BAD_GRANT_TYPE: missing or unknown grant type';
	}
}

function tokens(portal: Portal, app: OAuthApp, refreshToken: string, scopes: string[]): object {
	const accessToken = `C${randomBytes(60).toString('base64url')}`;
	app.note(accessToken);
	portal.tokens.addUntil(accessToken, portal.clock.now() + app.tokenLifetimeMs, scopes);
	return {
		token_type: 'bearer',
		refresh_token: refreshToken,
		access_token: accessToken,
		expires_in: Math.floor(app.tokenLifetimeMs / 1000),
	};
}
