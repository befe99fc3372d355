import { createSecretKey, randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { ReportCollector } from '../report/collector';
import { processHolder } from '../state/holder';
import { keyedHash } from '../state/hash';
import type { LinkScope, StateStore } from '../state/types';
import type { Destination, Source } from '../systems/types';
import type { Traffic } from '../traffic/types';
import { syncAssociations } from './associations';
import type { RunContext } from './context';
import { LeaseKeeper } from './lease';
import { readChanges, readDepartures, readGiven } from './objectStage';
import { leaseNames, preparePlan, scopesOf } from './prepare';
import { previewDestination } from './preview';
import { asCleanStop, StopWatch } from './stop';
import type { ResultListener, RunReport, SyncPlan } from './types';
import { chooseWindow } from './window';

/** What a run works with. The caller opens and closes the state. */
export interface SyncSystems {
	source: Source;
	destination: Destination;
	state: StateStore;
	traffic: Traffic;
	clock: Clock;
}

export interface RunOptions {
	/** `preview` writes nothing: neither to the destination nor to the state. */
	operation?: 'sync' | 'preview';
	/** Ends the run within a second; what is committed stays. */
	signal?: AbortSignal;
	/** Receives every record's result. */
	onResult?: ResultListener;
	/** Called once when everything is read, with why, per object. For logs. */
	onFullRead?: (object: string, why: string) => void;
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
	private readonly runId = randomUUID();
	private readonly startedAt: number;
	private readonly report: ReportCollector;

	constructor(
		private readonly plan: SyncPlan,
		private readonly systems: SyncSystems,
		private readonly operation: 'sync' | 'preview',
		private readonly options: RunOptions,
	) {
		this.startedAt = systems.clock.now();
		this.report = new ReportCollector(options.onResult);
	}

	async go(): Promise<RunReport> {
		const { source, destination, state } = this.systems;
		await state.startRun({
			runId: this.runId,
			syncKey: this.plan.syncKey,
			operation: this.operation,
			startedAt: this.iso(this.startedAt),
		});
		let lease: LeaseKeeper | undefined;
		try {
			const scopes = await scopesOf(this.plan, source, destination, this.options.signal);
			const acquired = await state.acquireLeases(leaseNames(scopes), processHolder(this.runId));
			if (!acquired.acquired) {
				return await this.finish('skipped', {
					reason: `already running: ${acquired.heldBy} has been at work since ${acquired.since}`,
				});
			}
			lease = new LeaseKeeper(state, acquired.leases);
			await this.stages(scopes, lease);
			return await this.finish('completed', {});
		} catch (error) {
			return await this.interrupted(error);
		} finally {
			await lease?.release();
		}
	}

	/** A stop of the run's own is its end; anything else is noted and thrown on. */
	private async interrupted(error: unknown): Promise<RunReport> {
		const stop = asCleanStop(error, this.options.signal);
		if (stop !== undefined) return await this.finish('stopped', { reason: stop.reason, resumeAt: stop.resumeAt });
		const { state, clock } = this.systems;
		await state.finishRun({
			runId: this.runId,
			status: 'failed',
			finishedAt: this.iso(clock.now()),
			report: { error: messageOf(error) },
		});
		throw error;
	}

	private async stages(scopes: LinkScope[], lease: LeaseKeeper) {
		const { plan, systems, options, report } = this;
		const { signal } = options;
		const objects = await preparePlan(plan, scopes, systems, { dryRun: this.operation === 'preview', signal, report });
		const key = createSecretKey(await systems.state.hashKey());
		const context: RunContext = {
			...systems,
			runId: this.runId,
			plan,
			operation: this.operation,
			signal,
			lease,
			stop: new StopWatch(systems.clock, plan.maxRunMs, signal),
			report,
			objects,
			hash: (value) => keyedHash(key, value),
			readBeforeUpdate: this.operation === 'preview',
		};
		if (plan.reading === 'given') {
			for (const object of objects) await readGiven(context, object, new Date(systems.clock.now()));
		} else {
			// A run that takes up an earlier one's read ends with what has changed since that one began.
			while (await this.readAll(context)) context.stop.check();
		}
		for (const association of plan.associations) await syncAssociations(context, association);
	}

	/** @returns whether a read of an earlier run was taken up */
	private async readAll(context: RunContext): Promise<boolean> {
		const until = await context.source.now(context.signal);
		const windows = [];
		for (const object of context.objects) {
			const cursor = await context.state.getCursor(context.plan.syncKey, object.plan.sourceObject);
			const window = chooseWindow(cursor, context.plan, object.fingerprint, until);
			if (window.why !== undefined) this.options.onFullRead?.(object.plan.sourceObject, window.why);
			windows.push({ object, window });
		}
		for (const { object, window } of windows) await readDepartures(context, object, window);
		for (const { object, window } of windows) await readChanges(context, object, window);
		return windows.some(({ window }) => window.resumed);
	}

	private async finish(
		status: 'completed' | 'stopped' | 'skipped',
		end: { reason?: string; resumeAt?: Date },
	): Promise<RunReport> {
		const { state, clock, traffic } = this.systems;
		const finishedAt = clock.now();
		const report: RunReport = {
			runId: this.runId,
			syncKey: this.plan.syncKey,
			operation: this.operation,
			status,
			...(end.reason === undefined ? {} : { reason: end.reason }),
			...(end.resumeAt === undefined ? {} : { resumeAt: end.resumeAt.toISOString() }),
			startedAt: this.iso(this.startedAt),
			finishedAt: this.iso(finishedAt),
			durationMs: finishedAt - this.startedAt,
			...this.report.snapshot(),
			calls: traffic.stats(),
			rejectedOpen: await state.countRejections(this.plan.syncKey),
		};
		await state.finishRun({ runId: this.runId, status, finishedAt: report.finishedAt, report });
		return report;
	}

	private iso(at: number): string {
		return new Date(at).toISOString();
	}
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
