import type { ChangesRequest, SourceRecord } from '../../../../engine/systems/types';
import { answering, setUp, type Setup } from './helpers';
import { idsOf, read } from './sourceReader';

let world: Setup;
afterEach(async () => {
	expect(world.simulator.bugs).toEqual([]);
	await world.stop();
});

describe('going on from a token', () => {
	const twoInstants = () => {
		const { simulator, clock } = world;
		const seeded = Array.from({ length: 700 }, (_, i) => {
			if (i === 250) clock.advance(1);
			return simulator.seed('contacts', { lastname: `No ${i}`, city: i % 2 === 0 ? 'Oslo' : 'Rome' });
		});
		clock.advance(1_000);
		return seeded;
	};

	test.each([
		['in the order of change, within an instant and behind one', { since: new Date('2026-03-01T00:00:00Z') }],
		['in the order of ids, under a filter', { filter: "city IN ('Oslo', 'rome')" }],
		['in the list', {}],
	])('%s', async (_, more: Partial<ChangesRequest>) => {
		world = await setUp();
		const seeded = twoInstants();
		const request = { object: 'contacts', fields: ['city'], until: new Date(world.clock.now()), ...more };
		const pages: Array<{ records: SourceRecord[]; resume: string }> = [];
		for await (const page of world.source.changes(request)) pages.push(page);
		expect(pages.length).toBeGreaterThan(3);
		expect(pages.flatMap(({ records }) => idsOf(records))).toEqual(seeded);
		let before = 0;
		for (const { records, resume } of pages) {
			before += records.length;
			expect(idsOf(await read(world, { ...request, resume }))).toEqual(seeded.slice(before));
		}
	});

	test('one that says nothing to this reader begins anew', async () => {
		world = await setUp();
		const id = world.simulator.seed('contacts', { lastname: 'One' });
		world.clock.advance(1_000);
		for (const resume of [
			'',
			'null',
			'[]',
			'{"kind":"ids","afterId":"x"}',
			'{"kind":"changes","at":"never"}',
			'{"kind":"bulk"}',
		]) {
			for (const since of [undefined, new Date('2026-03-01T00:00:00Z')]) {
				expect(idsOf(await read(world, { object: 'contacts', since, resume }))).toEqual([id]);
			}
		}
	});
});

describe('when calls fail', () => {
	test('calls are repeated, and nothing is lost or doubled', async () => {
		world = await setUp();
		const { simulator, clock, source } = world;
		const since = new Date(clock.now());
		const seeded = Array.from({ length: 900 }, (_, i) => {
			if (i % 100 === 0) clock.advance(1);
			return simulator.seed('contacts', { lastname: `No ${i}` });
		});
		clock.advance(1_000);
		await source.describe('contacts');
		const busy = { status: 'error', message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' };
		for (const more of [{ since }, { filter: 'lastname != null' }, {}]) {
			simulator.faults.add({ kind: 'status', path: /search/, status: 429, body: busy, times: 1 });
			simulator.faults.add({ kind: 'lost', path: /batch\/read/, times: 2 });
			simulator.faults.add({ kind: 'reset', path: /contacts\?/, times: 2 });
			simulator.faults.add({ kind: 'status', status: 502, body: '<html>', after: 4 });
			const records = await read(world, { object: 'contacts', fields: ['lastname'], ...more });
			expect(records.map(({ id }) => id).sort()).toEqual(seeded);
			simulator.faults.clear();
		}
	});

	test('a failure comes in its turn: the pages before it are handed out', async () => {
		world = await setUp();
		const { simulator, source, clock } = world;
		for (let i = 0; i < 450; i++) simulator.seed('contacts', { lastname: `No ${i}` });
		clock.advance(1_000);
		await source.describe('contacts');
		simulator.faults.add({ kind: 'status', path: /after=/, status: 500, body: '', after: 1, times: Infinity });
		const seen: string[] = [];
		const reading = (async () => {
			for await (const { records } of source.changes({ object: 'contacts', fields: [], until: new Date() })) {
				seen.push(...idsOf(records));
			}
		})();
		await expect(reading).rejects.toMatchObject({ kind: 'transient', status: 500 });
		expect(seen).toHaveLength(200);
	});

	test('whoever cancels is answered at once, with no call under way', async () => {
		world = await setUp();
		const { simulator, source, clock } = world;
		for (let i = 0; i < 450; i++) simulator.seed('contacts', { lastname: `No ${i}` });
		clock.advance(1_000);
		await source.describe('contacts');
		const stop = new AbortController();
		simulator.faults.add({ kind: 'hang', path: /after=/ });
		const request = { object: 'contacts', fields: [], until: new Date(), signal: stop.signal };
		const reading = (async () => {
			for await (const { records } of source.changes(request)) {
				expect(records).toHaveLength(100);
				stop.abort();
			}
		})();
		await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
	});

	test.each([
		['once: it is asked again', 1],
		['always: an error, and no end of calls', Infinity],
	])('search answers in disorder %s', async (_, times) => {
		let left = times;
		const disorder = answering(/search/, (body) =>
			left-- > 0 ? { ...body, results: [...(body.results as unknown[])].reverse() } : body,
		);
		world = await setUp({ prepare: disorder });
		const { simulator, clock } = world;
		const since = new Date(clock.now());
		const seeded = Array.from({ length: 450 }, (_value, i) => {
			if (i % 90 === 0) clock.advance(1);
			return simulator.seed('contacts', { lastname: `No ${i}` });
		});
		clock.advance(1_000);
		for (const more of [{ since }, { filter: 'lastname != null' }]) {
			const reading = read(world, { object: 'contacts', ...more });
			if (times === Infinity) await expect(reading).rejects.toMatchObject({ kind: 'transient', code: 'OUT_OF_ORDER' });
			else expect(idsOf(await reading)).toEqual(seeded);
			left = times;
		}
	});

	test('an object that HubSpot does not have, and a field', async () => {
		world = await setUp();
		await expect(read(world, { object: 'ships' })).rejects.toMatchObject({
			kind: 'configuration',
			code: 'UNKNOWN_OBJECT',
		});
		await expect(read(world, { object: 'contacts', fields: ['nosuch'] })).rejects.toThrow(/no property nosuch/);
		const fields = ['email', 'nosuch', '@companies', '@ships'];
		expect(await world.source.unreadableFields('contacts', fields)).toEqual(['nosuch', '@ships']);
	});
});
