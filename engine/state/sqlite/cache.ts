import { isSophiaError } from '../../errors';
import type { Cipher } from '../cipher';
import { chunkSize, chunksOf, turn } from '../order';
import type { CacheEntry } from '../types';
import type { Database } from './database';
import { hashedKey, type Sealing } from './sealedKey';
import type { Session } from './session';

/** Entries per transaction: each is encrypted, which takes about 10 µs. */
const slice = 200;

export const cacheQueries = {
	byKey: 'SELECT key, value FROM cache WHERE expires_at > ? AND key IN (?*)',
	put: `INSERT INTO cache (key, expires_at, value) VALUES (?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at, value = excluded.value`,
	expire: 'DELETE FROM cache WHERE id IN (SELECT id FROM cache WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
};

/** The place that an answer's ciphertext is bound to. It is the hashed key, so that it can be written anew without knowing the key. */
export const cachePlace = (hashed: string): string[] => ['cache', hashed];

/** See `StateStore.getCached`. */
export async function getCached(
	session: Session,
	{ cipher, hashKey }: Sealing,
	namespace: string,
	keys: string[],
	now: number,
): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	for (const chunk of chunksOf(keys)) {
		const byHash = new Map(chunk.map((key) => [hashedKey(hashKey, namespace, key), key]));
		for (const row of session.list<{ key: string; value: Uint8Array }>(cacheQueries.byKey, [now], [...byHash.keys()])) {
			const key = byHash.get(row.key) as string;
			const value = opened(cipher, Buffer.from(row.value), cachePlace(row.key));
			if (value !== undefined) found.set(key, value);
		}
		await turn();
	}
	return found;
}

/** A cache is worth no failure: what another key encrypted, or somebody altered, counts as absent and is written anew. */
function opened(cipher: Cipher, sealed: Buffer, place: string[]): string | undefined {
	try {
		return cipher.decrypt(sealed, place).toString();
	} catch (error) {
		return absentIfSealed(error);
	}
}

function absentIfSealed(error: unknown): undefined {
	if (!isSophiaError(error, 'configuration')) throw error;
}

/** See `StateStore.putCached`. */
export async function putCached(
	db: Database,
	{ cipher, hashKey }: Sealing,
	namespace: string,
	entries: CacheEntry[],
): Promise<void> {
	for (let at = 0; at < entries.length; at += slice) {
		await db.write((session) => {
			for (const { key, value, expiresAt } of entries.slice(at, at + slice)) {
				const hashed = hashedKey(hashKey, namespace, key);
				session.run(
					cacheQueries.put,
					hashed,
					Date.parse(expiresAt),
					cipher.encrypt(Buffer.from(value), cachePlace(hashed)),
				);
			}
		});
	}
}

/** See `StateStore.expireCached`. */
export async function expireCached(db: Database, now: number): Promise<number> {
	let total = 0;
	await db.writeInSlices((session) => {
		const count = session.run(cacheQueries.expire, now, chunkSize);
		total += count;
		return count < chunkSize;
	});
	return total;
}
