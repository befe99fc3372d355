import { chunkSize } from '../order';
import type { RecordRef, WantedAssociations } from '../types';
import type { Database } from './database';

/** A source record as the tables name it. */
interface SourceKey {
	scopeId: number;
	destinationId: number;
	sourceId: string;
}

/**
 * The rule behind `dirty`: whenever the associations that a destination record should have, or those it
 * is known to have, may have changed, it is listed there once per kind. What is not listed is as wanted,
 * so a run with nothing pending looks at nothing.
 *
 * Called when a link is made, removed, pointed elsewhere or given another role. `records`: the
 * destination records before and after.
 */
export function linkChanged(db: Database, source: SourceKey, records: Array<string | undefined>): void {
	for (const record of new Set(records)) {
		if (record === undefined) continue;
		db.run(
			`INSERT OR IGNORE INTO dirty (kind_id, destination_id, record_id)
			 SELECT kind_id, ?1, ?2 FROM wanted WHERE from_scope_id = ?3 AND from_id = ?4
			 UNION SELECT kind_id, ?1, ?2 FROM done WHERE from_destination_id = ?1 AND from_record_id = ?2`,
			source.destinationId,
			record,
			source.scopeId,
			source.sourceId,
		);
	}
	db.run(
		`INSERT OR REPLACE INTO moved (scope_id, source_id)
		 SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM wanted WHERE to_scope_id = ?1 AND to_id = ?2)`,
		source.scopeId,
		source.sourceId,
	);
}

/** Only inside a write: replaces what a record wants of one kind. The same as before changes nothing. */
export function replaceWanted(db: Database, wanted: WantedAssociations): void {
	const kindId = db.names.number(wanted.kind);
	const from = db.names.scope(wanted.from.scope);
	const toScopeId = db.names.scope(wanted.toScope).id;
	const key = [from.id, wanted.from.sourceId, kindId] as const;
	const missing = new Set(wanted.to);
	let changed = false;
	const before = db.all<{ to_scope_id: number; to_id: string }>(
		'SELECT to_scope_id, to_id FROM wanted WHERE from_scope_id = ? AND from_id = ? AND kind_id = ?',
		...key,
	);
	for (const row of before) {
		if (row.to_scope_id === toScopeId && missing.delete(row.to_id)) continue;
		changed = true;
		db.run(
			'DELETE FROM wanted WHERE from_scope_id = ? AND from_id = ? AND kind_id = ? AND to_scope_id = ? AND to_id = ?',
			...key,
			row.to_scope_id,
			row.to_id,
		);
	}
	for (const to of missing) {
		changed = true;
		db.run(
			`INSERT INTO wanted (from_scope_id, from_id, kind_id, to_scope_id, to_id, waiting)
			 VALUES (?1, ?2, ?3, ?4, ?5,
				NOT EXISTS (SELECT 1 FROM links WHERE scope_id = ?4 AND source_id = ?5 AND role = 0))`,
			...key,
			toScopeId,
			to,
		);
	}
	if (changed) markRecordOf(db, kindId, wanted.from);
}

/** Lists the destination record that a source record is the primary of. */
function markRecordOf(db: Database, kindId: number, ref: RecordRef): void {
	db.run(
		`INSERT OR IGNORE INTO dirty (kind_id, destination_id, record_id)
		 SELECT ?, destination_id, record_id FROM links WHERE scope_id = ? AND source_id = ? AND role = 0`,
		kindId,
		db.names.scope(ref.scope).id,
		ref.sourceId,
	);
}

interface Moved {
	scope_id: number;
	source_id: string;
	kind_id: number;
	from_scope_id: number;
	from_id: string;
}

export const movedQueries = {
	next: 'SELECT * FROM moved LIMIT 1',
	wishes: `SELECT kind_id, from_scope_id, from_id FROM wanted
		WHERE to_scope_id = ? AND to_id = ? AND (kind_id, from_scope_id, from_id) > (?, ?, ?)
		ORDER BY kind_id, from_scope_id, from_id LIMIT ?`,
};

/** Spreads `moved` into `dirty`: every record that wants an association to a moved one. */
export async function spreadMoved(db: Database): Promise<void> {
	if (db.get(movedQueries.next) === undefined) return;
	await db.writeInSlices(() => {
		for (let budget = chunkSize; budget > 0; ) {
			const moved = db.get<Moved>(movedQueries.next);
			if (moved === undefined) return true;
			budget -= 1 + spread(db, moved, budget);
		}
		return false;
	});
}

/** @returns how many wishes were looked at */
function spread(db: Database, moved: Moved, budget: number): number {
	const target = [moved.scope_id, moved.source_id] as const;
	const wishes = db.all<Pick<Moved, 'kind_id' | 'from_scope_id' | 'from_id'>>(
		movedQueries.wishes,
		...target,
		moved.kind_id,
		moved.from_scope_id,
		moved.from_id,
		budget,
	);
	const linked = db.get('SELECT 1 FROM links WHERE scope_id = ? AND source_id = ? AND role = 0', ...target) !== undefined;
	for (const wish of wishes) {
		const from = db.names.scopeById(wish.from_scope_id).scope;
		markRecordOf(db, wish.kind_id, { scope: from, sourceId: wish.from_id });
		db.run(
			'UPDATE wanted SET waiting = ? WHERE from_scope_id = ? AND from_id = ? AND kind_id = ? AND to_scope_id = ? AND to_id = ?',
			linked ? 0 : 1,
			wish.from_scope_id,
			wish.from_id,
			wish.kind_id,
			...target,
		);
	}
	const last = wishes.at(-1);
	if (last === undefined || wishes.length < budget) {
		db.run('DELETE FROM moved WHERE scope_id = ? AND source_id = ?', ...target);
	} else {
		db.run(
			'UPDATE moved SET kind_id = ?, from_scope_id = ?, from_id = ? WHERE scope_id = ? AND source_id = ?',
			last.kind_id,
			last.from_scope_id,
			last.from_id,
			...target,
		);
	}
	return wishes.length;
}
