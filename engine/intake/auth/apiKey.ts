import { sameSecret } from './compare';
import { headerOf, unauthorized, type Caller, type Headers } from './types';

/** The key in `X-API-Key`. @throws Refusal 401 */
export function checkApiKey(headers: Headers, apiKey: string): Caller {
	const given = headerOf(headers, 'x-api-key');
	if (given === undefined || !sameSecret(given, apiKey))
		throw unauthorized('ApiKey realm="Sophia"', 'The header X-API-Key is missing or wrong.');
	return { identity: 'apiKey' };
}
