import { chunksOf, compareBytes, turn } from '../order';
import type { PendingAssociation } from '../types';
import type { Database } from './database';
import type { Session } from './session';
import { spreadMoved } from './dirty';

/** How many destination records are judged in one slice. */
const slice = 250;

interface WishRow {
	record: string;
	from_scope_id: number;
	from_id: string;
	to_scope_id: number;
	to_id: string;
	/** The destination record of the other end, which may have been made of another source record of the same person; null while it waits. */
	to_record: string | null;
}

interface DoneRow {
	record: string;
	from_scope_id: number;
	from_id: string;
	to_scope_id: number;
	to_id: string;
	to_destination_id: number;
	to_record_id: string;
	/** 1 while any link leads to that end. */
	from_linked: number;
	to_linked: number;
	/** 1 while the source record of that end is linked to anything. */
	to_source_linked: number;
}

/** CROSS JOIN fixes the order: from the few records asked about outwards. */
export const associationQueries = {
	dirty:
		'SELECT record_id FROM dirty WHERE kind_id = ? AND destination_id = ? AND record_id > ? ORDER BY record_id LIMIT ?',
	isDirty: 'SELECT 1 FROM dirty WHERE kind_id = ? AND destination_id = ? AND record_id = ?',
	wishes: `SELECT f.record_id AS record, w.from_scope_id, w.from_id, w.to_scope_id, w.to_id, t.record_id AS to_record
		FROM links f
		CROSS JOIN wanted w ON w.from_scope_id = f.scope_id AND w.from_id = f.source_id AND w.kind_id = ?
		LEFT JOIN links t ON t.scope_id = w.to_scope_id AND t.source_id = w.to_id
		WHERE f.destination_id = ? AND f.role = 0 AND f.record_id IN (?*)
		ORDER BY f.record_id, w.from_scope_id, w.from_id, w.to_scope_id, w.to_id`,
	done: `SELECT d.from_record_id AS record, d.from_scope_id, d.from_id, d.to_scope_id, d.to_id, d.to_destination_id, d.to_record_id,
			EXISTS (SELECT 1 FROM links l WHERE l.destination_id = d.from_destination_id AND l.record_id = d.from_record_id) AS from_linked,
			EXISTS (SELECT 1 FROM links l WHERE l.destination_id = d.to_destination_id AND l.record_id = d.to_record_id) AS to_linked,
			EXISTS (SELECT 1 FROM links l WHERE l.scope_id = d.to_scope_id AND l.source_id = d.to_id) AS to_source_linked
		FROM done d WHERE d.kind_id = ? AND d.from_destination_id = ? AND d.from_record_id IN (?*)`,
	waiting: `SELECT w.from_id, w.to_scope_id, w.to_id,
			(EXISTS (SELECT 1 FROM links f WHERE f.scope_id = w.from_scope_id AND f.source_id = w.from_id AND f.role = 0)
			AND NOT EXISTS (SELECT 1 FROM links t WHERE t.scope_id = w.to_scope_id AND t.source_id = w.to_id)) AS waits
		FROM wanted w
		WHERE w.waiting = 1 AND w.kind_id = ? AND w.from_scope_id = ? AND (w.from_id, w.to_scope_id, w.to_id) > (?, ?, ?)
		ORDER BY w.from_id, w.to_scope_id, w.to_id LIMIT ?`,
};

/** Within one record: removals first, so that a record never has two companies where it should have one. */
const rank = { dissociate: 0, associate: 1 };

const compareWithin = (a: PendingAssociation, b: PendingAssociation): number =>
	rank[a.action] - rank[b.action] ||
	compareBytes(a.to.scope.destinationObject, b.to.scope.destinationObject) ||
	compareBytes(a.toDestinationId, b.toDestinationId);

/**
 * What is to be done for destination records of one kind, ordered within each; and, as it goes along,
 * the tables brought up to date: records that are as wanted leave `dirty`, and what is known of
 * associations that an archived record took with it is forgotten. Only inside a write.
 */
