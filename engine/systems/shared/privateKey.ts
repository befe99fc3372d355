import { createPrivateKey, type KeyObject } from 'node:crypto';

/** PEM as it survives a single-line input field: line ends lost, or written as \n. */
function asPem(text: string): string {
	const parts = /-----BEGIN ([A-Z ]+)-----([\s\S]*)-----END \1-----/.exec(text.replace(/\\r|\\n/g, '\n'));
	if (parts === null) return text;
	const [, label, inner] = parts;
	if (inner.includes('DEK-Info')) return parts[0];
	const lines = inner.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/**
 * Reads an RSA private key in PEM form, encrypted or not.
 *
 * @param refuse makes the error, of a message that says whether the key or its passphrase is at fault, and a remedy
 */
export function readRsaKey(
	privateKey: string,
	passphrase: string | undefined,
	{ vendor, refuse }: { vendor: string; refuse: (message: string, remedy: string) => Error },
): KeyObject {
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
			throw refuse('The Private Key is encrypted.', 'Fill in Private Key Passphrase.');
		}
		if (code === 'ERR_OSSL_BAD_DECRYPT' || /bad decrypt/i.test(message)) {
			throw refuse('The Private Key cannot be decrypted.', 'Check Private Key Passphrase.');
		}
		throw refuse(
			'The Private Key cannot be read.',
			'Paste the whole PEM text into Private Key, from -----BEGIN to -----END. A certificate or a public key will not do.',
		);
	}
	if (key.asymmetricKeyType !== 'rsa') {
		throw refuse('The Private Key is not an RSA key.', `${vendor} needs RSA: create a key pair with RSA 2048 or more.`);
	}
	return key;
}
