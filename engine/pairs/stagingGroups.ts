import type { Session } from '../state/sqlite/session';
import type { StagedRecord } from './staging';
import { statements } from './stagingSchema';
import type { SideName } from './types';

/** The open records that share one match key. */
export interface KeyGroup {
	key: string;
	/** The records, counterparts included. A group of more than a page (500) comes in several parts, one after the other. */
	left: StagedRecord[];
	right: StagedRecord[];
	/** False for the further parts of a group. */
	first: boolean;
	/** How many open records have the key; in every part those of the whole group. */
	open: Record<SideName, number>;
	/** How many have it that are joined or set aside. */
	taken: Record<SideName, number>;
}

/**
 * What a match key says of its open records: `pair`: one on each side, and nothing else has the key. `only`: it is
 * the only record that has it. `ambiguous`: several have it, so that nothing can be said without guessing.
 */
export function verdictOf({ open, taken }: Pick<KeyGroup, 'open' | 'taken'>): 'pair' | 'only' | 'ambiguous' {
	if (taken.left + taken.right > 0 || open.left > 1 || open.right > 1) return 'ambiguous';
	return open.left + open.right === 2 ? 'pair' : 'only';
}

/** A row of the key's index; with what else there is of the record, where it is open. */
interface Entry {
	key: string;
	side: number;
	id: string;
	counterpart: number;
	taken: number;
	record?: StagedRecord;
}

type EntryTuple = [
	key: string,
	side: number,
	id: string,
	counterpart: number,
	taken: number,
	modifiedAt: string | null,
	claim: string | null,
	values: string | null,
];

type Tally = Pick<KeyGroup, 'open' | 'taken'> & { changed: number };

/** Groups of open records that have a member which is no mere counterpart, a page at a time. See {@link Staging.keyGroups}. */
export async function* groupsByKey(
	session: Session,
	pageSize: number,
	pause: () => Promise<void>,
): AsyncGenerator<KeyGroup[], void> {
	let page = entriesBehind(session, ['', -1, ''], pageSize);
	while (page.length > 0) {
		const last = page[page.length - 1];
		const mayGoOn = page.length === pageSize;
		if (mayGoOn && page[0].key === last.key) {
			yield* partsOf(session, page, pageSize, pause);
			page = entriesBehind(session, [last.key, 2, ''], pageSize);
		} else {
			// The last group of a full page may go on behind it: it is taken up with the next one.
			const whole = mayGoOn ? page.filter(({ key }) => key !== last.key) : page;
			const groups = groupsOf(whole);
			await pause();
			if (groups.length > 0) yield groups;
			page = entriesBehind(session, mayGoOn ? [last.key, -1, ''] : [last.key, 2, ''], pageSize);
		}
		await pause();
	}
}

const entriesBehind = (session: Session, behind: [key: string, side: number, id: string], limit: number): Entry[] =>
	session.tuples<EntryTuple>(statements.byKey, ...behind, limit).map(entryOf);

function entryOf([key, side, id, counterpart, taken, modifiedAt, claim, values]: EntryTuple): Entry {
	const entry: Entry = { key, side, id, counterpart, taken };
	if (modifiedAt !== null && values !== null) entry.record = { id, modifiedAt, key, claim, values };
	return entry;
}

function groupsOf(entries: Entry[]): KeyGroup[] {
	const byKey = new Map<string, { entries: Entry[]; tally: Tally }>();
	for (const entry of entries) {
		let group = byKey.get(entry.key);
		if (group === undefined) {
			group = { entries: [], tally: emptyTally() };
			byKey.set(entry.key, group);
		}
		group.entries.push(entry);
		count(group.tally, entry);
	}
	return [...byKey]
		.filter(([, { tally }]) => tally.changed > 0)
		.map(([key, group]) => groupOf(key, group.entries, group.tally, true));
}

/** A group of a page and more: counted through first, then handed out in parts. */
async function* partsOf(
	session: Session,
	firstPage: Entry[],
	pageSize: number,
	pause: () => Promise<void>,
): AsyncGenerator<KeyGroup[], void> {
	const { key } = firstPage[0];
	const tally = emptyTally();
	const pages = async function* () {
		for (let page = firstPage; page.length > 0; ) {
			yield page;
			await pause();
			const last = page[page.length - 1];
			page = entriesBehind(session, [key, last.side, last.id], pageSize).filter((entry) => entry.key === key);
		}
	};
	for await (const page of pages()) for (const entry of page) count(tally, entry);
	if (tally.changed === 0) return;
	let first = true;
	for await (const page of pages()) {
		const part = groupOf(key, page, tally, first);
		if (part.left.length + part.right.length === 0) continue;
		yield [part];
		first = false;
	}
}

const emptyTally = (): Tally => ({ open: { left: 0, right: 0 }, taken: { left: 0, right: 0 }, changed: 0 });

const sideOf = (entry: { side: number }): SideName => (entry.side === 0 ? 'left' : 'right');

function count(tally: Tally, entry: Entry): void {
	tally[entry.taken === 1 ? 'taken' : 'open'][sideOf(entry)]++;
	if (entry.taken === 0 && entry.counterpart === 0) tally.changed++;
}

function groupOf(key: string, entries: Entry[], { open, taken }: Tally, first: boolean): KeyGroup {
	const group: KeyGroup = { key, left: [], right: [], first, open, taken };
	for (const entry of entries) {
		if (entry.record !== undefined) group[sideOf(entry)].push(entry.record);
	}
	return group;
}
