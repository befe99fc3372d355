import { chunksOf } from '../order';
import type { Junction, JunctionChanges, JunctionScope } from '../types';
import { markRecordsOf } from './dirty';
import type { Session } from './session';

export const junctionQueries = {
	byId: 'SELECT junction_id, from_id, to_id, seen FROM junctions WHERE kind_id = ? AND from_scope_id = ? AND junction_id IN (?*)',
	ofPair:
		'SELECT 1 FROM junctions WHERE kind_id = ? AND from_scope_id = ? AND from_id = ? AND to_scope_id = ? AND to_id = ?',
	unseen: `SELECT junction_id FROM junctions WHERE kind_id = ? AND from_scope_id = ? AND seen < ? AND junction_id > ?
		ORDER BY junction_id LIMIT ?`,
};

/** The numbers behind a junction's association. */
interface Scope {
	kindId: number;
	fromScopeId: number;
	toScopeId: number;
}

interface Known {
	junction_id: string;
	from_id: string;
	to_id: string;
	seen: number;
}

/**
 * Inside a long write: remembers which pair each junction stands for, and turns pairs into wishes: a pair is wanted as
 * long as one junction stands for it.
 */
export function* changeJunctions(session: Session, changes: JunctionChanges[]): Generator<void, void> {
	for (const { kind, fromScope, toScope, put = [], remove = [], seen = 0 } of changes) {
		const scope: Scope = {
			kindId: session.names.number(kind),
			fromScopeId: session.names.scope(fromScope).id,
			toScopeId: session.names.scope(toScope).id,
		};
		const wanted = new Map<string, Junction | undefined>(remove.map((id) => [id, undefined]));
		for (const junction of put) wanted.set(junction.id, junction);
		for (const ids of chunksOf(wanted.keys())) {
			const known = new Map(
				session
					.list<Known>(junctionQueries.byId, [scope.kindId, scope.fromScopeId], ids)
					.map((row) => [row.junction_id, row]),
			);
			const changed = new Set<string>();
			for (const id of ids) {
				replaceOne(session, scope, id, known.get(id), wanted.get(id), seen, changed);
				yield;
			}
			for (const fromIds of chunksOf(changed)) markRecordsOf(session, scope.kindId, scope.fromScopeId, fromIds);
			yield;
		}
	}
}

function replaceOne(
	session: Session,
	scope: Scope,
	id: string,
	known: Known | undefined,
	junction: Junction | undefined,
	seen: number,
	changed: Set<string>,
): void {
	const { kindId, fromScopeId, toScopeId } = scope;
	const same = known !== undefined && known.from_id === junction?.fromId && known.to_id === junction.toId;
	if (same && known.seen >= seen) return;
	if (known !== undefined) {
		session.run(
			'DELETE FROM junctions WHERE kind_id = ? AND from_scope_id = ? AND junction_id = ?',
			kindId,
			fromScopeId,
			id,
		);
	}
	if (junction !== undefined) {
		session.run(
			`INSERT INTO junctions (kind_id, from_scope_id, junction_id, from_id, to_scope_id, to_id, seen)
			 VALUES (?, ?, ?, ?, ?, ?, ?)`,
			kindId,
			fromScopeId,
			id,
			junction.fromId,
			toScopeId,
			junction.toId,
			Math.max(seen, known?.seen ?? 0),
		);
	}
	if (same) return;
	if (known !== undefined && unwant(session, scope, known.from_id, known.to_id)) changed.add(known.from_id);
	if (junction !== undefined && want(session, scope, junction.fromId, junction.toId)) changed.add(junction.fromId);
}

/** @returns true when the pair was not wanted before */
const want = (session: Session, { kindId, fromScopeId, toScopeId }: Scope, fromId: string, toId: string): boolean =>
	session.run(
		`INSERT OR IGNORE INTO wanted (from_scope_id, from_id, kind_id, to_scope_id, to_id, waiting)
		 VALUES (?1, ?2, ?3, ?4, ?5,
			NOT EXISTS (SELECT 1 FROM links WHERE scope_id = ?4 AND source_id = ?5))`,
		fromScopeId,
		fromId,
		kindId,
		toScopeId,
		toId,
	) > 0;

/** @returns true when no other junction stands for the pair, so that it is no longer wanted */
function unwant(session: Session, { kindId, fromScopeId, toScopeId }: Scope, fromId: string, toId: string): boolean {
	if (session.get(junctionQueries.ofPair, kindId, fromScopeId, fromId, toScopeId, toId) !== undefined) return false;
	session.run(
		'DELETE FROM wanted WHERE from_scope_id = ? AND from_id = ? AND kind_id = ? AND to_scope_id = ? AND to_id = ?',
		fromScopeId,
		fromId,
		kindId,
		toScopeId,
		toId,
	);
	return true;
}

/** See `StateStore.unseenJunctions`. */
export function unseenJunctions(
	session: Session,
	{ kind, fromScope }: JunctionScope,
	generation: number,
	afterId: string | undefined,
	limit: number,
): string[] {
	const kindId = session.names.findNumber(kind);
	const fromScopeId = session.names.findScope(fromScope)?.id;
	if (kindId === undefined || fromScopeId === undefined) return [];
	return session
		.all<{ junction_id: string }>(junctionQueries.unseen, kindId, fromScopeId, generation, afterId ?? '', limit)
		.map((row) => row.junction_id);
}

/** @returns how many were deleted: at most `limit` */
export const deleteJunctionSlice = (session: Session, scopeId: number, limit: number): number =>
	session.run(
		`DELETE FROM junctions WHERE (kind_id, from_scope_id, junction_id) IN
			(SELECT kind_id, from_scope_id, junction_id FROM junctions WHERE from_scope_id = ? LIMIT ?)`,
		scopeId,
		limit,
	);
