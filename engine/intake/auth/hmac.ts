import { createHmac } from 'node:crypto';
import { sameSecret } from './compare';
import { headerOf, timeWithin, unauthorized, type Caller, type Headers } from './types';

/** The signature of a body: HMAC-SHA256 of `<timestamp>.<body>` as lower-case hex. @param timestamp Unix seconds */
export const signBody = (secret: string, timestamp: string, body: Buffer): string =>
	createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');

/**
 * `X-Sophia-Timestamp` (Unix seconds) and `X-Sophia-Signature: sha256=<hex>` over time and raw body.
 * @throws Refusal 401 when either is missing or wrong, or the time is outside the window
 */
export function checkHmac(headers: Headers, body: Buffer, secret: string, windowMs: number, now: number): Caller {
	const timestamp = timeWithin(headerOf(headers, 'x-sophia-timestamp'), 1000, windowMs, now);
	const signature = headerOf(headers, 'x-sophia-signature');
	// The time first: without one in the window there is nothing to compute.
	const expected = timestamp === undefined ? undefined : `sha256=${signBody(secret, timestamp, body)}`;
	if (expected === undefined || signature === undefined || !sameSecret(signature, expected))
		throw unauthorized(
			'HMAC-SHA256 realm="Sophia"',
			'X-Sophia-Signature or X-Sophia-Timestamp is missing or wrong, or the time is too far from now.',
		);
	return { identity: 'hmac', signature: expected };
}
