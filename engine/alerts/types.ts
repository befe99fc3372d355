/** What an alert can be about. */
export type AlertKind =
	/** Rejected records / records that were to be in the destination, 0–1, over the period. */
	| 'errorRate'
	/** Runs that failed or crashed since the last one that did not. */
	| 'failedRuns'
	/** Milliseconds: the run under way, or the longest one of the period. */
	| 'runTime'
	/** The greatest share (0–1) of an account's calls for the day that was seen used in the period, per system. */
	| 'apiBudget'
	/** Milliseconds: how old the oldest unsynced change can be. */
	| 'lag'
	/** Rejected records that are open now. */
	| 'rejectedRecords'
	/** Milliseconds since the last run that ended well. */
	| 'noSuccess';

export interface AlertRule {
	kind: AlertKind;
	/** Fires when the value reaches it. Greater than 0; in the unit of its kind. */
	threshold: number;
	/** For one sync, instead of the rule of this kind for all. */
	syncKey?: string;
	/** The condition is not watched, for this sync or for all. */
	off?: boolean;
}

export interface AlertSettings {
	rules: AlertRule[];
	/** A condition that fires clears when its value is below the threshold by this share (0–1) of it. */
	hysteresis: number;
	/** Error rates of fewer records than this are no rates: they neither fire nor clear. */
	leastRecords: number;
}

/** What a rule sees of one sync (or of one system of it). */
export interface Measurement {
	/** Names the condition: kind, sync, system. */
	key: string;
	kind: AlertKind;
	syncKey: string;
	/** For `apiBudget`. */
	system?: string;
	threshold: number;
	/** null: cannot be told now, and what fires goes on. */
	value: number | null;
	/** What is the matter, in a sentence. */
	text: string;
	remedy: string;
}

/** A condition that fires. */
export interface Firing {
	kind: AlertKind;
	syncKey: string;
	system?: string;
	/** ISO 8601 */
	since: string;
	threshold: number;
	value: number;
	text: string;
	remedy: string;
}

/** What is remembered between two evaluations. */
export interface AlertMemory {
	/** When what was measured last was measured (ISO 8601). */
	measuredAt: string;
	firing: Record<string, Firing>;
}

export interface ClearedAlert extends Firing {
	clearedAt: string;
	/** `ended`: the value is well below the threshold. `unwatched`: the rule, or the sync, is no more. */
	why: 'ended' | 'unwatched';
	/** The value now; null for what is no longer watched. */
	valueNow: number | null;
}

export interface Evaluation {
	fired: Firing[];
	cleared: ClearedAlert[];
	/** Fired by an earlier evaluation and not cleared. */
	still: Firing[];
	memory: AlertMemory;
}
