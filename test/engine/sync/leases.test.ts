import { hostname } from 'node:os';
import { isSophiaError } from '../../../engine/errors';
import { processHolder } from '../../../engine/state';
import { World } from './world';

describe('one run at a time', () => {
	let world: World;
	const lease = () => `hubspot:${world.hubspot.portalId}/contacts`;

	beforeEach(async () => {
		world = await World.jumping();
		for (let index = 0; index < 50; index++)
			world.salesforce.create('Contact', { LastName: `c${index}`, Email: `c${index}@example.com` });
		world.pass();
	});

	afterEach(async () => {
		jest.restoreAllMocks();
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	it('a second one that starts meanwhile is skipped and says so', async () => {
		const reports = await Promise.all([world.run(), world.run({ choices: { syncKey: 'other' } })]);
		expect(reports.map(({ status }) => status).sort()).toEqual(['completed', 'skipped']);
		const skipped = reports.find(({ status }) => status === 'skipped');
		expect(skipped?.reason).toMatch(/^already running/);
		expect(skipped?.objects).toEqual([]);
		expect(world.hubspot.count('contacts')).toBe(50);
		expect(world.hubspot.writes.created).toBe(50);
	});

	it('one that writes other objects is not in the way', async () => {
		world.salesforce.create('Account', { Name: 'Example' });
		world.pass();
		const reports = await Promise.all([
			world.run({ choices: { objects: ['Account'] } }),
			world.run({ choices: { syncKey: 'other', objects: ['Contact'] } }),
		]);
		expect(reports.map(({ status }) => status)).toEqual(['completed', 'completed']);
	});

	it("a dead process's lease is taken over at once", async () => {
		const dead = processHolder('run', { host: hostname(), pid: 4_194_303, start: '1' });
		await world.withState(async (state) => await state.acquireLeases([lease()], dead));
		expect((await world.run()).status).toBe('completed');
	});

	it("another host's lease is waited for until it has expired", async () => {
		const other = processHolder('run', { host: 'elsewhere', pid: 1, start: '1' });
		await world.withState(async (state) => await state.acquireLeases([lease()], other));
		expect((await world.run()).status).toBe('skipped');
		world.pass(61_000);
		expect((await world.run()).status).toBe('completed');
	});

	it('one whose lease was taken over commits nothing more', async () => {
		let stolen: Promise<unknown> | undefined;
		const steal = async () => {
			world.pass(61_000);
			await world.withState(async (state) => await state.acquireLeases([lease()], processHolder('thief')));
		};
		world.salesforce.generate({ leads: 300 });
		const error = await world.run({ onResult: () => void (stolen ??= steal()) }).catch((caught: unknown) => caught);
		await stolen;
		expect(isSophiaError(error, 'cancelled')).toBe(true);
		expect(error).toMatchObject({ code: 'LEASE_LOST' });
		world.pass(61_000);
		expect((await world.run()).status).toBe('completed');
		expect(world.hubspot.count('contacts')).toBe(350);
	});

	it('one that was not able to renew its lease for a minute sends nothing more', async () => {
		world.salesforce.generate({ leads: 50 });
		const now = Date.now;
		const error = await world
			.run({ onResult: () => void jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000) })
			.catch((caught: unknown) => caught);
		expect(error).toMatchObject({ code: 'LEASE_LOST' });
		expect(world.hubspot.count('contacts')).toBe(50);
		jest.restoreAllMocks();
		expect((await world.next()).status).toBe('completed');
	});

	it('lets the next one run after it has failed', async () => {
		world.hubspot.faults.add({
			kind: 'status',
			status: 403,
			path: /batch\/upsert/,
			body: { status: 'error', category: 'MISSING_SCOPES', message: 'no' },
		});
		await expect(world.run()).rejects.toMatchObject({ kind: 'credentials' });
		expect((await world.next()).status).toBe('completed');
	});

	it('two syncs of the same records agree: the second writes nothing', async () => {
		await world.run();
		const report = await world.next({ choices: { syncKey: 'other' } });
		expect(report.objects.find(({ object }) => object === 'Contact')).toMatchObject({
			readKind: 'full',
			counts: { unchanged: 50 },
		});
		expect(world.writes.calls).toBe(0);
	});

	it('two syncs of contacts and of leads respect that a contact wins', async () => {
		const contacts = { choices: { objects: ['Contact' as const] } };
		const leads = { choices: { objects: ['Lead' as const], syncKey: 'leads' } };
		world.salesforce.create('Lead', { LastName: 'Of lead', Company: 'Example', Email: 'c7@example.com' });
		await world.next(leads);
		await world.next(contacts);
		expect(world.having('contacts', 'email', 'c7@example.com').map(({ properties }) => properties.lastname)).toEqual([
			'c7',
		]);
		for (const run of [leads, contacts, leads]) {
			await world.next(run);
			expect(world.writes.calls).toBe(0);
		}
	});
});
