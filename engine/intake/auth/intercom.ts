import { createHmac } from 'node:crypto';
import { sameSecret } from './compare';
import { headerOf, unauthorized, type Caller, type Headers } from './types';

/** Intercom's signature of its webhooks: HMAC-SHA1 of the raw body, hex, keyed with the app's client secret. */
export const signIntercom = (clientSecret: string, body: Buffer): string =>
	`sha1=${createHmac('sha1', clientSecret).update(body).digest('hex')}`;

/** `X-Hub-Signature`. It holds no time: what is sent again is known by the notification's id. @throws Refusal 401 */
export function checkIntercom(headers: Headers, body: Buffer, clientSecret: string): Caller {
	const given = headerOf(headers, 'x-hub-signature');
	if (given === undefined || !sameSecret(given, signIntercom(clientSecret, body)))
		throw unauthorized('Intercom-Signature realm="Sophia"', 'The header X-Hub-Signature is missing or wrong.');
	return { identity: 'intercom' };
}
