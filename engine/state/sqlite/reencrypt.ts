import { isSophiaError } from '../../errors';
import type { Cipher } from '../cipher';
import type { MaintenanceReport } from '../types';
import { cachePlace } from './cache';
import type { Database } from './database';
import { bodyPlace } from './inbox';
import { notePlace } from './notes';
import { payloadPlace } from './rejections';
import type { Session } from './session';

/** Rows per transaction: each that is written anew is decrypted and encrypted, about 20 µs. */
const slice = 100;

interface SealedRow {
	id: number | string;
	/** Format and key: enough to see whether it is outdated. */
	head: Uint8Array;
}

/** Where ciphertexts are kept. */
interface Sealed {
	next: string;
	value: string;
	update: string;
	/** Before the first row. */
	start: number | string;
	place(session: Session, id: number | string): string[];
}

const sealedIn = (table: string, key: string, column: string): Pick<Sealed, 'next' | 'value' | 'update'> => ({
	next: `SELECT ${key} AS id, substr(${column}, 1, 5) AS head FROM ${table} WHERE ${key} > ? AND ${column} IS NOT NULL ORDER BY ${key} LIMIT ?`,
	value: `SELECT ${column} AS value FROM ${table} WHERE ${key} = ?`,
	update: `UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`,
});

const places: readonly Sealed[] = [
	{
		...sealedIn('rejections', 'id', 'payload'),
		start: 0,
		place: (session, id) => {
			const row = session.get<{ sync_key: string; scope_id: number; record_id: string }>(
				'SELECT sync_key, scope_id, record_id FROM rejections WHERE id = ?',
				id,
			) as { sync_key: string; scope_id: number; record_id: string };
			return payloadPlace(row.sync_key, session.names.scopeById(row.scope_id).scope, row.record_id);
		},
	},
	{
		...sealedIn('inbox', 'id', 'body'),
		start: 0,
		place: (session, id) => {
			const row = session.get<{ inbox_id: number }>('SELECT inbox_id FROM inbox WHERE id = ?', id) as {
				inbox_id: number;
			};
			return bodyPlace(session.names.text(row.inbox_id), Number(id));
		},
	},
	{ ...sealedIn('cache', 'key', 'value'), start: '', place: (_, key) => cachePlace(String(key)) },
	{ ...sealedIn('notes', 'key', 'value'), start: '', place: (_, key) => notePlace(String(key)) },
];

/** Writes whatever a former key wrote again under the current one. (The secret of the hashes is, whenever the state is opened.) */
export async function reencrypt(db: Database, cipher: Cipher): Promise<NonNullable<MaintenanceReport['reencrypted']>> {
	const report = { rewritten: 0, unreadable: 0 };
	for (const sealed of places) {
		let after = sealed.start;
		await db.writeInSlices((session) => {
			const rows = session.all<SealedRow>(sealed.next, after, slice);
			for (const { id, head } of rows) {
				const done = rewrite(session, cipher, sealed, id, Buffer.from(head));
				if (done !== 'current') report[done]++;
			}
			after = rows.at(-1)?.id ?? after;
			return rows.length < slice;
		});
	}
	return report;
}

function rewrite(
	session: Session,
	cipher: Cipher,
	sealed: Sealed,
	id: number | string,
	head: Buffer,
): 'current' | 'rewritten' | 'unreadable' {
	try {
		if (!cipher.isOutdated(head)) return 'current';
		const place = sealed.place(session, id);
		const { value } = session.get<{ value: Uint8Array }>(sealed.value, id) as { value: Uint8Array };
		session.run(sealed.update, cipher.encrypt(cipher.decrypt(Buffer.from(value), place), place), id);
		return 'rewritten';
	} catch (error) {
		return unreadableIfSealed(error);
	}
}

function unreadableIfSealed(error: unknown): 'unreadable' {
	if (!isSophiaError(error, 'configuration')) throw error;
	return 'unreadable';
}
