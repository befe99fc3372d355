import { turn } from '../order';
import type { Cipher } from '../cipher';
import type { InboxOutcome, InboxWrite } from '../types';
import type { Database } from './database';
import { bodyPlace, countInbox, holderNumber } from './inbox';
import { hashedKey } from './sealedKey';
import type { Session } from './session';

/** What one store adds to a call. */
export interface InboxParts {
	cipher: Cipher;
	hashKey: Buffer;
	now: number;
}

interface Call extends InboxParts {
	entries: Prepared[];
	maxPending: number;
}

interface Prepared extends InboxWrite {
	received: number;
	until: number | null;
}

interface KeyRow {
	entry_id: number;
	until: number | null;
}

export const inboxKeyQueries = {
	find: 'SELECT entry_id, until FROM inbox_keys WHERE inbox_id = ? AND key = ?',
	put: 'INSERT OR REPLACE INTO inbox_keys (inbox_id, key, entry_id, until) VALUES (?, ?, ?, ?)',
	expire: `DELETE FROM inbox_keys WHERE (inbox_id, key) IN
		(SELECT inbox_id, key FROM inbox_keys WHERE until <= ? LIMIT ?)`,
};

interface Group {
	calls: Call[];
	outcomes: Promise<InboxOutcome[][]>;
}

/**
 * Puts calls that come at about the same time into one transaction: a disk does some hundred fsyncs a second, and a
 * webhook may get as many requests. Whoever comes while the writer is busy, or in the same turn of the event loop, is
 * in one group.
 */
class InboxWriter {
	private open: Group | undefined;

	constructor(private readonly db: Database) {}

	async put(call: Call): Promise<InboxOutcome[]> {
		const group = this.open ?? this.begin();
		const index = group.calls.push(call) - 1;
		return (await group.outcomes)[index];
	}

	private begin(): Group {
		const group: Group = { calls: [], outcomes: Promise.resolve([]) };
		this.open = group;
		const close = () => {
			if (this.open === group) this.open = undefined;
		};
		const commit = async () => {
			await turn();
			return await this.db.writeLong((session) => {
				close();
				return putGroup(session, group.calls);
			});
		};
		// Closed as well when the writer was never had.
		group.outcomes = commit().finally(close);
		return group;
	}
}

const writers = new WeakMap<Database, InboxWriter>();

/**
 * See `InboxStore.putInbox`.
 * @throws RangeError for a date that is none: before anything is kept
 */
export async function putInbox(
	db: Database,
	parts: InboxParts,
	entries: InboxWrite[],
	{ maxPending }: { maxPending: number },
): Promise<InboxOutcome[]> {
	if (entries.length === 0) return [];
	const prepared = entries.map((entry) => ({
		...entry,
		received: instant(entry.receivedAt),
		until: entry.dedupeUntil === undefined ? null : instant(entry.dedupeUntil),
	}));
	let writer = writers.get(db);
	if (writer === undefined) writers.set(db, (writer = new InboxWriter(db)));
	return await writer.put({ ...parts, entries: prepared, maxPending });
}

function instant(text: string): number {
	const ms = Date.parse(text);
	if (Number.isNaN(ms)) throw new RangeError('A date of an inbox entry is not ISO 8601.');
	return ms;
}

/** Inside a long write. */
function* putGroup(session: Session, calls: Call[]): Generator<void, InboxOutcome[][]> {
	const box = new Boxes(session);
	const outcomes: InboxOutcome[][] = [];
	for (const call of calls) outcomes.push(yield* putCall(session, call, box));
	return outcomes;
}

function* putCall(session: Session, call: Call, boxes: Boxes): Generator<void, InboxOutcome[]> {
	const keys = call.entries.map(({ inbox, dedupeKey }) =>
		dedupeKey === undefined ? undefined : hashedKey(call.hashKey, `inbox ${inbox}`, dedupeKey),
	);
	const known = call.entries.map((entry, index) =>
		knownEntry(session, boxes.number(entry.inbox), keys[index], call.now),
	);
	const first = new Map<string, number>();
	const isNew = call.entries.map(({ inbox }, index) => {
		const key = keys[index] === undefined ? undefined : `${inbox}\0${keys[index]}`;
		if (known[index] !== undefined || (key !== undefined && first.has(key))) return false;
		if (key !== undefined) first.set(key, index);
		return true;
	});
	const fits = boxes.takes(
		call.entries.filter((_, index) => isNew[index]).map(({ inbox }) => inbox),
		call.maxPending,
	);
	const outcomes: InboxOutcome[] = [];
	for (const [index, entry] of call.entries.entries()) {
		const id = known[index];
		if (id !== undefined) {
			outcomes.push({ id: String(id), status: 'duplicate' });
		} else if (!fits) {
			outcomes.push({ status: 'full' });
		} else if (isNew[index]) {
			outcomes.push({ id: String(insert(session, call, entry, keys[index], boxes)), status: 'accepted' });
			yield;
		} else {
			const twin = outcomes[first.get(`${entry.inbox}\0${keys[index]}`) as number];
			outcomes.push({ ...(twin as { id: string }), status: 'duplicate' });
		}
	}
	return outcomes;
}

/** The entry that the key is known by, finished or not; undefined once the key has expired. */
function knownEntry(session: Session, box: number, key: string | undefined, now: number): number | undefined {
	if (key === undefined) return undefined;
	const row = session.get<KeyRow>(inboxKeyQueries.find, box, key);
	return row !== undefined && (row.until === null || row.until > now) ? row.entry_id : undefined;
}

function insert(
	session: Session,
	{ cipher, now }: InboxParts,
	entry: Prepared,
	key: string | undefined,
	boxes: Boxes,
): number {
	const box = boxes.number(entry.inbox);
	const id = boxes.nextId();
	session.run(
		`INSERT INTO inbox (id, inbox_id, kind_id, received_at, holder_id, emitted_at, attempts, body)
		 VALUES (?, ?, ?, ?, ?, ?, 1, ?)`,
		id,
		box,
		session.names.number(entry.kind),
		entry.received,
		holderNumber(session, entry.holder),
		now,
		cipher.encrypt(Buffer.from(entry.body), bodyPlace(entry.inbox, id)),
	);
	if (key !== undefined) session.run(inboxKeyQueries.put, box, key, id, entry.until);
	return id;
}

/** What a group knows of the inboxes: their numbers, how many entries are pending, the next id. */
class Boxes {
	private readonly pending = new Map<string, number>();
	private lastId: number;

	constructor(private readonly session: Session) {
		// AUTOINCREMENT: an id is never given twice, finished or not. It is needed before the row is written, for the ciphertext names it.
		this.lastId = session.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'inbox'")?.seq ?? 0;
	}

	number(inbox: string): number {
		return this.session.names.number(inbox);
	}

	nextId(): number {
		return ++this.lastId;
	}

	/** Counts these entries (one inbox name each) in, unless one of their inboxes would be too full. */
	takes(inboxes: string[], maxPending: number): boolean {
		const after = new Map<string, number>();
		for (const inbox of inboxes) after.set(inbox, (after.get(inbox) ?? this.count(inbox)) + 1);
		for (const count of after.values()) if (count > maxPending) return false;
		for (const [inbox, count] of after) this.pending.set(inbox, count);
		return true;
	}

	private count(inbox: string): number {
		const known = this.pending.get(inbox);
		return known ?? countInbox(this.session, this.number(inbox), 0);
	}
}
