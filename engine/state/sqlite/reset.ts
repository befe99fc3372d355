import { chunkSize } from '../order';
import type { Lease, LinkScope } from '../types';
import type { Database, Work } from './database';
import { deleteJunctionSlice } from './junctions';
import { requireLeases } from './leases';
import { deleteLinkSlice } from './links';
import { deleteRejectionSlice } from './rejections';
import type { Session } from './session';

/**
 * See `StateStore.reset`. A million links do not go in one short transaction: the cursors go first, so
 * that a reset cut off half way leads to a full read, and a repeated reset ends it.
 */
export async function reset(
	db: Database,
	{ syncKey, scopes }: { syncKey: string; scopes: LinkScope[] },
	leases: Lease[],
): Promise<{ links: number; rejections: number }> {
	const deleted = { links: 0, rejections: 0 };
	/** Deletes slices until one is empty; each is a transaction of its own under the leases. */
	const inSlices = async (deleteSlice: Work<number>): Promise<number> => {
		let total = 0;
		await db.writeInSlices((session) => {
			requireLeases(session, leases);
			const count = deleteSlice(session);
			total += count;
			return count === 0;
		});
		return total;
	};
	await inSlices((session) => session.run('DELETE FROM cursors WHERE sync_key = ?', syncKey));
	deleted.rejections = await inSlices((session) => deleteRejectionSlice(session, syncKey, chunkSize));
	for (const scope of scopes) {
		const scopeId = db.reader.names.findScope(scope)?.id;
		if (scopeId === undefined) continue;
		await inSlices((session) => deleteJunctionSlice(session, scopeId, chunkSize));
		await inSlices((session) => deleteWantedSlice(session, scopeId));
		deleted.links += await inSlices((session) => deleteLinkSlice(session, scopeId));
		await inSlices((session) => deleteRevisitSlice(session, scopeId));
	}
	return deleted;
}

const deleteWantedSlice = (session: Session, scopeId: number): number =>
	session.run(
		`DELETE FROM wanted WHERE (from_scope_id, from_id, kind_id, to_scope_id, to_id) IN
			(SELECT from_scope_id, from_id, kind_id, to_scope_id, to_id FROM wanted WHERE from_scope_id = ? LIMIT ?)`,
		scopeId,
		chunkSize,
	);

const deleteRevisitSlice = (session: Session, scopeId: number): number =>
	session.run(
		`DELETE FROM revisits WHERE scope_id = ?1 AND source_id IN
			(SELECT source_id FROM revisits WHERE scope_id = ?1 LIMIT ?2)`,
		scopeId,
		chunkSize,
	);
