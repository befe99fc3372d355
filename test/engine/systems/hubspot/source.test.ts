import type { SourceRecord } from '../../../../engine/systems/types';
import type { HubSpotSimulator } from '../../../simulators/hubspot';
import { addProperty, setUp, type Setup } from './helpers';
import { idsOf, read } from './sourceReader';

let world: Setup;
afterEach(async () => {
	expect(world.simulator.bugs).toEqual([]);
	await world.stop();
});

describe('reading everything', () => {
	test('every live record with its values, blank ones as null, and the stamp', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const acme = simulator.seed('companies', { name: 'Acme', domain: 'acme.example.com' });
		clock.advance(5_000);
		const blank = simulator.seed('companies', { name: 'Blank' });
		const gone = simulator.seed('companies', { name: 'Gone' });
		simulator.archive('companies', gone);
		clock.advance(1_000);
		const records = await read(world, { object: 'companies', fields: ['name', 'domain'] });
		expect(records).toEqual([
			{ id: acme, modifiedAt: '2026-03-01T00:00:00.000Z', fields: { name: 'Acme', domain: 'acme.example.com' } },
			{ id: blank, modifiedAt: '2026-03-01T00:00:05.000Z', fields: { name: 'Blank', domain: null } },
		]);
	});

	test('page after page, and on from a page’s token', async () => {
		world = await setUp();
		const seeded = Array.from({ length: 450 }, (_, i) => world.simulator.seed('contacts', { lastname: `No ${i}` }));
		const request = { object: 'contacts', fields: ['lastname'], until: new Date(world.clock.now()) };
		const pages: Array<{ records: SourceRecord[]; resume: string }> = [];
		for await (const page of world.source.changes(request)) pages.push(page);
		expect(pages.map(({ records }) => records.length)).toEqual([100, 100, 100, 100, 50]);
		expect(pages.flatMap(({ records }) => idsOf(records))).toEqual(seeded);
		const rest = await read(world, { ...request, resume: pages[1].resume });
		expect(idsOf(rest)).toEqual(seeded.slice(200));
		expect(await read(world, { ...request, resume: pages[4].resume })).toEqual([]);
		expect(await read(world, { ...request, resume: '{"kind":"list","after":"no place"}' })).toHaveLength(450);
	});
});

/** How servers may take the sort of a search that is written as a text. */
const textSorts: Record<string, (simulator: HubSpotSimulator) => void> = {
	'is passed over': (simulator) =>
		simulator.app.addHook('preHandler', async (request) => {
			if (typeof request.body === 'string') request.body = request.body.replace(/"sorts":\["\w+"\]/, '"sorts":[]');
		}),
	'is refused': (simulator) =>
		simulator.app.addHook('preHandler', async (request) => {
			if (typeof request.body === 'string') request.body = request.body.replace(/"sorts":\["\w+"\]/, '"sorts":[7]');
		}),
};

