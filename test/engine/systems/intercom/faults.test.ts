import { SophiaError } from '../../../../engine/errors';
import { createIntercomDestination, type IntercomCredentials } from '../../../../engine/systems/intercom';
import { createTraffic } from '../../../../engine/traffic';
import type { Fault } from '../../../simulators/shared/faults';
import { connect, countOf, failure, requestsTo, setUp, type Setup } from './helpers';

const records = Array.from({ length: 60 }, (_, n) => ({ id: `001-${n}`, properties: { name: `Company ${n}` } }));
const request = { object: 'companies', idProperty: 'company_id', records };
const COMPANIES = /^\/companies/;
const errorList = (code: string, message = 'said by Intercom') => ({
	type: 'error.list',
	request_id: 'req-1',
	errors: [{ code, message }],
});

let setup: Setup;
beforeEach(async () => {
	setup = await setUp();
});
afterEach(async () => await setup.stop());

/** The upsert of all records with a fault in its way; the milliseconds that were waited. */
async function through(fault: Omit<Fault, 'path'>): Promise<number> {
	const { simulator, intercom, clock } = setup;
	simulator.faults.add({ path: COMPANIES, ...fault });
	const before = clock.now();
	const outcomes = await intercom.upsert(request);
	expect(countOf(outcomes, 'created') + countOf(outcomes, 'updated')).toBe(60);
	expect(simulator.count('company')).toBe(60);
	return clock.now() - before;
}

describe('passing faults', () => {
	test.each([500, 502, 503, 504, 408])('%i is tried again', async (status) => {
		await through({ kind: 'status', status, body: '<html>Bad gateway</html>' });
	});

	test('a cut connection, before or after the write', async () => {
		await through({ kind: 'reset', times: 2 });
		await through({ kind: 'lost', times: 2 });
	});

	test('a success that is no JSON', async () => {
		await through({ kind: 'status', status: 200, body: '<html>Welcome</html>' });
	});

	test('429 waits for Retry-After, else for the reset, else for a slice', async () => {
		const body = errorList('rate_limit_exceeded');
		expect(
			await through({ kind: 'status', status: 429, body, headers: { 'retry-after': '3' } }),
		).toBeGreaterThanOrEqual(3_000);
		const reset = String(Math.floor(setup.clock.now() / 1000) + 7);
		expect(
			await through({ kind: 'status', status: 429, body, headers: { 'x-ratelimit-reset': reset } }),
		).toBeGreaterThanOrEqual(6_000);
		expect(
			await through({ kind: 'status', status: 429, body, headers: { 'x-ratelimit-reset': '1' } }),
		).toBeGreaterThanOrEqual(10_000);
	});
});

describe('a record that always fails', () => {
	test('is kept for the next run, and the others are written', async () => {
		const { simulator, intercom } = setup;
		const ids = ['a', 'b', 'c', 'd'].map((company_id) => simulator.seedCompany({ company_id }));
		simulator.faults.add({ kind: 'status', status: 503, path: new RegExp(ids[1]), times: 1_000 });
		const outcomes = await intercom.update({
			...request,
			records: ids.map((destinationId, n) => ({ id: String(n), destinationId, properties: { name: 'New' } })),
		});
		expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([
			{ id: '1', problem: { category: 'unavailable', retryable: true } },
		]);
		expect(countOf(outcomes, 'updated')).toBe(3);
	});

	test('unless Intercom is down altogether', async () => {
		const { simulator, intercom } = setup;
		await intercom.describe('companies');
		simulator.faults.add({ kind: 'status', status: 503, times: 100_000 });
		expect(await failure(intercom.upsert(request))).toMatchObject({ kind: 'transient', status: 503 });
		expect(simulator.requests.length).toBeLessThan(60);
	});
});

describe('final failures', () => {
	const answer = async (status: number, body: unknown, headers?: Record<string, string>): Promise<SophiaError> => {
		setup.simulator.faults.add({ kind: 'status', status, body, headers, times: 1_000 });
		return await failure(setup.intercom.upsert(request));
	};

	test('a wrong token', async () => {
		const error = await answer(401, errorList('token_unauthorized'));
		expect(error).toMatchObject({ kind: 'credentials', code: 'token_unauthorized', correlationId: 'req-1' });
		expect(error.remedy).toContain('Region');
	});

	test('a missing permission, a plan without the API', async () => {
		expect(await answer(403, errorList('forbidden'))).toMatchObject({ kind: 'credentials', status: 403 });
		setup.simulator.faults.clear();
		expect((await answer(403, errorList('api_plan_restricted'))).message).toContain('plan');
	});

	test("a proxy's page is no answer of Intercom's, so that no record counts as gone", async () => {
		const { simulator, intercom } = setup;
		await intercom.describe('companies');
		simulator.faults.add({ kind: 'status', status: 404, body: '<html>Not found</html>', times: 1_000 });
		const update = intercom.update({
			...request,
			records: [{ id: '1', destinationId: 'x', properties: { name: 'New' } }],
		});
		expect(await failure(update)).toMatchObject({ kind: 'transient', status: 404 });
	});

	test('messages hold neither the token nor what Intercom said', async () => {
		const { simulator } = setup;
		const error = await answer(401, errorList('unauthorized', 'secret of a record'));
		const text = JSON.stringify([error, error.message, error.stack, error.remedy]);
		expect(text).not.toContain(simulator.accessToken);
		expect(text).not.toContain('secret');
	});
});

