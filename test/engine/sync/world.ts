import type { Clock } from '../../../engine/clock';
import { salesforceToHubspotPlan, type SalesforceToHubspotChoices } from '../../../engine/routes/salesforceToHubspot';
import type { RunReport } from '../../../engine/sync/types';
import { createHubspotDestination } from '../../../engine/systems/hubspot';
import { HubSpotSimulator, type HubSpotSimulatorOptions } from '../../simulators/hubspot';
import type { RecordView } from '../../simulators/hubspot/simulator';
import { SalesforceSimulator, type SalesforceOptions } from '../../simulators/salesforce';
import { JumpingClock } from '../../simulators/shared/clock';
import { BaseWorld, difference, type BaseRunWith, type BaseWorldOptions } from './baseWorld';

export { countsOf } from './baseWorld';

export interface WorldOptions extends BaseWorldOptions {
	salesforce?: SalesforceOptions;
	hubspot?: HubSpotSimulatorOptions;
	/** Called before the simulators listen: the moment for hooks of a test's own. */
	beforeStart?: (simulators: { salesforce: SalesforceSimulator; hubspot: HubSpotSimulator }) => void;
}

export interface RunWith extends BaseRunWith {
	choices?: Partial<SalesforceToHubspotChoices>;
}

type Writes = HubSpotSimulator['writes'];

/** Two simulators, a state of its own, and the engine between them. */
export class World extends BaseWorld {
	/** What the last run wrote, as HubSpot counted it. */
	writes: Writes = {
		calls: 0,
		records: 0,
		created: 0,
		updated: 0,
		unchanged: 0,
		archived: 0,
		associations: 0,
		properties: 0,
	};

	private constructor(
		salesforce: SalesforceSimulator,
		readonly hubspot: HubSpotSimulator,
		options: WorldOptions,
	) {
		super(salesforce, options);
	}

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
		return await World.start({ ...options, clock: new JumpingClock() as Clock });
	}

	override async stop(): Promise<void> {
		await this.hubspot.stop();
		await super.stop();
	}

	/** One run of the engine from Salesforce to HubSpot. */
	async run({ choices, ...options }: RunWith = {}): Promise<RunReport> {
		const before = { ...this.hubspot.writes };
		const plan = salesforceToHubspotPlan({ syncKey: 'test', objects: ['Account', 'Contact', 'Lead'], ...choices });
		const credentials = { accessToken: this.hubspot.accessToken, apiBaseUrl: this.hubspot.url };
		try {
			return await this.runPlan(plan, (traffic) => createHubspotDestination({ credentials, traffic }), options);
		} finally {
			this.writes = difference(this.hubspot.writes, before);
		}
	}

	/** A minute later, a run. */
	async next(options: RunWith = {}): Promise<RunReport> {
		this.pass();
		return await this.run(options);
	}

	/** Unarchived HubSpot records that have this value. */
	having(object: string, property: string, value: string): RecordView[] {
		return this.hubspot.records(object).filter((record) => !record.archived && record.properties[property] === value);
	}

	/** Unarchived records, by the value of their id property. */
	written(object: string, idProperty: string): Map<string, Readonly<Record<string, string>>> {
		const records = this.hubspot.records(object).filter((record) => !record.archived);
		return new Map(
			records.flatMap((record) =>
				record.properties[idProperty] ? [[record.properties[idProperty], record.properties]] : [],
			),
		);
	}

	get companies() {
		return this.written('companies', 'sophia_salesforce_account_id');
	}

	get contacts() {
		return this.written('contacts', 'sophia_salesforce_contact_id');
	}

	get deals() {
		return this.written('deals', 'sophia_salesforce_opportunity_id');
	}

	get leads() {
		return this.written('contacts', 'sophia_salesforce_lead_id');
	}
}
