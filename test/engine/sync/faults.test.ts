import type { Fault } from '../../simulators/shared/faults';
import { World } from './world';

const UPSERT = /contacts\/batch\/upsert/;
const ASSOCIATE = /associations.*\/batch\//;

describe('when a vendor fails in passing', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping({ traffic: { timeoutMs: 2_000 } });
		world.salesforce.generate({ accounts: 20, contacts: 250, leads: 30 });
		world.pass();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	/** Everything is there once, and a further run finds nothing to do. */
	async function complete() {
		expect([world.companies.size, world.contacts.size, world.leads.size]).toEqual([20, 250, 30]);
		expect([world.hubspot.count('companies'), world.hubspot.count('contacts')]).toEqual([20, 280]);
		expect(world.hubspot.associations()).toHaveLength(250);
		world.hubspot.faults.clear();
		world.salesforce.faults.clear();
		await world.next();
		expect(world.writes).toMatchObject({ calls: 0, records: 0, associations: 0 });
	}

	const rateLimit = (policyName: string, message: string) => ({
		status: 'error',
		message,
		errorType: 'RATE_LIMIT',
		policyName,
	});
	const hubspotFaults: Array<[string, Fault]> = [
		[
			'locks a company for a moment (423)',
			{
				kind: 'status',
				status: 423,
				path: /companies\/batch\/upsert/,
				body: { status: 'error', category: 'LOCKED', message: 'Resource locked.' },
			},
		],
		[
			'moves the account (477)',
			{
				kind: 'status',
				status: 477,
				path: UPSERT,
				headers: { 'Retry-After': '5' },
				body: { status: 'error', message: 'migrating' },
			},
		],
		[
			'asks to slow down (429, ten seconds)',
			{
				kind: 'status',
				status: 429,
				path: UPSERT,
				times: 5,
				body: rateLimit('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.'),
			},
		],
		[
			'asks to slow down (429, one second)',
			{
				kind: 'status',
				status: 429,
				path: /search/,
				times: 5,
				body: { status: 'error', message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' },
			},
		],
		[
			'has a bad gateway (502)',
			{ kind: 'status', status: 502, path: UPSERT, times: 3, body: '<html>Bad gateway</html>' },
		],
		['cuts the connection', { kind: 'reset', path: UPSERT, times: 3 }],
		['writes, but its answer is lost', { kind: 'lost', path: UPSERT, times: 3 }],
		['associates, but its answer is lost', { kind: 'lost', path: ASSOCIATE, times: 2 }],
		['writes, but never answers', { kind: 'hang', path: UPSERT }],
		['fails on a look-up', { kind: 'status', status: 503, path: /batch\/read/, times: 3 }],
		['fails on the definitions', { kind: 'status', status: 500, path: /properties/, times: 3 }],
	];

	it.each(hubspotFaults)('HubSpot %s: the run goes on and everything arrives once', async (_name, fault) => {
		world.hubspot.faults.add(fault);
		const report = await world.run();
		expect(report).toMatchObject({ status: 'completed', rejectedOpen: 0 });
		expect(report.calls.hubspot.retries).toBeGreaterThan(0);
		await complete();
	});

	it('HubSpot refuses the day (429, daily): the run stops and says when to go on', async () => {
		world.hubspot.faults.add({
			kind: 'status',
			status: 429,
			path: UPSERT,
			after: 1,
			body: rateLimit('DAILY', 'You have reached your daily limit.'),
		});
		const report = await world.run();
		expect(report).toMatchObject({ status: 'stopped', resumeAt: '2026-03-01T05:00:00.000Z' });
		expect(report.calls.hubspot.retries).toBe(0);
		expect((await world.next()).status).toBe('completed');
		await complete();
	});

	it('HubSpot no longer takes the token (401): the run fails at once, the next one with a good one goes on', async () => {
		world.hubspot.faults.add({
			kind: 'status',
			status: 401,
			path: UPSERT,
			times: Infinity,
			body: { status: 'error', category: 'INVALID_AUTHENTICATION', message: 'no' },
		});
		await expect(world.run()).rejects.toMatchObject({
			kind: 'credentials',
			remedy: expect.stringContaining('Access Token'),
		});
		world.hubspot.faults.clear();
		expect((await world.next()).status).toBe('completed');
		await complete();
	});

	it('HubSpot lacks a scope (403): the run fails naming it', async () => {
		await world.stop();
		world = await World.jumping({
			hubspot: { tokens: [{ token: 'pat-few', scopes: ['crm.objects.contacts.read', 'crm.objects.contacts.write'] }] },
		});
		await expect(world.run({ choices: { objects: ['Contact'] } })).rejects.toMatchObject({
			kind: 'credentials',
			message: expect.stringMatching(/crm\.schemas\.contacts\.(read|write)/),
		});
	});

	it('Salesforce ends the session (401): it is renewed once', async () => {
		await world.run({ choices: { objects: ['Account'] } });
		world.salesforce.expireSessions();
		const report = await world.next();
		expect(report.status).toBe('completed');
		await complete();
	});

	it('Salesforce ends every session at once: the run fails instead of going round', async () => {
		world.salesforce.faults.add({
			kind: 'status',
			status: 401,
			path: /\/query/,
			times: Infinity,
			body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
		});
		await expect(world.run()).rejects.toMatchObject({ kind: 'credentials' });
		expect(world.salesforce.requests.filter(({ url }) => url.includes('/oauth2/token')).length).toBeLessThanOrEqual(3);
	});

	it('Salesforce has no more calls for the day (403): the run stops, the next one goes on', async () => {
		world.salesforce.faults.add({
			kind: 'status',
			status: 403,
			path: /Contact/,
			body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
		});
		const report = await world.run();
		expect(report).toMatchObject({ status: 'stopped', resumeAt: expect.any(String) });
		world.pass(86_400_000);
		expect((await world.run()).status).toBe('completed');
		await complete();
	});

	const salesforceFaults: Array<[string, Fault]> = [
		[
			'is unavailable (503)',
			{
				kind: 'status',
				status: 503,
				path: /\/query/,
				times: 3,
				body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }],
			},
		],
		['cuts the connection', { kind: 'reset', path: /\/query/, times: 3 }],
		['cuts the connection after its answer', { kind: 'lost', path: /\/query/, times: 3 }],
		['fails on a description', { kind: 'status', status: 502, path: /describe/, times: 3 }],
	];

	it.each(salesforceFaults)('Salesforce %s: the run goes on and everything arrives once', async (_name, fault) => {
		world.salesforce.faults.add(fault);
		expect((await world.run()).status).toBe('completed');
		await complete();
	});

	it('both at random, run after run: nothing is lost and nothing doubled', async () => {
		const kinds = ['reset', 'lost', 'status'] as const;
		for (const kind of kinds) {
			world.hubspot.faults.add({ kind, status: 502, chance: 0.1 });
			world.salesforce.faults.add({ kind, status: 503, chance: 0.1 });
		}
		for (let run = 0; run < 5; run++)
			await world.next().catch((error: unknown) => expect(error).toMatchObject({ kind: 'transient' }));
		world.hubspot.faults.clear();
		world.salesforce.faults.clear();
		await world.next();
		await complete();
	});
});
