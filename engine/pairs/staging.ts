import type { DatabaseSync } from 'node:sqlite';
import { probeProcess, thisProcess, type Surroundings } from '../state/holder';
import { stateError } from '../state/sqlite/failures';
import { Session } from '../state/sqlite/session';
import { makeTemporaryFile, removeDeadFiles, removeTemporaryFile } from '../state/temporaryFile';
import { breathe } from '../sync/context';
import { groupsByKey, type KeyGroup } from './stagingGroups';
import { recordOf, schema, sides, statements, type StagedRow } from './stagingSchema';
import type { SideName } from './types';

export type { KeyGroup } from './stagingGroups';

/** A record of one side as it is staged. */
export interface StagedRecord {
	id: string;
	/** ISO 8601, UTC. */
	modifiedAt: string;
	/** Its match key (see keys.ts); null when it has none. */
	key: string | null;
	/** The id of the other side's record that its own-id field names; null without. */
	claim: string | null;
	/** Its canonical values as compact JSON. Opaque here. */
	values: string;
}

/** Two records known to be the same. One that is not staged (it has not changed) is absent. */
export interface JoinedPair {
	by: JoinedBy;
	leftId: string;
	rightId: string;
	left?: StagedRecord;
	right?: StagedRecord;
}

/** `link`: the state says so. `claim`: one names the other in its own-id field. */
export type JoinedBy = 'link' | 'claim';

/** A record whose own-id field names a record that it could not be joined to by {@link Staging.joinByClaims}. */
export interface OpenClaim {
	record: StagedRecord;
	/**
	 * What became of the record named: `absent` is not staged, `taken` is joined to another one or set aside,
	 * `contested` is named by several, or names another one itself.
	 */
	target: 'absent' | 'taken' | 'contested';
}

/** How long the staged table works before everything else in the process gets its turn, in milliseconds. */
const sliceMs = 8;
/** Records per page of what is handed out. */
const pageSize = 500;
/**
 * What a crash leaves behind is removed by the next run, so nothing is ever synced to the disk. The journal holds
 * only pages that were there when the transaction began: none.
 */
const setUp = `PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
	PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;`;
const kind = 'staging';
/** By their number in the table. */
const joinedBy: readonly JoinedBy[] = ['link', 'claim'];

interface Claimant extends Pick<StagedRow, 'n' | 'id' | 'counterpart'> {
	claim: string;
	target: 'free' | OpenClaim['target'];
}

/** All null where the record is not staged. */
type StagedTuple = [
	counterpart: number | null,
	modifiedAt: string,
	key: string | null,
	claim: string | null,
	values: string,
];

type JoinedTuple = [leftId: string, rightId: string, how: number, ...left: StagedTuple, ...right: StagedTuple];

const recordOfTuple = (id: string, [, modifiedAt, key, claim, values]: StagedTuple): StagedRecord => ({
	id,
	modifiedAt,
	key,
	claim,
	values,
});

/**
 * The staged table: records of both sides in a private temporary file, so that two systems of any size can be
 * compared in bounded memory.
 *
 * A run uses it in this order. A record is *open* while it is neither joined nor set aside.
 *
 * 1. {@link add} what was read of both sides, in any order; {@link ids} and {@link join} with the links that the
 *    state has of them. `setAside` what takes no part (linked to another object).
 * 2. {@link joinByClaims}; then {@link claims} tells which are left: read those named that are not staged, `add` them
 *    as counterparts, join again; what remains is to be decided by the caller (`setAside`, `join`, or let its key decide).
 * 3. An increment looks the keys of {@link open} records up on the other side and adds what it finds as counterparts.
 * 4. {@link keyless}: open records without a key. {@link keyGroups}: open records by key: exactly one on each side and
 *    nothing else of that key is a pair; one on one side alone is lacking on the other; the rest is ambiguous.
 * 5. {@link pairs}: what is joined, with the values of both.
 *
 * Every iterator may be used while records are added and joined; it sees what is there when it comes to it. None
 * holds more than a page. Work comes in slices of some milliseconds with a turn for everybody else in between.
 */
