import { createSecretKey } from 'node:crypto';
import type { Clock } from '../clock';
import { ReportCollector } from '../report/collector';
import type { LeaseKeeper } from '../runs/lease';
import { Run } from '../runs/run';
import { StopWatch } from '../runs/stop';
import type { RunSettings } from '../runs/types';
import { keyedHash } from '../state/hash';
import type { LinkScope, StateStore } from '../state/types';
import type { Destination, Source } from '../systems/types';
import type { Traffic } from '../traffic/types';
import { syncAssociations } from './associations';
import type { RunContext } from './context';
import {
	prepareJunctions,
	readGoneJunctions,
	readJunctions,
	readJunctionsOf,
	type PreparedJunction,
} from './junctions';
import { readChanges, readDepartures, readGiven } from './objectStage';
import { leaseNames, preparePlan, scopesOf } from './prepare';
import { previewDestination } from './preview';
import { readFirst, Trial } from './trial';
import { planName, type ResultListener, type RunReport, type SyncPlan } from './types';
import { chooseWindow, type ReadWindow } from './window';

/** What a run works with. The caller opens and closes the state. */
export interface SyncSystems {
	source: Source;
	destination: Destination;
	state: StateStore;
	traffic: Traffic;
	clock: Clock;
}

export interface RunOptions extends RunSettings {
	/** `preview` writes nothing: neither to the destination nor to the state. */
	operation?: 'sync' | 'preview';
	/** Receives every record's result. */
	onResult?: ResultListener;
}

/**
 * Brings the destination in step with the source, as the plan says: every object in order, then the
 * associations. Interrupted at any instant, the next run goes on and ends in the same state.
 *
 * A run that ends early by its own rules (cancelled, run time over, the day's calls used up) returns a
 * report with status `stopped`; one that finds another run at work returns `skipped`.
 *
 * @throws SophiaError `credentials`, `configuration`, `transient` (tries used up) or `cancelled` with code
 * LEASE_LOST; what was committed before stays and is not repeated
 */
export async function runSync(plan: SyncPlan, systems: SyncSystems, options: RunOptions = {}): Promise<RunReport> {
	const operation = options.operation ?? 'sync';
	const preview = operation === 'preview' ? previewDestination(systems.destination, plan) : undefined;
	const state = preview === undefined ? systems.state : await systems.state.fork();
	const run = new SyncRun(
		plan,
		{ ...systems, state, destination: preview?.destination ?? systems.destination },
		operation,
		options,
	);
	try {
		const report = await run.go();
		return preview === undefined ? report : { ...report, writeCallsNeeded: { ...preview.calls } };
	} finally {
		if (preview !== undefined) await state.close();
	}
}

class SyncRun {
	private readonly run: Run<'sync' | 'preview'>;
	private readonly report: ReportCollector;
	private readonly trial?: Trial;

	constructor(
		private readonly plan: SyncPlan,
		private readonly systems: SyncSystems,
		private readonly operation: 'sync' | 'preview',
		private readonly options: RunOptions,
	) {
		this.run = new Run({ syncKey: plan.syncKey, operation }, systems, options);
		this.report = new ReportCollector(options.onResult);
		if (plan.recordLimit !== undefined && plan.reading === 'changes') this.trial = new Trial(plan.recordLimit);
	}

	async go(): Promise<RunReport> {
		const { source, destination, state } = this.systems;
		return await this.run.carryOut({
			prepare: async () => {
				const scopes = await scopesOf(this.plan, source, destination, this.options.signal);
				return { leases: leaseNames(scopes), work: async (lease) => await this.stages(scopes, lease) };
			},
			report: async () => ({
				...this.report.snapshot(),
				rejectedOpen: await state.countRejections(this.plan.syncKey),
				...(this.trial === undefined ? {} : { recordLimit: this.trial.limit }),
			}),
		});
	}

	private async stages(scopes: LinkScope[], lease: LeaseKeeper) {
		const { plan, systems, options, report } = this;
		const { signal } = options;
		const objects = await preparePlan(plan, scopes, systems, { dryRun: this.operation === 'preview', signal, report });
		const key = createSecretKey(await systems.state.hashKey());
		const context: RunContext = {
			...systems,
			runId: this.run.runId,
			plan,
			operation: this.operation,
			signal,
			lease,
			stop: new StopWatch(systems.clock, plan.maxRunMs, signal),
			report,
			objects,
			hash: (value) => keyedHash(key, value),
			readBeforeUpdate: this.operation === 'preview',
			trial: this.trial,
		};
		if (plan.reading === 'given') {
			for (const object of objects) await readGiven(context, object, new Date(systems.clock.now()));
		} else if (this.trial !== undefined) {
			report.note(this.trial.note);
			await this.tryOut(context, this.trial);
		} else {
			// A run that takes up an earlier one's read ends with what has changed since that one began.
			const junctions = await prepareJunctions(context);
			while (await this.readAll(context, junctions)) context.stop.check();
		}
		const kinds = new Map(plan.associations.map((association) => [association.kind.name, association]));
		for (const association of kinds.values()) await syncAssociations(context, association);
	}

	private async tryOut(context: RunContext, trial: Trial) {
		const { plan, source, state } = context;
		const until = await source.now(context.signal);
		for (const object of context.objects) {
			// A read that an earlier run has begun stays as it is.
			const cursor = { ...(await state.getCursor(plan.syncKey, planName(object.plan))), open: undefined };
			await readFirst(context, object, chooseWindow(cursor, plan, object.fingerprint, until), trial);
		}
		for (const junction of await prepareJunctions(context))
			await readJunctionsOf(context, junction, trial.taken(junction.association.sourceObject), until);
	}

	/** @returns whether a read of an earlier run was taken up */
	private async readAll(context: RunContext, junctions: PreparedJunction[]): Promise<boolean> {
		const until = await context.source.now(context.signal);
		const windows = [];
		for (const object of context.objects) {
			const window = await this.windowOf(context, planName(object.plan), object.fingerprint, until);
			windows.push({ object, window });
		}
		const junctionWindows = [];
		for (const junction of junctions) {
			const window = await this.windowOf(context, junction.cursorName, junction.fingerprint, until);
			junctionWindows.push({ junction, window });
		}
		for (const { object, window } of windows) await readDepartures(context, object, window);
		for (const { object, window } of windows) await readChanges(context, object, window);
		for (const { junction, window } of junctionWindows) {
			await readGoneJunctions(context, junction, window);
			await readJunctions(context, junction, window);
		}
		return [...windows, ...junctionWindows].some(({ window }) => window.resumed);
	}

	private async windowOf(
		context: RunContext,
		cursorName: string,
		fingerprint: string,
		until: Date,
	): Promise<ReadWindow> {
		const cursor = await context.state.getCursor(context.plan.syncKey, cursorName);
		const window = chooseWindow(cursor, context.plan, fingerprint, until);
		if (window.why !== undefined) this.run.tellFullRead(window.why, cursorName);
		return window;
	}
}
