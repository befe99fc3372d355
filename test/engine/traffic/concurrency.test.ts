import { SophiaError } from '../../../engine/errors';
import { mapConcurrent } from '../../../engine/traffic/concurrency';

const turns = async (count: number) => {
	for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('mapConcurrent', () => {
	it('keeps the order and the limit', async () => {
		let running = 0;
		let most = 0;
		const results = await mapConcurrent([5, 1, 4, 2, 3], 2, async (item, index) => {
			most = Math.max(most, ++running);
			await turns(item);
			running--;
			return `${index}:${item}`;
		});
		expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3']);
		expect(most).toBe(2);
	});

	it('takes an empty list and a limit beyond its length', async () => {
		expect(await mapConcurrent([], 3, async () => 1)).toEqual([]);
		expect(await mapConcurrent([1], 100, async (item) => item)).toEqual([1]);
	});

	it('after a failure starts nothing new, awaits what is under way, and throws the first', async () => {
		const started: number[] = [];
		const finished: number[] = [];
		const run = mapConcurrent([0, 1, 2, 3, 4], 2, async (item) => {
			started.push(item);
			if (item === 1) throw new Error('first');
			await turns(5);
			finished.push(item);
			if (item === 0) throw new Error('second');
		});
		await expect(run).rejects.toThrow('first');
		expect(started).toEqual([0, 1]);
		expect(finished).toEqual([0]);
	});

	it('throws even what is undefined', async () => {
		const run = mapConcurrent([1], 1, async () => await Promise.reject(undefined));
		await expect(run).rejects.toBeUndefined();
	});

	it('stops when the signal fires', async () => {
		const abort = new AbortController();
		const started: number[] = [];
		const run = mapConcurrent(
			[0, 1, 2],
			1,
			async (item) => {
				started.push(item);
				abort.abort();
				await turns(1);
			},
			abort.signal,
		);
		await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
		expect(started).toEqual([0]);
		const reason = new SophiaError('cancelled', 'The run time is over.');
		await expect(mapConcurrent([1], 1, async () => {}, AbortSignal.abort(reason))).rejects.toBe(reason);
	});

	it('refuses a limit below one', async () => {
		for (const limit of [0, -1, Number.NaN]) {
			await expect(mapConcurrent([1], limit, async () => {})).rejects.toThrow(RangeError);
		}
	});
});
