import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { stateError } from './failures';
import { Names } from './names';

/** An IN list is padded to one of these lengths, so that few statements serve lists of any length. */
const listLengths = [1, 8, 64, 500];

/** One connection with its prepared statements and the interned names as it sees them. */
export class Session {
	readonly names: Names;
	private readonly statements = new Map<string, StatementSync>();
	private readonly tupleStatements = new Map<string, StatementSync>();
	private readonly lists = new Map<string, string[]>();

	constructor(readonly connection: DatabaseSync) {
		this.names = new Names(this);
	}

	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		try {
			return this.statement(sql).all(...values) as unknown[] as Row[];
		} catch (error) {
			throw stateError(error);
		}
	}

	/** The rows as lists of their values: for many of them, this takes two thirds of the time. */
	tuples<Tuple>(sql: string, ...values: SQLInputValue[]): Tuple[] {
		try {
			return this.tupleStatement(sql).all(...values) as unknown[] as Tuple[];
		} catch (error) {
			throw stateError(error);
		}
	}

	get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
		try {
			return this.statement(sql).get(...values) as unknown as Row | undefined;
		} catch (error) {
			throw stateError(error);
		}
	}

	/** @returns the number of rows changed */
	run(sql: string, ...values: SQLInputValue[]): number {
		try {
			return Number(this.statement(sql).run(...values).changes);
		} catch (error) {
			throw stateError(error);
		}
	}

	/** Several statements, or one that is not worth keeping prepared. */
	exec(sql: string): void {
		try {
			this.connection.exec(sql);
		} catch (error) {
			throw stateError(error);
		}
	}

	/**
	 * `SELECT … IN (?*)`: `?*` stands for the list, which comes last among the values and holds at most
	 * `chunkSize` of them.
	 */
	list<Row>(sql: string, values: SQLInputValue[], list: Array<string | number>): Row[] {
		if (list.length === 0) return [];
		const size = listLengths.findIndex((length) => length >= list.length);
		let variants = this.lists.get(sql);
		if (variants === undefined) {
			variants = listLengths.map((length) => sql.replace('?*', `?${',?'.repeat(length - 1)}`));
			this.lists.set(sql, variants);
		}
		const padding = new Array<null>(listLengths[size] - list.length).fill(null);
		return this.all<Row>(variants[size], ...values, ...list, ...padding);
	}

	private tupleStatement(sql: string): StatementSync {
		let statement = this.tupleStatements.get(sql);
		if (statement === undefined) {
			statement = this.connection.prepare(sql);
			statement.setReturnArrays(true);
			this.tupleStatements.set(sql, statement);
		}
		return statement;
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
