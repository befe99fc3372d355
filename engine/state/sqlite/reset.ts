import { chunkSize } from '../order';
import type { Lease, LinkScope } from '../types';
import type { Database } from './database';
import { requireLeases } from './leases';
import { deleteLinkSlice } from './links';
import { deleteRejectionSlice } from './rejections';

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
	const inSlices = async (deleteSlice: () => number): Promise<number> => {
		let total = 0;
		await db.writeInSlices(() => {
			requireLeases(db, leases);
			const count = deleteSlice();
			total += count;
			return count === 0;
		});
		return total;
	};
	await inSlices(() => db.run('DELETE FROM cursors WHERE sync_key = ?', syncKey));
	deleted.rejections = await inSlices(() => deleteRejectionSlice(db, syncKey, chunkSize));
	for (const scope of scopes) {
		const scopeId = db.names.findScope(scope)?.id;
		if (scopeId === undefined) continue;
		await inSlices(() => deleteWantedSlice(db, scopeId));
		deleted.links += await inSlices(() => deleteLinkSlice(db, scopeId));
		await inSlices(() => deleteRevisitSlice(db, scopeId));
	}
	return deleted;
}

const deleteWantedSlice = (db: Database, scopeId: number): number =>
	db.run(
		`DELETE FROM wanted WHERE (from_scope_id, from_id, kind_id, to_scope_id, to_id) IN
			(SELECT from_scope_id, from_id, kind_id, to_scope_id, to_id FROM wanted WHERE from_scope_id = ? LIMIT ?)`,
		scopeId,
		chunkSize,
	);

const deleteRevisitSlice = (db: Database, scopeId: number): number =>
	db.run(
		`DELETE FROM revisits WHERE scope_id = ?1 AND source_id IN
			(SELECT source_id FROM revisits WHERE scope_id = ?1 LIMIT ?2)`,
		scopeId,
		chunkSize,
	);
