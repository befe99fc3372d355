import { IntercomError } from './errors';

export interface Token {
	token: string;
	/** The app it belongs to; all tokens of an app share its limit and its one scroll. */
	app: string;
	/** It may read but not write. */
	readOnly: boolean;
}

/** The access token that a workspace knows unless the options name others. */
export const STANDARD_APP = 'simulator-app';

/** The access tokens of the workspace. */
export class Tokens {
	private readonly byToken = new Map<string, Token>();

	add(token: string, app = 'app_1', readOnly = false): void {
		this.byToken.set(token, { token, app, readOnly });
	}

	revoke(token: string): void {
		this.byToken.delete(token);
	}

	/** The token of an `Authorization` header. @throws IntercomError 401 */
	authenticate(header: string | undefined): Token {
		const match = /^Bearer (\S+)$/i.exec(header ?? '');
		if (match === null) throw new IntercomError(401, 'token_not_found', 'Access token not found in the request');
		const token = this.byToken.get(match[1]);
		if (token === undefined) throw new IntercomError(401, 'unauthorized', 'Access Token Invalid');
		return token;
	}
}
