import { createHash, randomBytes } from 'node:crypto';

interface Code {
	redirectUri: string;
	challenge?: string;
	expires: number;
}

/** A code is good for 15 minutes, and once. */
const CODE_LIFETIME_MS = 900_000;

/** What people have allowed in the browser: codes, and the refresh tokens that came of them. */
export class Grants {
	private readonly codes = new Map<string, Code>();
	private readonly refreshTokens = new Set<string>();

	constructor(private readonly now: () => number) {}

	allow(redirectUri: string, challenge?: string): string {
		const code = `aPrx${randomBytes(24).toString('base64url')}==`;
		this.codes.set(code, { redirectUri, challenge, expires: this.now() + CODE_LIFETIME_MS });
		return code;
	}

	/** @returns what is wrong with it, or undefined; the code is used up either way */
	redeem(code: string, redirectUri: string, verifier: string | null): string | undefined {
		const known = this.codes.get(code);
		this.codes.delete(code);
		if (known === undefined) return 'invalid authorization code';
		if (this.now() > known.expires) return 'expired authorization code';
		if (redirectUri !== known.redirectUri) return 'redirect_uri must match configuration';
		if (known.challenge === undefined) return undefined;
		const given = createHash('sha256')
			.update(verifier ?? '')
			.digest('base64url');
		return verifier !== null && given === known.challenge ? undefined : 'invalid code verifier';
	}

	issueRefreshToken(): string {
		const token = `5Aep861${randomBytes(32).toString('base64url')}`;
		this.refreshTokens.add(token);
		return token;
	}

	isGood(refreshToken: string): boolean {
		return this.refreshTokens.has(refreshToken);
	}

	revoke(refreshToken: string): boolean {
		return this.refreshTokens.delete(refreshToken);
	}

	revokeAll(): void {
		this.refreshTokens.clear();
	}
}
