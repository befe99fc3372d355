import type { ChangesRequest, IdentityChange, SourceRecord } from '../../../../engine/systems/types';
import { addProperty, setUp, type Setup } from './helpers';

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
		const records = await read({ object: 'companies', fields: ['name'], since, until });
		expect(ids(records)).toEqual(expected);
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
		for (const record of await read({ object: 'contacts', fields: ['lastname'], ...behind }))
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
		const first = await read({ object: 'companies', fields: ['name'], since: new Date(start) });
		expect(first).toEqual([{ id, modifiedAt: '2026-03-01T00:00:10.000Z', fields: { name: 'Second' } }]);
		const tooEarly = await read({ object: 'companies', fields: ['name'], since: new Date(start + 5_000) });
		expect(tooEarly).toEqual([]);
		clock.advance(60_000);
		const overlapping = await read({ object: 'companies', fields: ['name'], since: new Date(start + 5_000) });
		expect(overlapping).toEqual(first);
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
		expect(pages.flatMap(({ records }) => ids(records))).toEqual(seeded);
		let before = 0;
		for (const { records, resume } of pages) {
			before += records.length;
			expect(ids(await read({ ...request, resume }))).toEqual(seeded.slice(before));
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
				expect(ids(await read({ object: 'contacts', since, resume }))).toEqual([id]);
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
			const records = await read({ object: 'contacts', fields: ['lastname'], ...more });
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
				seen.push(...ids(records));
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

	test('an object that HubSpot does not have, and a field', async () => {
		world = await setUp();
		await expect(read({ object: 'ships' })).rejects.toMatchObject({ kind: 'configuration', code: 'UNKNOWN_OBJECT' });
		await expect(read({ object: 'contacts', fields: ['nosuch'] })).rejects.toThrow(/no property nosuch/);
		const fields = ['email', 'nosuch', '@companies', '@ships'];
		expect(await world.source.unreadableFields('contacts', fields)).toEqual(['nosuch', '@ships']);
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

describe('associations as fields', () => {
	test('the primary one where there is one; otherwise the only one; none where there are several', async () => {
		world = await setUp();
		const { simulator, clock, source } = world;
		const since = new Date(clock.now());
		const company = (name: string) => simulator.seed('companies', { name });
		const contact = (lastname: string) => simulator.seed('contacts', { lastname });
		const [a, b, gone] = ['A', 'B', 'Gone'].map(company);
		const [none, plain, primary, two, archived] = ['none', 'plain', 'primary', 'two', 'archived'].map(contact);
		const [forth] = simulator.addAssociationLabel('contacts', 'companies', 'Primary consultant');
		simulator.associate('contacts', plain, 'companies', a);
		simulator.labelAssociation('contacts', plain, 'companies', a, forth);
		simulator.associate('contacts', primary, 'companies', b, true);
		simulator.associate('contacts', two, 'companies', a);
		simulator.associate('contacts', two, 'companies', b, true);
		simulator.associate('contacts', archived, 'companies', gone, true);
		simulator.archive('companies', gone);
		clock.advance(1_000);
		const expected = {
			contacts: { [none]: null, [plain]: null, [primary]: b, [two]: b, [archived]: null },
			// Of a company's several contacts none is the one.
			companies: { [a]: null, [b]: null },
		};
		for (const more of [{}, { since }, { filter: 'hs_object_id > 0' }]) {
			for (const [object, field] of [
				['contacts', '@companies'],
				['companies', '@contacts'],
			] as const) {
				const records = await read({ object, fields: [field], ...more });
				expect(Object.fromEntries(records.map(({ id, fields }) => [id, fields[field]]))).toEqual(expected[object]);
			}
		}
		simulator.dissociate('contacts', two, 'companies', a);
		simulator.dissociate('contacts', two, 'companies', b);
		simulator.associate('contacts', two, 'companies', a, true);
		const { records } = await source.readByIds({ object: 'companies', fields: ['@contacts', 'name'], ids: [a, b] });
		expect(records.map(({ id, fields }) => [id, fields['@contacts']]).sort()).toEqual([
			[a, null],
			[b, primary],
		]);
	});

	test('with more associated records than an answer holds', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const contact = simulator.seed('contacts', { lastname: 'Consultant' });
		const companies = Array.from({ length: 1_203 }, (_, i) => simulator.seed('companies', { name: `C${i}` }));
		for (const id of companies) simulator.associate('contacts', contact, 'companies', id);
		simulator.associate('contacts', contact, 'companies', companies[1_201], true);
		clock.advance(1_000);
		const [record] = await read({ object: 'contacts', fields: ['@companies'] });
		expect(record.fields).toEqual({ '@companies': companies[1_201] });
	});

	test('a contact whose primary company changes is a change of the contact', async () => {
		world = await setUp();
		const { simulator, clock, hubspot } = world;
		const [a, b] = ['A', 'B'].map((name) => simulator.seed('companies', { name }));
		const contact = simulator.seed('contacts', { lastname: 'Moves' });
		simulator.associate('contacts', contact, 'companies', a, true);
		clock.advance(60_000);
		const since = new Date(clock.now());
		const kind = (await hubspot.describe('contacts')).fields.get('@companies')?.association;
		expect(kind).toMatchObject({ fromObject: 'contacts', toObject: 'companies', primary: true });
		expect(await hubspot.associate({ kind: kind!, pairs: [{ fromId: contact, toId: b }] })).toHaveLength(1);
		clock.advance(60_000);
		const records = await read({ object: 'contacts', fields: ['@companies', 'associatedcompanyid'], since });
		expect(records.map(({ id, fields }) => [id, fields])).toEqual([
			[contact, { '@companies': b, associatedcompanyid: b }],
		]);
	});

	test('reading all: one call for a thousand records', async () => {
		world = await setUp();
		const { simulator, clock, source } = world;
		const acme = simulator.seed('companies', { name: 'Acme' });
		for (let i = 0; i < 1_250; i++) {
			simulator.associate('contacts', simulator.seed('contacts', { lastname: `No ${i}` }), 'companies', acme, true);
		}
		clock.advance(1_000);
		await source.describe('contacts');
		const before = simulator.requests.length;
		const records = await read({ object: 'contacts', fields: ['lastname', '@companies'] });
		expect(records.every(({ fields }) => fields['@companies'] === acme)).toBe(true);
		expect(records).toHaveLength(1_250);
		expect(simulator.requests.length - before).toBe(13 + 2);
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
	const records = await read({ object: 'companies', fields: ['name', ...names] });
	expect(records.map(({ id }) => id)).toEqual(seeded);
	expect(records[7].fields).toMatchObject({
		name: 'C7',
		[names[0]]: 'first',
		[names[1]]: null,
		[names[99]]: 'line one\nline 7',
	});
});

describe('reading by id', () => {
	test('every id asked for is in exactly one list', async () => {
		world = await setUp();
		const { simulator, clock, source } = world;
		const seed = (lastname: string) => simulator.seed('contacts', { lastname, city: 'Oslo' });
		const [live, winner, loser, unasked, lost, archived, old] = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(seed);
		const elsewhere = simulator.seed('contacts', { lastname: 'h', city: 'Rome' });
		const [left, right] = ['i', 'j'].map(seed);
		simulator.archive('contacts', old);
		clock.advance(91 * 86_400_000);
		simulator.archive('contacts', archived);
		clock.advance(1_000);
		simulator.merge('contacts', winner, loser);
		simulator.merge('contacts', unasked, lost);
		const both = simulator.merge('contacts', left, right, { intoNew: true });
		const asked = [live, winner, loser, lost, archived, old, elsewhere, left, right, 'nonsense', '99', live];
		const result = await source.readByIds({
			object: 'contacts',
			fields: ['lastname'],
			filter: "city = 'oslo'",
			ids: asked,
		});
		expect(result.records.map(({ id, fields }) => [id, fields.lastname])).toEqual(
			expect.arrayContaining([
				[live, 'a'],
				[winner, 'b'],
			]),
		);
		expect(result.records).toHaveLength(2);
		const stamp = new Date(clock.now()).toISOString();
		const merged = (id: string, into: string) => ({
			object: 'contacts',
			id,
			kind: 'merged',
			into: { object: 'contacts', id: into },
			modifiedAt: stamp,
		});
		expect(result.gone).toHaveLength(5);
		expect(result.gone).toEqual(
			expect.arrayContaining([
				merged(loser, winner),
				merged(lost, unasked),
				merged(left, both),
				merged(right, both),
				{ object: 'contacts', id: archived, kind: 'deleted', modifiedAt: '2026-05-31T00:00:00.000Z' },
			]),
		);
		expect(result.filteredOut).toEqual([elsewhere]);
		expect(result.missing.sort()).toEqual(['99', 'nonsense', old].sort());
	});

	test('all live: one call per hundred', async () => {
		world = await setUp();
		const seeded = Array.from({ length: 250 }, (_, i) => world.simulator.seed('companies', { name: `C${i}` }));
		await world.source.describe('companies');
		const before = world.simulator.requests.length;
		const { records } = await world.source.readByIds({ object: 'companies', fields: ['name'], ids: seeded });
		expect(ids(records)).toEqual(seeded);
		expect(world.simulator.requests.length - before).toBe(3);
	});
});

test('the portal id and the server’s clock', async () => {
	world = await setUp();
	world.clock.advance(1_700);
	expect(await world.source.organisation()).toBe('20123456');
	expect((await world.source.now()).toISOString()).toBe('2026-03-01T00:00:01.000Z');
});
