import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { settingError } from './credentials';

/** PEM as it survives a single-line input field: line ends lost, or written as \n. */
function asPem(text: string): string {
	const parts = /-----BEGIN ([A-Z ]+)-----([\s\S]*)-----END \1-----/.exec(text.replace(/\\r|\\n/g, '\n'));
	if (parts === null) return text;
	const [, label, inner] = parts;
	if (inner.includes('DEK-Info')) return parts[0];
	const lines = inner.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** @throws SophiaError `credentials` that says whether the key or its passphrase is at fault */
function readKey(privateKey: string, passphrase: string | undefined): KeyObject {
	let key: KeyObject;
	try {
		key = createPrivateKey({
			key: asPem(privateKey),
			format: 'pem',
			passphrase: passphrase === '' ? undefined : passphrase,
		});
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === 'ERR_MISSING_PASSPHRASE' || /interrupted or cancelled/i.test(message)) {
			throw settingError('The Private Key is encrypted.', 'Fill in Private Key Passphrase.');
		}
		if (code === 'ERR_OSSL_BAD_DECRYPT' || /bad decrypt/i.test(message)) {
			throw settingError('The Private Key cannot be decrypted.', 'Check Private Key Passphrase.');
		}
		throw settingError(
			'The Private Key cannot be read.',
			'Paste the whole PEM text into Private Key, from -----BEGIN to -----END. A certificate or a public key will not do.',
		);
	}
	if (key.asymmetricKeyType !== 'rsa') {
		throw settingError(
			'The Private Key is not an RSA key.',
			'Salesforce needs RSA: create a key and certificate with RSA 2048 or more.',
		);
	}
	return key;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

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
	const key = readKey(privateKey, passphrase);
	const content = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({
		iss: claims.clientId,
		sub: claims.username,
		aud: claims.audience,
		exp: Math.floor(now / 1000) + 180,
	})}`;
	return `${content}.${sign('RSA-SHA256', Buffer.from(content), key).toString('base64url')}`;
}
