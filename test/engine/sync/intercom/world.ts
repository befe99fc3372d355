import {
	salesforceToIntercomPlan,
	type SalesforceToIntercomChoices,
} from '../../../../engine/routes/salesforceToIntercom';
import type { RunReport } from '../../../../engine/sync/types';
import { createIntercomDestination } from '../../../../engine/systems/intercom';
import { IntercomSimulator, type IntercomSimulatorOptions } from '../../../simulators/intercom';
import { SalesforceSimulator, type SalesforceOptions } from '../../../simulators/salesforce';
import { JumpingClock } from '../../../simulators/shared/clock';
import { BaseWorld, difference, type BaseRunWith, type BaseWorldOptions } from '../baseWorld';

export { countsOf } from '../baseWorld';

export interface WorldOptions extends BaseWorldOptions {
	salesforce?: SalesforceOptions;
	intercom?: IntercomSimulatorOptions;
	/** Called before the simulators listen: the moment for hooks of a test's own. */
	beforeStart?: (simulators: { salesforce: SalesforceSimulator; intercom: IntercomSimulator }) => void;
}

export interface RunWith extends BaseRunWith {
	choices?: Partial<SalesforceToIntercomChoices>;
}

type Writes = IntercomSimulator['writes'];
type ContactView = ReturnType<IntercomSimulator['contacts']>[number];
type CompanyView = ReturnType<IntercomSimulator['companies']>[number];

/** The lead's own id, kept where Intercom lets us keep one. */
export const LEAD_ID = 'salesforce_lead_id';

/** Salesforce and Intercom as simulators, a state of its own, and the engine between them. */
export class World extends BaseWorld {
	/** What the last run wrote, as Intercom counted it. */
	writes: Writes;
	/** Searches of the last run. */
	searches = 0;

	private constructor(
		salesforce: SalesforceSimulator,
		readonly intercom: IntercomSimulator,
		options: WorldOptions,
	) {
		super(salesforce, options);
		this.writes = intercom.writes;
	}

	static async start(options: WorldOptions = {}): Promise<World> {
		const { clock } = options;
		const salesforce = new SalesforceSimulator({ clock, ...options.salesforce });
		const intercom = new IntercomSimulator({ clock, ...options.intercom });
		options.beforeStart?.({ salesforce, intercom });
		await salesforce.start();
		await intercom.start();
		return new World(salesforce, intercom, options);
	}

	/** A world on a clock that jumps: nobody waits, and `pass` moves it. */
	static async jumping(options: Omit<WorldOptions, 'clock'> = {}): Promise<World> {
		return await World.start({ ...options, clock: new JumpingClock() });
	}

	override async stop(): Promise<void> {
		await this.intercom.stop();
		await super.stop();
	}

	/** One run of the engine from Salesforce to Intercom; leads by choice, as in the node. */
	async run({ choices, ...options }: RunWith = {}): Promise<RunReport> {
		const { intercom } = this;
		const before = intercom.writes;
		const searches = intercom.searches;
		const plan = salesforceToIntercomPlan({ syncKey: 'test', objects: ['Account', 'Contact'], ...choices });
		const credentials = { accessToken: intercom.accessToken, region: 'custom' as const, apiBaseUrl: intercom.url };
		try {
			return await this.runPlan(plan, (traffic) => createIntercomDestination({ credentials, traffic }), options);
		} finally {
			this.writes = difference(intercom.writes, before);
			this.searches = intercom.searches - searches;
		}
	}

	/** Some minutes later (search sees by then what was written), a run. */
	async next(options: RunWith = {}): Promise<RunReport> {
		this.pass(5 * 60_000);
		return await this.run(options);
	}

	/** Live companies, by their `company_id`: the account's. */
	get companies(): Map<string, CompanyView> {
		return new Map(
			this.intercom.companies().flatMap((company) => (company.archived ? [] : [[company.company_id, company]])),
		);
	}

	/** Live contacts, by their `external_id`: the contact's, for users. */
	get users(): Map<string, ContactView> {
		return new Map(
			this.people.flatMap((contact) =>
				contact.role === 'user' && contact.external_id !== null ? [[contact.external_id, contact]] : [],
			),
		);
	}

	/** Live contacts, by the lead's id. */
	get leads(): Map<string, ContactView> {
		return new Map(
			this.people.flatMap((contact) =>
				contact.custom_attributes[LEAD_ID] === undefined ? [] : [[String(contact.custom_attributes[LEAD_ID]), contact]],
			),
		);
	}

	/** Contacts that are not archived. */
	get people(): ContactView[] {
		return this.intercom.contacts().filter(({ archived }) => !archived);
	}

	/** Account ids of the companies that a contact's user is attached to. */
	companiesOf(contactId: string): string[] {
		return (this.users.get(contactId)?.companies ?? []).map((id) => this.intercom.company(id)?.company_id ?? id);
	}
}
