import type { StoredRun } from '../state/types';

/** With fewer pauses nobody can say what is usual. */
const LEAST_PAUSES = 4;
const DAY_MS = 24 * 60 * 60_000;
/** A sync that has been silent for so long, and for so many of its pauses, has been given up on purpose. */
const RETIRED = { ms: 30 * DAY_MS, pauses: 10 };

/** When a sync last ran, and whether it should have run since. */
export interface Cadence {
	/** ISO 8601. */
	lastStartedAt: string;
	/** Milliseconds; absent where there are too few runs to say. */
	usualPauseMs?: number;
	state: 'onTime' | 'overdue' | 'retired';
}

/**
 * Whether a sync is late, by its own history: it is overdue after `factor` of its usual pauses. Usual is the second longest
 * pause of those given, so that nights and weekends of a schedule are usual, and one outage is not.
 *
 * @param runs of one sync, newest first; runs that were skipped do not count
 */
export function cadenceOf(runs: StoredRun[], nowMs: number, factor: number): Cadence | undefined {
	const starts = runs.filter(({ status }) => status !== 'skipped').map(({ startedAt }) => startedAt);
	if (starts.length === 0) return undefined;
	const [lastStartedAt] = starts;
	const pauses = starts.slice(1).map((start, index) => Date.parse(starts[index]) - Date.parse(start));
	if (pauses.length < LEAST_PAUSES) return { lastStartedAt, state: 'onTime' };
	const usualPauseMs = pauses.sort((one, other) => other - one)[1];
	const silence = nowMs - Date.parse(lastStartedAt);
	const state =
		silence > Math.max(RETIRED.ms, RETIRED.pauses * usualPauseMs)
			? 'retired'
			: silence > factor * usualPauseMs
				? 'overdue'
				: 'onTime';
	return { lastStartedAt, usualPauseMs, state };
}

/** How many of the last runs in a row have failed; runs under way or skipped are passed over. */
export function failuresInARow(runs: StoredRun[]): number {
	const ended = runs.filter(({ status }) => status !== 'skipped' && status !== 'running');
	const good = ended.findIndex(({ status }) => status !== 'failed' && status !== 'crashed');
	return good < 0 ? ended.length : good;
}
