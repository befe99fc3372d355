import { PairWorld } from './pairWorld';

describe('Sync Both Ways', () => {
	let world: PairWorld;

	beforeEach(() => {
		world = new PairWorld();
	});

	afterEach(() => world.end());

	it('makes what the other side lacks, and is quiet then', async () => {
		world.customer({ Email: 'ann@example.com', Name: 'Ann', City: 'Bonn' });
		world.client({ mail: 'bob@example.com', title: 'Bob', size: '7' });
		const report = await world.next();
		expect(report).toMatchObject({
			status: 'completed',
			operation: 'syncBothWays',
			left: { readKind: 'full', counts: { read: 1, created: 1 } },
			right: { readKind: 'full', counts: { read: 1, created: 1 } },
		});
		expect([...world.clients.values()]).toEqual(
			expect.arrayContaining([
				{ mail: 'ann@example.com', title: 'Ann', town: 'Bonn' },
				{ mail: 'bob@example.com', title: 'Bob', size: '7' },
			]),
		);
		expect([...world.customers.values()]).toEqual(
			expect.arrayContaining([
				{ Email: 'ann@example.com', Name: 'Ann', City: 'Bonn' },
				{ Email: 'bob@example.com', Name: 'Bob', Size: '7' },
			]),
		);
		await world.expectQuiet();
		await world.expectQuiet({ plan: { forceFullRead: true } });
	});

	it('adopts what has the same key, by rule and field by field', async () => {
		const left = world.customer({ Email: 'Ann@Example.com', Name: 'Ann', City: 'Bonn', Size: '1', Note: 'left' });
		world.clock.advance(1_000);
		const right = world.client({ mail: 'ann@example.com', title: 'Anne', town: 'Köln', size: '2', note: 'right' });
		await world.next();
		expect(world.left.get('customers', left)).toEqual({
			Email: 'Ann@Example.com',
			Name: 'Ann',
			City: 'Köln',
			Size: '2',
			Note: 'left',
		});
		expect(world.right.get('clients', right)).toEqual({
			mail: 'ann@example.com',
			title: 'Ann',
			town: 'Köln',
			size: '2',
			note: 'right',
		});
		expect([world.customers.size, world.clients.size]).toEqual([1, 1]);
		await world.expectQuiet();
	});

	it('fills blanks at first contact, whatever the rule', async () => {
		const left = world.customer({ Email: 'ann@example.com', City: 'Bonn', Note: '' });
		const right = world.client({ mail: 'ann@example.com', title: 'Ann', note: 'here' });
		await world.next();
		expect(world.left.get('customers', left)).toEqual({
			Email: 'ann@example.com',
			Name: 'Ann',
			City: 'Bonn',
			Note: 'here',
		});
		expect(world.right.get('clients', right)).toEqual({
			mail: 'ann@example.com',
			title: 'Ann',
			town: 'Bonn',
			note: 'here',
		});
		await world.expectQuiet();
	});

	describe('linked records', () => {
		let left: string;
		let right: string;

		beforeEach(async () => {
			left = world.customer({ Email: 'ann@example.com', Name: 'Ann', City: 'Bonn', Size: '1', Note: 'n' });
			await world.next();
			[right] = world.right.having('clients', 'mail', 'ann@example.com');
		});

		it('carries a change of either side to the other, a blank included, and nothing bounces', async () => {
			world.left.update('customers', left, { Name: 'Ann B.', Note: '' });
			world.right.update('clients', right, { town: 'Köln' });
			const report = await world.next();
			expect(world.right.get('clients', right)).toEqual({
				mail: 'ann@example.com',
				title: 'Ann B.',
				town: 'Köln',
				size: '1',
			});
			expect(world.left.get('customers', left)).toMatchObject({ Name: 'Ann B.', City: 'Köln' });
			expect(report).toMatchObject({
				conflicts: 0,
				left: { readKind: 'incremental', counts: { updated: 1 } },
				right: { readKind: 'incremental', counts: { updated: 1 } },
			});
			await world.expectQuiet();
			await world.expectQuiet({ plan: { forceFullRead: true } });
		});

		it('settles conflicts by rule and reports both values', async () => {
			world.left.update('customers', left, { Name: 'L', City: 'L', Note: 'L' });
			world.clock.advance(1_000);
			world.right.update('clients', right, { title: 'R', town: 'R', note: 'R', size: '5' });
			const report = await world.next();
			expect(world.left.get('customers', left)).toMatchObject({ Name: 'L', City: 'R', Size: '5', Note: 'L' });
			expect(world.right.get('clients', right)).toMatchObject({ title: 'L', town: 'R', size: '5', note: 'R' });
			expect(report.conflicts).toBe(3);
			expect(world.results.flatMap(({ conflicts = [] }) => conflicts)).toEqual([
				{ left: { field: 'Name', value: 'L' }, right: { field: 'title', value: 'R' }, winner: 'left' },
				{ left: { field: 'City', value: 'L' }, right: { field: 'town', value: 'R' }, winner: 'right' },
				{ left: { field: 'Note', value: 'L' }, right: { field: 'note', value: 'R' } },
			]);
			await world.expectQuiet();
		});

		it('sees no conflict where both sides were given the same value', async () => {
			world.left.update('customers', left, { Name: 'Same', Size: '2.0' });
			world.right.update('clients', right, { title: ' Same ', size: '2' });
			const before = [world.left.written, world.right.written];
			const report = await world.next();
			expect(report.conflicts).toBe(0);
			expect([world.left.written, world.right.written]).toEqual(before);
		});

		it('follows a changed key by the link', async () => {
			world.left.update('customers', left, { Email: 'ann.b@example.com' });
			await world.next();
			expect(world.right.get('clients', right)).toMatchObject({ mail: 'ann.b@example.com' });
			expect(world.clients.size).toBe(1);
			await world.expectQuiet();
		});
	});
});
