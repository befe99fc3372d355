import type { PoolClient, QueryArrayConfig } from 'pg';
import { requestCancel } from './cancel';
import { failureOf } from './errors';

/** Values come as text, in the spelling that the transaction's settings make the same everywhere. */
export type Row = Array<string | null>;

export interface Session {
	/** One statement; several in one text are refused by the server. */
	query(text: string, values?: unknown[]): Promise<{ rows: Row[]; count: number }>;
}

/** How long a statement waits for a lock that somebody else holds, at most; a tenth of the time that it has in all. */
const LOCK_MS = 5_000;
/** PostgreSQL keeps its time-outs in 32 bits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Every value is taken as the text that came. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** What the driver keeps of the server's BackendKeyData and does not declare. */
interface BackendKey {
	processID: number | null;
	secretKey: number | null;
}

/** One transaction on one connection. When the signal it is attached to fires, the server is told to stop at once. */
export class HeldTransaction implements Session {
	private over = false;
	private signal: AbortSignal | undefined;

	constructor(
		private readonly connection: PoolClient,
		private readonly server: { host: string; port: number },
	) {}

	/** The connection has been given back. */
	get isOver(): boolean {
		return this.over;
	}

	/** @throws the signal's reason when it has fired already */
	attach(signal: AbortSignal): void {
		if (signal.aborted) {
			this.drop();
			throw signal.reason;
		}
		this.signal = signal;
		signal.addEventListener('abort', this.drop, { once: true });
	}

	detach(): void {
		this.signal?.removeEventListener('abort', this.drop);
		this.signal = undefined;
	}

	async begin(readOnly: boolean, timeoutMs: number): Promise<void> {
		const settings = {
			statement_timeout: Math.min(Math.ceil(timeoutMs), LONGEST_MS),
			lock_timeout: Math.ceil(Math.min(LOCK_MS, timeoutMs / 10)),
			idle_in_transaction_session_timeout: 0,
			TimeZone: "'UTC'",
			DateStyle: "'ISO, YMD'",
			IntervalStyle: "'iso_8601'",
			bytea_output: "'hex'",
			extra_float_digits: 1,
			standard_conforming_strings: 'on',
		};
		const local = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
		const mode = readOnly ? 'READ ONLY' : 'READ WRITE';
		await this.orDrop(this.connection.query([`BEGIN ISOLATION LEVEL READ COMMITTED, ${mode}`, ...local].join('; ')));
	}

	async query(text: string, values: unknown[] = []): Promise<{ rows: Row[]; count: number }> {
		const statement: QueryArrayConfig & { queryMode: 'extended' } = {
			text,
			values,
			rowMode: 'array',
			types: AS_TEXT,
			queryMode: 'extended',
		};
		const { rows, rowCount } = await this.connection.query<Row>(statement);
		return { rows, count: rowCount ?? 0 };
	}

	/** Does the work and commits it; when either fails nothing of it remains. */
	async finish<T>(work: (session: Session) => Promise<T>, splittable: boolean): Promise<T> {
		const result = await work(this).catch(async (error: unknown) => {
			await this.close();
			throw error;
		});
		await this.orDrop(this.connection.query('COMMIT')).catch((error: unknown) => {
			throw failureOf(error, { committing: true, splittable });
		});
		this.giveBack(false);
		return result;
	}

	/** Ends the transaction without its changes and gives the connection back. Never fails. */
	async close(): Promise<void> {
		if (this.over) return;
		const rolledBack = await this.connection.query('ROLLBACK').then(
			() => true,
			() => false,
		);
		this.giveBack(!rolledBack);
	}

	private async orDrop(answer: Promise<unknown>): Promise<void> {
		await answer.catch((error: unknown) => {
			this.giveBack(true);
			throw error;
		});
	}

	/** The statement under way is cancelled in the server too, which would otherwise work on for nobody. */
	private readonly drop = (): void => {
		if (this.over) return;
		const { processID, secretKey } = this.connection as unknown as BackendKey;
		if (processID !== null && secretKey !== null) {
			requestCancel({ ...this.server, processId: processID, secretKey });
		}
		this.giveBack(true);
	};

	private giveBack(destroy: boolean): void {
		if (this.over) return;
		this.over = true;
		this.detach();
		this.connection.release(destroy);
	}
}
