import { chunkSize, chunksOf } from '../order';
import type { Database } from './database';
import type { InternedScope } from './names';
import type { Session } from './session';

/** A link that was made, removed, pointed elsewhere or given another role, with its destination records before and after. */
export interface LinkChange {
	sourceId: string;
	records: string[];
}

/**
 * The rule behind `dirty`: whenever the associations that a destination record should have, or those it
 * is known to have, may have changed, it is listed there once per kind. What is not listed is as wanted,
 * so a run with nothing pending looks at nothing.
 *
 * Called with at most `chunkSize` changes of one scope. Only inside a write.
 */
export function linksChanged(
	session: Session,
	{ id: scopeId, destinationId }: InternedScope,
	changes: LinkChange[],
): void {
	const sourceIds = changes.map((change) => change.sourceId);
	const recordsOf = new Map(changes.map((change) => [change.sourceId, change.records]));
	const wishes = session.list<{ from_id: string; kind_id: number }>(
		'SELECT DISTINCT from_id, kind_id FROM wanted WHERE from_scope_id = ? AND from_id IN (?*)',
		[scopeId],
		sourceIds,
	);
	for (const wish of wishes) {
		for (const record of recordsOf.get(wish.from_id) ?? []) markDirty(session, wish.kind_id, destinationId, record);
	}
	for (const chunk of chunksOf(changes.flatMap((change) => change.records))) {
		session.list(
			`INSERT OR IGNORE INTO dirty (kind_id, destination_id, record_id)
			 SELECT kind_id, from_destination_id, from_record_id FROM done WHERE from_destination_id = ? AND from_record_id IN (?*)`,
			[destinationId],
			chunk,
		);
	}
	session.list(
		`INSERT OR REPLACE INTO moved (scope_id, source_id)
		 SELECT DISTINCT to_scope_id, to_id FROM wanted WHERE to_scope_id = ? AND to_id IN (?*)`,
		[scopeId],
		sourceIds,
	);
}

const markDirty = (session: Session, kindId: number, destinationId: number, record: string): void => {
	session.run(
		'INSERT OR IGNORE INTO dirty (kind_id, destination_id, record_id) VALUES (?, ?, ?)',
		kindId,
		destinationId,
		record,
	);
};

/** Lists the destination records that these source records (at most `chunkSize`) are the primary ones of. */
export const markRecordsOf = (session: Session, kindId: number, scopeId: number, sourceIds: string[]): void => {
	session.list(
		`INSERT OR IGNORE INTO dirty (kind_id, destination_id, record_id)
		 SELECT ?, destination_id, record_id FROM links WHERE scope_id = ? AND role = 0 AND source_id IN (?*)`,
		[kindId, scopeId],
		sourceIds,
	);
};

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
	if (db.reader.get(movedQueries.next) === undefined) return;
	await db.writeInSlices((session) => {
		for (let budget = chunkSize; budget > 0; ) {
			const moved = session.get<Moved>(movedQueries.next);
			if (moved === undefined) return true;
			budget -= 1 + spread(session, moved, budget);
		}
		return false;
	});
}

/** @returns how many wishes were looked at */
function spread(session: Session, moved: Moved, budget: number): number {
	const target = [moved.scope_id, moved.source_id] as const;
	const wishes = session.all<Pick<Moved, 'kind_id' | 'from_scope_id' | 'from_id'>>(
		movedQueries.wishes,
		...target,
		moved.kind_id,
		moved.from_scope_id,
		moved.from_id,
		budget,
	);
	const waiting = session.get('SELECT 1 FROM links WHERE scope_id = ? AND source_id = ?', ...target) === undefined;
	for (const wish of wishes) {
		markRecordsOf(session, wish.kind_id, wish.from_scope_id, [wish.from_id]);
		session.run(
			'UPDATE wanted SET waiting = ? WHERE from_scope_id = ? AND from_id = ? AND kind_id = ? AND to_scope_id = ? AND to_id = ?',
			waiting ? 1 : 0,
			wish.from_scope_id,
			wish.from_id,
			wish.kind_id,
			...target,
		);
	}
	const last = wishes.at(-1);
	if (last === undefined || wishes.length < budget) {
		session.run('DELETE FROM moved WHERE scope_id = ? AND source_id = ?', ...target);
	} else {
		session.run(
			'UPDATE moved SET kind_id = ?, from_scope_id = ?, from_id = ? WHERE scope_id = ? AND source_id = ?',
			last.kind_id,
			last.from_scope_id,
			last.from_id,
			...target,
		);
	}
	return wishes.length;
}
