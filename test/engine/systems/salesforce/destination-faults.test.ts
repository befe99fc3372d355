import { once } from 'node:events';
import { SophiaError } from '../../../../engine/errors';
import { createSalesforceDestination } from '../../../../engine/systems/salesforce';
import { failure } from './org';
import { KEY, record, startWritableOrg, type WritableOrg } from './writable';

describe('Salesforce as a destination: faults', () => {
	let org: WritableOrg;
	beforeEach(async () => (org = await startWritableOrg()));
	afterEach(async () => await org.stop());

	const accounts = (count: number) =>
		Array.from({ length: count }, (_, n) => record(`h-${n}`, { Name: `Account ${n}` }));
	const stored = () => org.simulator.rows('Account').length;
	const COLLECTION = /composite\/sobjects/;

	it('repeats an upsert whose answer was lost', async () => {
		org.simulator.faults.add({ kind: 'lost', path: COLLECTION });
		const outcomes = await org.upsert(accounts(3));
		expect(outcomes.map(({ status }) => status)).toEqual(['updated', 'updated', 'updated']);
		expect(stored()).toBe(3);
	});

	it('repeats an update and a delete whose answer was lost', async () => {
		const id = org.simulator.create('Account', { Name: 'x' });
		org.simulator.faults.add({ kind: 'lost', path: COLLECTION });
		expect(await org.update([record('a', { Name: 'y' }, id)])).toMatchObject([{ status: 'updated' }]);
		org.simulator.faults.add({ kind: 'lost', path: COLLECTION, method: 'DELETE' });
		await org.destination().archive({ object: 'Account', ids: [id] });
		expect(org.simulator.row('Account', id).IsDeleted).toBe(true);
	});

	it('never repeats a creation that may have happened', async () => {
		for (const fault of [
			{ kind: 'lost' as const },
			{ kind: 'status' as const, status: 502, body: '<html>Bad gateway</html>' },
			{ kind: 'status' as const, status: 200, body: '<html>Welcome</html>', headers: { 'content-type': 'text/html' } },
			{ kind: 'status' as const, status: 200, body: [] },
		]) {
			org.simulator.faults.add({ ...fault, path: COLLECTION });
			const before = org.asked(COLLECTION).length;
			expect(await failure(org.insert(accounts(2)))).toMatchObject({ kind: 'transient', mayHaveHappened: true });
			expect(org.asked(COLLECTION).length - before).toBeLessThanOrEqual(1);
		}
		expect(stored()).toBe(2);
	});

	it('repeats a creation that has not happened', async () => {
		org.simulator.faults.add({
			kind: 'status',
			path: COLLECTION,
			status: 503,
			body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'x' }],
		});
		expect(await org.insert(accounts(2))).toMatchObject([{ status: 'created' }, { status: 'created' }]);
		expect(stored()).toBe(2);
	});

	it('says that records may exist when a later call fails', async () => {
		org.simulator.faults.add({
			kind: 'status',
			path: COLLECTION,
			status: 403,
			body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
			after: 1,
		});
		const error = await failure(org.insert(accounts(300), 'Account', { concurrency: 1 }));
		expect(error).toMatchObject({ kind: 'limit', mayHaveHappened: true });
		expect(stored()).toBe(200);
		org.simulator.settings.dailyLimit = 1;
		expect(await failure(org.insert(accounts(1)))).toMatchObject({ kind: 'limit', mayHaveHappened: false });
	});

	it('stops before the share of the day is used up', async () => {
		org.simulator.settings.dailyLimit = 100;
		org.simulator.useCalls(85);
		const destination = org.destination();
		await failure(destination.upsert({ object: 'Account', idProperty: KEY, records: accounts(5) }));
		const error = await failure(destination.upsert({ object: 'Account', idProperty: KEY, records: accounts(5) }));
		expect(error).toMatchObject({ kind: 'limit', code: 'DAILY_SHARE' });
		expect(stored()).toBe(0);
	});

	it('renews an expired session once', async () => {
		const destination = org.destination();
		await destination.describe('Account');
		org.simulator.expireSessions();
		const outcomes = await destination.insert({ object: 'Account', records: accounts(700) });
		expect(outcomes).toHaveLength(700);
		expect(stored()).toBe(700);
		expect(org.asked(/POST .*token/)).toHaveLength(2);
	});

	it.each([
		[429, 'REQUEST_LIMIT_EXCEEDED_PER_SECOND'],
		[503, 'SERVER_UNAVAILABLE'],
		[500, 'UNKNOWN_EXCEPTION'],
	])('tries again after %s', async (status, errorCode) => {
		org.simulator.faults.add({
			kind: 'status',
			path: COLLECTION,
			status,
			body: [{ errorCode, message: 'x' }],
			times: 2,
		});
		expect((await org.upsert(accounts(1)))[0].status).toBe('created');
		org.simulator.faults.add({
			kind: 'status',
			path: COLLECTION,
			status,
			body: [{ errorCode, message: 'x' }],
			times: 9,
		});
		expect((await failure(org.upsert(accounts(1)))).kind).toBe('transient');
	});

	it('tries rows that are locked again, and only those', async () => {
		org.simulator.rules.lock({ object: 'Account', hits: ({ Name }) => Name === 'Account 7', times: 2 });
		const outcomes = await org.insert(accounts(20));
		expect(outcomes.every(({ status }) => status === 'created')).toBe(true);
		expect(stored()).toBe(20);
		expect(org.asked(COLLECTION)).toHaveLength(3);
	});

	it('leaves a row that stays locked to the next run', async () => {
		org.simulator.rules.lock({ object: 'Account', hits: ({ Name }) => Name === 'Account 1', times: 99 });
		const outcomes = await org.upsert(accounts(3));
		expect(outcomes.map(({ status }) => status)).toEqual(['created', 'rejected', 'created']);
		expect(outcomes[1]).toMatchObject({ problem: { category: 'unavailable', retryable: true } });
		expect(org.asked(COLLECTION)).toHaveLength(4);
	});

	it('tries locked records again when it deletes', async () => {
		const ids = ['a', 'b'].map((Name) => org.simulator.create('Account', { Name }));
		org.simulator.rules.lock({ object: 'Account', hits: ({ Name }) => Name === 'a', times: 1 });
		await org.destination().archive({ object: 'Account', ids });
		expect(org.simulator.rows('Account').every(({ IsDeleted }) => IsDeleted)).toBe(true);
	});

	it('asks for the lease before every call', async () => {
		let asked = 0;
		const beforeCall = () => {
			if (++asked > 2) throw new SophiaError('cancelled', 'The lease is lost.');
		};
		const error = await failure(
			org
				.destination({ concurrency: 1 })
				.upsert({ object: 'Account', idProperty: KEY, records: accounts(900), beforeCall }),
		);
		expect(error.message).toBe('The lease is lost.');
		expect(stored()).toBe(400);
	});

	it('stops when it is cancelled, also while it waits for a lock', async () => {
		const abort = new AbortController();
		org.simulator.faults.add({ kind: 'hang', path: COLLECTION });
		const destination = org.destination();
		await destination.describe('Account');
		const arrival = once(org.simulator.app.server, 'request');
		const write = failure(destination.insert({ object: 'Account', records: accounts(1), signal: abort.signal }));
		await arrival;
		abort.abort();
		expect(await write).toMatchObject({ kind: 'cancelled', mayHaveHappened: true });
		const waiting = new AbortController();
		org.simulator.rules.lock({ object: 'Account', times: 99 });
		const traffic = org.traffic();
		const clock = {
			now: () => traffic.clock.now(),
			sleep: async (ms: number, signal?: AbortSignal) => {
				waiting.abort();
				await traffic.clock.sleep(ms, signal);
			},
		};
		const stopped = createSalesforceDestination({
			credentials: org.credentials,
			traffic: {
				...traffic,
				clock,
				settings: traffic.settings,
				call: traffic.call.bind(traffic),
				observeDay: traffic.observeDay.bind(traffic),
			},
		});
		const error = await failure(
			stopped.upsert({ object: 'Account', idProperty: KEY, records: accounts(1), signal: waiting.signal }),
		);
		expect(error.kind).toBe('cancelled');
	});

	it('says when the user may not write', async () => {
		org.simulator.faults.add({
			kind: 'status',
			path: COLLECTION,
			status: 403,
			body: [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'x' }],
		});
		expect((await failure(org.upsert(accounts(1)))).kind).toBe('credentials');
	});
});
