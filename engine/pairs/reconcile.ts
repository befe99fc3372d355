import type { Clock } from '../clock';
import { Run } from '../runs/run';
import { StopWatch } from '../runs/stop';
import type { RunSettings } from '../runs/types';
import type { StateStore } from '../state/types';
import type { Traffic } from '../traffic/types';
import { joinStaged } from './joinStaged';
import { namesOf, preparePair } from './prepare';
import { Comparer } from './reconcileCompare';
import { FindingTally, type FindingListener } from './reconcileTally';
import { scanSides } from './scan';
import { Staging } from './staging';
import type { PairPlan, ReconcileReport, Side, SideName } from './types';

/** What a reconciliation works with. The caller opens and closes the state. */
export interface ReconcileSystems {
	left: Side;
	right: Side;
	state: StateStore;
	traffic: Traffic;
	clock: Clock;
	/** Where the staged table may keep its temporary file: the state directory. */
	directory: string;
}

export interface ReconcileOptions extends RunSettings {
	/** Receives every finding; what agrees is only counted. */
	onFinding?: FindingListener;
}

/**
 * Reads both sides in full and says where they differ. Records are joined by their links, by their own-id fields, then
 * by match key. Every record read counts in exactly one of matched (agrees in every field), differing, only left, only
 * right and ambiguous. Writes nothing on either side, and nothing to the state but the run's record; needs no lease.
 *
 * A run that ends early by its own rules returns a report with status `stopped` and the counts so far.
 *
 * @throws SophiaError `credentials`, `configuration`, `transient` (tries used up)
 */
export async function runReconcile(
	plan: PairPlan,
	systems: ReconcileSystems,
	options: ReconcileOptions = {},
): Promise<ReconcileReport> {
	return await new Reconciliation(plan, systems, options).go();
}

class Reconciliation {
	private readonly run: Run<'reconcile'>;
	private readonly read: Record<SideName, number> = { left: 0, right: 0 };
	private readonly tally: FindingTally;
	private readonly stop: StopWatch;

	constructor(
		private readonly plan: PairPlan,
		private readonly systems: ReconcileSystems,
		private readonly options: ReconcileOptions,
	) {
		this.run = new Run({ syncKey: plan.syncKey, operation: 'reconcile' }, systems, options);
		this.tally = new FindingTally(options.onFinding);
		this.stop = new StopWatch(systems.clock, plan.maxRunMs, options.signal);
	}

	async go(): Promise<ReconcileReport> {
		const { left, right } = this.systems;
		return await this.run.carryOut({
			prepare: async () => ({ leases: [], work: async () => await this.compare() }),
			report: () => ({
				left: { system: left.source.system, object: left.object, read: this.read.left },
				right: { system: right.source.system, object: right.object, read: this.read.right },
				...this.tally.snapshot(),
			}),
		});
	}

	private async compare(): Promise<void> {
		const { plan, systems, options, tally } = this;
		const { signal } = options;
		const sides = { left: systems.left, right: systems.right };
		const pair = await preparePair(plan, sides, await namesOf(sides, signal), {
			dryRun: true,
			compareOnly: true,
			signal,
		});
		for (const { message } of pair.warnings) tally.warn(message);
		const [left, right] = await Promise.all([systems.left.source.now(signal), systems.right.source.now(signal)]);
		const staging = await Staging.open(systems.directory);
		const check = () => this.stop.check();
		try {
			await scanSides(pair, staging, {
				windows: { left: { until: left }, right: { until: right } },
				signal,
				check,
				onPage: (side, records) => (this.read[side] += records),
			});
			const comparer = new Comparer(pair, systems.state, tally);
			await joinStaged(pair, systems.state, staging, {
				check,
				onPairs: async (pairs) => await comparer.compare(pairs),
				onOnly: (side, id, reason) => tally.only(side, id, reason),
				onElsewhere: (side) => tally.elsewhere(side),
				onAmbiguous: (ids, reason) => tally.ambiguousRecords(ids, reason),
				onRead: (side, records) => (this.read[side] += records),
				signal,
			});
		} finally {
			staging.close();
		}
	}
}
