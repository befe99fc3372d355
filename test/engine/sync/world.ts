import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../engine/clock';
import { salesforceToHubspotPlan, type SalesforceToHubspotChoices } from '../../../engine/routes/salesforceToHubspot';
import { openSqliteState, type StateStore } from '../../../engine/state';
import { runSync, type RunOptions } from '../../../engine/sync/runSync';
import type { Rejection } from '../../../engine/state/types';
import type { ObjectCounts, RecordResult, RunReport, SyncPlan } from '../../../engine/sync/types';
import type { Source } from '../../../engine/systems/types';
import { createHubspotDestination } from '../../../engine/systems/hubspot';
import { createSalesforceSource, type SalesforceApiCredentials, type SalesforceSourceOptions } from '../../../engine/systems/salesforce';
import { createTraffic, type TrafficSettings } from '../../../engine/traffic';
import { HubSpotSimulator, type HubSpotSimulatorOptions } from '../../simulators/hubspot';
import type { RecordView } from '../../simulators/hubspot/simulator';
import { SalesforceSimulator, type SalesforceOptions } from '../../simulators/salesforce';
import { JumpingClock } from '../../simulators/shared/clock';

export interface WorldOptions {
	salesforce?: SalesforceOptions;
	hubspot?: HubSpotSimulatorOptions;
	clock?: Clock;
	source?: SalesforceSourceOptions;
	traffic?: Partial<TrafficSettings>;
	/** Called before the simulators listen: the moment for hooks of a test's own. */
	beforeStart?: (simulators: { salesforce: SalesforceSimulator; hubspot: HubSpotSimulator }) => void;
}

export interface RunWith extends RunOptions {
	choices?: Partial<SalesforceToHubspotChoices>;
	/** Instead of Salesforce. */
	source?: Source;
	/** Instead of the world's own state directory. */
	directory?: string;
	traffic?: Partial<TrafficSettings>;
	/** The last word on the plan. */
	plan?: (plan: SyncPlan) => SyncPlan;
}

type Writes = HubSpotSimulator['writes'];

/** Two simulators, a state of its own, and the engine between them. */
export class World {
	readonly directory = mkdtempSync(join(tmpdir(), 'sophia-world-'));
	/** Results of the last run. */
	results: RecordResult[] = [];
	/** What the last run wrote, as HubSpot counted it. */
	writes: Writes = { calls: 0, records: 0, created: 0, updated: 0, unchanged: 0, archived: 0, associations: 0, properties: 0 };

	private constructor(
		readonly salesforce: SalesforceSimulator,
		readonly hubspot: HubSpotSimulator,
		private readonly options: WorldOptions,
	) {}

	static async start(options: WorldOptions = {}): Promise<World> {
		const { clock } = options;
		const salesforce = new SalesforceSimulator({ clock, ...options.salesforce });
		const hubspot = new HubSpotSimulator({ clock, ...options.hubspot });
		options.beforeStart?.({ salesforce, hubspot });
		await salesforce.start();
		await hubspot.start();
		return new World(salesforce, hubspot, options);
	}

	/** A world on a clock that jumps: nobody waits, and `pass` moves it. */
	static async jumping(options: Omit<WorldOptions, 'clock'> = {}): Promise<World> {
		return await World.start({ ...options, clock: new JumpingClock() });
	}

	/** Lets time pass, a minute by default: what was written is older than the next run's window, and search sees it. */
	pass(ms = 60_000): void {
		if (!(this.clock instanceof JumpingClock)) throw new Error('Only a jumping clock can be moved');
		this.clock.advance(ms);
	}

	async stop(): Promise<void> {
		await this.salesforce.stop();
		await this.hubspot.stop();
		rmSync(this.directory, { recursive: true, force: true });
	}

	get clock(): Clock {
		return this.options.clock ?? systemClock;
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
	async run({ choices, source: given, directory, traffic: settings, plan: change = (plan) => plan, ...options }: RunWith = {}): Promise<RunReport> {
		const traffic = createTraffic({ ...this.options.traffic, ...settings }, this.clock);
		const state = await this.openState(directory);
		const destination = createHubspotDestination({
			credentials: { accessToken: this.hubspot.accessToken, apiBaseUrl: this.hubspot.url },
			traffic,
		});
		this.results = [];
		const before = { ...this.hubspot.writes };
		try {
			const plan = change(salesforceToHubspotPlan({ syncKey: 'test', objects: ['Account', 'Contact', 'Lead'], ...choices }));
			const source = given ?? createSalesforceSource({ credentials: this.credentials, traffic, options: this.options.source });
			return await runSync(plan, { source, destination, state, traffic, clock: this.clock }, {
				onResult: (result) => this.results.push(result),
				...options,
			});
		} finally {
			this.writes = difference(this.hubspot.writes, before);
			destination.close();
			await state.close();
		}
	}

	/** A minute later, a run. */
	async next(options: RunWith = {}): Promise<RunReport> {
		this.pass();
		return await this.run(options);
	}

	/** The last run's result for a record; the last one where there are several. */
	result(recordId: string): RecordResult | undefined {
		return this.results.findLast((result) => result.recordId === recordId);
	}

	/** Unarchived HubSpot records that have this value. */
	having(object: 'companies' | 'contacts', property: string, value: string): RecordView[] {
		return this.hubspot.records(object).filter((record) => !record.archived && record.properties[property] === value);
	}

	/** Unarchived records, by the value of their id property. */
	written(object: 'companies' | 'contacts', idProperty: string): Map<string, Readonly<Record<string, string>>> {
		const records = this.hubspot.records(object).filter((record) => !record.archived);
		return new Map(records.flatMap((record) => (record.properties[idProperty] ? [[record.properties[idProperty], record.properties]] : [])));
	}

	get companies() {
		return this.written('companies', 'sophia_salesforce_account_id');
	}

	get contacts() {
		return this.written('contacts', 'sophia_salesforce_contact_id');
	}

	get leads() {
		return this.written('contacts', 'sophia_salesforce_lead_id');
	}
}

/** The counts of one object in a report. */
export function countsOf(report: RunReport, object: string): ObjectCounts {
	const found = report.objects.find((one) => one.object === object);
	if (found === undefined) throw new Error(`The report has no ${object}`);
	return found.counts;
}

const difference = (after: Writes, before: Writes): Writes => ({
	calls: after.calls - before.calls,
	records: after.records - before.records,
	created: after.created - before.created,
	updated: after.updated - before.updated,
	unchanged: after.unchanged - before.unchanged,
	archived: after.archived - before.archived,
	associations: after.associations - before.associations,
	properties: after.properties - before.properties,
});
