import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../engine/clock';
import { openSqliteState, type StateStore } from '../../../engine/state';
import type { Rejection } from '../../../engine/state/types';
import { runSync, type RunOptions } from '../../../engine/sync/runSync';
import type { ObjectCounts, RecordResult, RunReport, SyncPlan } from '../../../engine/sync/types';
import type { Destination, Source } from '../../../engine/systems/types';
import {
	createSalesforceSource,
	type SalesforceApiCredentials,
	type SalesforceSourceOptions,
} from '../../../engine/systems/salesforce';
import { createTraffic, type Traffic, type TrafficSettings } from '../../../engine/traffic';
import type { SalesforceSimulator } from '../../simulators/salesforce';
import { JumpingClock } from '../../simulators/shared/clock';

export interface BaseWorldOptions {
	clock?: Clock;
	source?: SalesforceSourceOptions;
	traffic?: Partial<TrafficSettings>;
}

export interface BaseRunWith extends RunOptions {
	/** Instead of Salesforce. */
	source?: Source;
	/** Instead of the world's own state directory. */
	directory?: string;
	traffic?: Partial<TrafficSettings>;
	/** The last word on the plan. */
	plan?: (plan: SyncPlan) => SyncPlan;
}

/** Salesforce, a state of its own, and the engine; the other side is the subclass's. */
export abstract class BaseWorld {
	readonly directory = mkdtempSync(join(tmpdir(), 'sophia-world-'));
	/** Results of the last run. */
	results: RecordResult[] = [];

	protected constructor(
		readonly salesforce: SalesforceSimulator,
		private readonly baseOptions: BaseWorldOptions,
	) {}

	/** Lets time pass, a minute by default: what was written is older than the next run's window. */
	pass(ms = 60_000): void {
		if (!(this.clock instanceof JumpingClock)) throw new Error('Only a jumping clock can be moved');
		this.clock.advance(ms);
	}

	async stop(): Promise<void> {
		await this.salesforce.stop();
		rmSync(this.directory, { recursive: true, force: true });
	}

	get clock(): Clock {
		return this.baseOptions.clock ?? systemClock;
	}

	get credentials(): SalesforceApiCredentials {
		const { clientId, clientSecret } = this.salesforce.settings;
		return { authMethod: 'clientCredentials', loginUrl: this.salesforce.url, clientId, clientSecret };
	}

	async openState(directory = this.directory): Promise<StateStore> {
		return await openSqliteState({ directory, clock: this.clock });
	}

	/** The state as it is between two runs. */
	async withState<T>(look: (state: StateStore) => Promise<T>): Promise<T> {
		const state = await this.openState();
		try {
			return await look(state);
		} finally {
			await state.close();
		}
	}

	/** Open rejections of a sync, by record. */
	async rejections(syncKey = 'test'): Promise<Map<string, Rejection>> {
		const list = await this.withState(async (state) => await state.listRejections({ syncKey, limit: 1_000 }));
		return new Map(list.map((rejection) => [rejection.recordId, rejection]));
	}

	/** One run with everything made anew, as n8n does it: nothing but the state survives between two. */
	protected async runPlan(
		plan: SyncPlan,
		makeDestination: (traffic: Traffic) => Destination & { close(): void },
		{ source: given, directory, traffic: settings, plan: change = (same) => same, ...options }: BaseRunWith,
	): Promise<RunReport> {
		const traffic = createTraffic({ ...this.baseOptions.traffic, ...settings }, this.clock);
		const state = await this.openState(directory);
		const destination = makeDestination(traffic);
		this.results = [];
		try {
			const source =
				given ?? createSalesforceSource({ credentials: this.credentials, traffic, options: this.baseOptions.source });
			return await runSync(
				change(plan),
				{ source, destination, state, traffic, clock: this.clock },
				{
					onResult: (result) => this.results.push(result),
					...options,
				},
			);
		} finally {
			destination.close();
			await state.close();
		}
	}

	/** The last run's result for a record; the last one where there are several. */
	result(recordId: string): RecordResult | undefined {
		return this.results.findLast((result) => result.recordId === recordId);
	}
}

/** The counts of one object in a report. */
export function countsOf(report: RunReport, object: string): ObjectCounts {
	const found = report.objects.find((one) => one.object === object);
	if (found === undefined) throw new Error(`The report has no ${object}`);
	return found.counts;
}

/** What was counted between two moments. */
export const difference = <T extends Record<keyof T, number>>(after: T, before: T): T =>
	Object.fromEntries(Object.keys(after).map((key) => [key, after[key as keyof T] - before[key as keyof T]])) as T;
