import { derivedProvider, runEnrichment, type Lead } from '../../../engine/enrichment';
import { createTraffic } from '../../../engine/traffic';
import { Temporary } from '../state/temporary';
import { BookProvider, HandClock, lead } from './providers';

const temporary = new Temporary();

/** Pages made as they are read: whoever holds on to them cannot say that they were handed over. */
async function* pages(count: number, size: number, fieldsOf: (n: number) => Lead['fields'], onRead: () => void) {
	for (let page = 0; page < count; page++) {
		onRead();
		yield Array.from({ length: size }, (_, n) => lead(`${page}.${n}`, fieldsOf(page * size + n)));
	}
}

describe('a long run', () => {
	it('reads a page only when the one before has been dealt with', async () => {
		let read = 0;
		let handed = 0;
		const plan = { providers: [] };
		await runEnrichment(plan, {
			providers: [await derivedProvider()],
			leads: pages(
				12,
				100,
				(n) => ({ email: `pat${n}@acme.example` }),
				() => expect(++read - handed).toBe(1),
			),
			traffic: createTraffic({}, new HandClock()),
			onPage: async (results) => {
				expect(results).toHaveLength(100);
				await new Promise((resolve) => setImmediate(resolve));
				handed++;
			},
		});
		expect([read, handed]).toEqual([12, 12]);
	});

	it('asks a domain once although more have been asked meanwhile than are held in memory', async () => {
		const clock = new HandClock();
		const state = await temporary.open({ directory: temporary.directory(), clock });
		const provider = new BookProvider({ capabilities: { batchSize: 500 } });
		// 21,000 domains, then the first 500 again.
		const domain = (n: number) => ({ companyDomain: `c${n % 21_000}.example` });
		const report = await runEnrichment(
			{ providers: [{ name: 'book', send: ['companyDomain'] }] },
			{
				providers: [provider],
				leads: pages(43, 500, domain, () => undefined),
				state,
				traffic: createTraffic({}, clock),
				onPage: () => undefined,
			},
		);
		expect([provider.asked.length, new Set(provider.asked).size]).toEqual([21_000, 21_000]);
		expect(report.providers[0]).toMatchObject({ asked: 21_000, cached: 500 });
	});
});
