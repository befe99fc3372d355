import { chmodSync, closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkHealth, stateProbe, type HealthCheck, type StateProbeOptions } from '../../../engine/health';
import { openSqliteState, processHolder, type RunStatus, type StateStore } from '../../../engine/state';
import { HandClock, Temporary } from '../state/temporary';

const HOUR_MS = 60 * 60_000;

const temporary = new Temporary();
let directory: string;
let clock: HandClock;

beforeEach(() => {
	directory = temporary.directory();
	clock = new HandClock();
});

const withState = async <T>(work: (state: StateStore) => Promise<T>): Promise<T> => {
	const state = await openSqliteState({ directory, clock });
	try {
		return await work(state);
	} finally {
		await state.close();
	}
};

async function check(options: StateProbeOptions = {}, timeoutMs = 10_000): Promise<HealthCheck> {
	const probe = stateProbe({ withState, directory, clock, options });
	const { checks } = await checkHealth([probe], { clock, rules: { timeoutMs } });
	return checks[0];
}

const codes = ({ problems }: HealthCheck): string[] => problems.map(({ code }) => code);

/** One run after the other, each so many hours before now. */
async function ran(syncKey: string, hoursAgo: number[], status: RunStatus = 'completed'): Promise<void> {
	await withState(async (state) => {
		for (const hours of hoursAgo) {
			const startedAt = new Date(clock.now() - hours * HOUR_MS).toISOString();
			const runId = `${syncKey}-${hours}`;
			await state.startRun({ runId, syncKey, operation: 'sync', startedAt });
			await state.finishRun({ runId, status, finishedAt: startedAt, report: {} });
		}
	});
}

describe('the state store', () => {
	it('is healthy when it is new, and says how it stands', async () => {
		const found = await check();
		expect(found).toMatchObject({
			check: 'state',
			status: 'healthy',
			reachable: true,
			account: { directory },
			details: {
				integrity: 'ok',
				integrityCheckedAt: '2026-03-01T00:00:00.000Z',
				inboxPending: 0,
				inboxAbandoned: 0,
				syncs: 0,
				freeMegabytes: expect.any(Number),
				sizeMegabytes: expect.any(Number),
			},
			problems: [],
		});
		expect(found).not.toHaveProperty('authorised');
	});

	it('is read for damage once a day, always, or never', async () => {
		const checkedAt = async (options?: StateProbeOptions) => (await check(options)).details?.integrityCheckedAt;
		expect(await checkedAt({ integrity: 'never' })).toBeUndefined();
		expect(await checkedAt()).toBe('2026-03-01T00:00:00.000Z');
		clock.advance(23 * HOUR_MS);
		expect(await checkedAt()).toBe('2026-03-01T00:00:00.000Z');
		expect(await checkedAt({ integrity: 'always' })).toBe('2026-03-01T23:00:00.000Z');
		clock.advance(24 * HOUR_MS);
		expect(await checkedAt()).toBe('2026-03-02T23:00:00.000Z');
	});

	it('is unhealthy when its file is damaged', async () => {
		await ran('a', [1, 2, 3]);
		await withState(async (state) => {
			for (let number = 0; number < 500; number++)
				await state.updateNote(`note ${number}`, () => ({ text: 'x'.repeat(500) }));
		});
		const path = join(directory, 'state.db');
		const file = openSync(path, 'r+');
		const middle = Math.floor(statSync(path).size / 4096 / 2) * 4096;
		writeSync(file, Buffer.alloc(40 * 4096, 0xa5), 0, 40 * 4096, middle);
		closeSync(file);
		expect(await check()).toMatchObject({ status: 'unhealthy' });
	});

	it('is unhealthy while another program keeps it locked', async () => {
		await check();
		const other = new DatabaseSync(join(directory, 'state.db'));
		other.exec('BEGIN IMMEDIATE');
		try {
			expect(await check({}, 400)).toMatchObject({
				status: 'unhealthy',
				problems: [{ code: 'STATE_LOCKED', remedy: expect.stringContaining('state directory') }],
			});
		} finally {
			other.exec('ROLLBACK');
			other.close();
		}
		expect(await check()).toMatchObject({ status: 'healthy' });
	});

	it('is unhealthy when it is no database', async () => {
		const path = join(directory, 'state.db');
		const file = openSync(path, 'w');
		writeSync(file, 'this is a shopping list, not a database'.repeat(200));
		closeSync(file);
		chmodSync(path, 0o600);
		expect(await check()).toMatchObject({
			status: 'unhealthy',
			reachable: false,
			problems: [{ code: 'STATE_UNUSABLE', remedy: expect.any(String) }],
		});
	});

	it('is unhealthy under another key', async () => {
		const keyed = async (encryptionKey: string) => {
			const state = await openSqliteState({ directory, clock, encryptionKey });
			return state;
		};
		await (await keyed('the first pass phrase')).close();
		const probe = stateProbe({
			withState: async (work) => await work(await keyed('another pass phrase')),
			directory,
			clock,
		});
		const { checks } = await checkHealth([probe], { clock });
		expect(checks[0]).toMatchObject({ status: 'unhealthy', problems: [{ code: 'STATE_KEY' }] });
	});

	it.each([
		[10 ** 9, 'unhealthy'],
		[0, 'healthy'],
	])('with at least %d MB wanted on its disk it is %s', async (leastFreeMegabytes, status) => {
		const found = await check({ leastFreeMegabytes });
		expect(found.status).toBe(status);
		expect(codes(found)).toEqual(status === 'healthy' ? [] : ['DISK_NEARLY_FULL']);
	});
});

