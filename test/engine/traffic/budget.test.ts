import { randomUUID } from 'node:crypto';
import { DailyBudget, dayUsedUp } from '../../../engine/traffic/budget';
import { mapConcurrent } from '../../../engine/traffic/concurrency';
import { createTraffic } from '../../../engine/traffic/controller';
import type { CallRequest } from '../../../engine/traffic/types';
import { JumpingClock } from '../../simulators/shared/clock';

const HOUR = 3_600_000;
const request = (account: string): CallRequest => ({ system: 'vendor', account, limits: [], purpose: 'read' });
const start = Date.parse('2026-03-01T00:00:00Z');

describe('the budget of the day', () => {
	it('lets calls through before anything is known', () => {
		const budget = new DailyBudget();
		expect(budget.take(0, start)).toBeUndefined();
	});

	it('stops at the share, not before, and says when to go on', () => {
		const budget = new DailyBudget();
		const resetsAt = new Date(start + 5 * HOUR);
		budget.observe({ used: 79, max: 100, resetsAt }, start);
		expect(budget.take(0.8, start)).toBeUndefined();
		expect(budget.take(0.8, start)).toEqual({ used: 80, max: 100, resumeAt: resetsAt });
		expect(budget.take(0.9, start)).toBeUndefined();
	});

	it('forgets what it knows when the day begins anew', () => {
		const budget = new DailyBudget();
		budget.observe({ used: 100, max: 100, resetsAt: new Date(start + HOUR) }, start);
		expect(budget.exhausted(1, start + HOUR - 1)).toBeDefined();
		expect(budget.exhausted(1, start + HOUR)).toBeUndefined();
	});

	it('forgets what is older than a day, even with a reset still to come', () => {
		const budget = new DailyBudget();
		budget.observe({ used: 100, max: 100, resetsAt: new Date(start + 100 * HOUR) }, start);
		expect(budget.exhausted(1, start + 24 * HOUR - 1)).toBeDefined();
		expect(budget.exhausted(1, start + 24 * HOUR)).toBeUndefined();
	});

	it('asks again once an hour where the reset is not known', () => {
		const budget = new DailyBudget();
		budget.observe({ used: 100, max: 100 }, start);
		expect(budget.take(0.8, start)).toEqual({ used: 100, max: 100, resumeAt: new Date(start + HOUR) });
		expect(budget.take(0.8, start + HOUR - 1)).toBeDefined();
		expect(budget.take(0.8, start + HOUR)).toBeUndefined();
		// Only one, whether its answer comes or not.
		expect(budget.take(0.8, start + HOUR)).toMatchObject({ resumeAt: new Date(start + 2 * HOUR) });
		budget.observe({ used: 10, max: 100 }, start + HOUR + 1_000);
		expect(budget.take(0.8, start + HOUR + 1_000)).toBeUndefined();
	});

	it('counts answers that overtake each other once, and believes a day that has begun anew', () => {
		const budget = new DailyBudget();
		budget.observe({ used: 90, max: 100 }, start);
		budget.observe({ used: 85, max: 100 }, start + 50);
		expect(budget.exhausted(0.9, start + 50)).toMatchObject({ used: 90 });
		budget.observe({ used: 85, max: 100 }, start + 10_000);
		expect(budget.exhausted(0.9, start + 10_000)).toBeUndefined();
		budget.observe({ used: 1, max: 100 }, start + 10_001);
		expect(budget.exhausted(0.02, start + 10_001)).toBeUndefined();
	});

	it('ignores figures that make no sense', () => {
		const budget = new DailyBudget();
		for (const figure of [Number.NaN, -1, Infinity]) {
			budget.observe({ used: figure, max: 100 }, start);
			budget.observe({ used: 5, max: figure }, start);
		}
		budget.observe({ used: 5, max: 0 }, start);
		expect(budget.exhausted(0, start)).toBeUndefined();
		budget.observe({ used: 100, max: 100, resetsAt: new Date(Number.NaN) }, start);
		expect(budget.exhausted(1, start)).toMatchObject({ resumeAt: new Date(start + HOUR) });
		budget.observe({ used: 100, max: 100, resetsAt: new Date(start - 1) }, start);
		expect(budget.exhausted(1, start)).toBeDefined();
	});

	it('does not outlive a machine’s clock that is set back', () => {
		const budget = new DailyBudget();
		budget.observe({ used: 100, max: 100 }, start + 1_000 * HOUR);
		expect(budget.exhausted(1, start)).toMatchObject({ resumeAt: new Date(start + HOUR) });
		expect(budget.take(1, start + HOUR)).toBeUndefined();
	});

	it('is explained in its error', () => {
		const error = dayUsedUp('vendor', { used: 800, max: 1_000, resumeAt: new Date(start) }, 0.8);
		expect(error).toMatchObject({ kind: 'limit', system: 'vendor', resumeAt: new Date(start) });
		expect(error.message).toContain('vendor');
		expect(error.message).toContain('800 of the account');
		expect(error.message).toContain('1000');
		expect(error.message).toContain('80 %');
		expect(error.remedy).toContain('2026-03-01T00:00:00.000Z');
	});
});

describe('the budget of the day, in a run', () => {
	it.each([1, 8, 50])('is not overshot with %i calls at once', async (concurrency) => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({ dailyShare: 0.8 }, clock);
		let used = 0;
		const run = mapConcurrent(Array.from({ length: 500 }), concurrency, async () => {
			await traffic.call(request(account), async () => {
				const count = ++used;
				await clock.sleep(Math.random() * 100);
				traffic.observeDay('vendor', account, { used: count, max: 200 });
			});
		});
		await expect(run).rejects.toMatchObject({ kind: 'limit' });
		expect(used).toBeLessThanOrEqual(160);
		expect(used).toBeGreaterThan(160 - concurrency);
	});

	it('is shared by all controllers, each with its own share', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const careful = createTraffic({ dailyShare: 0.5 }, clock);
		const bold = createTraffic({ dailyShare: 1 }, clock);
		bold.observeDay('vendor', account, { used: 60, max: 100 });
		await expect(careful.call(request(account), async () => 'sent')).rejects.toMatchObject({ kind: 'limit' });
		await expect(bold.call(request(account), async () => 'sent')).resolves.toBe('sent');
		await expect(careful.call(request(randomUUID()), async () => 'sent')).resolves.toBe('sent');
		expect(careful.stats().vendor.calls).toBe(1);
	});

	it('stops calls that wait for a window, and gives their places back', async () => {
		const clock = new JumpingClock();
		const account = randomUUID();
		const traffic = createTraffic({}, clock);
		traffic.define('vendor', account, [{ name: 'burst', calls: 1, windowMs: 1_000 }]);
		const limited = { ...request(account), limits: ['burst'] };
		const first = traffic.call(limited, async () => {
			await clock.sleep(10);
			traffic.observeDay('vendor', account, { used: 99, max: 100, resetsAt: new Date(start + HOUR) });
		});
		const second = traffic.call(limited, async () => 'never');
		await first;
		await expect(second).rejects.toMatchObject({ kind: 'limit' });
		clock.advance(HOUR);
		await expect(traffic.call(limited, async () => 'tomorrow')).resolves.toBe('tomorrow');
	});
});
