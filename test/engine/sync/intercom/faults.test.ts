import type { Fault } from '../../../simulators/shared/faults';
import { World } from './world';

const USERS = /^\/contacts$/;
const COMPANIES = /^\/companies$/;
const ATTACH = /^\/contacts\/[^/]+\/companies/;

const errorList = (code: string, message: string) => ({
	type: 'error.list',
	request_id: 'r1',
	errors: [{ code, message }],
});

describe('when Intercom or Salesforce fails in passing', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping({ traffic: { timeoutMs: 2_000 } });
		world.salesforce.generate({ accounts: 15, contacts: 120, leads: 20 });
		world.pass();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	/** Everything is there once, and a further run finds nothing to do. */
	async function complete() {
		world.intercom.faults.clear();
		world.salesforce.faults.clear();
		expect([world.companies.size, world.users.size]).toEqual([15, 120]);
		expect([world.intercom.count('company'), world.intercom.count('contact')]).toEqual([15, 120]);
		expect(world.intercom.attachments()).toHaveLength(120);
		for (const id of world.users.keys())
			expect(world.companiesOf(id)).toEqual([world.salesforce.row('Contact', id).AccountId]);
		await world.next();
		expect(world.writes).toMatchObject({ calls: 0 });
	}

	const faults: Array<[string, Fault]> = [
		[
			'asks to slow down (429)',
			{ kind: 'status', status: 429, path: USERS, times: 5, body: errorList('rate_limit_exceeded', 'Exceeded') },
		],
		[
			'asks to slow down for a while (429, Retry-After)',
			{
				kind: 'status',
				status: 429,
				path: COMPANIES,
				times: 2,
				headers: { 'retry-after': '7' },
				body: errorList('rate_limit_exceeded', 'Exceeded'),
			},
		],
		[
			'has a bad gateway (502)',
			{ kind: 'status', status: 502, path: USERS, times: 3, body: '<html>Bad gateway</html>' },
		],
		[
			'is unavailable (503)',
			{ kind: 'status', status: 503, path: COMPANIES, times: 3, body: errorList('service_unavailable', 'Sorry') },
		],
		[
			'times out (408)',
			{ kind: 'status', status: 408, path: USERS, times: 2, body: errorList('request_timeout', 'Slow') },
		],
		['cuts the connection', { kind: 'reset', path: USERS, times: 3 }],
		['writes companies, but its answers are lost', { kind: 'lost', method: 'POST', path: COMPANIES, times: 3 }],
		['writes contacts, but its answers are lost', { kind: 'lost', method: 'POST', path: USERS, times: 3 }],
		['attaches, but its answers are lost', { kind: 'lost', path: ATTACH, times: 3 }],
		['writes, but never answers', { kind: 'hang', method: 'POST', path: USERS }],
		[
			'fails on a search',
			{ kind: 'status', status: 500, path: /search/, times: 3, body: errorList('server_error', 'Sorry') },
		],
		[
			'fails on the definitions',
			{ kind: 'status', status: 500, path: /data_attributes/, times: 3, body: errorList('server_error', 'Sorry') },
		],
		[
			'creates an attribute, but its answer is lost',
			{ kind: 'lost', method: 'POST', path: /data_attributes/, times: 2 },
		],
	];

	it.each(faults)('Intercom %s: the run goes on and everything arrives once', async (_name, fault) => {
		world.intercom.faults.add(fault);
		const report = await world.run();
		expect(report).toMatchObject({ status: 'completed', rejectedOpen: 0 });
		expect(report.calls.intercom.retries).toBeGreaterThan(0);
		await complete();
	});

	it('Intercom no longer takes the token (401): the run fails at once, the next one with a good one goes on', async () => {
		world.intercom.faults.add({
			kind: 'status',
			status: 401,
			path: USERS,
			times: Infinity,
			body: errorList('unauthorized', 'Access Token Invalid'),
		});
		await expect(world.run()).rejects.toMatchObject({
			kind: 'credentials',
			remedy: expect.stringContaining('Access Token'),
		});
		world.intercom.faults.clear();
		expect((await world.next()).status).toBe('completed');
		await complete();
	});

	it('Intercom fails on one record and no other: that one waits, the others are there', async () => {
		world.salesforce.create('Contact', { LastName: 'Cursed', Email: 'cursed@example.com' });
		world.intercom.faults.add({
			kind: 'status',
			status: 500,
			method: 'POST',
			path: USERS,
			after: 60,
			times: 4,
			body: errorList('server_error', 'Sorry'),
		});
		const report = await world.next();
		expect(report.status).toBe('completed');
		world.intercom.faults.clear();
		await world.next();
		expect(world.users.size).toBe(121);
		expect((await world.rejections()).size).toBe(0);
	});

	it('Intercom is down: the run fails, and the next one goes on', async () => {
		world.intercom.faults.add({
			kind: 'status',
			status: 503,
			after: 80,
			times: Infinity,
			body: errorList('service_unavailable', 'Sorry'),
		});
		await expect(world.run()).rejects.toMatchObject({ kind: 'transient' });
		world.intercom.faults.clear();
		expect((await world.next()).status).toBe('completed');
		await complete();
	});

	it('Salesforce is down, or cuts the connection: the run goes on', async () => {
		world.salesforce.faults.add({
			kind: 'status',
			status: 503,
			path: /\/query/,
			times: 3,
			body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }],
		});
		world.salesforce.faults.add({ kind: 'reset', path: /\/query/, after: 1, times: 2 });
		expect((await world.run()).status).toBe('completed');
		await complete();
	});

	it('its limit is kept before it has to say no', async () => {
		await world.stop();
		// 60 calls in ten seconds.
		world = await World.jumping({ intercom: { limits: { appPerMinute: 360 } } });
		world.salesforce.generate({ accounts: 15, contacts: 120 });
		const report = await world.next();
		expect(report.status).toBe('completed');
		expect(world.intercom.throttled).toBeLessThanOrEqual(1);
		await complete();
	});

	it('both at random, run after run: nothing is lost and nothing doubled', async () => {
		for (const kind of ['reset', 'lost', 'status'] as const) {
			world.intercom.faults.add({ kind, status: 502, chance: 0.07 });
			world.salesforce.faults.add({ kind, status: 503, chance: 0.07 });
		}
		const choices = { objects: ['Account' as const, 'Contact' as const, 'Lead' as const] };
		for (let run = 0; run < 5; run++)
			await world.next({ choices }).catch((error: unknown) => expect(error).toMatchObject({ kind: 'transient' }));
		world.intercom.faults.clear();
		world.salesforce.faults.clear();
		for (let run = 0; run < 2; run++) expect((await world.next({ choices })).status).toBe('completed');
		expect([world.companies.size, world.users.size, world.leads.size]).toEqual([15, 120, 20]);
		expect([world.intercom.count('company'), world.intercom.count('contact')]).toEqual([15, 140]);
		expect(world.intercom.attachments()).toHaveLength(120);
		await world.next({ choices });
		expect(world.writes.calls).toBe(0);
	});
});
