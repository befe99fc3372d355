import { SophiaError, type FailureKind } from '../../../engine/errors';
import { BookProvider, lead, unreachable, type BookOptions } from './providers';
import { enrich } from './world';

const leads = (count: number) =>
	Array.from({ length: count }, (_, n) => lead(`${n}`, { companyDomain: `c${n}.example` }));
const send = ['companyDomain' as const];
const book = (count: number): BookOptions['book'] =>
	Object.fromEntries(leads(count).map(({ fields }) => [`domain:${fields.companyDomain}`, { industry: ['energy', 1] }]));

describe('a budget', () => {
	it('of calls is never exceeded, and the run ends cleanly: the rest stays open', async () => {
		const provider = new BookProvider({ book: book(10), fills: ['industry'], capabilities: { concurrency: 3 } });
		const other = new BookProvider({ name: 'free', fills: ['employees'], capabilities: { metered: false } });
		const { report, results } = await enrich(leads(10), [provider, other], { budget: { calls: 3 } });
		expect(report).toMatchObject({
			status: 'completed',
			budgetSpent: 'calls',
			usage: { calls: 3 },
			leads: 10,
			changed: 6,
			open: 4,
		});
		expect(report.providers[0]).toMatchObject({ asked: 6, skippedByBudget: 4, calls: 3 });
		expect(results.filter(({ open }) => open.length > 0).map(({ missed }) => missed)).toEqual(
			Array.from({ length: 4 }, () => [{ provider: 'book', reason: 'budget' }]),
		);
		// What costs nothing goes on, and counts for nothing.
		expect(other.asked).toHaveLength(10);
	});

	it('is not exceeded by retries either', async () => {
		const provider = new BookProvider({ book: book(4) });
		const greedy: typeof provider.enrich = async (requests, context) => {
			context.used({ calls: 1 });
			context.used({ calls: 1 });
			return await BookProvider.prototype.enrich.call(provider, requests, context);
		};
		const { report, results } = await enrich(leads(4), [Object.assign(provider, { enrich: greedy })], {
			budget: { calls: 4 },
		});
		// Two leads per batch, three calls each: the second batch begins its second call and may not make it.
		expect(report.providers[0]).toMatchObject({ calls: 4, asked: 2, skippedByBudget: 2, failed: 0 });
		expect(results.map(({ open }) => open.includes('industry'))).toEqual([false, false, true, true]);
	});

	it.each([
		['tokens', { tokens: 250 }],
		['cost', { cost: 0.25 }],
	] as const)('of %s is checked with the estimate before each batch', async (dimension, budget) => {
		const estimate: BookOptions['estimate'] = (requests) => ({
			calls: 1,
			tokens: 50 * requests.length,
			cost: 0.05 * requests.length,
		});
		const provider = new BookProvider({ book: book(10), estimate, usage: { tokens: 100, cost: 0.1 } });
		const { report } = await enrich(leads(10), [provider], { budget });
		// Two batches of two, then one lead alone fits into what is left.
		expect(report.providers[0]).toMatchObject({ asked: 5, skippedByBudget: 5 });
		expect(report.budgetSpent).toBe(dimension);
		expect(report.usage).toMatchObject({ calls: 3, tokens: 300 });
		expect(report.usage.cost).toBeCloseTo(0.3);
	});

	it('of something that nobody can estimate ends with the first batch beyond it', async () => {
		const provider = new BookProvider({ usage: { tokens: 100 } });
		const { report } = await enrich(leads(10), [provider], { budget: { tokens: 150 } });
		expect([report.usage, report.budgetSpent]).toEqual([{ calls: 2, tokens: 200, cost: 0 }, 'tokens']);
	});

	it('can be one provider’s own', async () => {
		const one = new BookProvider({ name: 'one' });
		const two = new BookProvider({ name: 'two' });
		const { report } = await enrich(leads(10), [one, two], {
			providers: [
				{ name: 'one', send, budget: { calls: 1 } },
				{ name: 'two', send },
			],
			budget: { calls: 4 },
		});
		expect(report.providers.map(({ calls }) => calls)).toEqual([1, 3]);
	});

	it('of nothing asks nobody; what is known already is used all the same', async () => {
		const provider = new BookProvider();
		const { report } = await enrich(leads(3), [provider], { budget: { calls: 0 } });
		expect([provider.batches, report.providers[0].skippedByBudget]).toEqual([0, 3]);
	});

	it('does not believe a vendor that reports nonsense', async () => {
		const provider = new BookProvider({ usage: { tokens: -1_000_000, cost: Number.NaN } });
		const { report } = await enrich(leads(4), [provider], { budget: { tokens: 10, cost: 10 } });
		expect(report.usage).toEqual({ calls: 2, tokens: 0, cost: 0 });
	});
});

