import { PairWorld } from './pairWorld';

describe('a record that several records name as theirs', () => {
	let world: PairWorld;

	beforeEach(() => {
		world = new PairWorld();
		world.plan = {
			...world.plan,
			fields: world.plan.fields.filter(({ right }) => right !== 'note'),
			ownId: { right: { field: 'note', label: 'Customer' } },
		};
	});

	afterEach(() => world.end());

	it.each([
		['of none of them', 'a@example.com'],
		['of one of them', 'x@example.com'],
	])('is given to none of them, its key being that %s', async (_, email) => {
		const left = world.customer({ Email: email, Name: 'Ann' });
		world.client({ mail: 'x@example.com', title: 'X', note: left });
		world.client({ mail: 'y@example.com', title: 'Y', note: left });
		await world.next();
		expect([world.left.written, world.right.written]).toEqual([0, 0]);
		expect(
			world
				.resultsOf('rejected')
				.map(({ leftId, rightId }) => leftId ?? rightId)
				.sort(),
		).toEqual([left, ...[...world.clients.keys()].sort()]);
		const [, second] = world.clients.keys();
		world.right.update('clients', second, { note: '' });
		await world.next({ plan: { forceFullRead: true } });
		expect(world.right.having('clients', 'title', 'Ann')).toHaveLength(1);
		expect(world.customers.size).toBe(2);
	});
});