test('cancelling ends calls under way and starts no other', async () => {
	const { simulator, intercom } = setup;
	await intercom.describe('companies');
	simulator.faults.add({ kind: 'hang', path: COMPANIES, times: 1_000 });
	const controller = new AbortController();
	const upsert = failure(intercom.upsert({ ...request, signal: controller.signal }));
	while (simulator.count('company') < 10) await new Promise(setImmediate);
	controller.abort();
	expect(await upsert).toMatchObject({ kind: 'cancelled' });
	expect(simulator.count('company')).toBe(10);
});

test('a lost lease stops writes before they are sent', async () => {
	const { simulator, intercom } = setup;
	let calls = 0;
	const beforeCall = () => {
		if (++calls > 5) throw new SophiaError('cancelled', 'the lease is lost');
	};
	expect(await failure(intercom.upsert({ ...request, beforeCall }))).toMatchObject({ message: 'the lease is lost' });
	expect(requestsTo(simulator, COMPANIES)).toHaveLength(5);
});

describe('limits', () => {
	test('are never met: the headers are obeyed before Intercom says no', async () => {
		const { simulator, intercom, traffic } = setup;
		simulator.setLimits({ appPerMinute: 120 });
		await intercom.describe('companies');
		expect(countOf(await intercom.upsert(request), 'created')).toBe(60);
		expect(simulator.throttled).toBe(0);
		expect(traffic.stats().intercom).toMatchObject({ throttled: 0, byPurpose: { write: 60, meta: 1 } });
	});

	test('a lower figure of ours wins; two destinations of one app share one budget', async () => {
		const { simulator, clock } = setup;
		const one = connect(simulator, createTraffic({}, clock), { callsPer10Seconds: 30 });
		const two = connect(simulator, createTraffic({}, clock), { callsPer10Seconds: 30 });
		const before = clock.now();
		await Promise.all([
			one.upsert(request),
			two.upsert({ ...request, records: records.map(({ id }) => ({ id: `b${id}`, properties: {} })) }),
		]);
		expect(clock.now() - before).toBeGreaterThanOrEqual(40_000);
	});

	test.each([
		['ten at first', undefined, 10],
		['never more than was set', 4, 4],
	])('calls under way: %s', async (_, concurrency, expected) => {
		const { simulator, clock } = setup;
		const intercom = connect(simulator, createTraffic({}, clock), { concurrency });
		await intercom.describe('companies');
		simulator.faults.add({ kind: 'hang', path: COMPANIES, times: 1_000 });
		const controller = new AbortController();
		const upsert = failure(intercom.upsert({ ...request, signal: controller.signal }));
		while (simulator.count('company') < expected) await new Promise(setImmediate);
		controller.abort();
		await upsert;
		expect(simulator.maxConcurrent).toBe(expected);
	});
});

describe('credentials', () => {
	const make = (credentials: Partial<IntercomCredentials>) =>
		createIntercomDestination({
			credentials: { accessToken: 'token', region: 'us', ...credentials },
			traffic: createTraffic(),
		});

	test.each<[string, Partial<IntercomCredentials>]>([
		['no token', { accessToken: ' ' }],
		['a token with a line break', { accessToken: 'a\nb' }],
		['a custom region without an address', { region: 'custom' }],
		['an address that is none', { region: 'custom', apiBaseUrl: 'ftp://example.com' }],
		['a version that is none', { apiVersion: '2.16\r\nX-Other: 1' }],
	])('%s', (_, credentials) => {
		expect(() => make(credentials)).toThrow(expect.objectContaining({ kind: 'credentials', system: 'intercom' }));
	});

	test('what the token opens', async () => {
		const { simulator, intercom } = setup;
		expect(await intercom.checkCredentials()).toEqual({
			workspaceId: simulator.appId,
			workspaceName: 'Example workspace',
			region: 'US',
			timeZone: 'America/New_York',
		});
		expect(await intercom.account()).toBe(simulator.appId);
		await intercom.account();
		await intercom.ping();
		expect(requestsTo(simulator, /\/me$/)).toHaveLength(3);
	});

	test('a server that is not Intercom', async () => {
		setup.simulator.faults.add({ kind: 'status', status: 200, body: { hello: 'world' } });
		expect(await failure(setup.intercom.account())).toMatchObject({ kind: 'credentials' });
	});

	test('the version is sent with every request: its default knows merged contacts, older ones do not', async () => {
		const { simulator, clock } = setup;
		const user = simulator.seedContact({ role: 'user', external_id: '1' });
		const lead = simulator.seedContact({ role: 'lead', email: 'ada@example.com' });
		simulator.merge(lead, user);
		await setup.intercom.read({ object: 'contacts', ids: [lead], properties: [] });
		const old = createIntercomDestination({
			credentials: {
				accessToken: simulator.accessToken,
				region: 'custom',
				apiBaseUrl: simulator.url,
				apiVersion: '2.15',
			},
			traffic: createTraffic({}, clock),
		});
		await old.read({ object: 'contacts', ids: [lead], properties: [] });
		expect(requestsTo(simulator, /\/contacts\//)).toEqual(['GET 410', 'GET 404']);
	});
});
