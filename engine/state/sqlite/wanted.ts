import { chunksOf } from '../order';
import type { WantedAssociations } from '../types';
import { markRecordsOf } from './dirty';
import type { Session } from './session';

/** Wishes of one kind, of records of one scope: record → `toScope` and ids. */
interface WishGroup {
	kindId: number;
	fromScopeId: number;
	wishes: Map<string, { toScopeId: number; to: string[] }>;
}

/** The last of several statements about one record and kind counts. */
function group(session: Session, wanted: WantedAssociations[]): WishGroup[] {
	const groups = new Map<string, WishGroup>();
	for (const { kind, from, toScope, to } of wanted) {
		const kindId = session.names.number(kind);
		const fromScopeId = session.names.scope(from.scope).id;
		const key = `${kindId}:${fromScopeId}`;
		let found = groups.get(key);
		if (found === undefined) groups.set(key, (found = { kindId, fromScopeId, wishes: new Map() }));
		found.wishes.set(from.sourceId, { toScopeId: session.names.scope(toScope).id, to });
	}
	return [...groups.values()];
}

/** Inside a long write: replaces what records want, per kind. The same as before changes nothing. */
export function* replaceWanted(session: Session, wanted: WantedAssociations[]): Generator<void, void> {
	for (const { kindId, fromScopeId, wishes } of group(session, wanted)) {
		for (const fromIds of chunksOf(wishes.keys())) {
			const before = new Map<string, Array<[scopeId: number, id: string]>>();
			const rows = session.list<{ from_id: string; to_scope_id: number; to_id: string }>(
				'SELECT from_id, to_scope_id, to_id FROM wanted WHERE kind_id = ? AND from_scope_id = ? AND from_id IN (?*)',
				[kindId, fromScopeId],
				fromIds,
			);
			for (const row of rows) {
				const targets = before.get(row.from_id) ?? [];
				before.set(row.from_id, targets);
				targets.push([row.to_scope_id, row.to_id]);
			}
			const changed: string[] = [];
			for (const fromId of fromIds) {
				const { toScopeId, to } = wishes.get(fromId) ?? { toScopeId: 0, to: [] };
				if (replaceOne(session, [fromScopeId, fromId, kindId], before.get(fromId) ?? [], toScopeId, to))
					changed.push(fromId);
				yield;
			}
			markRecordsOf(session, kindId, fromScopeId, changed);
			yield;
		}
	}
}

/** @returns true when something changed */
function replaceOne(
	session: Session,
	key: [fromScopeId: number, fromId: string, kindId: number],
	before: Array<[scopeId: number, id: string]>,
	toScopeId: number,
	to: string[],
): boolean {
	const missing = new Set(to);
	let changed = false;
	for (const [scopeId, id] of before) {
		if (scopeId === toScopeId && missing.delete(id)) continue;
		changed = true;
		session.run(
			'DELETE FROM wanted WHERE from_scope_id = ? AND from_id = ? AND kind_id = ? AND to_scope_id = ? AND to_id = ?',
			...key,
			scopeId,
			id,
		);
	}
	for (const id of missing) {
		changed = true;
		session.run(
			`INSERT INTO wanted (from_scope_id, from_id, kind_id, to_scope_id, to_id, waiting)
			 VALUES (?1, ?2, ?3, ?4, ?5,
				NOT EXISTS (SELECT 1 FROM links WHERE scope_id = ?4 AND source_id = ?5))`,
			...key,
			toScopeId,
			id,
		);
	}
	return changed;
}