describe('the inbox', () => {
	const put = async () =>
		await withState(
			async (state) =>
				await state.putInbox([{ inbox: 'i', kind: 'json', body: '{}', receivedAt: at(), holder: processHolder() }], {
					maxPending: 10,
				}),
		);
	const at = () => new Date(clock.now()).toISOString();

	it('may hold what is being worked on', async () => {
		await put();
		clock.advance(HOUR_MS);
		expect(await check()).toMatchObject({
			status: 'healthy',
			details: { inboxPending: 1, inboxOldestReceivedAt: '2026-03-01T00:00:00.000Z' },
		});
	});

	it('is stuck when something has not been finished for two hours', async () => {
		await put();
		clock.advance(2 * HOUR_MS + 1);
		const found = await check();
		expect([found.status, codes(found)]).toEqual(['degraded', ['INBOX_STUCK']]);
	});

	it('needs somebody when entries were abandoned', async () => {
		await put();
		clock.advance(HOUR_MS);
		await withState(
			async (state) =>
				await state.claimInbox({ holder: processHolder(), visibilityMs: 1000, maxAttempts: 1, limit: 10 }),
		);
		const found = await check();
		expect([found.status, codes(found)]).toEqual(['degraded', ['INBOX_ABANDONED']]);
		expect(found.details).toMatchObject({ inboxPending: 0, inboxAbandoned: 1 });
	});
});

describe('syncs', () => {
	it('that run as they use to are fine, whatever nights and weekends lie between', async () => {
		// Four times in the morning of working days.
		const mornings = [0, 24, 48, 72, 96, 168, 192, 216, 240, 264, 336, 360];
		await ran('office hours', mornings.flatMap((hours) => [0, 1, 2, 3].map((hour) => hours + hour)).reverse());
		clock.advance(72 * HOUR_MS);
		expect(codes(await check())).toEqual([]);
		clock.advance(80 * HOUR_MS);
		expect(codes(await check())).toEqual(['SYNC_OVERDUE']);
	});

	it('are overdue after twice their usual pause, or as the node says', async () => {
		await ran('hourly', [5, 4, 3, 2, 1]);
		expect(codes(await check())).toEqual([]);
		clock.advance(HOUR_MS + 1);
		const found = await check();
		expect(found).toMatchObject({
			status: 'degraded',
			details: { syncs: 1, syncsOverdue: 1 },
			problems: [
				{
					code: 'SYNC_OVERDUE',
					message: 'The sync "hourly" last started at 2026-02-28T23:00:00.000Z; its usual pause is 60 minutes.',
				},
			],
		});
		expect(codes(await check({ overdueFactor: 3 }))).toEqual([]);
	});

	it('with one outage in their past are still held to their usual pause', async () => {
		await ran('hourly', [100, 8, 7, 6, 5, 4, 3]);
		expect(codes(await check())).toEqual(['SYNC_OVERDUE']);
	});

	it('that only find the door locked do not count as running', async () => {
		await ran('hourly', [8, 7, 6, 5, 4]);
		await ran('hourly', [3, 2, 1], 'skipped');
		expect(codes(await check())).toEqual(['SYNC_OVERDUE']);
	});

	it('that have run too few times are nobody’s business yet', async () => {
		await ran('new', [200, 199, 198, 197]);
		expect(codes(await check())).toEqual([]);
	});

	it('that nobody has run for a month have been given up', async () => {
		await ran('former', [8, 7, 6, 5, 4]);
		clock.advance(31 * 24 * HOUR_MS);
		expect(await check()).toMatchObject({ status: 'healthy', details: { syncs: 1, syncsRetired: 1 } });
	});

	it.each([
		[1, 'degraded', 'The last run of the sync "s" failed.'],
		[2, 'degraded', 'The last 2 runs of the sync "s" failed.'],
		[3, 'unhealthy', 'The last 3 runs of the sync "s" failed.'],
	])('that failed %d times in a row make it %s', async (times, status, message) => {
		await ran('s', [10]);
		await ran('s', [3, 2, 1].slice(3 - times), 'failed');
		expect(await check()).toMatchObject({ status, details: { syncsFailing: 1 }, problems: [{ message }] });
		await ran('s', [0.5]);
		expect(await check()).toMatchObject({ status: 'healthy', details: { syncsFailing: 0 } });
	});
});
