import { isSophiaError } from '../../../engine/errors';
import type { HubSpotSimulator } from '../../simulators/hubspot';
import { countsOf, World, type RunWith } from './world';

const DAY = 86_400_000;

describe('rejected records', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const contact = (name: string, Email = `${name}@example.com`) =>
		world.salesforce.create('Contact', { LastName: name, Email });
	const hundred = (bad: number) =>
		Array.from({ length: 100 }, (_, index) =>
			index === bad ? contact('bad', 'not an address') : contact(`c${index}`),
		);

	/** HubSpot answers 500 to every write that holds a contact of this name. */
	const poison = (hubspot: HubSpotSimulator, name: string) =>
		hubspot.app.addHook('preHandler', async (request, reply) => {
			if (poisoned.on && request.url.includes('/batch/u') && String(request.body).includes(`"lastname":"${name}"`)) {
				await reply.code(500).send({ status: 'error', message: 'internal error' });
			}
		});
	const poisoned = { on: true };

	it('stop none of the others: one bad among a hundred', async () => {
		const ids = hundred(42);
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ created: 99, rejected: 1 });
		expect(world.contacts.size).toBe(99);
		expect(report.calls.hubspot.byPurpose.write).toBe(1);
		const rejection = (await world.rejections()).get(ids[42]);
		expect(rejection).toMatchObject({ category: 'invalidEmail', field: 'email', attempts: 1, retryable: false });
		expect(rejection?.payload).toMatchObject({ lastname: 'bad' });
		expect(rejection?.reason).not.toContain('not an address');
	});

	it('are not sent again as long as nothing has changed', async () => {
		const ids = hundred(42);
		await world.next();
		world.salesforce.touch('Contact', ids[42]);
		const report = await world.next();
		expect(world.result(ids[42])).toMatchObject({ action: 'rejected', category: 'invalidEmail', field: 'email' });
		expect(report.rejectedOpen).toBe(1);
		expect(world.writes.calls).toBe(0);
		expect(report.calls.hubspot.byPurpose.write).toBeUndefined();
		expect((await world.rejections()).get(ids[42])?.attempts).toBe(1);
	});

	it('are sent again when they change, and forgotten when they pass', async () => {
		const ids = hundred(42);
		await world.next();
		world.salesforce.update('Contact', ids[42], { Email: 'still not one' });
		expect((await world.next()).rejectedOpen).toBe(1);
		expect((await world.rejections()).get(ids[42])?.attempts).toBe(2);
		world.salesforce.update('Contact', ids[42], { Email: 'good@example.com' });
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.contacts.get(ids[42])?.email).toBe('good@example.com');
	});

	it('are sent again when that is asked for, and at the full compare', async () => {
		const ids = hundred(42);
		world.pass(DAY);
		await world.run();
		const report = await world.next({ choices: { retryRejected: true } });
		expect(report.calls.hubspot.byPurpose.write).toBe(1);
		expect((await world.rejections()).get(ids[42])?.attempts).toBe(2);
		world.pass(7 * DAY);
		await world.run();
		expect((await world.rejections()).get(ids[42])?.attempts).toBe(3);
	});

	it('keep what was written before: a bad change leaves the record as it was', async () => {
		const id = contact('ann');
		await world.next();
		world.salesforce.update('Contact', id, { Email: 'bad', LastName: 'Low' });
		await world.next();
		expect(world.result(id)).toMatchObject({ action: 'rejected', category: 'invalidEmail' });
		expect(world.contacts.get(id)).toMatchObject({ lastname: 'ann', email: 'ann@example.com' });
		world.salesforce.update('Contact', id, { Email: 'ann@example.com' });
		const report = await world.next();
		expect(world.contacts.get(id)).toMatchObject({ lastname: 'Low', email: 'ann@example.com' });
		expect(report.rejectedOpen).toBe(0);
	});

	it('are forgotten when what was bad goes back to what HubSpot has', async () => {
		const id = contact('ann');
		await world.next();
		world.salesforce.update('Contact', id, { Email: 'bad' });
		expect((await world.next()).rejectedOpen).toBe(1);
		world.salesforce.update('Contact', id, { Email: 'ann@example.com' });
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.writes.calls).toBe(0);
	});

	it('are forgotten when the record is deleted', async () => {
		const id = contact('bad', 'not an address');
		await world.next();
		world.salesforce.remove('Contact', id);
		expect((await world.next()).rejectedOpen).toBe(0);
	});

	it('stay rejected under the sync that rejected them, and do not spread to another one', async () => {
		contact('bad', 'not an address');
		await world.next();
		expect((await world.rejections('test')).size).toBe(1);
		expect((await world.rejections('other')).size).toBe(0);
	});

	describe('that make HubSpot fail', () => {
		const run: RunWith = { traffic: { retries: 1 } };

		beforeEach(async () => {
			await world.stop();
			poisoned.on = true;
			world = await World.jumping({ beforeStart: ({ hubspot }) => poison(hubspot, 'bad') });
		});

		it('are found among the others, which get through, and are tried by the next run', async () => {
			const ids = Array.from({ length: 120 }, (_, index) => contact(index === 77 ? 'bad' : `c${index}`));
			const report = await world.next(run);
			expect(report.status).toBe('completed');
			expect(countsOf(report, 'Contact')).toMatchObject({ created: 119, rejected: 1 });
			expect(world.result(ids[77])).toMatchObject({ category: 'unavailable', retryable: true });
			world.pass(DAY);
			expect((await world.run(run)).rejectedOpen).toBe(1);
			expect((await world.rejections()).get(ids[77])?.attempts).toBeGreaterThan(1);
			poisoned.on = false;
			world.pass(DAY);
			expect((await world.run(run)).rejectedOpen).toBe(0);
			expect(world.contacts.size).toBe(120);
		});
	});

	it('are not what an outage makes: the run fails, nothing is lost, the next one ends the work', async () => {
		for (let index = 0; index < 250; index++) contact(`c${index}`);
		world.hubspot.faults.add({
			kind: 'status',
			status: 503,
			path: /batch\/upsert|account-info/,
			after: 2,
			times: Infinity,
		});
		const error = await world.next().catch((caught: unknown) => caught);
		expect(isSophiaError(error, 'transient')).toBe(true);
		expect((await world.rejections()).size).toBe(0);
		const [run] = await world.withState(async (state) => await state.listRuns({ limit: 1 }));
		expect(run.status).toBe('failed');
		world.hubspot.faults.clear();
		const report = await world.next();
		expect(report).toMatchObject({ status: 'completed', rejectedOpen: 0 });
		expect(world.contacts.size).toBe(250);
		expect(world.hubspot.count('contacts')).toBe(250);
	});
});
