import { HubSpotError } from './errors';

export interface Token {
	token: string;
	/** Absent = every scope. */
	scopes?: string[];
	/** Of a browser sign-in: until when it is good, in milliseconds. */
	expires?: number;
	appId: number;
	userId: number;
}

/** The private app that a portal has unless the options name others. */
export const STANDARD_APP = 'pat-na1-simulator';

const SCOPES_PAGE = 'https://developers.hubspot.com/scopes';

/** The private apps of the portal, by their token. */
export class Tokens {
	private readonly byToken = new Map<string, Token>();

	add(token: string, scopes?: string[]): void {
		this.byToken.set(token, { token, scopes, appId: 4_100_000 + this.byToken.size, userId: 9_586_504 });
	}

	/** A token of a browser sign-in. */
	addUntil(token: string, expires: number, scopes: string[]): void {
		this.add(token, scopes);
		this.byToken.get(token)!.expires = expires;
	}

	expire(token: string, at: number): void {
		const known = this.byToken.get(token);
		if (known !== undefined) known.expires = Math.min(known.expires ?? at, at);
	}

	revoke(token: string): void {
		this.byToken.delete(token);
	}

	get(token: string): Token | undefined {
		return this.byToken.get(token);
	}

	/** The token of an `Authorization` header. @throws HubSpotError 401 */
	authenticate(header: string | undefined, now: number): Token {
		const match = /^Bearer (\S+)$/i.exec(header ?? '');
		if (match === null)
			throw new HubSpotError(
				401,
				'INVALID_AUTHENTICATION',
				'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
			);
		const token = this.byToken.get(match[1]);
		if (token === undefined)
			throw new HubSpotError(
				401,
				'INVALID_AUTHENTICATION',
				'The OAuth token used to make this call is invalid or has been revoked. Please check the token and try again.',
			);
		if (token.expires !== undefined && now >= token.expires)
			throw new HubSpotError(
				401,
				'EXPIRED_AUTHENTICATION',
				`The OAuth token used to make this call expired ${Math.floor((now - token.expires) / 1000)} second(s) ago.`,
			);
		return token;
	}
}

/** @throws HubSpotError 403 that names the scopes which are missing. */
export function requireScopes(token: Token, scopes: string[]): void {
	const absent = token.scopes === undefined ? [] : scopes.filter((scope) => !token.scopes!.includes(scope));
	if (absent.length === 0) return;
	throw new HubSpotError(
		403,
		'MISSING_SCOPES',
		`This app hasn't been granted all required scopes to make this call. Read more about required scopes here: ${SCOPES_PAGE}.`,
		{
			errors: [
				{ message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: absent } },
			],
			links: { scopes: SCOPES_PAGE },
		},
	);
}
