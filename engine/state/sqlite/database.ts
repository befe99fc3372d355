import type { DatabaseSync } from 'node:sqlite';
import { turn } from '../order';
import { isBusy, lockedOut, stateError } from './failures';
import { Session } from './session';

/** How long a write waits for another process, in milliseconds of real time. */
const lockPatienceMs = 30_000;
const lockPauseMs = 20;
/** How long a long transaction runs before everything else in the process gets its turn. */
const sliceMs = 8;

/** The work of one transaction. A generator says with `yield` where it can be interrupted. */
export type Work<T> = (session: Session) => T;
export type LongWork<T> = (session: Session) => Generator<void, T>;

/**
 * One open SQLite file: a connection that reads what is committed, and one that writes. node:sqlite is
 * synchronous; with two connections a long transaction can still be interrupted for the rest of the
 * process, and nobody sees half of it.
 */
export class Database {
	readonly reader: Session;
	private readonly writer: Session;
	private lastWrite: Promise<unknown> = Promise.resolve();

	constructor(writer: DatabaseSync, reader: DatabaseSync) {
		this.writer = new Session(writer);
		this.reader = new Session(reader);
	}

	/**
	 * Runs short work in one write transaction: all of it or nothing. Transactions of this process queue
	 * up; while another process writes, this one waits and goes on with other things.
	 * @throws SophiaError `transient` when the other process does not let go
	 */
	async write<T>(work: Work<T>): Promise<T> {
		return await this.inTurn(async () => await this.transaction(work));
	}

	/** The same for work that may take long: it is interrupted at its `yield`s, and still one transaction. */
	async writeLong<T>(work: LongWork<T>): Promise<T> {
		return await this.inTurn(async () => await this.transaction(async (session) => await inSlices(work(session))));
	}

	/** Repeats a transaction until it says that it is done, with a turn for everybody else in between. */
	async writeInSlices(step: Work<boolean>): Promise<void> {
		while (!(await this.write(step))) await turn();
	}

	/** Moves what was written from the -wal file into the database's own, as far as nobody reads the former. After the writes under way. */
	async checkpoint(): Promise<void> {
		await this.inTurn(async () => this.writer.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
	}

	/** After the writes under way. */
	async close(): Promise<void> {
		await this.lastWrite;
		this.reader.connection.close();
		this.writer.connection.close();
	}

	/** The writer belongs to one transaction at a time. */
	private async inTurn<T>(write: () => Promise<T>): Promise<T> {
		const mine = this.lastWrite.then(write);
		this.lastWrite = mine.catch(() => undefined);
		return await mine;
	}

	private async transaction<T>(work: Work<T | Promise<T>>): Promise<T> {
		await this.begin();
		try {
			const result = await work(this.writer);
			this.writer.exec('COMMIT');
			return result;
		} catch (error) {
			if (this.writer.connection.isTransaction) this.writer.exec('ROLLBACK');
			this.writer.names.forget();
			throw stateError(error);
		}
	}

	private async begin(): Promise<void> {
		const deadline = performance.now() + lockPatienceMs;
		for (;;) {
			try {
				this.writer.connection.exec('BEGIN IMMEDIATE');
				return;
			} catch (error) {
				if (!isBusy(error)) throw stateError(error);
				if (performance.now() > deadline) throw lockedOut(error);
			}
			await new Promise((resolve) => setTimeout(resolve, lockPauseMs));
		}
	}
}

async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
	let sliceEnd = performance.now() + sliceMs;
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		if (performance.now() < sliceEnd) continue;
		await turn();
		sliceEnd = performance.now() + sliceMs;
	}
}
