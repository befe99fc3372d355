import { createHash, createHmac } from 'node:crypto';
import type { IntakeRequest } from '../types';
import { sameSecret } from './compare';
import { headerOf, timeWithin, unauthorized, type Caller } from './types';

/** HubSpot says to refuse older requests. */
const WINDOW_MS = 5 * 60_000;

/** The characters that HubSpot decodes in the address before it signs, from its page on validating requests. */
const DECODED: Readonly<Record<string, string>> = {
	'%3A': ':',
	'%2F': '/',
	'%3F': '?',
	'%40': '@',
	'%21': '!',
	'%24': '$',
	'%27': "'",
	'%28': '(',
	'%29': ')',
	'%2A': '*',
	'%2C': ',',
	'%3B': ';',
};

type Signed = Pick<IntakeRequest, 'method' | 'url' | 'headers'>;

/** Version 3: base64 of HMAC-SHA256 over method, address, body and time. @param timestamp milliseconds */
export const signV3 = (secret: string, method: string, url: string, body: Buffer, timestamp: string): string =>
	createHmac('sha256', secret).update(`${method}${url}`).update(body).update(timestamp).digest('base64');

/** Versions 1 (secret and body) and 2 (secret, method, address and body): SHA-256 as hex. */
export const signLegacy = (secret: string, before: string, body: Buffer): string =>
	createHash('sha256').update(`${secret}${before}`).update(body).digest('hex');

/**
 * HubSpot's signature of its webhooks, keyed with the app's client secret. A request that carries version 3 must pass
 * it: falling back to an older one would be what a forger asks for.
 *
 * @throws Refusal 401
 */
export function checkHubSpot(
	request: Signed,
	body: Buffer,
	clientSecret: string,
	acceptLegacy: boolean,
	now: number,
): Caller {
	const v3 = headerOf(request.headers, 'x-hubspot-signature-v3');
	if (v3 !== undefined) {
		const timestamp = timeWithin(headerOf(request.headers, 'x-hubspot-request-timestamp'), 1, WINDOW_MS, now);
		if (timestamp === undefined) throw refused();
		const { method } = request;
		const fits = (url: string) => sameSecret(v3, signV3(clientSecret, method, url, body, timestamp));
		if (!addresses(request.url).some(fits)) throw refused();
		return { identity: 'hubspot' };
	}
	if (!acceptLegacy || !isLegacySigned(request, body, clientSecret)) throw refused();
	return { identity: 'hubspot' };
}

function isLegacySigned({ method, url, headers }: Signed, body: Buffer, secret: string): boolean {
	const signature = headerOf(headers, 'x-hubspot-signature');
	if (signature === undefined) return false;
	const version = headerOf(headers, 'x-hubspot-signature-version');
	if (version === 'v1') return sameSecret(signature, signLegacy(secret, '', body));
	if (version !== 'v2') return false;
	return addresses(url).some((address) => sameSecret(signature, signLegacy(secret, `${method}${address}`, body)));
}

/** The address as it was called, and as HubSpot may have signed it. */
function addresses(url: string): string[] {
	const decoded = url.replace(/%[0-9a-f]{2}/gi, (encoded) => DECODED[encoded.toUpperCase()] ?? encoded);
	return decoded === url ? [url] : [url, decoded];
}

const refused = () =>
	unauthorized(
		'HubSpot-Signature realm="Sophia"',
		'The HubSpot signature is missing or wrong, or the request is older than 5 minutes.',
	);
