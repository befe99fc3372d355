import type { Cursor, StateStore, StoredRun } from '../../state/types';
import { dayNamer, daysBetween } from './calendar';
import { factsOf, type RunFacts } from './facts';
import { lagOf } from './lag';
import { personalHider } from './personal';
import { markOf, PeriodTally, SyncTally, type Period } from './syncTally';
import type { RunsReport, SyncSummary } from './types';

const DAY_MS = 24 * 60 * 60_000;
/** Runs read at a time: a report with its warnings may have some ten thousand characters. */
const PAGE = 100;
/** Parts of the time line. */
const SLOTS = 84;

export interface RunsQuery {
	/** Only these syncs; default: all. */
	syncKeys?: string[];
	/** The length of the period, in days. The one before is read as well, for the trend. */
	days: number;
	/** How far the newest success is looked for, in milliseconds; at least both periods. */
	lookBackMs?: number;
	/** IANA name: days begin by it. */
	timeZone: string;
	nowMs: number;
	signal?: AbortSignal;
}

/**
 * Sums up the runs of the last days, per sync and in total. Runs are read newest first, a page at a time: memory grows
 * with the number of syncs and days, not with that of runs. Texts that people chose or vendors wrote come without
 * e-mail addresses and telephone numbers.
 */
export async function readRuns(state: StateStore, query: RunsQuery): Promise<RunsReport> {
	const { days, timeZone, nowMs } = query;
	const fromMs = nowMs - days * DAY_MS;
	const beforeMs = fromMs - days * DAY_MS;
	const lookedBackTo = Math.min(beforeMs, nowMs - (query.lookBackMs ?? 0));
	const dayOf = dayNamer(timeZone);
	const period: Period = {
		beforeMs,
		fromMs,
		toMs: nowMs,
		slots: SLOTS,
		dayOf,
		days: daysBetween(fromMs, nowMs, dayOf),
	};
	const chosen = query.syncKeys === undefined ? undefined : new Set(query.syncKeys);
	const total = new PeriodTally(period);
	const tallies = new Map<string, SyncTally>();
	for (const syncKey of await state.listSyncKeys())
		if (chosen?.has(syncKey) !== false) tallies.set(syncKey, new SyncTally(period));

	for await (const run of runsSince(state, lookedBackTo, query.signal)) {
		const tally = tallies.get(run.syncKey);
		if (tally === undefined) continue;
		tally.add(run);
		total.add(run);
	}
	const cursors = await cursorsBySync(state);
	const hide = await personalHider(state);
	const syncs: SyncSummary[] = [];
	for (const [syncKey, tally] of tallies)
		syncs.push(await summaryOf(state, syncKey, tally, cursors.get(syncKey) ?? new Map(), { nowMs, lookedBackTo }));
	const report: RunsReport = {
		from: new Date(fromMs).toISOString(),
		to: new Date(nowMs).toISOString(),
		lookedBackTo: new Date(lookedBackTo).toISOString(),
		timeZone,
		periodDays: days,
		total: { ...total.snapshot(), rejectedOpen: syncs.reduce((sum, { rejectedOpen }) => sum + rejectedOpen, 0) },
		syncs,
	};
	return withoutPersonal(report, hide);
}

/** Newest first. Runs that start while this goes on are newer than everything that is read, and are left out. */
async function* runsSince(state: StateStore, sinceMs: number, signal?: AbortSignal): AsyncGenerator<RunFacts> {
	const since = new Date(sinceMs).toISOString();
	let until: string | undefined;
	let seen = new Set<string>();
	for (;;) {
		signal?.throwIfAborted();
		const page: StoredRun[] = await state.listRuns({
			since,
			...(until === undefined ? {} : { until }),
			limit: PAGE + seen.size,
		});
		for (const run of page) if (!seen.has(run.runId)) yield factsOf(run);
		if (page.length < PAGE + seen.size) return;
		// Others may have started at the very instant of the last one: it is read again, those that are known left out.
		const last = page[page.length - 1].startedAt;
		until = new Date(Date.parse(last) + 1).toISOString();
		seen = new Set(page.filter(({ startedAt }) => startedAt === last).map(({ runId }) => runId));
	}
}

async function cursorsBySync(state: StateStore): Promise<Map<string, Map<string, Cursor>>> {
	const bySync = new Map<string, Map<string, Cursor>>();
	for (const { syncKey, object, cursor } of await state.listCursors())
		bySync.set(syncKey, (bySync.get(syncKey) ?? new Map<string, Cursor>()).set(object, cursor));
	return bySync;
}

async function summaryOf(
	state: StateStore,
	syncKey: string,
	tally: SyncTally,
	cursors: ReadonlyMap<string, Cursor>,
	{ nowMs, lookedBackTo }: { nowMs: number; lookedBackTo: number },
): Promise<SyncSummary> {
	const { workflow, lastSuccess, lastFailure, failedInARow } = tally;
	const lastRun = tally.lastRun ?? (await newestRun(state, syncKey));
	const rejectedOpen = await state.countRejections(syncKey);
	const [oldest] = rejectedOpen === 0 ? [] : await state.listRejections({ syncKey, limit: 1 });
	const resumeAt = lastRun?.resumeAt;
	return {
		syncKey,
		...(workflow === undefined ? {} : { workflow }),
		operations: [...tally.operations].sort(),
		...tally.snapshot(),
		rejectedOpen,
		...(oldest === undefined ? {} : { oldestRejectedAt: oldest.firstAt }),
		lag: lagOf(cursors, tally, nowMs),
		...(lastRun === undefined ? {} : { lastRun: markOf(lastRun) }),
		...(lastSuccess === undefined
			? await withoutSuccess(state, syncKey, tally, lookedBackTo)
			: { lastSuccessAt: lastSuccess.startedAt }),
		...(lastFailure === undefined ? {} : { lastFailure: markOf(lastFailure) }),
		failedInARow,
		...(resumeAt !== undefined && Date.parse(resumeAt) > nowMs ? { resumeAt } : {}),
		slots: tally.marks,
	};
}

/** Since its first run, or as far as was looked back where there are older ones. */
async function withoutSuccess(
	state: StateStore,
	syncKey: string,
	{ oldest }: SyncTally,
	lookedBackTo: number,
): Promise<Pick<SyncSummary, 'noSuccessSince'>> {
	const until = new Date(lookedBackTo).toISOString();
	const older = await state.listRuns({ syncKey, until, limit: 1 });
	const noSuccessSince = older.length > 0 ? until : oldest?.startedAt;
	return noSuccessSince === undefined ? {} : { noSuccessSince };
}

/** Of a sync that has not run for long. */
async function newestRun(state: StateStore, syncKey: string): Promise<RunFacts | undefined> {
	const runs = await state.listRuns({ syncKey, limit: PAGE });
	return runs.map(factsOf).find(({ preview }) => !preview);
}

/** Names of systems, operations and objects come from outside, too: every text of the report, keys included. */
function withoutPersonal<T>(value: T, hide: (text: string) => string): T {
	if (typeof value === 'string') return hide(value) as T;
	if (Array.isArray(value)) return value.map((one: unknown) => withoutPersonal(one, hide)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [hide(name), withoutPersonal<unknown>(one, hide)]),
	) as T;
}
