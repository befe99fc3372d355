import { describeProcess, isDead, parseHolder, type Surroundings } from '../holder';
import type { InboxClaim, InboxEntry, InboxStatus, InboxStore, InboxSummary } from '../types';
import type { Cipher } from '../cipher';
import type { Session } from './session';

interface InboxRow {
	id: number;
	inbox_id: number;
	kind_id: number;
	received_at: number;
	emitted_at: number;
	attempts: number;
	abandoned: number;
}

interface OpenRow {
	id: number;
	holder_id: number;
	emitted_at: number;
}

const summary = 'id, inbox_id, kind_id, received_at, emitted_at, attempts, abandoned';

export const inboxQueries = {
	boxes: 'SELECT min(inbox_id) AS id FROM inbox WHERE inbox_id > ?',
	open: 'SELECT id, holder_id, emitted_at FROM inbox WHERE inbox_id = ? AND abandoned = 0 AND id > ? ORDER BY id LIMIT ?',
	count: 'SELECT count(*) AS count FROM inbox WHERE inbox_id = ? AND abandoned = ?',
	oldest: 'SELECT min(id) AS id FROM inbox WHERE inbox_id = ? AND abandoned = 0',
	byId: `SELECT ${summary} FROM inbox WHERE id = ?`,
	body: 'SELECT body FROM inbox WHERE id = ?',
	listOfBox: `SELECT ${summary} FROM inbox WHERE inbox_id = ? AND abandoned = ? AND id > ? ORDER BY id LIMIT ?`,
	emit: 'UPDATE inbox SET holder_id = ?, emitted_at = ?, attempts = attempts + 1 WHERE id = ?',
	abandon: 'UPDATE inbox SET abandoned = 1 WHERE id = ?',
	release: 'UPDATE inbox SET abandoned = 0, attempts = 0, emitted_at = 0 WHERE id = ? AND abandoned = 1',
	finish: 'DELETE FROM inbox WHERE id = ?',
	forgetKey: 'DELETE FROM inbox_keys WHERE entry_id = ? AND until IS NULL',
};

/** Rows looked at per step of a claim: index entries only, a fraction of a millisecond. */
const slice = 2_000;

/** The process that a holder names, by its number. Which run or request of it is of no interest. */
export function holderNumber(session: Session, holder: string): number {
	const process = parseHolder(holder);
	return session.names.number(process === undefined ? holder : describeProcess(process));
}

export const bodyPlace = (inbox: string, id: number): string[] => ['inbox', inbox, String(id)];

const toSummary = (session: Session, row: InboxRow): InboxSummary => ({
	id: String(row.id),
	inbox: session.names.text(row.inbox_id),
	kind: session.names.text(row.kind_id),
	receivedAt: new Date(row.received_at).toISOString(),
	...(row.emitted_at === 0 ? {} : { emittedAt: new Date(row.emitted_at).toISOString() }),
	attempts: row.attempts,
	abandoned: row.abandoned === 1,
});

/** Numbers of the inboxes asked for that hold anything. */
function boxesOf(session: Session, inbox: string | undefined): number[] {
	if (inbox !== undefined) {
		const id = session.names.findNumber(inbox);
		return id === undefined ? [] : [id];
	}
	const boxes: number[] = [];
	for (let last = 0; ; ) {
		const next = session.get<{ id: number | null }>(inboxQueries.boxes, last)?.id ?? null;
		if (next === null) return boxes;
		boxes.push(next);
		last = next;
	}
}

