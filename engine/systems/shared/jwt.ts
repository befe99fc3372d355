import { sign, type KeyObject } from 'node:crypto';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JSON web token of these claims, signed with RS256. */
export function signRs256(claims: Record<string, unknown>, key: KeyObject): string {
	const content = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
	return `${content}.${sign('RSA-SHA256', Buffer.from(content), key).toString('base64url')}`;
}
