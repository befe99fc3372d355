import { runPair, type PairRunOptions, type PairSystems } from './runPairSync';
import type { PairPlan, PairReport, SideName } from './types';

/**
 * Reads both sides in full and mends where they differ: every pair of fields by its rule alone, whoever changed what
 * since they last agreed (`leftWins`: the right side becomes as the left one, its blanks included). Records that one
 * side lacks, deleted ones too, are made where the plan's `create` says so. Archives nothing. Where a sync of the same
 * records stands is left as it is.
 *
 * @throws SophiaError as `runPairSync`
 */
export async function runRepair(
	plan: PairPlan,
	systems: PairSystems,
	options: PairRunOptions = {},
): Promise<PairReport> {
	return await runPair(repairPlan(plan), systems, options, true);
}

/** A repair that writes one side only does not need the other to be writable. */
function repairPlan(plan: PairPlan): PairPlan {
	const toRight =
		!plan.create.left &&
		[...plan.fields, ...plan.references].every(({ rule, direction }) => rule === 'leftWins' && direction !== 'toLeft');
	const missing = (side: SideName) => (plan.create[side] ? 'restore' : 'ignore');
	return {
		...plan,
		direction: toRight ? 'toRight' : 'both',
		mode: toRight && !plan.create.right ? 'updateOnly' : 'upsert',
		onDelete: { left: missing('left'), right: missing('right') },
		forceFullRead: true,
	};
}
