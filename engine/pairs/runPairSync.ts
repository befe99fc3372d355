import { createSecretKey } from 'node:crypto';
import type { Clock } from '../clock';
import type { LeaseKeeper } from '../runs/lease';
import { Run } from '../runs/run';
import { StopWatch } from '../runs/stop';
import type { RunSettings } from '../runs/types';
import { keyedHash } from '../state/hash';
import type { Cursor, StateStore } from '../state/types';
import { chooseWindow, type ReadWindow } from '../sync/window';
import type { Traffic } from '../traffic/types';
import { archiveAll } from './archives';
import type { PairContext } from './context';
import { Departures } from './departures';
import { findByKeys, joinClaimed, joinLinked, rejectUnmatchable, settleUnlinked } from './match';
import { settleLinked } from './linked';
import { namesOf, preparePair, writtenSides, type PreparedPair, type SideNames } from './prepare';
import { nullDestination } from './preview';
import { PairReporter } from './report';
import { readMarked, readMissing, readRejected } from './reread';
import { scanSides } from './scan';
import { scopeOfPair } from './scope';
import { settlePairs } from './settle';
import { Staging } from './staging';
import {
	otherSide,
	type ApprovalRequest,
	type PairListener,
	type PairPlan,
	type PairReport,
	type Side,
	type SideName,
} from './types';

/** What a run works with. The caller opens and closes the state. */
export interface PairSystems {
	left: Side;
	right: Side;
	state: StateStore;
	traffic: Traffic;
	clock: Clock;
	/** Where the staged table may keep its temporary file: the state directory. */
	directory: string;
}

export interface PairRunOptions extends RunSettings {
	/** Writes nothing: neither to the systems nor to the state. */
	preview?: boolean;
	/** Receives every record's result. */
	onResult?: PairListener;
}

/**
 * Brings two objects of two systems into agreement, one way or both ways, as the plan says. Interrupted at any
 * instant, the next run goes on and ends in the same state.
 *
 * A run that ends early by its own rules (cancelled, run time over, the day's calls used up) returns a report with
 * status `stopped`; one that finds another run at work returns `skipped`.
 *
 * @throws SophiaError `credentials`, `configuration`, `transient` (tries used up) or `cancelled` with code
 * LEASE_LOST; what was committed before stays and is not repeated
 */
export async function runPairSync(
	plan: PairPlan,
	systems: PairSystems,
	options: PairRunOptions = {},
): Promise<PairReport> {
	return await runPair(plan, systems, options, false);
}

/** A sync, or a repair: a full read of both sides after which the rules alone decide. */
export async function runPair(
	plan: PairPlan,
	systems: PairSystems,
	options: PairRunOptions,
	repair: boolean,
): Promise<PairReport> {
	const { preview = false } = options;
	const state = preview ? await systems.state.fork() : systems.state;
	try {
		return await new PairRun(plan, { ...systems, state }, options, repair).go();
	} finally {
		if (preview) await state.close();
	}
}

const sides = ['left', 'right'] as const;

/** What a run reads of both sides. */
interface Windows {
	full: boolean;
	until: Record<SideName, Date>;
	bySide: Partial<Record<SideName, { cursor: Cursor | undefined; window: ReadWindow }>>;
}

class PairRun {
	private readonly run: Run<PairReport['operation']>;
	private readonly report: PairReporter;
	private approvalRequired?: ApprovalRequest;

	constructor(
		private readonly plan: PairPlan,
		private readonly systems: PairSystems,
		private readonly options: PairRunOptions,
		private readonly repair: boolean,
	) {
		const oneOrBoth = plan.direction === 'both' ? 'syncBothWays' : 'syncOneWay';
		this.run = new Run({ syncKey: plan.syncKey, operation: repair ? 'repair' : oneOrBoth }, systems, options);
		this.report = new PairReporter(options.onResult);
	}

	async go(): Promise<PairReport> {
		const { plan, options, systems } = this;
		return await this.run.carryOut({
			prepare: async () => {
				const names = await namesOf(this.sides, options.signal);
				return { leases: leaseNamesOf(plan, names), work: async (lease) => await this.stages(names, lease) };
			},
			report: async () => ({
				preview: options.preview ?? false,
				left: this.sideReport('left'),
				right: this.sideReport('right'),
				conflicts: this.report.conflicts,
				...(this.approvalRequired === undefined ? {} : { approvalRequired: this.approvalRequired }),
				warnings: this.report.warnings,
				rejectedOpen: await systems.state.countRejections(plan.syncKey),
			}),
		});
	}

	private get sides(): Record<SideName, Side> {
		return { left: this.systems.left, right: this.systems.right };
	}

	private async stages(names: SideNames, lease: LeaseKeeper) {
		const { plan, systems, options, report } = this;
		const { preview = false, signal } = options;
		const pair = await preparePair(plan, this.sides, names, { dryRun: preview, signal });
		for (const { side, ...warning } of pair.warnings) report.warn(side, warning);
		const key = createSecretKey(await systems.state.hashKey());
		const staging = await Staging.open(systems.directory);
		try {
			const context: PairContext = {
				...pair,
				runId: this.run.runId,
				plan,
				preview,
				repair: this.repair,
				destinations: this.destinations(preview),
				state: systems.state,
				staging,
				clock: systems.clock,
				signal,
				lease,
				stop: new StopWatch(systems.clock, plan.maxRunMs, signal),
				report,
				hash: (value) => keyedHash(key, value),
			};
			await this.work(context, pair);
		} finally {
			staging.close();
		}
	}

