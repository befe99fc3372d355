import type { FailureKind } from '../errors';
import type { RunOrigin } from '../state/types';
import type { CallStats } from '../traffic/types';

/** What the reports of all runs have in common. */
export interface RunSummary {
	runId: string;
	syncKey: string;
	operation: string;
	/** `stopped`: cleanly, to be continued by the next run. `skipped`: another run holds the lease. */
	status: 'completed' | 'stopped' | 'skipped';
	/** For stopped and skipped. */
	reason?: string;
	/** For a stop on a daily limit (ISO 8601). */
	resumeAt?: string;
	startedAt: string;
	finishedAt: string;
	durationMs: number;
	/** By system. */
	calls: Record<string, CallStats>;
	memory: {
		/** The most memory that the whole process held while the run was under way (resident set, in bytes). */
		peakBytes: number;
	};
}

/** What is kept of a run that failed, instead of a report. Never holds a record's values. */
export interface FailedRunReport extends Omit<RunSummary, 'status' | 'reason' | 'resumeAt'> {
	status: 'failed';
	/** The message. */
	error: string;
	/** Absent for a bug. */
	kind?: FailureKind;
	code?: string;
	system?: string;
	remedy?: string;
}

/** What a run tells while it is under way: for logs, one line each. Never holds a record's values. */
export type RunEvent = { syncKey: string; runId: string; operation: string } & (
	| { event: 'runStarted' }
	/** Everything is read, and why. */
	| { event: 'fullRead'; object?: string; why: string }
	| { event: 'runEnded'; report: RunSummary }
	| { event: 'runFailed'; report: FailedRunReport }
);

export type RunEventListener = (event: RunEvent) => void;

/** What every kind of run takes beside its own options. */
export interface RunSettings {
	/** Ends the run within a second; what is committed stays. */
	signal?: AbortSignal;
	/** Who started it, for the audit trail. */
	origin?: RunOrigin;
	onEvent?: RunEventListener;
}
