import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock';
import { SophiaError } from '../errors';
import type { StateStore } from '../state/types';
import { stopwatch } from './pulse';
import { syncProblems } from './syncProblems';
import type { HealthProbe, HealthProblem, ProbeFindings } from './types';

const MEGABYTE = 1024 * 1024;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Twice the time after which Drain Inbox emits an entry again, unless it is told otherwise. */
const STUCK_MS = 2 * HOUR_MS;

export interface StateProbeOptions {
	/** Below this on the state's disk it is `degraded`; below a tenth of it `unhealthy`. Default 500. */
	leastFreeMegabytes?: number;
	/** How often the whole file is read for damage. Default 'daily': that takes a while where the state is large. */
	integrity?: 'always' | 'daily' | 'never';
	/** After how many of its usual pauses a sync is overdue. Default 2. */
	overdueFactor?: number;
}

/** What is remembered of the checks: one note of the state. */
interface HealthNote {
	checkedAt: string;
	integrity?: { at: string; ok: boolean; problems: number };
}

const NOTE = 'healthCheck';

/**
 * The state store: can be written, has room on its disk, is not damaged; the inbox; and the syncs that it knows of.
 *
 * @param withState opens the store, hands it over, and closes it
 * @param directory where it lies
 */
export function stateProbe({
	withState,
	directory,
	clock,
	options = {},
}: {
	withState: <T>(work: (state: StateStore) => Promise<T>) => Promise<T>;
	directory: string;
	clock: Clock;
	options?: StateProbeOptions;
}): HealthProbe {
	const { leastFreeMegabytes = 500, integrity = 'daily', overdueFactor = 2 } = options;
	const { pulse, time } = stopwatch(() => clock.now());
	return {
		check: 'state',
		label: 'State and Syncs',
		pulse,
		timedOut: (seconds) =>
			new SophiaError('transient', `The state could not be written and read within ${seconds} s.`, {
				system: 'state',
				code: 'STATE_LOCKED',
				remedy:
					'See that only one server uses the state directory, that no other program has the database open, and that its disk is a local one.',
			}),
		look: async (signal): Promise<ProbeFindings> =>
			await withState(async (state) => {
				const at = new Date(clock.now()).toISOString();
				const note = await time(async () => await written(state, at));
				signal.throwIfAborted();
				const sound = await soundness(state, note?.integrity, { at, integrity });
				signal.throwIfAborted();
				const [inbox, disk, syncs] = [
					await inboxFindings(state, clock.now()),
					await diskFindings(directory, leastFreeMegabytes),
					await syncProblems(state, clock.now(), overdueFactor),
				];
				return {
					account: { directory },
					details: { ...disk.details, ...sound.details, ...inbox.details, ...syncs.details },
					problems: [...disk.problems, ...sound.problems, ...inbox.problems, ...syncs.problems],
				};
			}),
	};
}

/** Proves that the state can be written: what was noted last, with the new date. */
const written = async (state: StateStore, checkedAt: string): Promise<HealthNote | undefined> =>
	await state.updateNote<HealthNote>(NOTE, (old) => ({ ...old, checkedAt }));

type Found = Required<Pick<ProbeFindings, 'details' | 'problems'>>;

async function soundness(
	state: StateStore,
	last: HealthNote['integrity'],
	{ at, integrity }: { at: string; integrity: Required<StateProbeOptions>['integrity'] },
): Promise<Found> {
	const due = last === undefined || Date.parse(at) - Date.parse(last.at) >= DAY_MS || !last.ok;
	const checked = integrity === 'always' || (integrity === 'daily' && due) ? await checkIntegrity(state, at) : last;
	if (checked === undefined) return { details: {}, problems: [] };
	const details = { integrity: checked.ok ? 'ok' : 'damaged', integrityCheckedAt: checked.at };
	return { details, problems: checked.ok ? [] : [DAMAGED] };
}

const DAMAGED: HealthProblem = {
	status: 'unhealthy',
	code: 'STATE_DAMAGED',
	message: 'The state is damaged.',
	remedy: 'Restore it from a backup, or move the state directory away: the next run compares everything again.',
};

async function checkIntegrity(state: StateStore, at: string): Promise<HealthNote['integrity']> {
	const report = await state.maintain({ keep: {}, vacuum: false, integrityCheck: true, reencrypt: false });
	const integrity = { at, ok: report.integrity?.ok ?? true, problems: report.integrity?.problems.length ?? 0 };
	await state.updateNote<HealthNote>(NOTE, (old) => ({ checkedAt: at, ...old, integrity }));
	return integrity;
}

async function inboxFindings(state: StateStore, nowMs: number): Promise<Found> {
	const { pending, abandoned, oldestReceivedAt } = await state.inboxStatus();
	const problems: HealthProblem[] = [];
	if (abandoned > 0)
		problems.push({
			status: 'degraded',
			code: 'INBOX_ABANDONED',
			message: `${abandoned} ${abandoned === 1 ? 'entry' : 'entries'} of the inbox could not be finished and ${abandoned === 1 ? 'is' : 'are'} no longer emitted.`,
			remedy: 'See them with Drain Inbox, List Abandoned; after mending the workflow, release them.',
		});
	if (oldestReceivedAt !== undefined && nowMs - Date.parse(oldestReceivedAt) > STUCK_MS)
		problems.push({
			status: 'degraded',
			code: 'INBOX_STUCK',
			message: `The oldest unfinished entry of the inbox arrived at ${oldestReceivedAt}.`,
			remedy: 'Run Drain Inbox on a schedule, and let the workflow mark entries as finished at its end.',
		});
	return {
		details: {
			inboxPending: pending,
			inboxAbandoned: abandoned,
			...(oldestReceivedAt === undefined ? {} : { inboxOldestReceivedAt: oldestReceivedAt }),
		},
		problems,
	};
}

async function diskFindings(directory: string, leastFreeMegabytes: number): Promise<Found> {
	const { bavail, bsize } = await statfs(directory);
	const freeMegabytes = Math.floor((bavail * bsize) / MEGABYTE);
	const sizeMegabytes = Math.ceil((await sizeOf(directory)) / MEGABYTE);
	const problems: HealthProblem[] =
		freeMegabytes >= leastFreeMegabytes
			? []
			: [
					{
						status: freeMegabytes < leastFreeMegabytes / 10 ? 'unhealthy' : 'degraded',
						code: 'DISK_NEARLY_FULL',
						message: `The disk that holds the state has ${freeMegabytes} MB left.`,
						remedy: 'Free some space on it; Maintain forgets what is old and gives space back.',
					},
				];
	return { details: { freeMegabytes, sizeMegabytes }, problems };
}

/** In bytes, what SQLite keeps beside the file included; files that go meanwhile do not count. */
async function sizeOf(directory: string): Promise<number> {
	let bytes = 0;
	for (const name of await readdir(directory)) {
		if (!/\.db(-wal|-shm|-journal)?$/.test(name)) continue;
		bytes += await stat(join(directory, name)).then(
			({ size }) => size,
			() => 0,
		);
	}
	return bytes;
}
