import type { RunStatus } from '../../state/types';

/** What became of records, in words that all kinds of runs share. */
export interface RecordCounts {
	read: number;
	created: number;
	updated: number;
	/** Recognised on the other side and linked. */
	adopted: number;
	archived: number;
	unchanged: number;
	/** Left alone by a rule: skipped, another record of the person is in charge, a mirror's guard. */
	skipped: number;
	rejected: number;
	/** Changed on both sides to different values. */
	conflicts: number;
}

export interface SystemCalls {
	calls: number;
	retries: number;
	/** Answers "too many requests". */
	throttled: number;
	/** Milliseconds spent waiting for limits. */
	waitMs: number;
	/** The greatest share (0–1) of the account's calls for the day that was seen used; null where the vendor says nothing. */
	dayShare: number | null;
}

export interface CallCounts extends SystemCalls {
	bySystem: Record<string, SystemCalls>;
}

export type StatusCounts = Record<RunStatus, number> & { total: number };

/** Figures of runs, whichever stretch of time they are of. Previews count for calls only. */
export interface Figures {
	runs: StatusCounts;
	previews: number;
	records: RecordCounts;
	/** created + updated + adopted + archived */
	written: number;
	/** rejected / (written + unchanged + rejected), 0–1; null when there was no such record. */
	errorRate: number | null;
	calls: CallCounts;
	/** Of runs that ended by themselves: completed, stopped, failed. Median and 95th percentile within 1 %. */
	duration: { medianMs: number; p95Ms: number; maxMs: number; totalMs: number } | null;
	/** Records read per second of run time, waits included. */
	recordsPerSecond: number | null;
	/** Enrichment: questions that the cache answered. */
	cache: { asked: number; cached: number; hitRate: number } | null;
	/** The most that the whole process held during a run. */
	peakBytes: number | null;
}

/** One calendar day of the report's time zone. */
export interface DayFigures {
	/** '2026-03-01' */
	day: string;
	created: number;
	updated: number;
	archived: number;
	rejected: number;
	failedRuns: number;
	runs: number;
	calls: Record<string, number>;
}

/** What ran in one of the equal parts of the period. */
export interface Slot {
	/** The worst of its runs; null when none started in it. */
	status: RunStatus | null;
	runs: number;
}

/**
 * How old the oldest change that is not in the destination can be, without asking the source.
 *
 * - `upToDate`: everything modified before `syncedUntil` (the source's clock) has been dealt with, so an unsynced
 *   change is at most `lagMs` old. It grows until the next run ends: between two runs it is never 0.
 * - `firstRead`: the first read has not ended. `lagMs` counts from the first run that is remembered: at least that.
 * - `unknown`: the sync remembers no progress (it is handed its records).
 */
export type Lag =
	| { state: 'upToDate'; object: string; syncedUntil: string; lagMs: number; readOpen: boolean }
	| { state: 'firstRead'; object: string; since: string; lagMs: number }
	| { state: 'unknown'; lagMs: null };

export interface RunMark {
	runId: string;
	operation: string;
	status: RunStatus;
	/** ISO 8601 */
	startedAt: string;
	finishedAt?: string;
	/** Why it was stopped or skipped, or how it failed. */
	reason?: string;
	remedy?: string;
	/** When it makes sense to go on, after a stop on a daily limit. */
	resumeAt?: string;
	read: number;
	durationMs?: number;
}

export interface SyncSummary extends Figures {
	syncKey: string;
	/** The workflow that ran it last, where it is known. */
	workflow?: string;
	operations: string[];
	/** The same figures of the period before. */
	before: Figures;
	/** Open now, dismissed ones not counted. */
	rejectedOpen: number;
	/** When the oldest of them was rejected first. */
	oldestRejectedAt?: string;
	lag: Lag;
	/** The newest run that was no preview, however long ago. */
	lastRun?: RunMark;
	/** The newest run that completed, or stopped cleanly after it had read something; absent: none since `lookedBackTo`. */
	lastSuccessAt?: string;
	/** Where there is none: there has been none since then, at least. */
	noSuccessSince?: string;
	lastFailure?: RunMark;
	/** Runs that failed or crashed since the last one that did not. */
	failedInARow: number;
	/** In the future: until then the sync waits for a daily limit. */
	resumeAt?: string;
	days: DayFigures[];
	slots: Slot[];
}

export interface RunsReport {
	/** ISO 8601 */
	from: string;
	to: string;
	/** Older runs were not looked at. */
	lookedBackTo: string;
	timeZone: string;
	periodDays: number;
	total: Figures & { before: Figures; days: DayFigures[]; rejectedOpen: number };
	/** In the order of their names. */
	syncs: SyncSummary[];
}