export class Staging {
	private sliceEnd = 0;

	private constructor(
		private readonly session: Session,
		private readonly path: string,
	) {}

	/**
	 * Opens an empty table in a file of its own (mode 0600) and removes those that dead processes left behind.
	 *
	 * @param directory the state directory, see `stateDirectory`; made when it is missing
	 * @throws SophiaError `configuration` when nothing can be written there
	 */
	static async open(
		directory: string,
		surroundings: Surroundings = { process: thisProcess(), probe: probeProcess },
	): Promise<Staging> {
		const { DatabaseSync: Connection } = await import('node:sqlite');
		const path = makeTemporaryFile(directory, kind, surroundings.process);
		removeDeadFiles(directory, kind, surroundings);
		let connection: DatabaseSync | undefined;
		try {
			connection = new Connection(path);
			// One transaction for good: nothing of it needs to be kept, so pages are only written when the cache is full.
			connection.exec(`${setUp} ${schema} BEGIN`);
			return new Staging(new Session(connection), path);
		} catch (error) {
			connection?.close();
			removeTemporaryFile(path);
			throw stateError(error);
		}
	}

	/**
	 * Stages records. One that is staged already is replaced: what was read last counts.
	 *
	 * @param options.counterpart they have not changed themselves and were read only because a record of the other
	 * side may be theirs: alone they are nobody's loss, so `keyGroups`, `keyless` and `pairs` show them only beside
	 * a record that is not one
	 */
	async add(side: SideName, records: StagedRecord[], options: { counterpart?: boolean } = {}): Promise<void> {
		const counterpart = options.counterpart === true ? 1 : 0;
		for (const { id, modifiedAt, key, claim, values } of records) {
			this.session.run(statements.add, sides[side], id, modifiedAt, key, claim, counterpart, values);
			await this.pause();
		}
	}

	/** How many records of a side are staged, counterparts left out. */
	count(side: SideName): number {
		return this.session.get<{ count: number }>(statements.count, sides[side])?.count ?? 0;
	}

	/** Staged records by id; those that are not staged are absent. */
	async get(side: SideName, ids: string[]): Promise<Map<string, StagedRecord>> {
		const found = new Map<string, StagedRecord>();
		for (let at = 0; at < ids.length; at += pageSize) {
			const rows = this.session.list<StagedRow>(statements.byId, [sides[side]], ids.slice(at, at + pageSize));
			for (const row of rows) found.set(row.id, recordOf(row));
			await this.pause();
		}
		return found;
	}

	/** The ids of all staged records of a side in their order, counterparts included. */
	async *ids(side: SideName): AsyncGenerator<string[], void> {
		let after = '';
		for (;;) {
			const rows = this.session.all<{ id: string }>(statements.ids, sides[side], after, pageSize);
			if (rows.length === 0) return;
			after = rows[rows.length - 1].id;
			yield rows.map(({ id }) => id);
			await this.pause();
		}
	}

	/** Open records of a side, counterparts left out. */
	async *open(side: SideName): AsyncGenerator<StagedRecord[], void> {
		for await (const rows of this.scan<StagedRow>(statements.open, side)) yield rows.map(recordOf);
	}

	/**
	 * Joins records, staged or not. A record that is joined already stays as it is: the first one counts, and the other
	 * record of such a pair remains open.
	 *
	 * @returns the pairs that were not made for that reason
	 */
	async join(pairs: Array<{ leftId: string; rightId: string }>, by: JoinedBy): Promise<typeof pairs> {
		const refused: typeof pairs = [];
		for (const pair of pairs) {
			const made = this.session.run(statements.join, pair.leftId, pair.rightId, joinedBy.indexOf(by));
			if (made === 0) refused.push(pair);
			await this.pause();
		}
		return refused;
	}

