import { SophiaError, type FailureDetails } from '../../../engine/errors';
import { RetryPolicy } from '../../../engine/traffic/retry';

const transient = (details: FailureDetails = {}) => new SophiaError('transient', 'Try again.', details);

describe('the retry policy', () => {
	it('gives as many delays as tries, growing, between 0.5 and 30 s, never the same', async () => {
		const first: number[] = [];
		for (let run = 0; run < 50; run++) {
			const policy = new RetryPolicy(12, true);
			const delays: number[] = [];
			for (let delay = await policy.next(transient()); delay; delay = await policy.next(transient())) {
				expect(delay.supplied).toBe(false);
				delays.push(delay.ms);
			}
			expect(delays).toHaveLength(12);
			for (const delay of delays) {
				expect(delay).toBeGreaterThanOrEqual(500);
				expect(delay).toBeLessThanOrEqual(30_000);
			}
			expect(delays[11]).toBeGreaterThan(delays[0]);
			first.push(delays[0]);
		}
		expect(new Set(first).size).toBeGreaterThan(10);
	});

	it('gives none for other kinds, nor without retries', async () => {
		for (const kind of ['limit', 'credentials', 'configuration', 'cancelled'] as const) {
			expect(await new RetryPolicy(3, true).next(new SophiaError(kind, 'No.', { retryAfterMs: 1 }))).toBeUndefined();
		}
		expect(await new RetryPolicy(0, true).next(transient())).toBeUndefined();
	});

	it('obeys a supplied delay without using a try', async () => {
		const policy = new RetryPolicy(1, true);
		for (const asked of [0, 10_000, 2_000]) {
			const delay = await policy.next(transient({ retryAfterMs: asked }));
			expect(delay?.supplied).toBe(true);
			expect(delay?.ms).toBeGreaterThanOrEqual(asked);
			expect(delay?.ms).toBeLessThanOrEqual(asked + 100);
		}
		expect(await policy.next(transient())).toMatchObject({ supplied: false });
		expect(await policy.next(transient())).toBeUndefined();
		expect(await policy.next(transient({ retryAfterMs: 5 }))).toMatchObject({ supplied: true });
	});

	it('obeys 20 supplied delays and 15 minutes at most', async () => {
		const many = new RetryPolicy(3, true);
		for (let count = 0; count < 20; count++) expect(await many.next(transient({ retryAfterMs: 1 }))).toBeDefined();
		expect(await many.next(transient({ retryAfterMs: 1 }))).toBeUndefined();

		const long = new RetryPolicy(3, true);
		expect(await long.next(transient({ retryAfterMs: 10 * 60_000 }))).toBeDefined();
		expect(await long.next(transient({ retryAfterMs: 5 * 60_000 }))).toBeDefined();
		expect(await long.next(transient({ retryAfterMs: 1 }))).toBeUndefined();
		expect(await new RetryPolicy(3, true).next(transient({ retryAfterMs: Infinity }))).toBeUndefined();
	});

	it('takes a senseless delay for none', async () => {
		for (const retryAfterMs of [Number.NaN, -1, -Infinity]) {
			expect(await new RetryPolicy(1, true).next(transient({ retryAfterMs }))).toMatchObject({ supplied: false });
		}
	});

	it('never repeats what must not be repeated and may have happened', async () => {
		const policy = new RetryPolicy(3, false);
		expect(await policy.next(transient({ mayHaveHappened: true, retryAfterMs: 1 }))).toBeUndefined();
		expect(await policy.next(transient({ mayHaveHappened: false }))).toBeDefined();
		expect(await new RetryPolicy(3, true).next(transient({ mayHaveHappened: true }))).toBeDefined();
	});
});
