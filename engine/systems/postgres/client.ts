import type { Pool } from 'pg';
import { isSophiaError } from '../../errors';
import type { AttemptContext, CallPurpose, Traffic } from '../../traffic';
import { connectionSettings, type ConnectionSettings, type PostgresCredentials } from './credentials';
import { failureOf, type FailureContext } from './errors';
import { HeldTransaction, type Session } from './transaction';

export interface TransactionCall {
	purpose: CallPurpose;
	signal?: AbortSignal;
	/** Called before every attempt (the lease check). */
	beforeCall?: () => void;
	/** The database refuses every change. */
	readOnly?: boolean;
	/** False for what must not be done twice. Default true. */
	repeatable?: boolean;
	/** See {@link FailureContext.splittable}. */
	splittable?: boolean;
}

const CONNECT_MS = 30_000;
const IDLE_MS = 10_000;
/** Before COMMIT is sent, nothing of a transaction can have happened. */
const DEFINITE: FailureContext = { committing: false, splittable: false };
/**
 * One database, seen as one user. Every transaction goes through the traffic controller. All settings that change
 * how values are spelled or how long a statement may take are made in the transaction, so that a pooler in between
 * (PgBouncer) does no harm.
 */
export class PostgresClient {
	readonly settings: ConnectionSettings;
	private pool: Promise<Pool> | undefined;

	/** @throws SophiaError `credentials`, `configuration` see {@link connectionSettings} */
	constructor(
		credentials: PostgresCredentials,
		readonly traffic: Traffic,
	) {
		this.settings = connectionSettings(credentials);
	}

	/**
	 * Runs `work` in a transaction of its own, again from the start when the failure is transient. It is only
	 * `mayHaveHappened` when the connection broke while the server committed: before, nothing can have happened.
	 *
	 * @throws PostgresRefusal, SophiaError see {@link failureOf}
	 */
	async transaction<T>(call: TransactionCall, work: (session: Session) => Promise<T>): Promise<T> {
		return await this.throughTraffic(call, async (context) => {
			const held = await this.open(call, context);
			return await held.finish(work, call.splittable ?? false);
		});
	}

	/**
	 * A transaction that stays open over several calls, for a cursor: `work` opens it. Give it back with
	 * {@link HeldTransaction.close}.
	 */
	async begin<T>(
		call: TransactionCall,
		work: (session: Session) => Promise<T>,
	): Promise<{ held: HeldTransaction; result: T }> {
		const opened = await this.throughTraffic(call, async (context) => {
			const held = await this.open(call, context);
			try {
				return { held, result: await work(held) };
			} catch (error) {
				await held.close();
				throw failureOf(error, DEFINITE);
			}
		});
		// Not before: a call that is given up at the last moment takes its connection with it.
		opened.held.detach();
		return opened;
	}

	/**
	 * One call within a transaction that is open.
	 *
	 * @returns undefined when the transaction is lost for a reason that a new one may escape
	 */
	async within<T>(
		held: HeldTransaction,
		call: TransactionCall,
		work: (session: Session) => Promise<T>,
	): Promise<{ result: T } | undefined> {
		return await this.throughTraffic(call, async ({ signal }) => {
			// After a time-out, the try that follows finds the transaction dropped.
			if (held.isOver) return undefined;
			held.attach(signal);
			try {
				return { result: await work(held) };
			} catch (error) {
				await held.close();
				const failure = failureOf(error, DEFINITE);
				if (!isSophiaError(failure, 'transient')) throw failure;
				return undefined;
			} finally {
				held.detach();
			}
		});
	}

	/** Closes the connections that are kept open. The client can be used again. */
	async close(): Promise<void> {
		const pool = await this.pool;
		this.pool = undefined;
		await pool?.end();
	}

	private async throughTraffic<T>(call: TransactionCall, attempt: (context: AttemptContext) => Promise<T>): Promise<T> {
		return await this.traffic.call(
			{
				system: 'postgres',
				account: this.settings.account,
				limits: [],
				purpose: call.purpose,
				signal: call.signal,
				repeatable: call.repeatable,
				beforeAttempt: call.beforeCall,
			},
			async (context) =>
				await attempt(context).catch((error: unknown) => {
					throw failureOf(error, { ...DEFINITE, splittable: call.splittable ?? false });
				}),
		);
	}

	private async open(call: TransactionCall, { signal, timeoutMs }: AttemptContext): Promise<HeldTransaction> {
		this.pool ??= this.openPool();
		const pool = await this.pool;
		const held = new HeldTransaction(await pool.connect(), this.settings.config);
		held.attach(signal);
		await held.begin(call.readOnly ?? false, timeoutMs);
		return held;
	}

	private async openPool(): Promise<Pool> {
		const { Pool: PgPool } = await import('pg');
		const pool = new PgPool({
			...this.settings.config,
			max: this.settings.connections,
			connectionTimeoutMillis: CONNECT_MS,
			idleTimeoutMillis: IDLE_MS,
			allowExitOnIdle: true,
			keepAlive: true,
		});
		// A connection that breaks while nobody waits for it says so by an event, which would end the process.
		pool.on('error', () => {});
		pool.on('connect', (connection) => connection.on('error', () => {}));
		return pool;
	}
}
