import { createHash, createPublicKey, verify } from 'node:crypto';
import { SnowflakeError } from './errors';

export interface SnowflakeUser {
	name: string;
	/** PEM of the public key for key-pair sign-in. */
	publicKey?: string;
	/** Programmatic access tokens and OAuth tokens. */
	accessTokens?: string[];
	oauthTokens?: string[];
}

const HOUR_S = 3600;

const refusal = (code: string, message: string) => new SnowflakeError(401, code, message);

/** Who calls. @throws SnowflakeError 401 */
export function authenticate(
	headers: { authorization?: string; tokenType?: string },
	{ account, users, nowMs }: { account: string; users: SnowflakeUser[]; nowMs: number },
): SnowflakeUser {
	const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
	if (token === undefined) throw refusal('390100', 'Authorization header is missing or invalid.');
	const type = headers.tokenType ?? 'OAUTH';
	if (type === 'KEYPAIR_JWT') return byJwt(token, { account, users, nowMs });
	if (type !== 'OAUTH' && type !== 'PROGRAMMATIC_ACCESS_TOKEN') throw refusal('390303', `Invalid token type ${type}.`);
	const member = type === 'OAUTH' ? 'oauthTokens' : 'accessTokens';
	const user = users.find((one) => one[member]?.includes(token));
	if (user === undefined)
		throw type === 'OAUTH'
			? refusal('390303', 'Invalid OAuth access token.')
			: refusal('394400', 'Programmatic access token is invalid.');
	return user;
}

function byJwt(token: string, { account, users, nowMs }: { account: string; users: SnowflakeUser[]; nowMs: number }) {
	const invalid = refusal('390144', 'JWT token is invalid.');
	const [header, payload, signature] = token.split('.');
	if (signature === undefined) throw invalid;
	const [head, claims] = [partOf(header), partOf(payload)];
	if (head?.alg !== 'RS256' || claims === undefined) throw invalid;
	const subject = `${account.toUpperCase()}.${String(claims.sub).split('.')[1] ?? ''}`;
	const user = users.find(({ name }) => `${account}.${name}`.toUpperCase() === subject);
	if (claims.sub !== subject || user?.publicKey === undefined) throw invalid;
	const key = createPublicKey(user.publicKey);
	const fingerprint = createHash('sha256')
		.update(key.export({ type: 'spki', format: 'der' }))
		.digest('base64');
	if (claims.iss !== `${subject}.SHA256:${fingerprint}`) throw invalid;
	const signed = verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
	if (!signed) throw invalid;
	const { iat, exp } = claims;
	const now = nowMs / 1000;
	if (typeof iat !== 'number' || typeof exp !== 'number' || exp <= now || iat > now + 60 || iat < now - HOUR_S)
		throw invalid;
	return user;
}

function partOf(text: string): Record<string, unknown> | undefined {
	try {
		return JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}
