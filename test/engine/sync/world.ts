import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../../engine/clock';
import { salesforceToHubspotPlan, type SalesforceToHubspotChoices } from '../../../engine/routes/salesforceToHubspot';
import { openSqliteState, type StateStore } from '../../../engine/state';
import { runSync, type RunOptions } from '../../../engine/sync/runSync';
import type { RecordResult, RunReport } from '../../../engine/sync/types';
import { createHubspotDestination } from '../../../engine/systems/hubspot';
import { createSalesforceSource, type SalesforceApiCredentials, type SalesforceSourceOptions } from '../../../engine/systems/salesforce';
import { createTraffic, type TrafficSettings } from '../../../engine/traffic';
import { HubSpotSimulator, type HubSpotSimulatorOptions } from '../../simulators/hubspot';
import { SalesforceSimulator, type SalesforceOptions } from '../../simulators/salesforce';

export interface WorldOptions {
	salesforce?: SalesforceOptions;
	hubspot?: HubSpotSimulatorOptions;
	clock?: Clock;
	source?: SalesforceSourceOptions;
	traffic?: Partial<TrafficSettings>;
}

export interface RunWith extends RunOptions {
	choices?: Partial<SalesforceToHubspotChoices>;
}

/** Two simulators, a state of its own, and the engine between them. */
export class World {
	readonly directory = mkdtempSync(join(tmpdir(), 'sophia-world-'));
	/** Results of the last run. */
	results: RecordResult[] = [];

	private constructor(
		readonly salesforce: SalesforceSimulator,
		readonly hubspot: HubSpotSimulator,
		private readonly options: WorldOptions,
	) {}

	static async start(options: WorldOptions = {}): Promise<World> {
		const { clock } = options;
		const salesforce = await new SalesforceSimulator({ clock, ...options.salesforce }).start();
		const hubspot = await new HubSpotSimulator({ clock, ...options.hubspot }).start();
		return new World(salesforce, hubspot, options);
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

	async openState(): Promise<StateStore> {
		return await openSqliteState({ directory: this.directory, clock: this.clock });
	}

	/** One run with everything made anew, as n8n does it: nothing but the state survives between two. */
	async run({ choices, ...options }: RunWith = {}): Promise<RunReport> {
		const traffic = createTraffic(this.options.traffic, this.clock);
		const state = await this.openState();
		const destination = createHubspotDestination({
			credentials: { accessToken: this.hubspot.accessToken, apiBaseUrl: this.hubspot.url },
			traffic,
		});
		this.results = [];
		try {
			const plan = salesforceToHubspotPlan({ syncKey: 'test', objects: ['Account', 'Contact', 'Lead'], ...choices });
			const source = createSalesforceSource({ credentials: this.credentials, traffic, options: this.options.source });
			return await runSync(plan, { source, destination, state, traffic, clock: this.clock }, {
				onResult: (result) => this.results.push(result),
				...options,
			});
		} finally {
			destination.close();
			await state.close();
		}
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
