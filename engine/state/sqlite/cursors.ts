import type { Cursor } from '../types';
import type { Session } from './session';

export function getCursor(session: Session, syncKey: string, object: string): Cursor | undefined {
	const row = session.get<{ cursor: string }>(
		'SELECT cursor FROM cursors WHERE sync_key = ? AND object = ?',
		syncKey,
		object,
	);
	return row && (JSON.parse(row.cursor) as Cursor);
}

/** Only inside a write. */
export function putCursor(
	session: Session,
	{ syncKey, object, cursor }: { syncKey: string; object: string; cursor: Cursor },
): void {
	session.run(
		'INSERT OR REPLACE INTO cursors (sync_key, object, cursor) VALUES (?, ?, ?)',
		syncKey,
		object,
		JSON.stringify(cursor),
	);
}

export const listCursors = (session: Session): Array<{ syncKey: string; object: string; cursor: Cursor }> =>
	session
		.all<{ sync_key: string; object: string; cursor: string }>('SELECT * FROM cursors ORDER BY sync_key, object')
		.map((row) => ({ syncKey: row.sync_key, object: row.object, cursor: JSON.parse(row.cursor) as Cursor }));

export const syncKeyQueries = {
	runs: 'SELECT min(sync_key) AS key FROM runs WHERE sync_key > ?',
	cursors: 'SELECT min(sync_key) AS key FROM cursors WHERE sync_key > ?',
	rejections: 'SELECT min(sync_key) AS key FROM rejections WHERE sync_key > ?',
};

/** One step per sync, not per row: each table has an index that begins with the key. */
export function listSyncKeys(session: Session): string[] {
	const keys = new Set<string>();
	for (const sql of Object.values(syncKeyQueries)) {
		const after = (key: string): string | null => session.get<{ key: string | null }>(sql, key)?.key ?? null;
		for (let key = after(''); key !== null; key = after(key)) keys.add(key);
	}
	return [...keys].sort();
}
