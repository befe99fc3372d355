import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { SophiaError } from '../errors';

const formatVersion = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes + nonceBytes + tagBytes;

interface NamedKey {
	id: Buffer;
	key: Buffer;
}

/**
 * Encryption at rest: AES-256-GCM under the current key; whatever one of the former keys wrote can
 * still be read. A ciphertext is bound to the place it was written for and opens nowhere else.
 */
export class Cipher {
	private readonly keys: NamedKey[];

	/** @param keys 32 bytes each, the current one first */
	constructor(keys: [Buffer, ...Buffer[]]) {
		this.keys = keys.map((key) => ({
			key,
			id: createHmac('sha256', key).update('sophia key id').digest().subarray(0, keyIdBytes),
		}));
	}

	/** @param place names the row that the ciphertext belongs to */
	encrypt(plain: Buffer, place: string[]): Buffer {
		const [{ id, key }] = this.keys;
		const nonce = randomBytes(nonceBytes);
		const cipher = createCipheriv('aes-256-gcm', key, nonce);
		cipher.setAAD(Buffer.from(JSON.stringify(place)));
		const body = Buffer.concat([cipher.update(plain), cipher.final()]);
		return Buffer.concat([Buffer.from([formatVersion]), id, nonce, cipher.getAuthTag(), body]);
	}

	/** @throws SophiaError `configuration`: STATE_KEY when another key is needed, STATE_TAMPERED when the text was altered or moved */
	decrypt(sealed: Buffer, place: string[]): Buffer {
		if (sealed.length < headerBytes || sealed[0] !== formatVersion) throw tampered();
		const { key } = this.keyOf(sealed);
		const nonce = sealed.subarray(1 + keyIdBytes, 1 + keyIdBytes + nonceBytes);
		const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
		decipher.setAAD(Buffer.from(JSON.stringify(place)));
		decipher.setAuthTag(sealed.subarray(headerBytes - tagBytes, headerBytes));
		try {
			return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
		} catch {
			throw tampered();
		}
	}

	/** True when a ciphertext should be written anew because a former key wrote it. */
	isOutdated(sealed: Buffer): boolean {
		return this.keyOf(sealed) !== this.keys[0];
	}

	private keyOf(sealed: Buffer): NamedKey {
		const id = sealed.subarray(1, 1 + keyIdBytes);
		const found = this.keys.find((key) => key.id.equals(id));
		if (found !== undefined) return found;
		throw new SophiaError('configuration', 'The state was encrypted with another key than the one given.', {
			system: 'state',
			code: 'STATE_KEY',
			remedy:
				"Set 'Encryption Key' of the Sophia State credential to the key that the state was made with, or 'Previous Encryption Key' after a change of key. " +
				'Without a credential the key is the file state.key beside the state. If the key is lost, move the state directory away: the next run compares everything again.',
		});
	}
}

const tampered = (): SophiaError =>
	new SophiaError('configuration', 'An encrypted entry of the state has been altered or damaged.', {
		system: 'state',
		code: 'STATE_TAMPERED',
		remedy: 'Restore the state from a backup, or reset the sync to forget its rejected records.',
	});

const stretch = promisify<string, Buffer, number, Buffer>(scrypt);

/**
 * 32 bytes from what a person set: a Buffer is the key itself, a string is stretched (scrypt), so that
 * a pass phrase serves as well as random characters.
 * @throws SophiaError `configuration` for a Buffer that is not 32 bytes or a string under 8 characters
 */
export async function deriveKey(secret: Buffer | string, salt: Buffer, setting: string): Promise<Buffer> {
	const usable = typeof secret === 'string' ? secret.length >= 8 : secret.length === 32;
	if (!usable) {
		throw new SophiaError('configuration', `${setting} of the Sophia State credential is too short.`, {
			system: 'state',
			code: 'STATE_KEY',
			remedy: 'Use at least 8 characters; 32 random ones or more are better.',
		});
	}
	return typeof secret === 'string' ? await stretch(secret.normalize('NFC'), salt, 32) : secret;
}
