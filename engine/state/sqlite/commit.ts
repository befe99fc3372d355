import type { Cipher } from '../cipher';
import type { Lease, StateChanges } from '../types';
import { markDone } from './associations';
import type { Database } from './database';
import { replaceWanted } from './dirty';
import { requireLeases } from './leases';
import { markSeen, putLink, removeLink } from './links';
import { encryptPayload, putRejection, resolveRejection, revisitBlocked } from './rejections';

/** Applies a page's changes and its checkpoint in one transaction, in the order of the fields. See `StateStore.commit`. */
export async function commit(db: Database, cipher: Cipher, changes: StateChanges, leases: Lease[]): Promise<void> {
	const rejections = (changes.rejections ?? []).map((rejection) => ({
		rejection,
		payload: encryptPayload(cipher, rejection),
	}));
	await db.write(() => {
		requireLeases(db, leases);
		for (const ref of changes.removeLinks ?? []) removeLink(db, ref);
		for (const { scope, link } of changes.links ?? []) putLink(db, scope, link);
		if (changes.seen !== undefined) markSeen(db, changes.seen);
		for (const wanted of changes.wantedAssociations ?? []) replaceWanted(db, wanted);
		if (changes.doneAssociations !== undefined) markDone(db, changes.doneAssociations);
		for (const { rejection, payload } of rejections) putRejection(db, rejection, payload);
		for (const resolved of changes.resolved ?? []) resolveRejection(db, resolved);
		for (const { scope, sourceId } of changes.revisit ?? []) {
			db.run('INSERT OR IGNORE INTO revisits (scope_id, source_id) VALUES (?, ?)', db.names.scope(scope).id, sourceId);
		}
		for (const { scope, sourceId } of changes.revisited ?? []) {
			db.run('DELETE FROM revisits WHERE scope_id = ? AND source_id = ?', db.names.scope(scope).id, sourceId);
		}
		for (const freed of changes.freed ?? []) revisitBlocked(db, freed);
		if (changes.cursor !== undefined) {
			const { syncKey, object, cursor } = changes.cursor;
			db.run('INSERT OR REPLACE INTO cursors (sync_key, object, cursor) VALUES (?, ?, ?)', syncKey, object, JSON.stringify(cursor));
		}
	});
}
