import type { StateStore } from '../state/types';
import { cadenceOf, failuresInARow } from './cadence';
import type { HealthProblem, ProbeFindings } from './types';

/** Of each sync, so many runs are looked at. */
const RUNS = 100;
/** So many failures in a row are no accident. */
const UNHEALTHY_FAILURES = 3;

/** Syncs that do not run as often as they use to, and those whose last runs have failed. */
export async function syncProblems(
	state: StateStore,
	nowMs: number,
	overdueFactor: number,
): Promise<Required<Pick<ProbeFindings, 'details' | 'problems'>>> {
	const problems: HealthProblem[] = [];
	const keys = await state.listSyncKeys();
	const counts = { syncs: keys.length, syncsOverdue: 0, syncsFailing: 0, syncsRetired: 0 };
	for (const syncKey of keys) {
		const runs = await state.listRuns({ syncKey, limit: RUNS });
		const cadence = cadenceOf(runs, nowMs, overdueFactor);
		if (cadence?.state === 'retired') {
			counts.syncsRetired++;
			continue;
		}
		if (cadence?.state === 'overdue') {
			counts.syncsOverdue++;
			problems.push({
				status: 'degraded',
				code: 'SYNC_OVERDUE',
				subject: syncKey,
				message: `The sync "${syncKey}" last started at ${cadence.lastStartedAt}; its usual pause is ${inWords(cadence.usualPauseMs ?? 0)}.`,
				remedy: 'See that its workflow is active, and that no execution of it hangs.',
			});
		}
		const failures = failuresInARow(runs);
		if (failures === 0) continue;
		counts.syncsFailing++;
		problems.push({
			status: failures >= UNHEALTHY_FAILURES ? 'unhealthy' : 'degraded',
			code: 'SYNC_FAILING',
			subject: syncKey,
			message: `The last ${failures === 1 ? 'run' : `${failures} runs`} of the sync "${syncKey}" failed.`,
			remedy: 'The run report, and the executions of its workflow in n8n, say why.',
		});
	}
	return { details: counts, problems };
}

/** 5400000 → '90 minutes', in the largest unit that leaves a figure of two or more. */
function inWords(ms: number): string {
	const units: Array<[ms: number, name: string]> = [
		[86_400_000, 'days'],
		[3_600_000, 'hours'],
		[60_000, 'minutes'],
	];
	const [unit, name] = units.find(([size]) => ms >= 2 * size) ?? [1000, 'seconds'];
	return `${Math.round(ms / unit)} ${name}`;
}