function judge(session: Session, kindId: number, destinationId: number, records: string[]): PendingAssociation[][] {
	const wishes = groupByRecord(session.list<WishRow>(associationQueries.wishes, [kindId, destinationId], records));
	const done = groupByRecord(session.list<DoneRow>(associationQueries.done, [kindId, destinationId], records));
	const kind = session.names.text(kindId);
	return records.map((record) => {
		const wished = new Map<string, WishRow>();
		const waiting = new Set<string>();
		for (const wish of wishes.get(record) ?? []) {
			if (wish.to_record === null) {
				waiting.add(`${wish.to_scope_id}:${wish.to_id}`);
				continue;
			}
			// The same pair wanted by two source records is one association, in the first one's name.
			const pair = `${session.names.scopeById(wish.to_scope_id).destinationId}:${wish.to_record}`;
			if (!wished.has(pair)) wished.set(pair, wish);
		}
		const pending: PendingAssociation[] = [];
		for (const row of done.get(record) ?? []) {
			if (wished.delete(`${row.to_destination_id}:${row.to_record_id}`)) continue;
			const waits = waiting.has(`${row.to_scope_id}:${row.to_id}`);
			if (row.from_linked === 0 || (row.to_linked === 0 && (waits || row.to_source_linked === 1))) {
				// That end was archived, or made anew: the association went with it.
				forgetDone(session, kindId, destinationId, row);
			} else if (!waits) {
				// Also with an end that nobody is linked to any more: the record of a deleted account may have been left as it is.
				pending.push(pendingOf(session, kind, 'dissociate', row, row.to_record_id));
			}
			// Else the other end's link went over to another source record (a merge) and this record's own
			// wish has not followed yet: what the destination has is still right.
		}
		for (const wish of wished.values())
			pending.push(pendingOf(session, kind, 'associate', wish, wish.to_record as string));
		if (pending.length === 0) {
			session.run(
				'DELETE FROM dirty WHERE kind_id = ? AND destination_id = ? AND record_id = ?',
				kindId,
				destinationId,
				record,
			);
		} else {
			session.run(
				'INSERT OR IGNORE INTO dirty (kind_id, destination_id, record_id) VALUES (?, ?, ?)',
				kindId,
				destinationId,
				record,
			);
		}
		return pending.sort(compareWithin);
	});
}

function groupByRecord<Row extends { record: string }>(rows: Row[]): Map<string, Row[]> {
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const group = groups.get(row.record);
		if (group === undefined) groups.set(row.record, [row]);
		else group.push(row);
	}
	return groups;
}

const pendingOf = (
	session: Session,
	kind: string,
	action: PendingAssociation['action'],
	row: WishRow | DoneRow,
	toRecord: string,
): PendingAssociation => ({
	kind,
	action,
	from: { scope: session.names.scopeById(row.from_scope_id).scope, sourceId: row.from_id },
	to: { scope: session.names.scopeById(row.to_scope_id).scope, sourceId: row.to_id },
	fromDestinationId: row.record,
	toDestinationId: toRecord,
});

const forgetDone = (session: Session, kindId: number, destinationId: number, row: DoneRow): void => {
	session.run(
		`DELETE FROM done WHERE from_destination_id = ? AND from_record_id = ? AND kind_id = ?
			AND to_destination_id = ? AND to_record_id = ?`,
		destinationId,
		row.record,
		kindId,
		row.to_destination_id,
		row.to_record_id,
	);
};

