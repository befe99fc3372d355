import type { IntakeRequest } from '../types';
import { checkApiKey } from './apiKey';
import { checkHmac } from './hmac';
import { checkHubSpot } from './hubspot';
import { checkIntercom } from './intercom';
import type { Authentication, Caller } from './types';

export type { Authentication, Caller } from './types';

/**
 * Who calls. A key is checked before the body is read; a signature needs the body's bytes, and nothing is parsed before
 * it has been found right.
 *
 * @param readBody the raw body
 * @throws Refusal 401
 */
export async function authenticate(
	authentication: Authentication,
	request: Pick<IntakeRequest, 'method' | 'url' | 'headers'>,
	readBody: () => Promise<Buffer>,
	now: number,
): Promise<Caller> {
	const { headers } = request;
	switch (authentication.type) {
		case 'apiKey':
			return checkApiKey(headers, authentication.apiKey);
		case 'hmac':
			return checkHmac(headers, await readBody(), authentication.secret, authentication.windowMs, now);
		case 'hubspot':
			return checkHubSpot(request, await readBody(), authentication.clientSecret, authentication.acceptLegacy, now);
		case 'intercom':
			return checkIntercom(headers, await readBody(), authentication.clientSecret);
	}
}

/** Whether there is a secret to check with: an empty one would let everybody in. */
export function hasSecret(authentication: Authentication): boolean {
	switch (authentication.type) {
		case 'apiKey':
			return authentication.apiKey !== '';
		case 'hmac':
			return authentication.secret !== '';
		case 'hubspot':
		case 'intercom':
			return authentication.clientSecret !== '';
	}
}
