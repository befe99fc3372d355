import { generateKeyPairSync } from 'node:crypto';
import { SophiaError } from '../../../../engine/errors';
import {
	createSalesforceDestination,
	createSalesforceSource,
	type SalesforceDestination,
	type SalesforceDestinationOptions,
	type SalesforceSourceOptions,
} from '../../../../engine/systems/salesforce';
import type {
	SalesforceApiCredentials,
	SalesforceCredentials,
} from '../../../../engine/systems/salesforce/credentials';
import { forgetSessions } from '../../../../engine/systems/salesforce/sessions';
import type { Source, SourcePage, SourceRecord } from '../../../../engine/systems/types';
import { createTraffic, type Traffic, type TrafficSettings } from '../../../../engine/traffic';
import { SalesforceSimulator, type SalesforceOptions } from '../../../simulators/salesforce';
import { JumpingClock } from '../../../simulators/shared/clock';

/** A simulated org with a clock that jumps, and what it takes to reach it. */
export interface TestOrg {
	simulator: SalesforceSimulator;
	clock: JumpingClock;
	credentials: SalesforceApiCredentials;
	traffic(settings?: Partial<TrafficSettings>): Traffic;
	source(options?: SalesforceSourceOptions, credentials?: SalesforceCredentials): Source;
	destination(options?: SalesforceDestinationOptions): SalesforceDestination;
	/** Requests so far whose method and path match. */
	asked(pattern: RegExp): string[];
	stop(): Promise<void>;
}

/** @param prepare called before the simulator starts, with hooks that make it behave as other servers do */
export async function startOrg(
	options: SalesforceOptions = {},
	prepare: (simulator: SalesforceSimulator) => void = () => {},
): Promise<TestOrg> {
	forgetSessions();
	const clock = new JumpingClock();
	const simulator = new SalesforceSimulator({ clock, ...options });
	prepare(simulator);
	await simulator.start();
	const traffic = (settings: Partial<TrafficSettings> = {}) => createTraffic(settings, clock);
	const credentials: SalesforceApiCredentials = {
		authMethod: 'clientCredentials',
		loginUrl: simulator.url,
		clientId: simulator.settings.clientId,
		clientSecret: simulator.settings.clientSecret,
	};
	return {
		simulator,
		clock,
		credentials,
		traffic,
		source: (sourceOptions, other) =>
			createSalesforceSource({ credentials: other ?? credentials, traffic: traffic(), options: sourceOptions }),
		destination: (destinationOptions) =>
			createSalesforceDestination({ credentials, traffic: traffic(), options: destinationOptions }),
		asked: (pattern) =>
			simulator.requests.map(({ method, url }) => `${method} ${url}`).filter((request) => pattern.test(request)),
		stop: async () => await simulator.stop(),
	};
}

export async function allPages(pages: AsyncIterable<SourcePage>): Promise<SourcePage[]> {
	const all: SourcePage[] = [];
	for await (const page of pages) all.push(page);
	return all;
}

export const allRecords = async (pages: AsyncIterable<SourcePage>): Promise<SourceRecord[]> =>
	(await allPages(pages)).flatMap(({ records }) => records);

export const byId = (records: SourceRecord[]): SourceRecord[] => [...records].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The SophiaError that a promise ends in. */
export async function failure(promise: Promise<unknown>): Promise<SophiaError> {
	const outcome: unknown = await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (!(outcome instanceof SophiaError)) throw new Error(`Expected a SophiaError, got ${String(outcome)}`);
	return outcome;
}

export const keyPair = (passphrase?: string): { privateKey: string; publicKey: string } =>
	generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding:
			passphrase === undefined
				? { type: 'pkcs8', format: 'pem' }
				: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
	});
