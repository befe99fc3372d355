import type { RejectionQuery } from '../../../engine/state';
import { World } from './world';

describe('rejected records in the hands of a person', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const ids = async (query: Omit<RejectionQuery, 'limit'> = {}) =>
		await world.withState(async (state) =>
			(await state.listRejections({ ...query, limit: 100 })).map((one) => one.id as string),
		);
	const retry = async () => {
		const all = await ids({ dismissed: 'any' });
		return await world.withState(async (state) => await state.retryRejections(all));
	};
	const dismiss = async () => {
		const all = await ids();
		return await world.withState(async (state) => await state.dismissRejections(all));
	};
	const contact = (Email: string) => world.salesforce.create('Contact', { LastName: 'Ann', Email });

	it('are tried again by the next run, and no other time, though nothing has changed in Salesforce', async () => {
		const right = world.hubspot.seed('companies', { name: 'Example', domain: 'example.com' });
		const wrong = world.hubspot.seed('companies', { name: 'Example Two', domain: 'example.com' });
		const account = world.salesforce.create('Account', { Name: 'Example', Website: 'https://example.com' });
		expect((await world.next()).rejectedOpen).toBe(1);
		world.hubspot.archive('companies', wrong);
		// Nothing says that it would pass now.
		expect((await world.next()).rejectedOpen).toBe(1);
		expect(await retry()).toBe(1);
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.hubspot.record('companies', right)?.properties.sophia_salesforce_account_id).toBe(account);
		expect(world.companies.get(account)).toBeDefined();
	});

	it('are sent once more if they are as bad as before, and then left alone', async () => {
		const bad = contact('not an address');
		await world.next();
		await retry();
		const report = await world.next();
		expect(report.rejectedOpen).toBe(1);
		expect(report.calls.hubspot.byPurpose.write).toBe(1);
		expect((await world.rejections()).get(bad)?.attempts).toBe(2);
		expect((await world.next()).calls.hubspot?.byPurpose.write).toBeUndefined();
		expect((await world.rejections()).get(bad)?.attempts).toBe(2);
	});

	it('pass when they were corrected in Salesforce, retried or not', async () => {
		const bad = contact('not an address');
		await world.next();
		world.salesforce.update('Contact', bad, { Email: 'ann@example.com' });
		await retry();
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.contacts.get(bad)?.email).toBe('ann@example.com');
		expect(await ids({ dismissed: 'any' })).toEqual([]);
	});

	it('are forgotten when they are gone by the time they are retried', async () => {
		const bad = contact('not an address');
		await world.next();
		world.salesforce.remove('Contact', bad);
		world.salesforce.purge('Contact', bad);
		await retry();
		expect((await world.next()).rejectedOpen).toBe(0);
	});

	it('are retried by their own sync, whoever else works on the same objects', async () => {
		const right = world.hubspot.seed('companies', { name: 'Example', domain: 'example.com' });
		const wrong = world.hubspot.seed('companies', { name: 'Example Two', domain: 'example.com' });
		world.salesforce.create('Account', { Name: 'Example', Website: 'https://example.com' });
		await world.next();
		await retry();
		await world.next({ plan: (plan) => ({ ...plan, syncKey: 'other' }) });
		world.hubspot.archive('companies', wrong);
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.companies.size).toBe(1);
		expect(world.hubspot.record('companies', right)?.properties.name).toBe('Example');
	});

	it('that were dismissed are not counted, and come back when they are refused for something else', async () => {
		const bad = contact('not an address');
		await world.next();
		expect(await dismiss()).toBe(1);
		world.salesforce.touch('Contact', bad);
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(await ids()).toEqual([]);
		world.pass(7 * 86_400_000);
		// The full compare looks at it again: it is the same.
		expect((await world.next()).rejectedOpen).toBe(0);
		world.salesforce.update('Contact', bad, { Email: 'another one that is none' });
		expect((await world.next()).rejectedOpen).toBe(1);
		expect(await ids()).toHaveLength(1);
		await dismiss();
		world.salesforce.update('Contact', bad, { Email: 'ann@example.com' });
		await world.next();
		expect(world.contacts.get(bad)?.email).toBe('ann@example.com');
		expect(await ids({ dismissed: 'any' })).toEqual([]);
	});
});
