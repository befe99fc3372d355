import type { PairPlan } from '../../../engine/pairs';
import { PairWorld } from './pairWorld';

describe('deletions, both ways', () => {
	let world: PairWorld;
	let left: string;
	let right: string;

	beforeEach(async () => {
		world = new PairWorld();
		left = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.customer({ Email: 'bob@example.com', Name: 'Bob' });
		await world.next();
		[right] = world.right.having('clients', 'mail', 'ann@example.com');
	});

	afterEach(() => world.end());

	const by = (rule: PairPlan['onDelete']['left']) => ({ plan: { onDelete: { left: rule, right: rule } } });

	it.each(['left', 'right'] as const)('ignore: what was deleted on the %s stays on the other side', async (side) => {
		if (side === 'left') world.left.delete('customers', left);
		else world.right.delete('clients', right);
		await world.next();
		expect(world.resultsOf('skipped')).toHaveLength(1);
		if (side === 'left') world.right.update('clients', right, { title: 'Changed' });
		else world.left.update('customers', left, { Name: 'Changed' });
		await world.expectQuiet();
		await world.expectQuiet({ plan: { forceFullRead: true } });
		expect([world.customers.size, world.clients.size]).toEqual(side === 'left' ? [1, 2] : [2, 1]);
	});

	it('ignore: undeleted, it is in agreement again', async () => {
		world.left.delete('customers', left);
		await world.next();
		world.right.update('clients', right, { town: 'Köln' });
		await world.next();
		world.clock.advance(1_000);
		world.left.undelete('customers', left);
		await world.next();
		expect(world.left.get('customers', left)).toEqual({ Email: 'ann@example.com', Name: 'Ann', City: 'Köln' });
		world.left.update('customers', left, { Name: 'Anna' });
		await world.next();
		expect(world.right.get('clients', right)).toMatchObject({ title: 'Anna' });
		await world.expectQuiet();
	});

	it.each(['left', 'right'] as const)(
		'archive: what was deleted on the %s is archived on the other side',
		async (side) => {
			if (side === 'left') world.left.delete('customers', left);
			else world.right.delete('clients', right);
			const report = await world.next(by('archive'));
			expect([world.customers.size, world.clients.size]).toEqual([1, 1]);
			expect(report[side === 'left' ? 'right' : 'left'].counts.archived).toBe(1);
			await world.expectQuiet(by('archive'));
			await world.expectQuiet({ plan: { ...by('archive').plan, forceFullRead: true } });
		},
	);

	it.each(['left', 'right'] as const)('restore: what was deleted on the %s is made anew', async (side) => {
		if (side === 'left') world.left.delete('customers', left);
		else world.right.delete('clients', right);
		await world.next(by('restore'));
		expect([...world.customers.values()].map(({ Name }) => Name).sort()).toEqual(['Ann', 'Bob']);
		expect([...world.clients.values()].map(({ title }) => title).sort()).toEqual(['Ann', 'Bob']);
		await world.expectQuiet(by('restore'));
		const [customer] = world.left.having('customers', 'Name', 'Ann');
		world.left.update('customers', customer, { Name: 'Anna' });
		await world.next(by('restore'));
		expect(world.right.having('clients', 'title', 'Anna')).toHaveLength(1);
		expect([world.customers.size, world.clients.size]).toEqual([2, 2]);
	});

	it('restore: what is refused is tried again when the record changes', async () => {
		world.left.refuse = (_, { Name }) =>
			Name === 'Ann' ? { category: 'invalidValue', reason: 'No Ann.', retryable: false } : undefined;
		world.left.delete('customers', left);
		await world.next(by('restore'));
		expect(world.resultsOf('rejected')).toHaveLength(1);
		await world.expectQuiet(by('restore'));
		world.right.update('clients', right, { title: 'Anna' });
		const report = await world.next(by('restore'));
		expect(report.rejectedOpen).toBe(0);
		expect(world.left.having('customers', 'Name', 'Anna')).toHaveLength(1);
		await world.expectQuiet(by('restore'));
	});

	it.each(['ignore', 'archive', 'restore'] as const)('%s: deleted on both sides, it is gone', async (rule) => {
		world.left.delete('customers', left);
		world.right.delete('clients', right);
		await world.next(by(rule));
		expect([world.customers.size, world.clients.size]).toEqual([1, 1]);
		await world.expectQuiet(by(rule));
	});

	it('notices by a full read what a side does not tell', async () => {
		const sides = { left: { tellsDeletions: false } };
		await world.next({ sides, ...by('archive') });
		world.left.delete('customers', left);
		await world.expectQuiet({ sides, ...by('archive') });
		const report = await world.next({ sides, plan: { ...by('archive').plan, forceFullRead: true } });
		expect(report.right.counts.archived).toBe(1);
		expect([...world.clients.values()].map(({ mail }) => mail)).toEqual(['bob@example.com']);
	});

	it('takes a record that left the filter for neither deleted nor lost', async () => {
		const sides = { left: { filter: 'Note=' } };
		await world.next({ sides, ...by('archive') });
		world.left.update('customers', left, { Note: 'out', Name: 'Changed' });
		await world.next({ sides, plan: { ...by('archive').plan, forceFullRead: true } });
		expect([world.customers.size, world.clients.size]).toEqual([2, 2]);
		expect(world.right.get('clients', right)).toMatchObject({ title: 'Ann' });
		world.left.update('customers', left, { Note: '' });
		await world.next({ sides, ...by('archive') });
		expect(world.right.get('clients', right)).toMatchObject({ title: 'Changed' });
	});
});
