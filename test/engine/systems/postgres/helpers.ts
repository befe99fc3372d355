import { isSophiaError, type SophiaError } from '../../../../engine/errors';
import {
	connectPostgres,
	type PostgresDestination,
	type PostgresSource,
	type PostgresSourceOptions,
	type PostgresCredentials,
	type TableOptions,
} from '../../../../engine/systems/postgres';
import type {
	ChangesRequest,
	IdentityChange,
	SourcePage,
	SourceRecord,
	WriteOutcome,
} from '../../../../engine/systems/types';
import { createTraffic, type Traffic, type TrafficSettings } from '../../../../engine/traffic';
import { PostgresServer } from '../../../shared/postgres';
import { JumpingClock } from '../../../simulators/shared/clock';

/** A server for the test file, emptied after each test; what a test opens is closed behind it. */
export class PostgresWorld {
	readonly closers: Array<() => Promise<void>> = [];

	private constructor(readonly server: PostgresServer) {}

	/** To be called where tests are described. */
	static forThisFile(): { get world(): PostgresWorld } {
		let world: PostgresWorld | undefined;
		beforeAll(async () => {
			world = new PostgresWorld(await PostgresServer.start());
		});
		afterEach(async () => {
			await world?.clear();
		});
		afterAll(async () => {
			await world?.server.stop();
		});
		return {
			get world() {
				if (world === undefined) throw new Error('The server is not started yet.');
				return world;
			},
		};
	}

	/** Real time-outs; waits between tries take no time. */
	traffic(settings: Partial<TrafficSettings> = {}) {
		return createTraffic(settings, new JumpingClock(Date.now()));
	}

	/** Both sides of the server's database; another address leads to it through something in between. */
	connect(
		options: PostgresSourceOptions = {},
		settings: Partial<TrafficSettings> = {},
		credentials: Partial<PostgresCredentials> = {},
	) {
		return this.connectWith(this.traffic(settings), options, credentials);
	}

	connectWith(traffic: Traffic, options: PostgresSourceOptions = {}, credentials: Partial<PostgresCredentials> = {}) {
		const all = { ...this.server.credentials, ...credentials };
		const sides = connectPostgres({ credentials: all, traffic, options });
		this.closers.push(async () => await sides.source.close());
		return sides;
	}

	source(options: PostgresSourceOptions = {}, settings: Partial<TrafficSettings> = {}): PostgresSource {
		return this.connect(options, settings).source;
	}

	destination(options: TableOptions = {}, settings: Partial<TrafficSettings> = {}): PostgresDestination {
		return this.connect(options, settings).destination;
	}

	private async clear(): Promise<void> {
		await Promise.all(this.closers.splice(0).map(async (close) => await close()));
		await this.server.killConnections();
		await this.server.sql('DROP SCHEMA IF EXISTS sales CASCADE');
		await this.server.sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
	}
}

export const FAR = new Date('9000-01-01T00:00:00Z');

export async function pagesOf(source: PostgresSource, request: Partial<ChangesRequest>): Promise<SourcePage[]> {
	const pages: SourcePage[] = [];
	const whole = { object: 'public.people', fields: ['name'], until: FAR, ...request };
	for await (const page of source.changes(whole)) pages.push(page);
	return pages;
}

export const recordsOf = async (
	source: PostgresSource,
	request: Partial<ChangesRequest> = {},
): Promise<SourceRecord[]> => (await pagesOf(source, request)).flatMap(({ records }) => records);

export const idsOf = async (source: PostgresSource, request: Partial<ChangesRequest> = {}): Promise<string[]> =>
	(await recordsOf(source, request)).map(({ id }) => id);

export async function deletionsOf(
	source: PostgresSource,
	window: { since: Date; until: Date; object?: string },
): Promise<IdentityChange[]> {
	const changes: IdentityChange[] = [];
	for await (const page of source.identityChanges({ object: 'public.people', ...window })) changes.push(...page);
	return changes;
}

/** The SophiaError that a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<SophiaError> {
	const error: unknown = await promise.then(
		() => new Error('It did not fail.'),
		(reason: unknown) => reason,
	);
	if (!isSophiaError(error)) throw error;
	return error;
}

/** What became of records, by their id. */
export const byId = (outcomes: WriteOutcome[]): Record<string, WriteOutcome> =>
	Object.fromEntries(outcomes.map((outcome) => [outcome.id, outcome]));

/** The categories that records were rejected with, by their id; the others' status. */
export const fates = (outcomes: WriteOutcome[]): Record<string, string> =>
	Object.fromEntries(
		outcomes.map((outcome) => [outcome.id, outcome.status === 'rejected' ? outcome.problem.category : outcome.status]),
	);
