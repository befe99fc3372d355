import type { HubSpotSimulator } from '../../../simulators/hubspot';
import { setUp, type Setup } from './helpers';
import { departures, idsOf, read } from './sourceReader';

let world: Setup;
afterEach(async () => {
	expect(world.simulator.bugs).toEqual([]);
	await world.stop();
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
		expect(await departures(world, 'contacts', since)).toEqual([
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
				const records = await read(world, { object, fields: [field], ...more });
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

	test('the primary company where HubSpot gives no labels', async () => {
		const unlabelled = (simulator: HubSpotSimulator) =>
			simulator.app.addHook('onSend', async (request, _reply, payload) =>
				/associations\/.*batch\/read/.test(request.url) && typeof payload === 'string'
					? payload.replaceAll('"label":"Primary"', '"label":null')
					: payload,
			);
		world = await setUp({ prepare: unlabelled });
		const { simulator, clock } = world;
		const [a, b] = ['A', 'B'].map((name) => simulator.seed('companies', { name }));
		const contact = simulator.seed('contacts', { lastname: 'Two jobs' });
		simulator.associate('contacts', contact, 'companies', a);
		simulator.associate('contacts', contact, 'companies', b, true);
		clock.advance(1_000);
		const [record] = await read(world, { object: 'contacts', fields: ['@companies'] });
		expect(record.fields).toEqual({ '@companies': b });
	});

	test('with more associated records than an answer holds', async () => {
		world = await setUp();
		const { simulator, clock } = world;
		const contact = simulator.seed('contacts', { lastname: 'Consultant' });
		const companies = Array.from({ length: 1_203 }, (_, i) => simulator.seed('companies', { name: `C${i}` }));
		for (const id of companies) simulator.associate('contacts', contact, 'companies', id);
		simulator.associate('contacts', contact, 'companies', companies[1_201], true);
		clock.advance(1_000);
		const [record] = await read(world, { object: 'contacts', fields: ['@companies'] });
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
		const records = await read(world, { object: 'contacts', fields: ['@companies', 'associatedcompanyid'], since });
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
		const records = await read(world, { object: 'contacts', fields: ['lastname', '@companies'] });
		expect(records.every(({ fields }) => fields['@companies'] === acme)).toBe(true);
		expect(records).toHaveLength(1_250);
		expect(simulator.requests.length - before).toBe(13 + 2);
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
		expect(idsOf(records)).toEqual(seeded);
		expect(world.simulator.requests.length - before).toBe(3);
	});
});
