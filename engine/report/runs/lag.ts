import type { Cursor } from '../../state/types';
import type { RunFacts } from './facts';
import type { Lag } from './types';

/**
 * How old the oldest unsynced change can be, from what a sync remembers of its progress.
 *
 * The watermark of an object moves only when a read has ended: runs that failed, were skipped or stopped leave it where
 * it was, and a read under way does, too. So the oldest watermark is the bound, whatever happened since. Objects that
 * the sync no longer reads keep a cursor; only those count that the newest completed run names. Rejected records are
 * dealt with as far as the watermark goes: they are told of by themselves (`rejectedOpen`, `oldestRejectedAt`), and so
 * are changes that no watermark shows until the next full compare (formulas, fields of parents).
 *
 * @param cursors of one sync, by object
 * @param lastCompleted the newest completed run that tells what it read
 * @param oldest the first run that is remembered
 */
export function lagOf(
	cursors: ReadonlyMap<string, Cursor>,
	runs: { lastCompleted?: RunFacts; oldest?: RunFacts },
	nowMs: number,
): Lag {
	const named = runs.lastCompleted?.cursors.filter((name) => cursors.has(name)) ?? [];
	const counted = named.length > 0 ? named : [...cursors.keys()];
	let behind: { object: string; cursor: Cursor } | undefined;
	for (const object of counted) {
		const cursor = cursors.get(object) as Cursor;
		if (cursor.watermark === undefined) return firstRead(object, runs.oldest, cursor, nowMs);
		if (behind?.cursor.watermark === undefined || cursor.watermark < behind.cursor.watermark)
			behind = { object, cursor };
	}
	if (behind?.cursor.watermark === undefined) return { state: 'unknown', lagMs: null };
	const { watermark, open } = behind.cursor;
	return {
		state: 'upToDate',
		object: behind.object,
		syncedUntil: watermark,
		// The watermark is by the source's clock, which may be ahead of this one.
		lagMs: Math.max(0, nowMs - Date.parse(watermark)),
		readOpen: open !== undefined,
	};
}

function firstRead(object: string, oldest: RunFacts | undefined, { open }: Cursor, nowMs: number): Lag {
	const since = oldest?.startedAt ?? open?.until ?? new Date(nowMs).toISOString();
	return { state: 'firstRead', object, since, lagMs: Math.max(0, nowMs - Date.parse(since)) };
}