describe('reading changes', () => {
	test.each(Object.keys(textSorts))('where a sort written as a text %s', async (how) => {
		world = await setUp({ prepare: textSorts[how] });
		const { simulator, clock } = world;
		const since = new Date(clock.now());
		const seeded = Array.from({ length: 450 }, (_, n) => {
			clock.advance(1_000);
			return simulator.seed('contacts', { lastname: `No ${n}` });
		});
		for (const id of [...seeded].reverse()) {
			clock.advance(1_000);
			simulator.edit('contacts', id, { lastname: 'Edited' });
		}
		clock.advance(1_000);
		const records = await read(world, { object: 'contacts', fields: ['lastname'], since });
		expect(idsOf(records)).toEqual([...seeded].sort());
	});

	test('those of the window, by the contact’s own stamp, the lower bound included', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const before = simulator.seed('contacts', { lastname: 'Before' });
		clock.advance(10_000);
		const since = new Date(clock.now());
		const first = simulator.seed('contacts', { lastname: 'First' });
		clock.advance(10_000);
		simulator.edit('contacts', before, { lastname: 'Edited' });
		clock.advance(10_000);
		const until = new Date(clock.now());
		simulator.seed('contacts', { lastname: 'Later' });
		clock.advance(10_000);
		const records = await read(world, { object: 'contacts', fields: ['lastname'], since, until });
		expect(records.map(({ id, fields }) => [id, fields.lastname])).toEqual([
			[first, 'First'],
			[before, 'Edited'],
		]);
	});

	test('past 10,000 results, of which thousands share one instant', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const seed = (count: number) =>
			Array.from({ length: count }, (_, i) => simulator.seed('companies', { name: `C${i}` }));
		const since = new Date(clock.now());
		const expected: string[] = [];
		// Instants with fewer records than a page, with just as many, and an import of more than search ever gives.
		for (const count of [3, 150, 199, 1, 200, 201, 10_300, 2, 120, 400, 1]) {
			expected.push(...seed(count));
			clock.advance(1);
		}
		const until = new Date(clock.now());
		seed(5);
		clock.advance(1_000);
		const records = await read(world, { object: 'companies', fields: ['name'], since, until });
		expect(idsOf(records)).toEqual(expected);
		expect(records.every(({ modifiedAt }, i) => i === 0 || modifiedAt >= records[i - 1].modifiedAt)).toBe(true);
		expect(simulator.requests.every(({ status }) => status === 200)).toBe(true);
	}, 60_000);

	test('while they go on changing: what is changed meanwhile is there, now or in the next window', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const since = new Date(clock.now());
		const seeded = Array.from({ length: 900 }, (_, i) => {
			if (i % 7 === 0) clock.advance(1);
			return simulator.seed('contacts', { lastname: `No ${i}` });
		});
		clock.advance(1_000);
		const until = new Date(clock.now());
		const seen = new Map<string, SourceRecord>();
		let next = 0;
		for await (const { records } of world.source.changes({ object: 'contacts', fields: ['lastname'], since, until })) {
			for (const record of records) seen.set(record.id, record);
			// Some that have been read, some that have not: all of them leave their place in the order.
			for (let i = 0; i < 40; i++)
				simulator.edit('contacts', seeded[(next += 41) % 900], { lastname: `Edited ${next}` });
			clock.advance(1_000);
		}
		const behind = { since: until, until: new Date(clock.now()) };
		for (const record of await read(world, { object: 'contacts', fields: ['lastname'], ...behind }))
			seen.set(record.id, record);
		expect([...seen.keys()].sort()).toEqual(seeded);
		for (const [id, { fields }] of seen)
			expect(fields.lastname).toBe(simulator.record('contacts', id)?.properties.lastname);
	});

	test('the index lags: no old value comes out, and what it does not show yet is in the next window', async () => {
		world = await setUp({ simulator: { indexingLagMs: 8_000 } });
		const { simulator, clock, hubspot } = world;
		const id = simulator.seed('companies', { name: 'First' });
		const gone = simulator.seed('companies', { name: 'Gone' });
		const write = async (name: string) =>
			await hubspot.update({
				object: 'companies',
				idProperty: 'x',
				records: [{ id: 'a', destinationId: id, properties: { name } }],
			});
		const start = clock.now();
		clock.advance(10_000);
		await write('Second');
		await hubspot.archive({ object: 'companies', ids: [gone] });
		clock.advance(1_000);
		// Search still has the record as it was seeded, and the archived one.
		const first = await read(world, { object: 'companies', fields: ['name'], since: new Date(start) });
		expect(first).toEqual([{ id, modifiedAt: '2026-03-01T00:00:10.000Z', fields: { name: 'Second' } }]);
		const tooEarly = await read(world, { object: 'companies', fields: ['name'], since: new Date(start + 5_000) });
		expect(tooEarly).toEqual([]);
		clock.advance(60_000);
		const overlapping = await read(world, { object: 'companies', fields: ['name'], since: new Date(start + 5_000) });
		expect(overlapping).toEqual(first);
	});

	test('nothing changed: one search, no record', async () => {
		world = await setUp();
		world.simulator.seed('companies', { name: 'Acme' });
		world.clock.advance(60_000);
		await world.source.describe('companies');
		const before = world.simulator.requests.length;
		expect(await read(world, { object: 'companies', since: new Date(world.clock.now() - 1_000) })).toEqual([]);
		expect(world.simulator.requests.length - before).toBe(1);
	});
});

test('more properties than an address holds are read in batches', async () => {
	world = await setUp();
	const { simulator, clock } = world;
	const names = Array.from(
		{ length: 100 },
		(_, i) => `a_property_with_a_name_as_long_as_people_like_to_give_them_in_a_hurry_${i}`,
	);
	for (const name of names) addProperty(simulator, 'companies', name);
	const seeded = Array.from({ length: 120 }, (_, i) =>
		simulator.seed('companies', { name: `C${i}`, [names[0]]: 'first', [names[99]]: `line one\r\nline ${i}` }),
	);
	clock.advance(1_000);
	const records = await read(world, { object: 'companies', fields: ['name', ...names] });
	expect(records.map(({ id }) => id)).toEqual(seeded);
	expect(records[7].fields).toMatchObject({
		name: 'C7',
		[names[0]]: 'first',
		[names[1]]: null,
		[names[99]]: 'line one\nline 7',
	});
});

test('the portal id and the server’s clock', async () => {
	world = await setUp();
	world.clock.advance(1_700);
	expect(await world.source.organisation()).toBe('20123456');
	expect((await world.source.now()).toISOString()).toBe('2026-03-01T00:00:01.000Z');
});
