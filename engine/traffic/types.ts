import type { Clock } from '../clock';

/** One call to a vendor, as the controller needs to know it. */
export interface CallRequest {
	/** For statistics: 'salesforce' or 'hubspot'. */
	system: string;
	/** The account the limits belong to: a hash of the token or the instance, never the token. */
	account: string;
	/** Windows the call counts against, e.g. ['burst'] or ['search']; defined by the system (see LimitDefinition). */
	limits: string[];
	/** 'read' | 'lookup' | 'write' | 'associate' | 'archive' | 'meta' | 'auth': for the counts in the report. */
	purpose: CallPurpose;
	signal?: AbortSignal;
	/**
	 * False for a call that must not be repeated blindly when its answer was lost. All calls of this
	 * package are repeatable (upsert by a unique key, update by id, reads), so the default is true.
	 */
	repeatable?: boolean;
	/** Called before every attempt (the lease check). */
	beforeAttempt?: () => void;
}

export type CallPurpose = 'read' | 'lookup' | 'write' | 'associate' | 'archive' | 'meta' | 'auth';

/** A window: at most `calls` in any `windowMs` (sliding). */
export interface LimitDefinition {
	name: string;
	calls: number;
	windowMs: number;
}

export interface AttemptContext {
	/** Aborts on cancel and on time-out. */
	signal: AbortSignal;
	timeoutMs: number;
	/** 1 for the first. */
	attempt: number;
}

export interface CallStats {
	calls: number;
	retries: number;
	/** 429s received. */
	throttled: number;
	/** Milliseconds spent waiting for windows and for vendors' delays. */
	waitMs: number;
	byPurpose: Partial<Record<CallPurpose, number>>;
	/** What the vendor said last of the account's calls for the day; absent where it says nothing. */
	day?: { used: number; max: number };
}

export interface TrafficSettings {
	/** Tries beside the first. Default 3. */
	retries: number;
	/** Per attempt. Default 300,000. */
	timeoutMs: number;
	/** Stop when this share (0–1) of an account's calls for the day is used. Default 0.8. */
	dailyShare: number;
}

/**
 * Obeys the limits before the vendor has to say no. One set of windows and budgets per account for
 * the whole process (and every copy of the package in it); settings and statistics per controller,
 * that is, per run.
 */
export interface Traffic {
	readonly clock: Clock;
	readonly settings: TrafficSettings;
	/** Declares the windows of an account; harmless when repeated. A lower figure from the vendor's headers wins. */
	define(system: string, account: string, limits: LimitDefinition[]): void;
	/**
	 * Waits for the windows, runs the attempt, retries what is transient (SophiaError `transient`):
	 * exponential backoff with jitter, or the vendor's own delay, which consumes no try (bounded in
	 * number and in length so that it cannot go on for ever).
	 * @throws SophiaError `limit` before the call when the day's share is used up; the last error when tries are used up
	 */
	call<T>(request: CallRequest, attempt: (context: AttemptContext) => Promise<T>): Promise<T>;
	/** What the vendor's headers say of a window: its size, and how many calls are left. */
	observeWindow(
		system: string,
		account: string,
		limit: string,
		observed: { max?: number; remaining?: number; windowMs?: number },
	): void;
	/** What the vendor says of the day: used of max. `resetsAt` if known. */
	observeDay(system: string, account: string, observed: { used: number; max: number; resetsAt?: Date }): void;
	/** Counts so far, by system. */
	stats(): Record<string, CallStats>;
}
