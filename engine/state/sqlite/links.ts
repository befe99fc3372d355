import { chunkSize, chunksOf, compareBytes, turn } from '../order';
import type { Link, LinkRole, LinkScope, RecordRef, ScopedLink } from '../types';
import { linkChanged } from './dirty';
import type { Database } from './database';
import { packFields, unpackFields } from './linkFields';
import type { DestinationName } from './names';

interface LinkRow {
	scope_id: number;
	source_id: string;
	record_id: string;
	role: number;
	match_key: string | null;
	modified_at: string;
	fields: Uint8Array;
}

const columns = 'scope_id, source_id, record_id, role, match_key, modified_at, fields';
const roles: readonly LinkRole[] = ['primary', 'shadow'];

/** What the two queries by destination are: read by the tests of their plans too. */
export const linkQueries = {
	bySource: `SELECT ${columns} FROM links WHERE scope_id = ? AND source_id IN (?*)`,
	byRecord: `SELECT ${columns} FROM links WHERE destination_id = ? AND record_id IN (?*)`,
	byMatchKey: `SELECT ${columns} FROM links WHERE destination_id = ? AND match_key IN (?*)`,
	nextSeen: 'SELECT min(seen) AS seen FROM links WHERE scope_id = ? AND seen > ?',
	unseen: 'SELECT source_id FROM links WHERE scope_id = ? AND seen = ? AND source_id > ? ORDER BY source_id LIMIT ?',
	count: 'SELECT count(*) AS count FROM (SELECT 1 FROM links WHERE scope_id = ? AND source_id > ? ORDER BY source_id LIMIT ?)',
};

const toLink = (db: Database, row: LinkRow): Link => ({
	sourceId: row.source_id,
	destinationId: row.record_id,
	role: roles[row.role],
	matchKey: row.match_key,
	fields: unpackFields(row.fields, db.names),
	modifiedAt: row.modified_at,
});

/** Reads rows by a list of any length, a chunk at a time. */
async function readByList(db: Database, sql: string, value: number, list: string[], use: (row: LinkRow) => void): Promise<void> {
	const chunks = chunksOf(list);
	for (const [index, chunk] of chunks.entries()) {
		if (index > 0) await turn();
		for (const row of db.list<LinkRow>(sql, [value], chunk)) use(row);
	}
}

export async function getLinks(db: Database, scope: LinkScope, sourceIds: string[]): Promise<Map<string, Link>> {
	const links = new Map<string, Link>();
	const interned = db.names.findScope(scope);
	if (interned === undefined) return links;
	await readByList(db, linkQueries.bySource, interned.id, sourceIds, (row) => links.set(row.source_id, toLink(db, row)));
	return links;
}

/** Links into one destination object, grouped by the column that they were asked for by. */
export async function findLinks(
	db: Database,
	destination: DestinationName,
	by: 'record_id' | 'match_key',
	values: string[],
): Promise<Map<string, ScopedLink[]>> {
	const found = new Map<string, ScopedLink[]>();
	const id = db.names.findDestination(destination);
	if (id === undefined) return found;
	const sql = by === 'record_id' ? linkQueries.byRecord : linkQueries.byMatchKey;
	await readByList(db, sql, id, values, (row) => {
		const link = { ...toLink(db, row), scope: db.names.scopeById(row.scope_id).scope };
		const key = row[by] as string;
		const others = found.get(key);
		if (others === undefined) found.set(key, [link]);
		else others.push(link);
	});
	return found;
}

/** Counts in slices: a million keys take a quarter of a second in one go. */
export async function countLinks(db: Database, scope: LinkScope): Promise<number> {
	const interned = db.names.findScope(scope);
	if (interned === undefined) return 0;
	const slice = 20_000;
	let total = 0;
	let after = '';
	for (;;) {
		const last = db.get<{ source_id: string }>(
			'SELECT source_id FROM links WHERE scope_id = ? AND source_id > ? ORDER BY source_id LIMIT 1 OFFSET ?',
			interned.id,
			after,
			slice - 1,
		);
		total += last === undefined ? (db.get<{ count: number }>(linkQueries.count, interned.id, after, slice)?.count ?? 0) : slice;
		if (last === undefined) return total;
		after = last.source_id;
		await turn();
	}
}

