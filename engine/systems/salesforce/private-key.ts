import { signRs256 } from '../shared/jwt';
import { readRsaKey } from '../shared/privateKey';
import { settingError } from './credentials';

/**
 * The assertion of the JWT bearer flow, RS256, valid for three minutes from `now` (milliseconds), as
 * Salesforce wants it: `iss` the client id, `sub` the user, `aud` the login address.
 * @throws SophiaError `credentials` when the key cannot be used
 */
export function signAssertion(
	claims: { clientId: string; username: string; audience: string },
	privateKey: string,
	passphrase: string | undefined,
	now: number,
): string {
	const key = readRsaKey(privateKey, passphrase, { vendor: 'Salesforce', refuse: settingError });
	return signRs256(
		{
			iss: claims.clientId,
			sub: claims.username,
			aud: claims.audience,
			exp: Math.floor(now / 1000) + 180,
		},
		key,
	);
}