	private destinations(preview: boolean): PairContext['destinations'] {
		const destinations: PairContext['destinations'] = {};
		for (const side of writtenSides(this.plan)) {
			const { destination } = this.sides[side];
			if (destination !== undefined) destinations[side] = preview ? nullDestination(destination) : destination;
		}
		return destinations;
	}

	private async work(context: PairContext, pair: PreparedPair) {
		const linked = await context.state.countLinks(context.scope.scope);
		const windows = await this.windows(context, pair.fingerprint);
		const departures = new Departures(context);
		await this.read(context, departures, windows);
		const marks = await readMarked(context, departures);
		await readRejected(context, departures, windows.full);
		if (windows.full) await readMissing(context, departures);
		await joinLinked(context);
		await joinClaimed(context, windows.full);
		if (!windows.full) await findByKeys(context, windows.until);
		await rejectUnmatchable(context);
		await settleLinked(context, departures);
		await settleUnlinked(context, departures);
		await this.settleDepartures(context, departures, linked);
		await context.state.commit({ revisited: marks }, context.lease.leases);
		// A repair is no step of a sync: where that stands is its own.
		if (!this.repair) await this.saveCursors(context, pair.fingerprint, windows);
	}

	/** Each side's increment, or both in full where either asks for it. */
	private async windows(context: PairContext, fingerprint: string): Promise<Windows> {
		const { signal } = this.options;
		const [left, right] = await Promise.all(sides.map(async (side) => await this.sides[side].source.now(signal)));
		const until = { left, right };
		const bySide: Windows['bySide'] = {};
		const why: string[] = [];
		for (const side of this.plan.direction === 'both' ? sides : (['left'] as const)) {
			const cursor = await context.state.getCursor(this.plan.syncKey, this.cursorName(side));
			const window = chooseWindow(cursor, this.plan, fingerprint, until[side]);
			if (window.why !== undefined) why.push(window.why);
			else if (!this.sides[side].tellsChanges) why.push(`${context.sides[side].label} cannot tell what has changed`);
			bySide[side] = { cursor, window };
		}
		// What it lacks is found only by a comparison of all.
		if (this.sides.right.handedOver === true) why.push(`${context.sides.right.label} cannot tell what has arrived`);
		const full = why.length > 0;
		if (full) this.run.tellFullRead(why[0]);
		for (const side of sides) this.report.begin(side, full ? 'full' : 'incremental');
		return { full, until, bySide };
	}

	private async read(context: PairContext, departures: Departures, { full, until, bySide }: Windows) {
		for (const side of sides) {
			const since = bySide[side]?.window.departuresSince;
			if (since !== undefined && this.sides[side].tellsDeletions) await departures.read(side, since, until[side]);
		}
		const windowOf = (side: SideName) => {
			if (full) return { until: until[side] };
			const since = bySide[side]?.window.open.since;
			return since === undefined ? undefined : { since: new Date(since), until: until[side] };
		};
		const [left, right] = sides.map(windowOf);
		await scanSides(context, context.staging, {
			windows: { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) },
			signal: context.signal,
			check: () => context.stop.check(),
			onPage: (side, records) => this.report.read(side, records),
		});
	}

	private async settleDepartures(context: PairContext, departures: Departures, linked: number) {
		const archives = [];
		// Making a record anew may show that its counterpart is gone, too.
		for (let round = 1; round <= 3; round++) {
			const { archive, restore } = await departures.settle();
			archives.push(...archive);
			if (restore.length === 0) break;
			await settlePairs(context, departures, restore);
		}
		this.approvalRequired = await archiveAll(context, archives, linked);
	}

	private async saveCursors(context: PairContext, fingerprint: string, { full, until, bySide }: Windows) {
		for (const side of sides) {
			const known = bySide[side];
			if (known === undefined) continue;
			const watermark = until[side].toISOString();
			const fullReadAt = full ? watermark : known.cursor?.fullReadAt;
			await context.state.commit(
				{
					cursor: {
						syncKey: this.plan.syncKey,
						object: this.cursorName(side),
						cursor: { watermark, ...(fullReadAt === undefined ? {} : { fullReadAt }), fingerprint },
					},
				},
				context.lease.leases,
			);
		}
	}

	private cursorName(side: SideName): string {
		return `${side}:${this.sides[side].object}`;
	}

	private sideReport(side: SideName) {
		const { source, object } = this.sides[side];
		return { system: source.system, object, ...this.report.side(side) };
	}
}

/**
 * One lease per side that is written, named as those of the one-way syncs; and the one under which those write the
 * pair's links.
 */
function leaseNamesOf(plan: PairPlan, names: SideNames): string[] {
	const { source } = scopeOfPair(names);
	const held = new Set<SideName>([...writtenSides(plan), otherSide(source)]);
	return [...held].map((side) => `${names[side].account}/${names[side].object}`).sort();
}
