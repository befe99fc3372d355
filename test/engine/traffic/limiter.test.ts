import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { mapConcurrent } from '../../../engine/traffic/concurrency';
import { createTraffic } from '../../../engine/traffic/controller';
import { SlidingWindow } from '../../../engine/traffic/limiter';
import type { CallRequest, Traffic } from '../../../engine/traffic/types';
import { JumpingClock } from '../../simulators/shared/clock';
import { seededRandom } from '../../simulators/shared/faults';
import { StrictVendor } from './strictVendor';

const request = (account: string, limits = ['burst'], signal?: AbortSignal): CallRequest => ({
	system: 'vendor',
	account,
	limits,
	purpose: 'read',
	signal,
});

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Calls the vendor as fast as the controller lets them, each on its way for a random time. */
async function callMany(
	traffic: Traffic,
	clock: JumpingClock,
	vendor: StrictVendor,
	options: { account: string; calls: number; concurrency: number; latencyMs: number; seed: number; headers?: boolean },
): Promise<void> {
	const random = seededRandom(options.seed);
	await mapConcurrent(range(options.calls), options.concurrency, async () => {
		await traffic.call(request(options.account), async () => {
			const there = random() * options.latencyMs;
			await clock.sleep(there);
			const remaining = vendor.arrive(clock.now());
			await clock.sleep(options.latencyMs - there);
			if (options.headers) {
				traffic.observeWindow('vendor', options.account, 'burst', {
					max: vendor.calls,
					remaining: remaining ?? 0,
					windowMs: vendor.windowMs,
				});
			}
		});
	});
}