/**
 * Ids that a full read has not seen. The index holds them by the read that saw them last, and there are
 * few such reads: each is asked for its first ids, and the lists are merged.
 */
export function unseenLinks(db: Database, scope: LinkScope, generation: number, afterId: string | undefined, limit: number): string[] {
	const interned = db.names.findScope(scope);
	if (interned === undefined) return [];
	const ids: string[] = [];
	for (let seen = -1; ; ) {
		const next = db.get<{ seen: number | null }>(linkQueries.nextSeen, interned.id, seen)?.seen ?? null;
		if (next === null || next >= generation) break;
		seen = next;
		const rows = db.all<{ source_id: string }>(linkQueries.unseen, interned.id, seen, afterId ?? '', limit);
		for (const row of rows) ids.push(row.source_id);
	}
	return ids.sort(compareBytes).slice(0, limit);
}

/** Only inside a write. */
export function putLink(db: Database, scope: LinkScope, link: Link): void {
	const { id: scopeId, destinationId } = db.names.scope(scope);
	const role = roles.indexOf(link.role);
	const fields = packFields(link.fields, db.names);
	const before = position(db, scopeId, link.sourceId);
	if (before !== undefined && before.record_id === link.destinationId && before.role === role) {
		db.run(
			'UPDATE links SET match_key = ?, modified_at = ?, fields = ? WHERE id = ?',
			link.matchKey,
			link.modifiedAt,
			fields,
			before.id,
		);
		return;
	}
	db.run(
		`INSERT INTO links (scope_id, source_id, destination_id, record_id, role, match_key, modified_at, fields)
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		 ON CONFLICT (scope_id, source_id) DO UPDATE SET record_id = excluded.record_id, role = excluded.role,
			match_key = excluded.match_key, modified_at = excluded.modified_at, fields = excluded.fields`,
		scopeId,
		link.sourceId,
		destinationId,
		link.destinationId,
		role,
		link.matchKey,
		link.modifiedAt,
		fields,
	);
	linkChanged(db, { scopeId, destinationId, sourceId: link.sourceId }, [before?.record_id, link.destinationId]);
}

/** Only inside a write. What others want of the record stays wanted; so does what it wants itself, should it come back. */
export function removeLink(db: Database, { scope, sourceId }: RecordRef): void {
	const interned = db.names.findScope(scope);
	if (interned === undefined) return;
	const before = position(db, interned.id, sourceId);
	if (before === undefined) return;
	db.run('DELETE FROM links WHERE id = ?', before.id);
	linkChanged(db, { scopeId: interned.id, destinationId: interned.destinationId, sourceId }, [before.record_id]);
}

/** Only inside a write. A later read's mark is never replaced by an earlier one's. */
export function markSeen(db: Database, seen: { scope: LinkScope; generation: number; sourceIds: string[] }): void {
	const interned = db.names.findScope(seen.scope);
	if (interned === undefined) return;
	for (const sourceId of new Set(seen.sourceIds)) {
		db.run(
			'UPDATE links SET seen = ? WHERE scope_id = ? AND source_id = ? AND seen < ?',
			seen.generation,
			interned.id,
			sourceId,
			seen.generation,
		);
	}
}

/**
 * Only inside a write: deletes a slice of a scope's links together with the associations made for them.
 * @returns how many; 0 when none is left
 */
export function deleteLinkSlice(db: Database, scopeId: number): number {
	const rows = db.all<{ id: number; destination_id: number; record_id: string }>(
		'SELECT id, destination_id, record_id FROM links WHERE scope_id = ? LIMIT ?',
		scopeId,
		chunkSize,
	);
	for (const row of rows) {
		db.run('DELETE FROM links WHERE id = ?', row.id);
		db.run('DELETE FROM done WHERE from_destination_id = ? AND from_record_id = ?', row.destination_id, row.record_id);
		db.run('DELETE FROM done WHERE to_destination_id = ? AND to_record_id = ?', row.destination_id, row.record_id);
	}
	return rows.length;
}

const position = (db: Database, scopeId: number, sourceId: string) =>
	db.get<{ id: number; record_id: string; role: number }>(
		'SELECT id, record_id, role FROM links WHERE scope_id = ? AND source_id = ?',
		scopeId,
		sourceId,
	);
