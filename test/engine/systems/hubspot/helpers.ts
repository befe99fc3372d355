import { createHubspotDestination, type HubspotDestination } from '../../../../engine/systems/hubspot';
import type { HubspotDestinationOptions } from '../../../../engine/systems/hubspot';
import type { WriteOutcome } from '../../../../engine/systems/types';
import { createTraffic, type Traffic, type TrafficSettings } from '../../../../engine/traffic';
import { HubSpotSimulator, type HubSpotSimulatorOptions } from '../../../simulators/hubspot';
import { JumpingClock } from '../../../simulators/shared/clock';

export const COMPANY_ID = 'sophia_salesforce_account_id';
export const CONTACT_ID = 'sophia_salesforce_contact_id';

export interface Setup {
	simulator: HubSpotSimulator;
	clock: JumpingClock;
	traffic: Traffic;
	hubspot: HubspotDestination;
	stop: () => Promise<void>;
}

/** A simulator, and a destination that talks to it, on one clock that jumps. The id properties exist. */
export async function setUp(
	given: {
		simulator?: HubSpotSimulatorOptions;
		settings?: Partial<TrafficSettings>;
		options?: HubspotDestinationOptions;
		bare?: boolean;
	} = {},
): Promise<Setup> {
	const clock = new JumpingClock();
	const simulator = await new HubSpotSimulator({ clock, indexingLagMs: 0, ...given.simulator }).start();
	const traffic = createTraffic(given.settings, clock);
	const hubspot = connect(simulator, traffic, given.options);
	if (given.bare !== true) {
		addIdProperty(simulator, 'companies', COMPANY_ID);
		addIdProperty(simulator, 'contacts', CONTACT_ID);
	}
	return {
		simulator,
		clock,
		traffic,
		hubspot,
		stop: async () => {
			hubspot.close();
			await simulator.stop();
		},
	};
}

export const connect = (
	simulator: HubSpotSimulator,
	traffic: Traffic,
	options?: HubspotDestinationOptions,
): HubspotDestination =>
	createHubspotDestination({
		credentials: { accessToken: simulator.accessToken, apiBaseUrl: simulator.url },
		traffic,
		options,
	});

export function addIdProperty(simulator: HubSpotSimulator, object: string, name: string, unique = true): void {
	const groupName = object === 'companies' ? 'companyinformation' : 'contactinformation';
	simulator.addProperty(object, {
		name,
		label: name,
		type: 'string',
		fieldType: 'text',
		groupName,
		hasUniqueValue: unique,
	});
}

/** Outcomes by record id, for records that occur once. */
export const byId = (outcomes: WriteOutcome[]): Map<string, WriteOutcome> =>
	new Map(outcomes.map((outcome) => [outcome.id, outcome]));

export const countOf = (outcomes: WriteOutcome[], status: WriteOutcome['status']): number =>
	outcomes.filter((outcome) => outcome.status === status).length;

/** Requests whose path matches, as 'METHOD status'. */
export const requestsTo = (simulator: HubSpotSimulator, path: RegExp): string[] =>
	simulator.requests.filter(({ url }) => path.test(url)).map(({ method, status }) => `${method} ${status}`);
