import type { Fault } from '../../../simulators/shared/faults';
import { SophiaError } from '../../../../engine/errors';
import { COMPANY_ID, countOf, requestsTo, setUp, type Setup } from './helpers';

const UPSERT = /companies\/batch\/upsert/;
const records = Array.from({ length: 150 }, (_, index) => ({
	id: `001-${index}`,
	properties: { name: `Company ${index}` },
}));
const request = { object: 'companies', idProperty: COMPANY_ID, records };

let setup: Setup;
afterEach(async () => await setup.stop());

const rateLimited = (policyName: string) => ({
	status: 'error',
	message: 'You have reached your limit.',
	errorType: 'RATE_LIMIT',
	policyName,
});

/** The upsert of all records with a fault in its way; the milliseconds that were waited. */
async function through(fault: Omit<Fault, 'path'>): Promise<number> {
	const { simulator, hubspot, clock } = setup;
	simulator.faults.add({ path: UPSERT, ...fault });
	const before = clock.now();
	const outcomes = await hubspot.upsert(request);
	expect(countOf(outcomes, 'created') + countOf(outcomes, 'updated')).toBe(150);
	expect(simulator.count('companies')).toBe(150);
	expect(simulator.duplicates('companies', COMPANY_ID).size).toBe(0);
	return clock.now() - before;
}

async function failure(promise: Promise<unknown>): Promise<SophiaError> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SophiaError);
	return error as SophiaError;
}

describe('passing faults', () => {
	beforeEach(async () => {
		setup = await setUp();
	});

	test.each([500, 502, 503, 504, 521, 524, 408])('%i is tried again', async (status) => {
		await through({ kind: 'status', status, body: '<html>Bad gateway</html>' });
	});

	test('a cut connection is tried again', async () => {
		await through({ kind: 'reset', times: 2 });
	});

	test('a lost answer is repeated: nothing is doubled', async () => {
		await through({ kind: 'lost', times: 2 });
	});

	test('423 waits at least two seconds, without using up tries', async () => {
		const body = { status: 'error', message: 'Resource locked.', category: 'LOCKED' };
		expect(await through({ kind: 'status', status: 423, body, times: 6 })).toBeGreaterThanOrEqual(6_000);
	});

	test('423 waits longer when HubSpot says so', async () => {
		expect(await through({ kind: 'status', status: 423, headers: { 'retry-after': '7' } })).toBeGreaterThanOrEqual(
			7_000,
		);
	});

	test('429 of the ten-second window waits for Retry-After', async () => {
		const fault = {
			kind: 'status',
			status: 429,
			body: rateLimited('TEN_SECONDLY_ROLLING'),
			headers: { 'retry-after': '3' },
		} as const;
		const waited = await through(fault);
		expect(waited).toBeGreaterThanOrEqual(3_000);
		expect(waited).toBeLessThan(10_000);
	});

	test('429 of the ten-second window without Retry-After waits for a whole window', async () => {
		expect(
			await through({ kind: 'status', status: 429, body: rateLimited('TEN_SECONDLY_ROLLING') }),
		).toBeGreaterThanOrEqual(10_000);
		expect(setup.traffic.stats().hubspot.throttled).toBe(1);
	});

	test('429 of the second waits for a second', async () => {
		const waited = await through({ kind: 'status', status: 429, body: rateLimited('SECONDLY') });
		expect(waited).toBeGreaterThanOrEqual(1_000);
		expect(waited).toBeLessThan(10_000);
	});

	test('477 waits for a short migration', async () => {
		expect(await through({ kind: 'status', status: 477, headers: { 'retry-after': '60' } })).toBeGreaterThanOrEqual(
			60_000,
		);
	});

	test('a search that is too fast waits for a second', async () => {
		const body = { status: 'error', message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' };
		setup.simulator.faults.add({ kind: 'status', path: /search/, status: 429, body });
		const before = setup.clock.now();
		await setup.hubspot.find({ object: 'companies', key: 'domain', values: ['example.com'], properties: [] });
		expect(setup.clock.now() - before).toBeLessThan(10_000);
		expect(requestsTo(setup.simulator, /search/)).toEqual(['POST 429', 'POST 200']);
	});
});

describe('faults that end the run', () => {
	beforeEach(async () => {
		setup = await setUp();
	});

	test('the daily limit: when to go on is the next midnight of the account', async () => {
		await setup.hubspot.account();
		setup.simulator.faults.add({ kind: 'status', path: UPSERT, status: 429, body: rateLimited('DAILY'), times: 9 });
		const error = await failure(setup.hubspot.upsert({ ...request, records: records.slice(0, 50) }));
		expect(error).toMatchObject({ kind: 'limit', code: 'DAILY', status: 429 });
		// The clock stands at 2026-03-01T00:00Z: 19:00 in New York.
		expect(error.resumeAt?.toISOString()).toBe('2026-03-01T05:00:00.000Z');
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 429']);
	});

	test('a long migration of the account', async () => {
		setup.simulator.migrate(7_200);
		const error = await failure(setup.hubspot.upsert(request));
		expect(error).toMatchObject({ kind: 'limit', code: 'PORTAL_MIGRATION' });
		expect(error.resumeAt?.getTime()).toBe(setup.clock.now() + 7_200_000);
	});

	test('a migration of unknown length', async () => {
		setup.simulator.faults.add({ kind: 'status', status: 477, path: UPSERT });
		expect(await failure(setup.hubspot.upsert(request))).toMatchObject({ kind: 'limit', resumeAt: undefined });
	});

	test('a revoked token', async () => {
		setup.simulator.revokeToken(setup.simulator.accessToken);
		const error = await failure(setup.hubspot.upsert({ ...request, records: records.slice(0, 50) }));
		expect(error).toMatchObject({ kind: 'credentials', status: 401 });
		expect(error.remedy).toContain('Access Token');
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 401']);
	});

	test('five failures in a row are one too many', async () => {
		setup.simulator.faults.add({ kind: 'status', path: UPSERT, status: 502, times: 99 });
		const error = await failure(setup.hubspot.upsert({ ...request, records: records.slice(0, 50) }));
		expect(error).toMatchObject({ kind: 'transient', status: 502, mayHaveHappened: true });
		expect(requestsTo(setup.simulator, UPSERT)).toHaveLength(4);
	});

	test('no error carries a token or a value', async () => {
		setup.simulator.faults.add({
			kind: 'status',
			path: UPSERT,
			status: 404,
			body: { status: 'error', category: 'NOT_FOUND', message: 'zoe@example.com is unknown', correlationId: 'abc-1' },
		});
		const error = await failure(setup.hubspot.upsert(request));
		expect(error).toMatchObject({ kind: 'configuration', correlationId: 'abc-1' });
		const everything =
			JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error.stack) + String(error.cause);
		expect(everything).not.toContain('zoe@');
		expect(everything).not.toContain(setup.simulator.accessToken);
	});
});

