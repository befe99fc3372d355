import type { Database } from './database';
import { hashedKey, type Sealing } from './sealedKey';
import type { Session } from './session';

const keyOf = (hashKey: Buffer, name: string): string => hashedKey(hashKey, 'note', name);

/** The place that a note's ciphertext is bound to. It is the hashed name, so that it can be written anew without knowing the name. */
export const notePlace = (key: string): string[] => ['note', key];

/** See `StateStore.getNote`. */
export function getNote<T>(session: Session, { cipher, hashKey }: Sealing, name: string): T | undefined {
	const key = keyOf(hashKey, name);
	const row = session.get<{ value: Uint8Array }>('SELECT value FROM notes WHERE key = ?', key);
	return row && (JSON.parse(cipher.decrypt(Buffer.from(row.value), notePlace(key)).toString()) as T);
}

/** See `StateStore.updateNote`. */
export async function updateNote<T>(
	db: Database,
	sealing: Sealing,
	name: string,
	change: (old: T | undefined) => T | undefined,
): Promise<T | undefined> {
	const { cipher, hashKey } = sealing;
	const key = keyOf(hashKey, name);
	return await db.write((session) => {
		const changed = change(getNote<T>(session, sealing, name));
		if (changed === undefined) {
			session.run('DELETE FROM notes WHERE key = ?', key);
		} else {
			const sealed = cipher.encrypt(Buffer.from(JSON.stringify(changed)), notePlace(key));
			session.run('INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)', key, sealed);
		}
		return changed;
	});
}