/** See `StateStore.pendingAssociations`. Ordered by destination object and id of the first end. */
export async function pendingAssociations(
	db: Database,
	kind: string,
	account: string,
	limit: number,
	after?: PendingAssociation,
): Promise<PendingAssociation[]> {
	const found: PendingAssociation[] = [];
	const kindId = db.reader.names.findNumber(kind);
	if (kindId === undefined || limit <= 0) return found;
	await spreadMoved(db);
	const start = after === undefined ? undefined : db.reader.names.findDestination(after.from.scope);
	const destinations = db.reader.all<{ id: number }>(
		'SELECT id FROM destinations WHERE account = ? ORDER BY id',
		account,
	);
	for (const { id } of destinations) {
		if (start !== undefined && id < start) continue;
		let position = '';
		if (after !== undefined && id === start) {
			position = after.fromDestinationId;
			if (db.reader.get(associationQueries.isDirty, kindId, id, position) !== undefined) {
				const [rest] = await db.write((session) => judge(session, kindId, id, [position]));
				found.push(...rest.filter((one) => compareWithin(one, after) > 0));
			}
		}
		while (found.length < limit) {
			const rows = db.reader.all<{ record_id: string }>(associationQueries.dirty, kindId, id, position, slice);
			if (rows.length === 0) break;
			const records = rows.map((row) => row.record_id);
			position = records[records.length - 1];
			for (const pending of await db.write((session) => judge(session, kindId, id, records))) found.push(...pending);
			await turn();
		}
		if (found.length >= limit) break;
	}
	return found.slice(0, limit);
}

/** Inside a long write: what the destination has confirmed. */
export function* markDone(session: Session, associations: PendingAssociation[]): Generator<void, void> {
	const touched = new Map<string, { kindId: number; destinationId: number; records: string[] }>();
	for (const one of associations) {
		const kindId = session.names.number(one.kind);
		const from = session.names.scope(one.from.scope);
		const to = session.names.scope(one.to.scope);
		const key = [from.destinationId, one.fromDestinationId, kindId, to.destinationId, one.toDestinationId] as const;
		if (one.action === 'associate') {
			session.run(
				`INSERT OR REPLACE INTO done (from_destination_id, from_record_id, kind_id, to_destination_id, to_record_id,
					from_scope_id, from_id, to_scope_id, to_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				...key,
				from.id,
				one.from.sourceId,
				to.id,
				one.to.sourceId,
			);
		} else {
			session.run(
				`DELETE FROM done WHERE from_destination_id = ? AND from_record_id = ? AND kind_id = ?
					AND to_destination_id = ? AND to_record_id = ?`,
				...key,
			);
		}
		const group = `${kindId}:${from.destinationId}`;
		const records = touched.get(group)?.records;
		if (records !== undefined) records.push(one.fromDestinationId);
		else touched.set(group, { kindId, destinationId: from.destinationId, records: [one.fromDestinationId] });
		yield;
	}
	for (const { kindId, destinationId, records } of touched.values()) {
		for (const chunk of chunksOf(records)) {
			judge(session, kindId, destinationId, chunk);
			yield;
		}
	}
}

/** See `StateStore.countWaitingAssociations`: wishes of linked records whose other end is not linked. Counted in slices. */
export async function countWaiting(db: Database, kind: string, account: string): Promise<number> {
	const kindId = db.reader.names.findNumber(kind);
	if (kindId === undefined) return 0;
	await spreadMoved(db);
	const scopes = db.reader.all<{ id: number }>(
		'SELECT scopes.id FROM scopes JOIN destinations ON destinations.id = destination_id WHERE account = ? ORDER BY scopes.id',
		account,
	);
	const sliceLength = 2_000;
	let total = 0;
	for (const { id } of scopes) {
		let after: [string, number, string] = ['', 0, ''];
		for (let more = true; more; await turn()) {
			const rows = db.reader.all<{ from_id: string; to_scope_id: number; to_id: string; waits: number }>(
				associationQueries.waiting,
				kindId,
				id,
				...after,
				sliceLength,
			);
			for (const row of rows) total += row.waits;
			const last = rows.at(-1);
			if (last !== undefined) after = [last.from_id, last.to_scope_id, last.to_id];
			more = rows.length === sliceLength;
		}
	}
	return total;
}