describe('a provider that is down', () => {
	it('is left alone after three failures in a row; its fields stay open, and the others do their part', async () => {
		const down = new BookProvider({ name: 'down', before: unreachable, fills: ['industry', 'employees'] });
		const up = new BookProvider({ name: 'up', book: book(20), fills: ['industry'] });
		const { report, results } = await enrich(leads(20), [down, up]);
		expect(down.batches).toBe(3);
		expect(report.providers[0]).toMatchObject({ asked: 6, failed: 6, skippedByBreaker: 14 });
		expect(report).toMatchObject({ status: 'completed', changed: 20, open: 20 });
		expect(results.map(({ open }) => open)).toEqual(Array.from({ length: 20 }, () => ['employees']));
		expect(results[19].missed).toEqual([{ provider: 'down', reason: 'down' }]);
	});

	it('is tried again after the pause, and goes on when it answers', async () => {
		let failing = 3;
		const provider = new BookProvider({
			book: book(20),
			before: () => {
				if (failing-- > 0) unreachable();
			},
		});
		const { report } = await enrich(leads(20), [provider], { breakerPauseMs: 0 });
		expect(report.providers[0]).toMatchObject({ asked: 20, answered: 14, failed: 6, skippedByBreaker: 0 });
	});

	it('counts as down when every single request of its batches fails for now, not when some do', async () => {
		const all = Object.fromEntries(Object.keys(book(20) ?? {}).map((key) => [key, 'fail' as const]));
		const half = Object.fromEntries(
			Object.keys(all).map((key, n) => [key, n % 2 === 0 ? ('fail' as const) : 'refuse']),
		);
		const failing = new BookProvider({ name: 'failing', book: all });
		const flaky = new BookProvider({ name: 'flaky', book: half as BookOptions['book'] });
		const { report } = await enrich(leads(20), [failing, flaky]);
		expect(report.providers.map(({ asked, failed, skippedByBreaker }) => [asked, failed, skippedByBreaker])).toEqual([
			[6, 6, 14],
			[20, 20, 0],
		]);
	});

	it.each<[FailureKind, number]>([
		['credentials', 1],
		['configuration', 1],
		['limit', 1],
	])('for good (%s) is left out at once, and the report says what to do', async (kind, batches) => {
		const provider = new BookProvider({
			before: () => {
				throw new SophiaError(kind, 'The book is not yours.', { remedy: 'Buy it.' });
			},
		});
		const { report, results } = await enrich(leads(5), [provider]);
		expect(provider.batches).toBe(batches);
		expect(report.providers[0].unavailable).toEqual({ kind, message: 'The book is not yours.', remedy: 'Buy it.' });
		expect(report.warnings).toEqual(['The Book was left out: The book is not yours. Buy it.']);
		expect(report.open).toBe(5);
		expect(results[4].missed).toEqual([{ provider: 'book', reason: 'down' }]);
	});

	it('for the day says when it can be used again', async () => {
		const provider = new BookProvider({
			before: () => {
				throw new SophiaError('limit', 'That was all for today.', { resumeAt: new Date('2026-03-02T00:00:00Z') });
			},
		});
		const { report } = await enrich(leads(5), [provider]);
		expect(report.providers[0].unavailable).toMatchObject({ kind: 'limit', resumeAt: '2026-03-02T00:00:00.000Z' });
		expect(report.status).toBe('completed');
	});

	it('because the run was cancelled ends the run', async () => {
		const provider = new BookProvider({
			before: () => {
				throw new SophiaError('cancelled', 'The run was cancelled.');
			},
		});
		const { report } = await enrich(leads(5), [provider]);
		expect(report).toMatchObject({ status: 'stopped', stopReason: 'cancelled' });
	});
});
