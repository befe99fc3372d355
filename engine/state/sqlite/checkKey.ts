import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Cipher, deriveKey } from '../cipher';
import { readKeyFile } from '../keyFile';
import { stateError } from './failures';
import type { SqliteStateOptions } from './open';

/**
 * Whether these keys open the state, without changing anything: not even the keys it is encrypted with.
 *
 * @returns `none`: there is no state yet; `current`: it is encrypted with the key; `former`: with the previous one or
 * with the key file, and is taken over when a run opens it
 * @throws SophiaError `configuration` when the state needs another key or a key is too short
 */
export async function checkStateKey(options: SqliteStateOptions): Promise<'none' | 'current' | 'former'> {
	const { directory, encryptionKey, previousEncryptionKey } = options;
	const path = join(directory, 'state.db');
	const secrets = existsSync(path) ? await storedSecrets(path) : undefined;
	const salt = secrets?.salt ?? Buffer.alloc(16);
	const former: Buffer[] = [];
	if (previousEncryptionKey) former.push(await deriveKey(previousEncryptionKey, salt, 'Previous Encryption Key'));
	const fromFile = readKeyFile(directory);
	if (fromFile !== undefined) former.push(fromFile);
	const current = encryptionKey ? await deriveKey(encryptionKey, salt, 'Encryption Key') : former.shift();
	if (secrets === undefined || current === undefined) return 'none';
	const cipher = new Cipher([current, ...former]);
	cipher.decrypt(secrets.hashKey, ['hashKey']);
	return cipher.isOutdated(secrets.hashKey) ? 'former' : 'current';
}

/** What the keys are held against; undefined where nothing has been written yet. */
async function storedSecrets(path: string): Promise<{ salt: Buffer; hashKey: Buffer } | undefined> {
	const { DatabaseSync } = await import('node:sqlite');
	try {
		const connection = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
		try {
			if (connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() === undefined) return undefined;
			const read = connection.prepare('SELECT value FROM meta WHERE key = ?');
			const [salt, hashKey] = ['salt', 'hashKey'].map((key) => read.get(key)?.value as Uint8Array | undefined);
			return salt && hashKey && { salt: Buffer.from(salt), hashKey: Buffer.from(hashKey) };
		} finally {
			connection.close();
		}
	} catch (error) {
		throw stateError(error);
	}
}