describe('a window', () => {
	it('is never exceeded at the vendor, at full speed and 100 ms latency, and hardly slower than it could be', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		const vendor = new StrictVendor(190, 10_000);
		traffic.define('vendor', account, [{ name: 'burst', calls: 190, windowMs: 10_000 }]);
		const start = clock.now();
		await callMany(traffic, clock, vendor, {
			account,
			calls: 1_900,
			concurrency: 40,
			latencyMs: 100,
			seed: 1,
			headers: true,
		});
		expect(vendor.refused).toBe(0);
		expect(vendor.fullest).toBe(190);
		expect(vendor.arrivals).toHaveLength(1_900);
		// Nine windows must pass whatever one does.
		expect(clock.now() - start).toBeLessThanOrEqual(9 * 10_000 * 1.1);
		expect(traffic.stats().vendor.throttled).toBe(0);
		expect(traffic.stats().vendor.waitMs).toBeGreaterThan(0);
	});

	it('is never exceeded and starves nobody, whatever the limits, latencies and numbers', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					limit: fc.integer({ min: 1, max: 12 }),
					windowMs: fc.integer({ min: 100, max: 10_000 }),
					latencyMs: fc.integer({ min: 0, max: 3_000 }),
					calls: fc.integer({ min: 1, max: 60 }),
					concurrency: fc.integer({ min: 1, max: 30 }),
					headers: fc.boolean(),
					seed: fc.nat(),
				}),
				async ({ limit, windowMs, latencyMs, calls, concurrency, headers, seed }) => {
					const clock = new JumpingClock();
					const account = randomUUID();
					const traffic = createTraffic({}, clock);
					const vendor = new StrictVendor(limit, windowMs);
					traffic.define('vendor', account, [{ name: 'burst', calls: limit, windowMs }]);
					const start = clock.now();
					await callMany(traffic, clock, vendor, { account, calls, concurrency, latencyMs, seed, headers });
					expect(vendor.refused).toBe(0);
					expect(vendor.arrivals).toHaveLength(calls);
					// Every window's worth of calls takes at most a window, a latency and the guard; serial calls take theirs.
					const rounds = Math.ceil(calls / limit) + Math.ceil(calls / concurrency);
					expect(clock.now() - start).toBeLessThanOrEqual(rounds * (windowMs + latencyMs + 25));
				},
			),
			{ numRuns: 150 },
		);
	});

	it('is shared by all controllers of the process, and served in the order of asking', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const controllers = [createTraffic({}, clock), createTraffic({}, clock), createTraffic({}, clock)];
		for (const traffic of controllers)
			traffic.define('vendor', account, [{ name: 'burst', calls: 2, windowMs: 1_000 }]);
		const vendor = new StrictVendor(2, 1_000);
		const order: number[] = [];
		await Promise.all(
			range(30).map(async (index) => {
				await controllers[index % 3].call(request(account), async () => {
					order.push(index);
					vendor.arrive(clock.now());
				});
			}),
		);
		expect(vendor.refused).toBe(0);
		expect(order).toEqual(range(30));
	});

	it('is each account’s own', async () => {
		const clock = new JumpingClock();
		const traffic = createTraffic({}, clock);
		const accounts = [randomUUID(), randomUUID()];
		const start = clock.now();
		for (const account of accounts) {
			traffic.define('vendor', account, [{ name: 'burst', calls: 1, windowMs: 1_000 }]);
			await traffic.call(request(account), async () => {});
		}
		expect(clock.now()).toBe(start);
	});

	it('does not make calls wait that count in another one', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		traffic.define('vendor', account, [
			{ name: 'burst', calls: 100, windowMs: 10_000 },
			{ name: 'search', calls: 1, windowMs: 1_000 },
		]);
		const search = new StrictVendor(1, 1_000);
		const burst = new StrictVendor(100, 10_000);
		const finished: string[] = [];
		await Promise.all([
			...range(5).map(async () => {
				await traffic.call(request(account, ['burst', 'search']), async () => {
					search.arrive(clock.now());
					burst.arrive(clock.now());
				});
				finished.push('search');
			}),
			...range(5).map(async () => {
				await traffic.call(request(account, ['burst']), async () => void burst.arrive(clock.now()));
				finished.push('write');
			}),
		]);
		expect(search.refused + burst.refused).toBe(0);
		expect(finished.slice(-4)).toEqual(['search', 'search', 'search', 'search']);
	});

	it('lets mixed calls all through, whatever they count in', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.constantFrom<string[]>(['a'], ['b'], ['a', 'b'], ['b', 'a'], ['c', 'a', 'b'], []), {
					minLength: 1,
					maxLength: 40,
				}),
				fc.integer({ min: 1, max: 4 }),
				async (kinds, a) => {
					const clock = new JumpingClock();
					const account = randomUUID();
					const traffic = createTraffic({}, clock);
					const rules = { a: [a, 1_000], b: [3, 700], c: [1, 300] } as const;
					const vendors = Object.fromEntries(
						Object.entries(rules).map(([name, [calls, windowMs]]) => [name, new StrictVendor(calls, windowMs)]),
					);
					traffic.define(
						'vendor',
						account,
						Object.entries(rules).map(([name, [calls, windowMs]]) => ({ name, calls, windowMs })),
					);
					let done = 0;
					await Promise.all(
						kinds.map(async (limits) => {
							await traffic.call(request(account, limits), async () => {
								for (const name of limits) vendors[name].arrive(clock.now());
								await clock.sleep(50);
							});
							done++;
						}),
					);
					expect(done).toBe(kinds.length);
					expect(Object.values(vendors).map((vendor) => vendor.refused)).toEqual([0, 0, 0]);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('gives back the place of a caller that has given up', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		traffic.define('vendor', account, [{ name: 'burst', calls: 1, windowMs: 1_000 }]);
		const start = clock.now();
		const abort = new AbortController();
		const blocked = new AbortController();
		await traffic.call(request(account), async () => {});
		const givenUp = traffic.call(request(account, ['burst'], abort.signal), async () => 'never');
		const waiting = traffic.call(request(account, ['burst'], blocked.signal), async () => 'second');
		abort.abort();
		await expect(givenUp).rejects.toMatchObject({ kind: 'cancelled' });
		await expect(waiting).resolves.toBe('second');
		expect(clock.now() - start).toBeLessThan(1_100);
		expect(traffic.stats().vendor.calls).toBe(2);
	});

	it('refuses a limit that was never defined, and one that makes no sense', async () => {
		const traffic = createTraffic({}, new JumpingClock());
		const account = randomUUID();
		await expect(traffic.call(request(account, ['nonsense']), async () => {})).rejects.toThrow(
			"no limit named 'nonsense'",
		);
		for (const limit of [
			{ calls: 0, windowMs: 1_000 },
			{ calls: 1.5, windowMs: 1_000 },
			{ calls: 1, windowMs: 0 },
			{ calls: Number.NaN, windowMs: 1_000 },
			{ calls: 1, windowMs: Infinity },
		]) {
			expect(() => traffic.define('vendor', account, [{ name: 'burst', ...limit }])).toThrow(RangeError);
		}
	});
});

