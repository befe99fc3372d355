import type { ChangesRequest, IdentityChange, SourceRecord } from '../../../../engine/systems/types';
import { setUp, type Setup } from './helpers';

let world: Setup;
afterEach(async () => await world.stop());

/** Everything that a read brings, page by page. */
async function read(request: Partial<ChangesRequest> & { object: string }): Promise<SourceRecord[]> {
	const records: SourceRecord[] = [];
	const until = new Date(world.clock.now());
	for await (const page of world.source.changes({ fields: [], until, ...request })) records.push(...page.records);
	return records;
}

async function departures(object: string, since: number): Promise<IdentityChange[]> {
	const changes: IdentityChange[] = [];
	const window = { since: new Date(since), until: new Date(world.clock.now()) };
	for await (const page of world.source.identityChanges({ object, ...window })) changes.push(...page);
	return changes;
}

const ids = (records: Array<{ id: string }>): string[] => records.map(({ id }) => id).sort();

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
		const records = await read({ object: 'companies', fields: ['name', 'domain'] });
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
		expect(pages.flatMap(({ records }) => ids(records))).toEqual(seeded);
		const rest = await read({ ...request, resume: pages[1].resume });
		expect(ids(rest)).toEqual(seeded.slice(200));
		expect(await read({ ...request, resume: pages[4].resume })).toEqual([]);
		expect(await read({ ...request, resume: '{"kind":"list","after":"no place"}' })).toHaveLength(450);
	});
});

describe('reading changes', () => {
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
		const records = await read({ object: 'contacts', fields: ['lastname'], since, until });
		expect(records.map(({ id, fields }) => [id, fields.lastname])).toEqual([
			[first, 'First'],
			[before, 'Edited'],
		]);
	});

	test('nothing changed: one search, no record', async () => {
		world = await setUp();
		world.simulator.seed('companies', { name: 'Acme' });
		world.clock.advance(60_000);
		await world.source.describe('companies');
		const before = world.simulator.requests.length;
		expect(await read({ object: 'companies', since: new Date(world.clock.now() - 1_000) })).toEqual([]);
		expect(world.simulator.requests.length - before).toBe(1);
	});
});

describe('departures', () => {
	test('records archived in the window, and those merged into one that changed in it', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const [early, late, winner, loser] = ['Early', 'Late', 'Winner', 'Loser'].map((lastname) =>
			simulator.seed('contacts', { lastname }),
		);
		simulator.archive('contacts', early);
		clock.advance(10_000);
		const since = clock.now();
		simulator.archive('contacts', late);
		clock.advance(10_000);
		simulator.mergeContacts(winner, loser);
		clock.advance(10_000);
		expect(await departures('contacts', since)).toEqual([
			{ object: 'contacts', id: late, kind: 'deleted', modifiedAt: '2026-03-01T00:00:10.000Z' },
			{
				object: 'contacts',
				id: loser,
				kind: 'merged',
				into: { object: 'contacts', id: winner },
				modifiedAt: '2026-03-01T00:00:20.000Z',
			},
		]);
	});
});

test('the portal id and the server’s clock', async () => {
	world = await setUp();
	world.clock.advance(1_700);
	expect(await world.source.organisation()).toBe('20123456');
	expect((await world.source.now()).toISOString()).toBe('2026-03-01T00:00:01.000Z');
});
