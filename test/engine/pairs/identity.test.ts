import { PairWorld } from './pairWorld';

describe('who is who', () => {
	let world: PairWorld;

	beforeEach(() => {
		world = new PairWorld();
	});

	afterEach(() => world.end());

	const reasons = () =>
		world.resultsOf('rejected').map(({ side, leftId, rightId, category }) => ({ side, leftId, rightId, category }));

	it('reports records without a key and with a doubled one, on both sides, and writes none of them', async () => {
		const none = world.customer({ Name: 'No address' });
		const twins = [1, 2].map(() => world.customer({ Email: 'twin@example.com' }));
		const pairs = [1, 2].map(() => world.client({ mail: 'pair@example.com' }));
		const single = world.customer({ Email: 'PAIR@example.com' });
		const good = world.customer({ Email: 'good@example.com' });
		const report = await world.next();
		expect(reasons()).toEqual(
			expect.arrayContaining([
				{ side: 'right', leftId: none, rightId: undefined, category: 'requiredField' },
				...twins.map((leftId) => ({ side: 'right', leftId, rightId: undefined, category: 'ambiguous' })),
				...pairs.map((rightId) => ({ side: 'left', leftId: undefined, rightId, category: 'ambiguous' })),
				{ side: 'right', leftId: single, rightId: undefined, category: 'ambiguous' },
			]),
		);
		expect(report.rejectedOpen).toBe(6);
		expect([world.customers.size, world.clients.size]).toEqual([5, 3]);
		expect(world.right.having('clients', 'mail', 'good@example.com')).toHaveLength(1);
		expect(world.customers.has(good)).toBe(true);
		await world.expectQuiet();
	});

	it('lets go of a doubled key when one of the two is gone', async () => {
		const [one, other] = [1, 2].map(() => world.customer({ Email: 'twin@example.com' }));
		await world.next();
		world.left.delete('customers', one);
		const report = await world.next();
		expect(report.rejectedOpen).toBe(0);
		expect(world.right.having('clients', 'mail', 'twin@example.com')).toHaveLength(1);
		expect(world.customers.has(other)).toBe(true);
		await world.expectQuiet();
	});

	it('lets go of an empty key when it is filled in', async () => {
		const id = world.customer({ Name: 'Ann' });
		await world.next();
		world.left.update('customers', id, { Email: 'ann@example.com' });
		const report = await world.next();
		expect(report.rejectedOpen).toBe(0);
		expect([...world.clients.values()]).toEqual([{ mail: 'ann@example.com', title: 'Ann' }]);
	});

	it('finds in an increment what has the key on the other side and has not changed', async () => {
		const right = world.client({ mail: 'ann@example.com', title: 'Ann' });
		await world.next({ plan: { create: { left: false, right: true } } });
		expect(world.resultsOf('skipped')).toHaveLength(1);
		const left = world.customer({ Email: 'ANN@example.com' });
		const report = await world.next({ plan: { create: { left: false, right: true } } });
		expect(report.left.readKind).toBe('incremental');
		expect(world.clients.size).toBe(1);
		expect(world.left.get('customers', left)).toEqual({ Email: 'ANN@example.com', Name: 'Ann' });
		expect(world.right.get('clients', right)?.title).toBe('Ann');
	});

	it('does so where the other side cannot look keys up, too', async () => {
		world.end();
		world = new PairWorld({ right: { findable: () => false } });
		world.client({ mail: 'ann@example.com', title: 'Ann' });
		const create = { left: false, right: true };
		await world.next({ plan: { create } });
		world.customer({ Email: 'ann@example.com' });
		world.customer({ Email: 'bob@example.com' });
		const report = await world.next({ plan: { create } });
		expect(report.left.readKind).toBe('incremental');
		expect(world.clients.size).toBe(2);
		await world.expectQuiet({ plan: { create } });
	});

	it('refuses a new record with the key of one that is linked', async () => {
		world.customer({ Email: 'ann@example.com' });
		await world.next();
		const second = world.customer({ Email: 'ann@example.com', Name: 'Second' });
		await world.next();
		expect(reasons()).toEqual([{ side: 'right', leftId: second, rightId: undefined, category: 'duplicate' }]);
		expect(world.clients.size).toBe(1);
		await world.expectQuiet();
		await world.expectQuiet({ plan: { forceFullRead: true } });
	});

	it('compares keys of several parts as a whole', async () => {
		const plan = {
			keys: [
				{ left: 'Name', right: 'title', normalise: 'caseInsensitive' as const },
				{ left: 'City', right: 'town', normalise: 'caseInsensitive' as const },
			],
		};
		world.customer({ Name: 'Ann', City: 'Bonn', Email: 'a@example.com' });
		world.client({ title: 'ann', town: 'BONN' });
		world.client({ title: 'Ann', town: 'Köln' });
		await world.next({ plan });
		expect([world.customers.size, world.clients.size]).toEqual([2, 2]);
		world.customer({ Name: 'ANN', City: 'Ulm' });
		await world.next({ plan });
		expect([world.customers.size, world.clients.size]).toEqual([3, 3]);
	});

	describe('with fields for the other record’s id', () => {
		const ownId = {
			left: { field: 'ClientId', label: 'Client' },
			right: { field: 'customerId', label: 'Customer' },
		};

		it('makes records by it, stamps both, and is quiet', async () => {
			const left = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			const right = world.client({ mail: 'bob@example.com' });
			await world.next({ plan: { ownId } });
			const [client] = world.right.having('clients', 'mail', 'ann@example.com');
			expect(world.right.get('clients', client)).toMatchObject({ customerId: left });
			expect(world.left.get('customers', left)).toMatchObject({ ClientId: client });
			const [customer] = world.left.having('customers', 'Email', 'bob@example.com');
			expect(world.left.get('customers', customer)).toMatchObject({ ClientId: right });
			expect(world.right.get('clients', right)).toMatchObject({ customerId: customer });
			await world.expectQuiet({ plan: { ownId } });
			await world.expectQuiet({ plan: { ownId, forceFullRead: true } });
		});

		it('knows a record by it, whatever its key', async () => {
			const left = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			await world.next({ plan: { ownId, create: { left: true, right: false } } });
			const right = world.client({ mail: 'other@example.com', customerId: left });
			await world.next({ plan: { ownId } });
			expect([world.customers.size, world.clients.size]).toEqual([1, 1]);
			expect(world.right.get('clients', right)).toMatchObject({ mail: 'ann@example.com', title: 'Ann' });
			await world.expectQuiet({ plan: { ownId } });
		});

		it('does not copy back what names a record that is gone', async () => {
			await world.next({ plan: { ownId } });
			const left = world.customer({ Email: 'ann@example.com' });
			world.left.delete('customers', left);
			world.client({ mail: 'ann@example.com', customerId: left });
			await world.next({ plan: { ownId } });
			expect(world.customers.size).toBe(0);
			expect(world.resultsOf('skipped')).toHaveLength(1);
			await world.next({ plan: { ownId, forceFullRead: true } });
			expect(world.customers.size).toBe(0);
		});
	});

	describe('merges', () => {
		it('moves the link of a merged record to the one that stands for it', async () => {
			const loser = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			await world.next();
			const survivor = world.customer({ Email: 'ann@example.com', Name: 'Anna' });
			world.left.merge('customers', loser, survivor);
			await world.next();
			expect([...world.clients.values()]).toEqual([{ mail: 'ann@example.com', title: 'Anna' }]);
			world.left.update('customers', survivor, { Name: 'Anna B.' });
			await world.next();
			expect([...world.clients.values()]).toEqual([{ mail: 'ann@example.com', title: 'Anna B.' }]);
			await world.expectQuiet();
		});

		it('does so on the other side', async () => {
			const left = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			await world.next();
			const [loser] = [...world.clients.keys()];
			const survivor = world.client({ mail: 'ann@example.com', title: 'Anna' });
			world.right.merge('clients', loser, survivor);
			await world.next();
			world.left.update('customers', left, { Name: 'Ann B.' });
			await world.next();
			expect(world.clients).toEqual(new Map([[survivor, { mail: 'ann@example.com', title: 'Ann B.' }]]));
			expect(world.customers.size).toBe(1);
			await world.expectQuiet();
		});

		it('treats the loser as deleted where the survivor is linked already', async () => {
			const ann = world.customer({ Email: 'ann@example.com' });
			const bob = world.customer({ Email: 'bob@example.com' });
			await world.next();
			world.left.merge('customers', ann, bob);
			await world.next({ plan: { onDelete: { left: 'archive', right: 'ignore' } } });
			expect([...world.clients.values()].map(({ mail }) => mail)).toEqual(['bob@example.com']);
			await world.expectQuiet({ plan: { onDelete: { left: 'archive', right: 'ignore' } } });
		});
	});
});
