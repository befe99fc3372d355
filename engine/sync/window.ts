import type { Cursor, OpenRead } from '../state/types';
import type { SyncPlan } from './types';

const DAY_MS = 86_400_000;

/**
 * Salesforce's recycle bin forgets after 15 days: after a longer pause deletes can no longer be asked
 * for, and only a comparison of all records shows them.
 */
const MAX_GAP_DAYS = 14;

/** What of a plan decides it. */
export type WindowRules = Pick<SyncPlan, 'overlapMs' | 'fullCompareDays' | 'forceFullRead'>;

/** What a run reads of one object, and whether it takes up an earlier run's read. */
export interface ReadWindow {
	open: OpenRead;
	resumed: boolean;
	/** Lower bound for deletes, merges and conversions; absent when nothing was synced before. */
	departuresSince?: Date;
	/** Why everything is read, for the report. */
	why?: string;
}

/**
 * Decides between an increment and a full read. Pure.
 *
 * @param until the source's own clock at the start of the run
 */
export function chooseWindow(
	cursor: Cursor | undefined,
	plan: WindowRules,
	fingerprint: string,
	until: Date,
): ReadWindow {
	const since = cursor?.watermark === undefined ? undefined : new Date(Date.parse(cursor.watermark) - plan.overlapMs);
	const open = cursor?.open;
	if (
		open !== undefined &&
		open.fingerprint === fingerprint &&
		until.getTime() - Date.parse(open.until) < MAX_GAP_DAYS * DAY_MS
	) {
		return { open, resumed: true, departuresSince: since };
	}
	const why = reasonForFullRead(cursor, plan, fingerprint, until);
	const base = { fingerprint, until: until.toISOString(), phase: 'changes' as const };
	if (why !== undefined) return { open: { ...base, kind: 'full' }, resumed: false, departuresSince: since, why };
	return {
		open: { ...base, kind: 'incremental', since: since?.toISOString() },
		resumed: false,
		departuresSince: since,
	};
}

function reasonForFullRead(
	cursor: Cursor | undefined,
	plan: WindowRules,
	fingerprint: string,
	until: Date,
): string | undefined {
	if (plan.forceFullRead === true) return 'asked for';
	if (cursor?.watermark === undefined) return 'first run';
	if (cursor.fingerprint !== fingerprint) return 'the plan has changed';
	if (until.getTime() - Date.parse(cursor.watermark) > MAX_GAP_DAYS * DAY_MS)
		return `no run for more than ${MAX_GAP_DAYS} days`;
	if (until.getTime() - Date.parse(cursor.fullReadAt ?? cursor.watermark) >= plan.fullCompareDays * DAY_MS)
		return 'the regular full compare is due';
	return undefined;
}
