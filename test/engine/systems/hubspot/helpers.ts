import {
	createHubspotDestination,
	createHubspotSource,
	type HubspotDestination,
	type HubspotDestinationOptions,
	type HubspotSource,
} from '../../../../engine/systems/hubspot';
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
	source: HubspotSource;
	stop: () => Promise<void>;
}

/** A simulator, and a destination that talks to it, on one clock that jumps. The id properties exist. */
export async function setUp(
	given: {
		simulator?: HubSpotSimulatorOptions;
		settings?: Partial<TrafficSettings>;
		options?: HubspotDestinationOptions;
		/** Without the id properties. */
		bare?: boolean;
		/** Before the simulator starts: hooks that make it behave as other servers do. */
		prepare?: (simulator: HubSpotSimulator) => void;
	} = {},
): Promise<Setup> {
	const clock = new JumpingClock();
	const simulator = new HubSpotSimulator({ clock, indexingLagMs: 0, ...given.simulator });
	given.prepare?.(simulator);
	await simulator.start();
	const traffic = createTraffic(given.settings, clock);
	const hubspot = connect(simulator, traffic, given.options);
	const source = createHubspotSource({
		credentials: { accessToken: simulator.accessToken, apiBaseUrl: simulator.url },
		traffic,
	});
	if (given.bare !== true) {
		addIdProperty(simulator, 'companies', COMPANY_ID);
		addIdProperty(simulator, 'contacts', CONTACT_ID);
	}
	return {
		simulator,
		clock,
		traffic,
		hubspot,
		source,
		stop: async () => {
			hubspot.close();
			source.close();
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

const GROUPS: Record<string, string> = {
	companies: 'companyinformation',
	contacts: 'contactinformation',
	deals: 'dealinformation',
	tickets: 'ticketinformation',
};

/** A text property. */
export function addProperty(simulator: HubSpotSimulator, object: string, name: string, unique = false): void {
	simulator.addProperty(object, {
		name,
		label: name,
		type: 'string',
		fieldType: 'text',
		groupName: GROUPS[object],
		hasUniqueValue: unique,
	});
}

export function addIdProperty(simulator: HubSpotSimulator, object: string, name: string, unique = true): void {
	addProperty(simulator, object, name, unique);
}

/** Outcomes by record id, for records that occur once. */
export const byId = (outcomes: WriteOutcome[]): Map<string, WriteOutcome> =>
	new Map(outcomes.map((outcome) => [outcome.id, outcome]));

export const countOf = (outcomes: WriteOutcome[], status: WriteOutcome['status']): number =>
	outcomes.filter((outcome) => outcome.status === status).length;

/** Requests whose path matches, as 'METHOD status'. */
export const requestsTo = (simulator: HubSpotSimulator, path: RegExp): string[] =>
	simulator.requests.filter(({ url }) => path.test(url)).map(({ method, status }) => `${method} ${status}`);

/** A server that takes no notice of trace ids: one bad record sinks its batch. */
export function ignoringTraceIds(simulator: HubSpotSimulator): void {
	simulator.app.addHook('preHandler', async (request) => {
		if (typeof request.body === 'string') request.body = request.body.replace(/"objectWriteTraceId":"\d+",?/g, '');
	});
}

/** A server that changes its answers to matching calls before they leave. */
export function answering(
	path: RegExp,
	change: (body: Record<string, unknown>) => unknown,
): (simulator: HubSpotSimulator) => void {
	return (simulator) => {
		simulator.app.addHook('onSend', async (request, _reply, payload) => {
			if (!path.test(request.url) || typeof payload !== 'string') return payload;
			return JSON.stringify(change(JSON.parse(payload) as Record<string, unknown>));
		});
	};
}