	/** Takes records, staged or not, out of everything that follows; only `get`, `ids` and `count` still show them. */
	async setAside(side: SideName, ids: string[]): Promise<void> {
		for (const id of ids) {
			this.session.run(statements.setAside, sides[side], id);
			await this.pause();
		}
	}

	/** Joins open records where one names the other, nobody else does, and the other names nobody else. */
	async joinByClaims(): Promise<void> {
		for (const side of ['left', 'right'] as const) {
			for await (const rows of this.claimants(side)) {
				for (const row of rows) {
					if (row.target !== 'free') continue;
					const [leftId, rightId] = side === 'left' ? [row.id, row.claim] : [row.claim, row.id];
					this.session.run(statements.join, leftId, rightId, joinedBy.indexOf('claim'));
				}
			}
		}
	}

	/** Open records of a side, counterparts left out, whose own-id field names a record, and why they are not joined to it. */
	async *claims(side: SideName): AsyncGenerator<OpenClaim[], void> {
		for await (const rows of this.claimants(side)) {
			const left = rows.filter(({ target, counterpart }) => target !== 'free' && counterpart === 0);
			const records = await this.get(
				side,
				left.map(({ id }) => id),
			);
			const page = left.flatMap(({ id, target }): OpenClaim[] => {
				const record = records.get(id);
				return record === undefined || target === 'free' ? [] : [{ record, target }];
			});
			if (page.length > 0) yield page;
		}
	}

	/** Joined pairs of which at least one record is staged and no mere counterpart, by left id. */
	async *pairs(): AsyncGenerator<JoinedPair[], void> {
		let after = '';
		for (;;) {
			const joined = this.session.tuples<JoinedTuple>(statements.joined, after, pageSize);
			if (joined.length === 0) return;
			[after] = joined[joined.length - 1];
			await this.pause();
			const page: JoinedPair[] = [];
			for (const [leftId, rightId, how, ...both] of joined) {
				const [left, right] = [both.slice(0, 5) as StagedTuple, both.slice(5) as StagedTuple];
				if (left[0] !== 0 && right[0] !== 0) continue;
				const pair: JoinedPair = { by: joinedBy[how], leftId, rightId };
				if (left[0] !== null) pair.left = recordOfTuple(leftId, left);
				if (right[0] !== null) pair.right = recordOfTuple(rightId, right);
				page.push(pair);
			}
			if (page.length > 0) yield page;
		}
	}

	/** Open records of a side without a match key, counterparts left out. */
	async *keyless(side: SideName): AsyncGenerator<StagedRecord[], void> {
		for await (const rows of this.scan<StagedRow>(statements.keyless, side)) yield rows.map(recordOf);
	}

	/** Open records by their match key, in the key's order, those of counterparts alone left out. See {@link KeyGroup}. */
	async *keyGroups(): AsyncGenerator<KeyGroup[], void> {
		yield* groupsByKey(this.session, pageSize, async () => await this.pause());
	}

	/** Closes the table and removes its file. */
	close(): void {
		if (!this.session.connection.isOpen) return;
		this.session.connection.close();
		removeTemporaryFile(this.path);
	}

	private claimants(side: SideName): AsyncGenerator<Claimant[], void> {
		return this.scan<Claimant>(statements.claimants, side);
	}

	/** Pages of a statement with the parameters side, number of the row to start behind, limit. */
	private async *scan<Row extends { n: number }>(sql: string, side: SideName): AsyncGenerator<Row[], void> {
		let after = 0;
		for (;;) {
			const rows = this.session.all<Row>(sql, sides[side], after, pageSize);
			if (rows.length === 0) return;
			after = rows[rows.length - 1].n;
			yield rows;
			await this.pause();
		}
	}

	/** Gives everybody else a turn when the slice is over. */
	private async pause(): Promise<void> {
		if (performance.now() < this.sliceEnd) return;
		await breathe();
		this.sliceEnd = performance.now() + sliceMs;
	}
}
