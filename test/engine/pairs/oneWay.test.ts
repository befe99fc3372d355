import type { PairPlan } from '../../../engine/pairs';
import { PairWorld } from './pairWorld';

describe('Sync One Way', () => {
	let world: PairWorld;
	const one: Partial<PairPlan> = { direction: 'toRight', create: { left: false, right: false } };
	const leftWins = (plan: PairPlan) => plan.fields.map((field) => ({ ...field, rule: 'leftWins' as const }));

	beforeEach(() => {
		world = new PairWorld();
		world.plan = { ...world.plan, ...one, fields: leftWins(world.plan) };
	});

	afterEach(() => world.end());

	it('makes, adopts, updates and clears on the right, and writes nothing on the left', async () => {
		const ann = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.customer({ Email: 'bob@example.com', Name: 'Bob' });
		const client = world.client({ mail: 'BOB@example.com', title: 'Robert', note: 'own' });
		const alone = world.client({ mail: 'eve@example.com' });
		const report = await world.next();
		expect(report).toMatchObject({ operation: 'syncOneWay', right: { counts: { created: 1, updated: 1 } } });
		expect(world.right.get('clients', client)).toEqual({ mail: 'BOB@example.com', title: 'Bob' });
		expect(world.right.get('clients', alone)).toEqual({ mail: 'eve@example.com' });
		world.left.update('customers', ann, { Name: '', City: 'Bonn' });
		world.right.calls.clear();
		await world.next();
		const [made] = world.right.having('clients', 'mail', 'ann@example.com');
		expect(world.right.get('clients', made)).toEqual({ mail: 'ann@example.com', town: 'Bonn' });
		// The left one has the last word: nobody asks what the right one has.
		expect([...world.right.calls]).toEqual([['update', 1]]);
		expect(world.left.written).toBe(0);
		await world.expectQuiet();
	});

	it('asks nothing of the right for what has not changed', async () => {
		world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		await world.next();
		world.right.calls.clear();
		world.left.update('customers', [...world.customers.keys()][0], { ClientId: 'not in the plan' });
		const report = await world.next();
		expect([...world.right.calls]).toEqual([]);
		expect(report.left.counts).toMatchObject({ read: 1, unchanged: 1 });
	});

	it('works the same from the system that is the destination of shared links', async () => {
		world.end();
		const { plan } = world;
		world = new PairWorld({ left: { system: 'hubspot' }, right: { system: 'salesforce' } });
		world.plan = plan;
		const ann = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.client({ mail: 'bob@example.com', title: 'Robert' });
		world.customer({ Email: 'bob@example.com', Name: 'Bob' });
		await world.next();
		expect([...world.clients.values()].map(({ title }) => title).sort()).toEqual(['Ann', 'Bob']);
		world.left.update('customers', ann, { Name: 'Anna' });
		world.right.calls.clear();
		await world.next();
		expect([...world.right.calls]).toEqual([['update', 1]]);
		expect(world.right.having('clients', 'title', 'Anna')).toHaveLength(1);
		const mirror = { mode: 'mirror' as const };
		await world.next({ plan: mirror });
		world.left.delete('customers', ann);
		await world.next({ plan: mirror });
		expect([...world.clients.values()].map(({ title }) => title)).toEqual(['Bob']);
		expect(world.left.written).toBe(0);
		await world.expectQuiet({ plan: mirror });
	});

	it('respects the rules of fields', async () => {
		world.plan.fields = world.plan.fields.map((field) => ({ ...field, rule: 'fillBlanks' }));
		const id = world.customer({ Email: 'ann@example.com', Name: 'Ann', City: 'Bonn' });
		world.client({ mail: 'ann@example.com', title: 'Anne' });
		await world.next();
		expect([...world.clients.values()]).toEqual([{ mail: 'ann@example.com', title: 'Anne', town: 'Bonn' }]);
		world.left.update('customers', id, { Name: 'Anna' });
		await world.next();
		expect([...world.clients.values()]).toEqual([{ mail: 'ann@example.com', title: 'Anne', town: 'Bonn' }]);
	});

	it('createOnly touches nothing that exists; updateOnly makes nothing new', async () => {
		world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.customer({ Email: 'bob@example.com', Name: 'Bob' });
		world.client({ mail: 'bob@example.com', title: 'Robert' });
		await world.next({ plan: { mode: 'createOnly' } });
		expect(world.right.having('clients', 'title', 'Robert')).toHaveLength(1);
		expect(world.right.having('clients', 'title', 'Ann')).toHaveLength(1);
		for (const id of world.customers.keys()) world.left.update('customers', id, { City: 'Bonn' });
		await world.expectQuiet({ plan: { mode: 'createOnly' } });
		world.customer({ Email: 'eve@example.com' });
		await world.next({ plan: { mode: 'updateOnly' } });
		expect([...world.clients.values()]).toEqual([
			{ mail: 'bob@example.com', title: 'Bob', town: 'Bonn' },
			{ mail: 'ann@example.com', title: 'Ann', town: 'Bonn' },
		]);
	});

	it('makes anew what was deleted on the right, once it is to be written', async () => {
		const id = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		await world.next();
		world.right.delete('clients', [...world.clients.keys()][0]);
		world.left.update('customers', id, { Name: 'Anna' });
		await world.next();
		expect([...world.clients.values()]).toEqual([{ mail: 'ann@example.com', title: 'Anna' }]);
		await world.expectQuiet();
	});

	describe('mirror', () => {
		let ids: string[];
		const mirror = { mode: 'mirror' as const, maxArchiveShare: 0.1 };

		beforeEach(async () => {
			ids = Array.from({ length: 20 }, (_, index) =>
				world.customer({ Email: `c${index}@example.com`, Name: `C${index}` }),
			);
			await world.next({ plan: mirror });
			expect(world.clients.size).toBe(20);
		});

		it('archives what has left the left, and what was never linked stays', async () => {
			world.client({ mail: 'own@example.com' });
			world.left.delete('customers', ids[0]);
			world.left.delete('customers', ids[1]);
			const report = await world.next({ plan: mirror });
			expect(report.approvalRequired).toBeUndefined();
			expect(report.right.counts.archived).toBe(2);
			expect(world.clients.size).toBe(19);
			await world.expectQuiet({ plan: mirror });
		});

		it('archives nothing beyond its share, until the token is given back', async () => {
			for (const id of ids.slice(0, 3)) world.left.delete('customers', id);
			const report = await world.next({ plan: mirror });
			expect(report.approvalRequired).toMatchObject({ archives: 3, linked: 20, share: 0.15, maxArchiveShare: 0.1 });
			expect(world.resultsOf('archiveHeld')).toHaveLength(3);
			expect(world.clients.size).toBe(20);
			const again = await world.next({ plan: mirror });
			expect(again.approvalRequired).toEqual(report.approvalRequired);
			const wrong = await world.next({ plan: { ...mirror, approval: 'wrong' } });
			expect(wrong.approvalRequired).toEqual(report.approvalRequired);
			const approved = await world.next({ plan: { ...mirror, approval: report.approvalRequired?.token } });
			expect(approved.approvalRequired).toBeUndefined();
			expect(approved.right.counts.archived).toBe(3);
			expect(approved.rejectedOpen).toBe(0);
			expect(world.clients.size).toBe(17);
			await world.expectQuiet({ plan: mirror });
		});

		it('asks anew when the records are others by then', async () => {
			for (const id of ids.slice(0, 3)) world.left.delete('customers', id);
			const report = await world.next({ plan: mirror });
			world.left.delete('customers', ids[4]);
			const later = await world.next({ plan: { ...mirror, approval: report.approvalRequired?.token } });
			expect(later.approvalRequired).toMatchObject({ archives: 4 });
			expect(later.approvalRequired?.token).not.toBe(report.approvalRequired?.token);
			expect(world.clients.size).toBe(20);
		});

		it('forgets what was held when the record is back', async () => {
			for (const id of ids.slice(0, 3)) world.left.delete('customers', id);
			await world.next({ plan: mirror });
			world.clock.advance(1_000);
			for (const id of ids.slice(0, 3)) world.left.undelete('customers', id);
			const report = await world.next({ plan: mirror });
			expect(report.approvalRequired).toBeUndefined();
			expect(report.rejectedOpen).toBe(0);
			expect(world.clients.size).toBe(20);
			await world.expectQuiet({ plan: mirror });
		});

		it('archives what no longer meets the filter', async () => {
			const sides = { left: { filter: 'Note=' } };
			await world.next({ plan: mirror, sides });
			world.left.update('customers', ids[0], { Note: 'out' });
			await world.next({ plan: { ...mirror, forceFullRead: true }, sides });
			expect(world.right.having('clients', 'mail', 'c0@example.com')).toEqual([]);
			expect(world.clients.size).toBe(19);
		});
	});
});