/** Inside a long write. See `InboxStore.claimInbox`. */
export function* claimInbox(
	session: Session,
	cipher: Cipher,
	request: InboxClaim,
	now: number,
	{ process, probe }: Surroundings,
): Generator<void, InboxEntry[]> {
	const dead = new Map<number, boolean>();
	const isGone = (holderId: number): boolean => {
		let gone = dead.get(holderId);
		if (gone === undefined) dead.set(holderId, (gone = isDead(session.names.text(holderId), process, probe)));
		return gone;
	};
	const kindId = request.kind === undefined ? undefined : (session.names.findNumber(request.kind) ?? 0);
	const isWanted = (id: number): boolean =>
		kindId === undefined || session.get<InboxRow>(inboxQueries.byId, id)?.kind_id === kindId;
	const holderId = holderNumber(session, request.holder);
	const claimed: InboxEntry[] = [];
	for (const box of boxesOf(session, request.inbox)) {
		for (let after = 0, more = true; more && claimed.length < request.limit; ) {
			const rows = session.all<OpenRow>(inboxQueries.open, box, after, slice);
			for (const row of rows) {
				if (claimed.length === request.limit) break;
				if (row.emitted_at + request.visibilityMs > now && !isGone(row.holder_id)) continue;
				if (!isWanted(row.id)) continue;
				const entry = emitAgain(session, cipher, row.id, { holderId, now, maxAttempts: request.maxAttempts });
				if (entry !== undefined) claimed.push(entry);
				yield;
			}
			after = rows.at(-1)?.id ?? after;
			more = rows.length === slice;
			yield;
		}
	}
	return claimed;
}

/** @returns undefined when it has been emitted too often and is abandoned */
function emitAgain(
	session: Session,
	cipher: Cipher,
	id: number,
	{ holderId, now, maxAttempts }: { holderId: number; now: number; maxAttempts: number },
): InboxEntry | undefined {
	if ((session.get<InboxRow>(inboxQueries.byId, id) as InboxRow).attempts >= maxAttempts) {
		session.run(inboxQueries.abandon, id);
		return undefined;
	}
	session.run(inboxQueries.emit, holderId, now, id);
	const entry = toSummary(session, session.get<InboxRow>(inboxQueries.byId, id) as InboxRow);
	const { body } = session.get<{ body: Uint8Array }>(inboxQueries.body, id) as { body: Uint8Array };
	return { ...entry, body: cipher.decrypt(Buffer.from(body), bodyPlace(entry.inbox, id)).toString() };
}

/** Only inside a write. */
export const finishInbox = (session: Session, ids: string[]): number =>
	ids.reduce((finished, id) => finished + forgetEntry(session, Number(id)), 0);

/** Only inside a write. A key that has a date is remembered. @returns 1 when the entry was there */
export function forgetEntry(session: Session, id: number): number {
	session.run(inboxQueries.forgetKey, id);
	return session.run(inboxQueries.finish, id);
}

/** Only inside a write. */
export const releaseInbox = (session: Session, ids: string[]): number =>
	ids.reduce((released, id) => released + session.run(inboxQueries.release, Number(id)), 0);

export const countInbox = (session: Session, box: number, abandoned: 0 | 1): number =>
	session.get<{ count: number }>(inboxQueries.count, box, abandoned)?.count ?? 0;

export function inboxStatus(session: Session, inbox?: string): InboxStatus {
	const status: InboxStatus = { pending: 0, abandoned: 0 };
	for (const box of boxesOf(session, inbox)) {
		status.pending += countInbox(session, box, 0);
		status.abandoned += countInbox(session, box, 1);
		const oldest = session.get<{ id: number | null }>(inboxQueries.oldest, box)?.id ?? null;
		if (oldest === null) continue;
		const { receivedAt } = toSummary(session, session.get<InboxRow>(inboxQueries.byId, oldest) as InboxRow);
		if (status.oldestReceivedAt === undefined || receivedAt < status.oldestReceivedAt) {
			status.oldestReceivedAt = receivedAt;
		}
	}
	return status;
}

export function listInbox(
	session: Session,
	{ inbox, abandoned, afterId, limit }: Parameters<InboxStore['listInbox']>[0],
): InboxSummary[] {
	const after = Number(afterId ?? 0);
	const found: InboxRow[] = [];
	for (const box of boxesOf(session, inbox)) {
		for (const state of abandoned === undefined ? [0, 1] : [abandoned ? 1 : 0]) {
			found.push(...session.all<InboxRow>(inboxQueries.listOfBox, box, state, after, limit));
		}
	}
	return found
		.sort((a, b) => a.id - b.id)
		.slice(0, limit)
		.map((row) => toSummary(session, row));
}
