import { ENRICHMENT_DEFAULTS } from '../../../engine/enrichment';
import { Temporary } from '../state/temporary';
import { BookProvider, HandClock, lead } from './providers';
import { enrich } from './world';

const temporary = new Temporary();
const day = 86_400_000;

/** A new process each time: nothing is left but the state. */
async function fresh(clock: HandClock, directory: string) {
	return await temporary.open({ directory, clock });
}

const book = { 'domain:acme.example': { industry: ['energy', 0.9] as [unknown, number] } };
const known = lead('1', { companyDomain: 'acme.example' });
const unknown = lead('2', { companyDomain: 'nobody.example' });

describe('answers are kept', () => {
	it('for 30 days, and for 3 where nothing is known; a cached one keeps its own date', async () => {
		const clock = new HandClock();
		const state = await fresh(clock, temporary.directory());
		const run = async () => {
			const provider = new BookProvider({ book });
			const { report, results } = await enrich([known, unknown], [provider], {}, { clock, state });
			return { asked: provider.asked, at: results[0].changes.industry?.at, report: report.providers[0] };
		};
		expect(await run()).toMatchObject({ asked: ['domain:acme.example', 'domain:nobody.example'] });
		clock.advance(3 * day - 1);
		expect(await run()).toMatchObject({
			asked: [],
			at: '2026-03-01T00:00:00.000Z',
			report: { cached: 2, asked: 0, filled: 1, calls: 0 },
		});
		clock.advance(1);
		expect(await run()).toMatchObject({ asked: ['domain:nobody.example'], report: { cached: 1 } });
		clock.advance(27 * day);
		expect(await run()).toMatchObject({
			asked: ['domain:acme.example', 'domain:nobody.example'],
			at: '2026-03-31T00:00:00.000Z',
		});
		expect(ENRICHMENT_DEFAULTS).toMatchObject({ cacheTtlMs: 30 * day, notFoundTtlMs: 3 * day });
	});

	it('as long as the user says, per provider; 0 keeps them for the run only', async () => {
		const clock = new HandClock();
		const state = await fresh(clock, temporary.directory());
		const asked = async (settings: { cacheTtlMs?: number; notFoundTtlMs?: number }) => {
			const provider = new BookProvider({ book });
			const providers = [{ name: 'book', send: ['companyDomain' as const], ...settings }];
			await enrich([], [provider], { providers }, { clock, state, leads: [[known], [{ ...known, id: '9' }]] });
			return provider.asked.length;
		};
		expect(await asked({ cacheTtlMs: 0, notFoundTtlMs: 0 })).toBe(1);
		expect(await asked({ cacheTtlMs: day })).toBe(1);
		clock.advance(day - 1);
		expect(await asked({ cacheTtlMs: 0, notFoundTtlMs: 0 })).toBe(1);
		expect(await asked({ cacheTtlMs: day })).toBe(0);
		clock.advance(1);
		expect(await asked({ cacheTtlMs: day })).toBe(1);
	});

	it.each([
		['another identity (account, model, prompt)', { identity: 'edition 2' }, {}],
		['another provider', { name: 'other' }, {}],
		['other fields', {}, { fields: ['employees' as const] }],
		['more that may be sent', {}, { send: ['companyDomain' as const, 'email' as const] }],
	])('not for %s', async (_, options, settings) => {
		const clock = new HandClock();
		const state = await fresh(clock, temporary.directory());
		const send = ['companyDomain' as const];
		await enrich([known], [new BookProvider({ book })], { providers: [{ name: 'book', send }] }, { clock, state });
		const provider = new BookProvider({ book, ...options });
		const providers = [{ name: provider.name, send, ...settings }];
		await enrich([known], [provider], { providers }, { clock, state });
		expect(provider.asked).toEqual(['domain:acme.example']);
	});

	it('below the threshold too: a lower threshold needs no new call', async () => {
		const clock = new HandClock();
		const state = await fresh(clock, temporary.directory());
		const unsure = { 'domain:acme.example': { industry: ['energy', 0.5] as [unknown, number] } };
		const { values } = await enrich([known], [new BookProvider({ book: unsure })], {}, { clock, state });
		const later = new BookProvider();
		const providers = [{ name: 'book', send: [...later.reads], threshold: 0.5 }];
		const again = await enrich([known], [later], { providers }, { clock, state });
		expect([values['1'], again.values['1'], later.asked]).toEqual([{}, { industry: 'energy' }, []]);
	});

	it('before they are used: after a kill in the write-back nothing answered is asked again', async () => {
		const clock = new HandClock();
		const directory = temporary.directory();
		const state = await fresh(clock, directory);
		const killed = enrich(
			[known, unknown],
			[new BookProvider({ book })],
			{},
			{
				clock,
				state,
				onPage: () => {
					throw new TypeError('killed');
				},
			},
		);
		await expect(killed).rejects.toThrow('killed');
		await state.close();
		const next = new BookProvider({ book });
		const { values } = await enrich([known, unknown], [next], {}, { clock, state: await fresh(clock, directory) });
		expect([next.asked, values['1']]).toEqual([[], { industry: 'energy' }]);
	});

	it('batch by batch: after a cancel only what was not answered is asked', async () => {
		const clock = new HandClock();
		const state = await fresh(clock, temporary.directory());
		const leads = Array.from({ length: 6 }, (_, n) => lead(`${n}`, { companyDomain: `c${n}.example` }));
		const abort = new AbortController();
		const cut = new BookProvider({
			before: ([{ key }]) => {
				if (key === 'domain:c2.example') abort.abort();
			},
		});
		const stopped = await enrich(leads, [cut], {}, { clock, state, signal: abort.signal });
		expect(stopped).toMatchObject({ results: [], report: { status: 'stopped', leads: 0 } });
		const next = new BookProvider();
		await enrich(leads, [next], {}, { clock, state });
		expect(next.asked).toEqual(['domain:c4.example', 'domain:c5.example']);
	});

	it('and go when they have expired', async () => {
		const clock = new HandClock();
		const state = await fresh(clock, temporary.directory());
		await enrich([known, unknown], [new BookProvider({ book })], {}, { clock, state });
		clock.advance(40 * day);
		await enrich([], [new BookProvider()], {}, { clock, state });
		expect(await state.expireCached()).toBe(0);
	});
});

describe('one domain', () => {
	it('is asked once per run however many leads share it, on one page or many', async () => {
		const pages = Array.from({ length: 5 }, (_, page) =>
			Array.from({ length: 40 }, (__, n) => lead(`${page}.${n}`, { companyDomain: `c${n % 3}.example` })),
		);
		const provider = new BookProvider({
			book: { 'domain:c1.example': { industry: ['energy', 1] } },
			capabilities: { concurrency: 4, batchSize: 1 },
		});
		const { report } = await enrich([], [provider], {}, { leads: pages });
		expect([...provider.asked].sort()).toEqual(['domain:c0.example', 'domain:c1.example', 'domain:c2.example']);
		expect(report.providers[0]).toMatchObject({ asked: 3, answered: 1, notFound: 2, filled: 65 });
	});

	it('is asked for every lead where answers are not to be shared', async () => {
		const provider = new BookProvider({
			keyFor: (_, id) => id,
			capabilities: { cacheable: false, metered: false },
			book: { '1': { industry: ['energy', 1] }, '9': { industry: ['media', 1] } },
		});
		const { values } = await enrich([known, { ...known, id: '9' }], [provider]);
		expect(values).toEqual({ '1': { industry: 'energy' }, '9': { industry: 'media' } });
	});
});
