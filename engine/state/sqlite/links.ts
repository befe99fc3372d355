import { chunkSize, chunksOf, compareBytes, turn } from '../order';
import type { Link, LinkRole, LinkScope, RecordRef, ScopedLink } from '../types';
import { linksChanged, type LinkChange } from './dirty';
import type { Session } from './session';
import { packFields, unpackFields } from './linkFields';
import type { DestinationName, InternedScope } from './names';

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
	markSeen:
		'UPDATE links INDEXED BY links_by_source SET seen = ?1 WHERE scope_id = ?2 AND source_id = ?3 AND seen < ?1',
	count:
		'SELECT count(*) AS count FROM (SELECT 1 FROM links WHERE scope_id = ? AND source_id > ? ORDER BY source_id LIMIT ?)',
};

const toLink = (session: Session, row: LinkRow): Link => ({
	sourceId: row.source_id,
	destinationId: row.record_id,
	role: roles[row.role],
	matchKey: row.match_key,
	fields: unpackFields(row.fields, session.names),
	modifiedAt: row.modified_at,
});

/** Reads rows by a list of any length, a chunk at a time. */
async function readByList(
	session: Session,
	sql: string,
	value: number,
	list: string[],
	use: (row: LinkRow) => void,
): Promise<void> {
	const chunks = chunksOf(list);
	for (const [index, chunk] of chunks.entries()) {
		if (index > 0) await turn();
		for (const row of session.list<LinkRow>(sql, [value], chunk)) use(row);
	}
}

export async function getLinks(session: Session, scope: LinkScope, sourceIds: string[]): Promise<Map<string, Link>> {
	const links = new Map<string, Link>();
	const interned = session.names.findScope(scope);
	if (interned === undefined) return links;
	await readByList(session, linkQueries.bySource, interned.id, sourceIds, (row) =>
		links.set(row.source_id, toLink(session, row)),
	);
	return links;
}

/** Links into one destination object, grouped by the column that they were asked for by. */
export async function findLinks(
	session: Session,
	destination: DestinationName,
	by: 'record_id' | 'match_key',
	values: string[],
): Promise<Map<string, ScopedLink[]>> {
	const found = new Map<string, ScopedLink[]>();
	const id = session.names.findDestination(destination);
	if (id === undefined) return found;
	const sql = by === 'record_id' ? linkQueries.byRecord : linkQueries.byMatchKey;
	await readByList(session, sql, id, values, (row) => {
		const link = { ...toLink(session, row), scope: session.names.scopeById(row.scope_id).scope };
		const key = row[by] as string;
		const others = found.get(key);
		if (others === undefined) found.set(key, [link]);
		else others.push(link);
	});
	return found;
}

/** Counts in slices: a million keys take a quarter of a second in one go. */
export async function countLinks(session: Session, scope: LinkScope): Promise<number> {
	const interned = session.names.findScope(scope);
	if (interned === undefined) return 0;
	const slice = 20_000;
	let total = 0;
	let after = '';
	for (;;) {
		const last = session.get<{ source_id: string }>(
			'SELECT source_id FROM links WHERE scope_id = ? AND source_id > ? ORDER BY source_id LIMIT 1 OFFSET ?',
			interned.id,
			after,
			slice - 1,
		);
		total +=
			last === undefined
				? (session.get<{ count: number }>(linkQueries.count, interned.id, after, slice)?.count ?? 0)
				: slice;
		if (last === undefined) return total;
		after = last.source_id;
		await turn();
	}
}

/**
 * Ids that a full read has not seen. The index holds them by the read that saw them last, and there are
 * few such reads: each is asked for its first ids, and the lists are merged.
 */
export function unseenLinks(
	session: Session,
	scope: LinkScope,
	generation: number,
	afterId: string | undefined,
	limit: number,
): string[] {
	const interned = session.names.findScope(scope);
	if (interned === undefined) return [];
	const ids: string[] = [];
	for (let seen = -1; ; ) {
		const next = session.get<{ seen: number | null }>(linkQueries.nextSeen, interned.id, seen)?.seen ?? null;
		if (next === null || next >= generation) break;
		seen = next;
		const rows = session.all<{ source_id: string }>(linkQueries.unseen, interned.id, seen, afterId ?? '', limit);
		for (const row of rows) ids.push(row.source_id);
	}
	return ids.sort(compareBytes).slice(0, limit);
}

interface Position {
	id: number;
	source_id: string;
	record_id: string;
	role: number;
}

