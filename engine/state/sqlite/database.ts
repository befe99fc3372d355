import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { turn } from '../order';
import { isBusy, lockedOut, stateError } from './failures';
import { Names } from './names';

/** An IN list is padded to one of these lengths, so that few statements serve lists of any length. */
const listLengths = [1, 8, 64, 500];

/** How long a write waits for another process, in milliseconds of real time. */
const lockPatienceMs = 30_000;
const lockPauseMs = 20;

/**
 * One open SQLite file: cached statements, transactions that wait for another process without
 * blocking this one, and the interned names.
 */
export class Database {
	readonly names: Names;
	private readonly statements = new Map<string, StatementSync>();

	constructor(readonly connection: DatabaseSync) {
		this.names = new Names(this);
	}

	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		return this.guard(() => this.statement(sql).all(...values) as unknown[] as Row[]);
	}

	get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
		return this.guard(() => this.statement(sql).get(...values) as unknown as Row | undefined);
	}

	/** @returns the number of rows changed */
	run(sql: string, ...values: SQLInputValue[]): number {
		return this.guard(() => Number(this.statement(sql).run(...values).changes));
	}

	/**
	 * `SELECT … IN (?*)`: `?*` stands for the list, which comes last among the values and holds at most
	 * `chunkSize` of them.
	 */
	list<Row>(sql: string, values: SQLInputValue[], list: string[]): Row[] {
		const length = listLengths.find((candidate) => candidate >= list.length) ?? list.length;
		const marks = `?${',?'.repeat(length - 1)}`;
		const padding = new Array<null>(length - list.length).fill(null);
		return this.all<Row>(sql.replace('?*', marks), ...values, ...list, ...padding);
	}

	/**
	 * Runs `work`, which is synchronous and short, in one write transaction: all of it or nothing.
	 * While another process writes, this one waits and goes on with other things.
	 * @throws SophiaError `transient` when the other process does not let go
	 */
	async write<T>(work: () => T): Promise<T> {
		const deadline = performance.now() + lockPatienceMs;
		while (!this.begin()) {
			if (performance.now() > deadline) throw lockedOut();
			await new Promise((resolve) => setTimeout(resolve, lockPauseMs));
		}
		// Nothing asynchronous from here on: the connection is shared by every run in the process.
		try {
			const result = work();
			this.guard(() => this.connection.exec('COMMIT'));
			return result;
		} catch (error) {
			if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
			this.names.forget();
			throw stateError(error);
		}
	}

	/** Repeats `step` until it says that it is done, with a turn for everybody else in between. */
	async writeInSlices(step: () => boolean): Promise<void> {
		while (!(await this.write(step))) await turn();
	}

	/** False when another process is writing. */
	private begin(): boolean {
		try {
			this.connection.exec('BEGIN IMMEDIATE');
			return true;
		} catch (error) {
			if (isBusy(error)) return false;
			throw stateError(error);
		}
	}

	private guard<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw stateError(error);
		}
	}

	private statement(sql: string): StatementSync {
		let statement = this.statements.get(sql);
		if (statement === undefined) {
			statement = this.connection.prepare(sql);
			this.statements.set(sql, statement);
		}
		return statement;
	}
}
