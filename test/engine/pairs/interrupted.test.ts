import type { PairPlan } from '../../../engine/pairs';
import { PairWorld } from './pairWorld';

class Killed extends Error {}

/** A history that has a bit of everything: what a run finds after it has to be done in one. */
async function play(world: PairWorld): Promise<void> {
	const ids = ['ann', 'bob', 'cid', 'dan', 'eve'].map((name) =>
		world.customer({ Email: `${name}@example.com`, Name: name }),
	);
	await world.next();
	const client = (name: string) => world.right.having('clients', 'mail', `${name}@example.com`)[0];
	world.left.update('customers', ids[0], { Name: 'Ann B.' });
	world.right.update('clients', client('ann'), { town: 'Köln' });
	world.right.update('clients', client('bob'), { title: 'Robert' });
	world.left.delete('customers', ids[2]);
	world.right.delete('clients', client('dan'));
	world.customer({ Email: 'new@example.com', Name: 'New' });
	world.client({ mail: 'fay@example.com', title: 'Fay' });
	world.client({ mail: 'gil@example.com', title: 'Gil' });
	world.customer({ Email: 'GIL@example.com', City: 'Ulm' });
	const merged = world.customer({ Email: 'eve@example.com', Name: 'Eve M.' });
	world.left.merge('customers', ids[4], merged);
}

const plans: Array<[string, number, Partial<PairPlan>]> = [
	['by insert', 1, {}],
	['by insert, the other calls', 2, {}],
	[
		'by own ids',
		1,
		{
			ownId: {
				left: { field: 'ClientId', label: 'Client' },
				right: { field: 'customerId', label: 'Customer' },
			},
		},
	],
];

/** What both sides hold, whatever ids they gave. */
const outcome = (world: PairWorld) => {
	const without = (records: Map<string, Record<string, string>>, id: string) =>
		[...records.values()].map((values) => JSON.stringify({ ...values, [id]: undefined })).sort();
	return { left: without(world.customers, 'ClientId'), right: without(world.clients, 'customerId') };
};

describe.each(plans)('a run that is killed at any call (%s)', (_, first, more) => {
	const plan: Partial<PairPlan> = { ...more, onDelete: { left: 'archive', right: 'restore' } };

	async function calm(): Promise<{ expected: ReturnType<typeof outcome>; calls: number }> {
		const world = new PairWorld({ left: { concurrency: 1 }, right: { concurrency: 1 } });
		world.plan = { ...world.plan, ...plan };
		await play(world);
		let calls = 0;
		world.left.onCall = world.right.onCall = () => void calls++;
		await world.next();
		delete world.left.onCall;
		delete world.right.onCall;
		await world.expectQuiet();
		world.end();
		return { expected: outcome(world), calls };
	}

	it('ends, run again, as one that was never killed', async () => {
		const { expected, calls } = await calm();
		expect(calls).toBeGreaterThan(15);
		// Every call once in two histories: both plans share most of their ways.
		for (let at = first; at <= calls; at += 2) {
			const world = new PairWorld({ left: { concurrency: 1 }, right: { concurrency: 1 } });
			world.plan = { ...world.plan, ...plan };
			await play(world);
			let call = 0;
			world.left.onCall = world.right.onCall = () => {
				if (++call === at) throw new Killed(`at call ${at}`);
			};
			await expect(world.next()).rejects.toThrow(Killed);
			delete world.left.onCall;
			delete world.right.onCall;
			await world.next();
			expect({ at, ...outcome(world) }).toEqual({ at, ...expected });
			await world.expectQuiet();
			world.end();
		}
	}, 120_000);
});