/** Splits what a commit says of links into runs of one scope, of at most `chunkSize`, in their order. */
function* runsOfScope<T extends { scope: LinkScope }>(session: Session, items: T[]): Generator<[InternedScope, T[]]> {
	for (let start = 0; start < items.length; ) {
		const scope = session.names.scope(items[start].scope);
		let end = start + 1;
		while (end < items.length && end - start < chunkSize && session.names.scope(items[end].scope) === scope) end++;
		yield [scope, items.slice(start, end)];
		start = end;
	}
}

const positions = (session: Session, scope: InternedScope, sourceIds: string[]): Map<string, Position> =>
	new Map(
		session
			.list<Position>(
				'SELECT id, source_id, record_id, role FROM links WHERE scope_id = ? AND source_id IN (?*)',
				[scope.id],
				sourceIds,
			)
			.map((row) => [row.source_id, row]),
	);

/** Inside a long write. */
export function* putLinks(session: Session, links: Array<{ scope: LinkScope; link: Link }>): Generator<void, void> {
	for (const [scope, run] of runsOfScope(session, links)) {
		const before = positions(
			session,
			scope,
			run.map(({ link }) => link.sourceId),
		);
		const changes: LinkChange[] = [];
		// Of several links for one record the last one counts.
		for (const link of new Map(run.map((item) => [item.link.sourceId, item.link])).values()) {
			const records = putLink(session, scope, link, before.get(link.sourceId));
			if (records.length > 0) changes.push({ sourceId: link.sourceId, records });
			yield;
		}
		linksChanged(session, scope, changes);
		yield;
	}
}

/** @returns the destination records before and after, when they or the role changed */
function putLink(session: Session, scope: InternedScope, link: Link, before: Position | undefined): string[] {
	const role = roles.indexOf(link.role);
	const values = [
		link.destinationId,
		role,
		link.matchKey,
		link.modifiedAt,
		packFields(link.fields, session.names),
	] as const;
	if (before === undefined) {
		session.run(
			`INSERT INTO links (record_id, role, match_key, modified_at, fields, scope_id, source_id, destination_id)
			 VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			...values,
			scope.id,
			link.sourceId,
			scope.destinationId,
		);
		return [link.destinationId];
	}
	session.run(
		'UPDATE links SET record_id = ?, role = ?, match_key = ?, modified_at = ?, fields = ? WHERE id = ?',
		...values,
		before.id,
	);
	if (before.record_id === link.destinationId && before.role === role) return [];
	return [before.record_id, link.destinationId];
}

/** Inside a long write. What others want of the records stays wanted; so does what they want themselves, should they come back. */
export function* removeLinks(session: Session, refs: RecordRef[]): Generator<void, void> {
	for (const [scope, run] of runsOfScope(session, refs)) {
		const before = [
			...positions(
				session,
				scope,
				run.map((ref) => ref.sourceId),
			).values(),
		];
		for (const { id } of before) {
			session.run('DELETE FROM links WHERE id = ?', id);
			yield;
		}
		linksChanged(
			session,
			scope,
			before.map((row) => ({ sourceId: row.source_id, records: [row.record_id] })),
		);
		yield;
	}
}

/** Inside a long write. A later read's mark is never replaced by an earlier one's. */
export function* markSeen(
	session: Session,
	seen: { scope: LinkScope; generation: number; sourceIds: string[] },
): Generator<void, void> {
	const scopeId = session.names.findScope(seen.scope)?.id;
	if (scopeId === undefined) return;
	for (const sourceId of new Set(seen.sourceIds)) {
		session.run(linkQueries.markSeen, seen.generation, scopeId, sourceId);
		yield;
	}
}

/**
 * Only inside a write: deletes a slice of a scope's links together with the associations made for them.
 * @returns how many; 0 when none is left
 */
export function deleteLinkSlice(session: Session, scopeId: number): number {
	const rows = session.all<{ id: number; destination_id: number; record_id: string }>(
		'SELECT id, destination_id, record_id FROM links WHERE scope_id = ? LIMIT ?',
		scopeId,
		chunkSize,
	);
	for (const row of rows) {
		session.run('DELETE FROM links WHERE id = ?', row.id);
		session.run(
			'DELETE FROM done WHERE from_destination_id = ? AND from_record_id = ?',
			row.destination_id,
			row.record_id,
		);
		session.run('DELETE FROM done WHERE to_destination_id = ? AND to_record_id = ?', row.destination_id, row.record_id);
	}
	return rows.length;
}