describe('a vendor’s headers', () => {
	const windowOf = (calls: number) => new SlidingWindow({ calls, windowMs: 10_000 });
	const fill = (window: SlidingWindow, count: number, now: number, clock: JumpingClock) =>
		Promise.all(
			range(count).map(async () => {
				const slot = await window.acquire(clock);
				window.sent(slot, now);
				return slot;
			}),
		);

	it('lower the limit, and raise it again no higher than declared', async () => {
		const clock = new JumpingClock();
		const window = windowOf(5);
		await fill(window, 2, clock.now(), clock);
		window.observe({ max: 2 }, clock.now());
		expect(window.waitMs(clock.now())).toBeGreaterThan(0);
		window.observe({ max: 100 }, clock.now());
		expect(window.waitMs(clock.now())).toBe(0);
		await fill(window, 3, clock.now(), clock);
		expect(window.waitMs(clock.now())).toBeGreaterThan(0);
	});

	it('set the size of the window, beside the declared one', async () => {
		const clock = new JumpingClock();
		const window = windowOf(1);
		const [slot] = await fill(window, 1, clock.now(), clock);
		window.done(slot, clock.now());
		window.observe({ max: 1, windowMs: 60_000 }, clock.now());
		expect(window.waitMs(clock.now())).toBeGreaterThanOrEqual(60_000);
		window.observe({ windowMs: 1 }, clock.now());
		expect(window.waitMs(clock.now())).toBeGreaterThanOrEqual(10_000);
	});

	it('tell of other clients on the account, and our own calls under way are not counted twice', async () => {
		const clock = new JumpingClock();
		const window = windowOf(10);
		const slots = await fill(window, 4, clock.now(), clock);
		// All four have arrived, and nobody else's.
		window.observe({ max: 10, remaining: 6 }, clock.now());
		await fill(window, 6, clock.now(), clock);
		expect(window.waitMs(clock.now())).toBeGreaterThan(0);
		for (const slot of slots) window.giveBack(slot);
		expect(window.waitMs(clock.now())).toBe(0);
		// Six of ours, and two that are not.
		window.observe({ max: 10, remaining: 2 }, clock.now());
		await fill(window, 2, clock.now(), clock);
		expect(window.waitMs(clock.now())).toBeGreaterThan(0);
		expect(window.waitMs(clock.now() + 10_001)).toBeGreaterThan(0);
	});

	it('take the others’ share back when they have gone', async () => {
		const clock = new JumpingClock();
		const window = windowOf(10);
		const [first] = await fill(window, 1, clock.now(), clock);
		window.observe({ max: 10, remaining: 0 }, clock.now());
		window.done(first, clock.now());
		expect(window.waitMs(clock.now())).toBeGreaterThan(0);
		clock.advance(5_000);
		window.observe({ max: 10, remaining: 9 }, clock.now());
		expect(window.waitMs(clock.now())).toBe(0);
		await fill(window, 9, clock.now(), clock);
		expect(window.waitMs(clock.now())).toBeGreaterThan(0);
	});

	it('keep clear of a limit that others use up steadily', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		const vendor = new StrictVendor(20, 1_000);
		traffic.define('vendor', account, [{ name: 'burst', calls: 20, windowMs: 1_000 }]);
		const others = (async () => {
			for (let call = 0; call < 200; call++) {
				await clock.sleep(100);
				vendor.arrivals.push(clock.now());
			}
		})();
		await clock.sleep(2_000);
		await callMany(traffic, clock, vendor, {
			account,
			calls: 100,
			concurrency: 1,
			latencyMs: 20,
			seed: 3,
			headers: true,
		});
		await others;
		expect(vendor.refused).toBe(0);
	});

	it('that make no sense are ignored', async () => {
		const clock = new JumpingClock();
		const window = windowOf(2);
		for (const figure of [Number.NaN, -5, 0, Infinity, -Infinity]) {
			window.observe({ max: figure, windowMs: figure }, clock.now());
		}
		window.observe({ remaining: 0 }, clock.now());
		window.observe({ max: 2, remaining: Number.NaN }, clock.now());
		window.observe({ max: 2, remaining: -3 }, clock.now());
		window.observe({ max: 2, remaining: 100 }, clock.now());
		await fill(window, 1, clock.now(), clock);
		expect(window.waitMs(clock.now())).toBe(0);
	});

	it('do not outlive a machine’s clock that is set back', async () => {
		const clock = new JumpingClock();
		const window = windowOf(1);
		const [slot] = await fill(window, 1, clock.now(), clock);
		window.done(slot, clock.now());
		const hourBack = clock.now() - 3_600_000;
		expect(window.waitMs(hourBack)).toBeLessThanOrEqual(10_020);
		expect(window.waitMs(hourBack + 10_020)).toBe(0);
	});
});