test('a missing scope names the scope to add', async () => {
	setup = await setUp({ simulator: { tokens: [{ token: 'pat-narrow', scopes: ['crm.objects.companies.read'] }] } });
	const error = await failure(setup.hubspot.upsert(request));
	expect(error).toMatchObject({ kind: 'credentials', code: 'MISSING_SCOPES' });
	expect(error.message).toContain('crm.objects.companies.write');
	expect(error.remedy).toContain('crm.objects.companies.write');
});

test("HubSpot's own windows are obeyed before it has to say no", async () => {
	setup = await setUp({ simulator: { limits: { burst: 20 } } });
	for (let round = 0; round < 70; round++) await setup.hubspot.ping();
	expect(setup.simulator.throttled).toBe(0);
});

test("the day's share is kept", async () => {
	setup = await setUp({ simulator: { limits: { daily: 100 } }, settings: { dailyShare: 0.5 } });
	const calls = async () => {
		for (let round = 0; round < 100; round++) await setup.hubspot.ping();
	};
	const error = await failure(calls());
	expect(error.kind).toBe('limit');
	expect(error.resumeAt?.toISOString()).toBe('2026-03-01T05:00:00.000Z');
	expect(setup.simulator.callsToday).toBeLessThanOrEqual(50);
});

test('the lease is checked before every attempt, and stops the call', async () => {
	setup = await setUp();
	setup.simulator.faults.add({ kind: 'status', path: UPSERT, status: 502 });
	let checks = 0;
	const lost = new SophiaError('cancelled', 'The lease is lost.', { code: 'LEASE_LOST' });
	const beforeCall = () => {
		if (++checks === 2) throw lost;
	};
	const small = { ...request, records: records.slice(0, 10), beforeCall };
	await expect(setup.hubspot.upsert(small)).rejects.toBe(lost);
	expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 502']);
	expect(setup.simulator.count('companies')).toBe(0);
});

test('a cancel ends calls under way and closes their connections', async () => {
	setup = await setUp();
	const { simulator, hubspot } = setup;
	simulator.faults.add({ kind: 'hang', path: UPSERT, times: 2 });
	const open = new Set<unknown>();
	const opened = new Promise<void>((resolve) => {
		simulator.app.server.on('request', () => {
			if (simulator.requests.length === 0) resolve();
		});
	});
	const closed = new Promise<void>((resolve) => {
		simulator.app.server.on('connection', (socket) => {
			open.add(socket);
			socket.once('close', () => {
				open.delete(socket);
				if (open.size === 0) resolve();
			});
		});
	});
	const abort = new AbortController();
	const running = hubspot.upsert({ ...request, signal: abort.signal });
	await opened;
	abort.abort();
	expect(await failure(running)).toMatchObject({ kind: 'cancelled' });
	await closed;
	expect(open.size).toBe(0);
});
