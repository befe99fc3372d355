import { SophiaError } from '../../../../engine/errors';
import {
	connectIntercom,
	type IntercomDestination,
	type IntercomDestinationOptions,
} from '../../../../engine/systems/intercom';
import type { Source, WriteOutcome } from '../../../../engine/systems/types';
import { createTraffic, type Traffic, type TrafficSettings } from '../../../../engine/traffic';
import { IntercomSimulator, type IntercomSimulatorOptions } from '../../../simulators/intercom';
import { JumpingClock } from '../../../simulators/shared/clock';

/** The custom attribute that holds a lead's id. */
export const LEAD_ID = 'custom_attributes.salesforce_lead_id';

export interface Setup {
	simulator: IntercomSimulator;
	clock: JumpingClock;
	traffic: Traffic;
	intercom: IntercomDestination;
	source: Source;
	stop: () => Promise<void>;
}

/** A simulator, and a destination and a source that talk to it, on one clock that jumps. */
export async function setUp(
	given: {
		simulator?: IntercomSimulatorOptions;
		settings?: Partial<TrafficSettings>;
		options?: IntercomDestinationOptions;
	} = {},
): Promise<Setup> {
	const clock = new JumpingClock();
	const simulator = new IntercomSimulator({ clock, searchLagMs: 0, ...given.simulator });
	await simulator.start();
	const traffic = createTraffic(given.settings, clock);
	const { source, destination: intercom } = connectBoth(simulator, traffic, given.options);
	return {
		simulator,
		clock,
		traffic,
		intercom,
		source,
		stop: async () => {
			intercom.close();
			await simulator.stop();
			expect(simulator.bugs).toEqual([]);
		},
	};
}

export const connectBoth = (simulator: IntercomSimulator, traffic: Traffic, options?: IntercomDestinationOptions) =>
	connectIntercom({
		credentials: { accessToken: simulator.accessToken, region: 'custom', apiBaseUrl: simulator.url },
		traffic,
		options,
	});

export const connect = (
	simulator: IntercomSimulator,
	traffic: Traffic,
	options?: IntercomDestinationOptions,
): IntercomDestination => connectBoth(simulator, traffic, options).destination;

/** Outcomes by record id, for records that occur once. */
export const byId = (outcomes: WriteOutcome[]): Map<string, WriteOutcome> =>
	new Map(outcomes.map((outcome) => [outcome.id, outcome]));

export const countOf = (outcomes: WriteOutcome[], status: WriteOutcome['status']): number =>
	outcomes.filter((outcome) => outcome.status === status).length;

/** Requests whose path matches, as 'METHOD status'. */
export const requestsTo = (simulator: IntercomSimulator, path: RegExp): string[] =>
	simulator.requests.filter(({ url }) => path.test(url)).map(({ method, status }) => `${method} ${status}`);

/** What a promise fails with, which must be one of ours. */
export async function failure(promise: Promise<unknown>): Promise<SophiaError> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SophiaError);
	return error as SophiaError;
}
