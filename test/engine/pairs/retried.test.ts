import type { RecordProblem } from '../../../engine/errors';
import { PairWorld } from './pairWorld';

const refusal: RecordProblem = { category: 'invalidValue', reason: 'Not like this.', retryable: false };

describe('rejected records of a pair in the hands of a person', () => {
	let world: PairWorld;

	beforeEach(() => {
		world = new PairWorld();
	});

	afterEach(() => world.end());

	async function withRejections(work: 'retryRejections' | 'dismissRejections'): Promise<number> {
		const state = await world.openState();
		try {
			const all = await state.listRejections({ dismissed: 'any', limit: 100 });
			return await state[work](all.map((one) => one.id as string));
		} finally {
			await state.close();
		}
	}

	it('are tried again by the next run though nothing has changed, on either side', async () => {
		world.customer({ Email: 'a@example.com', Name: 'A' });
		world.client({ mail: 'b@example.com', title: 'B' });
		world.right.refuse = () => refusal;
		world.left.refuse = () => refusal;
		expect((await world.next()).rejectedOpen).toBe(2);
		delete world.right.refuse;
		delete world.left.refuse;
		expect((await world.next()).rejectedOpen).toBe(2);
		expect(await withRejections('retryRejections')).toBe(2);
		expect((await world.next()).rejectedOpen).toBe(0);
		expect([...world.clients.values()].map(({ title }) => title).sort()).toEqual(['A', 'B']);
		expect([...world.customers.values()].map(({ Name }) => Name).sort()).toEqual(['A', 'B']);
		await world.expectQuiet();
	});

	it('of a linked pair are tried again on the side that refused', async () => {
		const left = world.customer({ Email: 'a@example.com', Name: 'A', City: 'Ulm' });
		await world.next();
		const [right] = [...world.clients.keys()];
		world.right.refuse = () => refusal;
		world.left.refuse = () => refusal;
		world.left.update('customers', left, { Name: 'New' });
		world.right.update('clients', right, { town: 'Köln' });
		expect((await world.next()).rejectedOpen).toBe(2);
		delete world.right.refuse;
		delete world.left.refuse;
		await withRejections('retryRejections');
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.clients.get(right)).toMatchObject({ title: 'New', town: 'Köln' });
		expect(world.customers.get(left)).toMatchObject({ Name: 'New', City: 'Köln' });
		await world.expectQuiet();
	});

	it('are sent once more if they are as bad as before, and then left alone', async () => {
		world.customer({ Email: 'a@example.com', Name: 'A' });
		world.customer({ Name: 'No key' });
		world.right.refuse = () => refusal;
		expect((await world.next()).rejectedOpen).toBe(2);
		await withRejections('retryRejections');
		const read: number[] = [];
		for (let run = 0; run < 3; run++) {
			const report = await world.next();
			expect(report.rejectedOpen).toBe(2);
			read.push(report.left.counts.read);
		}
		expect(read).toEqual([2, 0, 0]);
		expect((await world.rejections()).map(({ attempts }) => attempts)).toEqual([2, 2]);
	});

	it('pass when the record was corrected', async () => {
		const left = world.customer({ Name: 'No key' });
		expect((await world.next()).rejectedOpen).toBe(1);
		world.left.update('customers', left, { Email: 'a@example.com' });
		await withRejections('retryRejections');
		expect((await world.next()).rejectedOpen).toBe(0);
		expect(world.clients.size).toBe(1);
	});

	it('that were dismissed are not counted until they are refused for something else', async () => {
		const left = world.customer({ Email: 'a@example.com', Name: 'A' });
		world.right.refuse = () => refusal;
		await world.next();
		expect(await withRejections('dismissRejections')).toBe(1);
		expect((await world.next({ plan: { forceFullRead: true } })).rejectedOpen).toBe(0);
		world.left.update('customers', left, { Name: 'Another' });
		expect((await world.next()).rejectedOpen).toBe(1);
	});
});
