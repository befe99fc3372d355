import type { Cipher } from '../cipher';
import type { Lease, StateChanges } from '../types';
import { markDone } from './associations';
import { putCursor } from './cursors';
import { appendAudit } from './audit';
import type { Database } from './database';
import { changeJunctions } from './junctions';
import { requireLeases } from './leases';
import { markSeen, putLinks, removeLinks } from './links';
import { putRejection, resolveRejection, revisitBlocked, revisitQueries } from './rejections';
import { replaceWanted } from './wanted';

/** Applies a page's changes and its checkpoint in one transaction, in the order of the fields. See `StateStore.commit`. */
export async function commit(db: Database, cipher: Cipher, changes: StateChanges, leases: Lease[]): Promise<void> {
	await db.writeLong(function* (session) {
		requireLeases(session, leases);
		yield* removeLinks(session, changes.removeLinks ?? []);
		yield* putLinks(session, changes.links ?? []);
		if (changes.seen !== undefined) yield* markSeen(session, changes.seen);
		yield* replaceWanted(session, changes.wantedAssociations ?? []);
		yield* changeJunctions(session, changes.junctions ?? []);
		yield* markDone(session, changes.doneAssociations ?? []);
		for (const rejection of changes.rejections ?? []) {
			putRejection(session, cipher, rejection);
			yield;
		}
		for (const resolved of changes.resolved ?? []) {
			resolveRejection(session, resolved);
			yield;
		}
		for (const { scope, sourceId } of changes.revisit ?? []) {
			session.run(revisitQueries.mark, session.names.scope(scope).id, sourceId);
			yield;
		}
		for (const { scope, sourceId, mark } of changes.revisited ?? []) {
			session.run(revisitQueries.unmark, session.names.scope(scope).id, sourceId, mark);
			yield;
		}
		for (const freed of changes.freed ?? []) yield* revisitBlocked(session, freed);
		yield* appendAudit(session, changes.audit ?? []);
		if (changes.cursor !== undefined) putCursor(session, changes.cursor);
	});
}
