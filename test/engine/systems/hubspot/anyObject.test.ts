import type { AssociationKind, WriteRecord } from '../../../../engine/systems/types';
import type { CustomSchema } from '../../../simulators/hubspot';
import { addProperty, answering, byId, countOf, ignoringTraceIds, setUp, type Setup } from './helpers';

let world: Setup;
afterEach(async () => {
	expect(world.simulator.bugs).toEqual([]);
	await world.stop();
});

const SHIP: CustomSchema = {
	name: 'ship',
	labels: { singular: 'Ship', plural: 'Ships' },
	properties: [
		{ name: 'ship_name', label: 'Name', type: 'string', fieldType: 'text' },
		{ name: 'imo', label: 'IMO number', type: 'string', fieldType: 'text', hasUniqueValue: true },
		{ name: 'tonnage', label: 'Tonnage', type: 'number', fieldType: 'number' },
	],
	requiredProperties: ['ship_name'],
	associatedObjects: ['contacts', 'companies'],
	objectTypeId: '2-4711',
};

const deal = (id: string, properties: Record<string, string> = {}) => ({
	id,
	properties: { dealname: `Deal ${id}`, dealstage: 'appointmentscheduled', ...properties },
});

const names = (object: string, property: string): string[] =>
	world.simulator
		.records(object)
		.filter(({ archived }) => !archived)
		.map(({ properties }) => properties[property])
		.sort();

describe('inserting', () => {
	test('deals, in batches; a bad one is rejected alone', async () => {
		world = await setUp();
		const records = Array.from({ length: 230 }, (_, i) => deal(`s${i}`, i === 120 ? { dealstage: 'nowhere' } : {}));
		const outcomes = await world.hubspot.insert!({ object: 'deals', records });
		expect(countOf(outcomes, 'created')).toBe(229);
		expect(byId(outcomes).get('s120')).toMatchObject({
			status: 'rejected',
			problem: { category: 'unknownOption', field: 'dealstage' },
		});
		for (const outcome of outcomes) {
			if (outcome.status !== 'created') continue;
			const { properties } = world.simulator.record('deals', outcome.destinationId)!;
			expect(properties.dealname).toBe(`Deal ${outcome.id}`);
		}
		expect(world.simulator.count('deals')).toBe(229);
		expect(world.simulator.maxBatch).toBe(100);
	});

	test('a record without a required value is told which', async () => {
		world = await setUp();
		world.simulator.addCustomObject(SHIP);
		const records: WriteRecord[] = [
			{ id: 'a', properties: { ship_name: 'Aurora', tonnage: '1200' } },
			{ id: 'b', properties: { tonnage: '7' } },
		];
		const outcomes = byId(await world.hubspot.insert!({ object: '2-4711', records }));
		expect(outcomes.get('a')).toMatchObject({ status: 'created' });
		expect(outcomes.get('b')).toMatchObject({ problem: { category: 'requiredField', field: 'ship_name' } });
		expect(names('2-4711', 'ship_name')).toEqual(['Aurora']);
	});

	test('an answer that is lost is not asked for again: the caller is told that it may have happened', async () => {
		world = await setUp();
		const { simulator, hubspot } = world;
		simulator.faults.add({ kind: 'lost', path: /batch\/create/ });
		await expect(hubspot.insert!({ object: 'deals', records: [deal('a'), deal('b')] })).rejects.toMatchObject({
			kind: 'transient',
			mayHaveHappened: true,
		});
		expect(names('deals', 'dealname')).toEqual(['Deal a', 'Deal b']);
	});

	test('a call that was surely not carried out is repeated', async () => {
		world = await setUp();
		const { simulator, hubspot } = world;
		const slow = {
			status: 'error',
			message: 'You have reached your ten_secondly_rolling limit.',
			errorType: 'RATE_LIMIT',
		};
		simulator.faults.add({ kind: 'status', path: /batch\/create/, status: 429, body: slow, times: 2 });
		expect(countOf(await hubspot.insert!({ object: 'deals', records: [deal('a')] }), 'created')).toBe(1);
		expect(names('deals', 'dealname')).toEqual(['Deal a']);
	});

	test('where one bad record sinks its batch, the others are created once', async () => {
		world = await setUp({ prepare: ignoringTraceIds });
		const records = Array.from({ length: 9 }, (_, i) => deal(`s${i}`, i === 4 ? { amount: 'much' } : {}));
		const outcomes = await world.hubspot.insert!({ object: 'deals', records });
		expect(byId(outcomes).get('s4')).toMatchObject({ status: 'rejected', problem: { field: 'amount' } });
		// Nobody says which of several records a result is about: they are looked for in the next run.
		expect(outcomes).toHaveLength(9);
		expect(world.simulator.duplicates('deals', 'dealname')).toEqual(new Map());
		expect(world.simulator.count('deals')).toBe(8);
	});

	test('where results name no record, they are told apart by what was sent', async () => {
		const nameless = answering(/batch\/create/, (body) => ({
			...body,
			results: (body.results as Array<Record<string, unknown>>)
				.map((result) => ({ ...result, objectWriteTraceId: undefined }))
				.reverse(),
		}));
		world = await setUp({ prepare: nameless });
		const { simulator, hubspot } = world;
		const outcomes = await hubspot.insert!({ object: 'deals', records: [deal('a'), deal('b'), deal('c')] });
		for (const outcome of outcomes) {
			expect(outcome.status).toBe('created');
			const { destinationId } = outcome as { destinationId: string };
			expect(simulator.record('deals', destinationId)?.properties.dealname).toBe(`Deal ${outcome.id}`);
		}
		expect(outcomes).toHaveLength(3);
	});

	test('a record that HubSpot says nothing about is not sent again', async () => {
		const silent = answering(/batch\/create/, (body) => ({ ...body, results: (body.results as unknown[]).slice(1) }));
		world = await setUp({ prepare: silent });
		const outcomes = await world.hubspot.insert!({ object: 'deals', records: [deal('a'), deal('b')] });
		expect(countOf(outcomes, 'created')).toBe(1);
		expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
			problem: { category: 'unavailable', retryable: true },
		});
		expect(names('deals', 'dealname')).toEqual(['Deal a', 'Deal b']);
	});
});

describe('upserting, updating and archiving', () => {
	test('a custom object by its unique property', async () => {
		world = await setUp();
		const { simulator, hubspot } = world;
		simulator.addCustomObject(SHIP);
		const write = async (name: string) =>
			await hubspot.upsert({
				object: '2-4711',
				idProperty: 'imo',
				records: [{ id: '9074729', properties: { ship_name: name } }],
			});
		expect(await write('Aurora')).toMatchObject([{ status: 'created' }]);
		const [again] = await write('Aurora II');
		expect(again.status).toBe('updated');
		const { destinationId } = again as { destinationId: string };
		expect(simulator.record('2-4711', destinationId)?.properties).toEqual({ imo: '9074729', ship_name: 'Aurora II' });
		await hubspot.archive({ object: '2-4711', ids: [destinationId, '1'] });
		expect(simulator.count('2-4711')).toBe(0);
		const update = { id: 'x', destinationId, properties: { ship_name: 'Ghost' } };
		expect(await hubspot.update({ object: '2-4711', idProperty: 'imo', records: [update] })).toEqual([
			{ id: 'x', status: 'gone' },
		]);
	});

	test('the id property is made where it is missing, in the object’s own group', async () => {
		world = await setUp();
		const { simulator, hubspot } = world;
		simulator.addCustomObject(SHIP);
		for (const object of ['2-4711', 'tickets']) {
			const request = { object, idProperty: 'sophia_source_id', idPropertyLabel: 'Source id' };
			expect(await hubspot.provision([request], { dryRun: false })).toMatchObject([{ status: 'created' }]);
			expect(simulator.property(object, 'sophia_source_id')).toMatchObject({ hasUniqueValue: true });
		}
		expect(simulator.property('2-4711', 'sophia_source_id')?.groupName).toBe('ship_information');
	});
});

describe('looking records up', () => {
	const find = async (
		object: string,
		key: string,
		values: string[],
		normalise: 'exact' | 'caseInsensitive' | 'email' | 'domain' = 'caseInsensitive',
	) => {
		const found = await world.hubspot.find({ object, key, values, normalise, properties: [key] });
		return Object.fromEntries([...found].map(([value, records]) => [value, records.map(({ id }) => id).sort()]));
	};

	test('by a property that is not unique, whatever its case: every record that has the value', async () => {
		world = await setUp();
		const { simulator } = world;
		const seed = (dealname: string, amount: string) =>
			simulator.seed('deals', { dealname, amount, dealstage: 'closedwon' });
		const [one, two, three] = [seed('Big Deal', '100'), seed('big deal', '250.5'), seed('Other', '7')];
		expect(await find('deals', 'dealname', ['BIG DEAL', 'Other', 'None', ' '])).toEqual({
			'BIG DEAL': [one, two],
			Other: [three],
		});
		expect(await find('deals', 'amount', ['250.5', 'much'], 'exact')).toEqual({ '250.5': [two] });
	});

	test('by more values than a search takes', async () => {
		world = await setUp();
		const { simulator } = world;
		const seeded = Array.from({ length: 330 }, (_, i) =>
			simulator.seed('tickets', { subject: `Ticket about thing number ${i}`, hs_pipeline_stage: '1' }),
		);
		const found = await find(
			'tickets',
			'subject',
			Array.from({ length: 400 }, (_, i) => `ticket ABOUT thing number ${i}`),
		);
		expect(Object.values(found).flat().sort()).toEqual(seeded);
		expect(simulator.requests.every(({ status }) => status < 300)).toBe(true);
	});

	test('by a unique property without search, a contact by its further addresses too', async () => {
		world = await setUp();
		const { simulator } = world;
		simulator.addCustomObject(SHIP);
		const ship = simulator.seed('2-4711', { ship_name: 'Aurora', imo: '9074729' });
		expect(await find('2-4711', 'imo', ['9074729', '1'], 'exact')).toEqual({ '9074729': [ship] });
		const winner = simulator.seed('contacts', { email: 'new@example.com' });
		simulator.merge('contacts', winner, simulator.seed('contacts', { email: 'old@example.com' }));
		expect(await find('contacts', 'email', ['OLD@example.com'], 'email')).toEqual({ 'OLD@example.com': [winner] });
		expect(simulator.requests.some(({ url }) => url.includes('search'))).toBe(false);
	});

	test('what it can be asked', async () => {
		world = await setUp();
		const { hubspot } = world;
		await hubspot.describe('deals');
		const can = (object: string, key: string, normalise: 'exact' | 'email' | 'domain' | 'phone') =>
			hubspot.canFind!(object, key, normalise);
		expect(can('deals', 'dealname', 'exact')).toBe(true);
		expect(can('deals', 'amount', 'exact')).toBe(true);
		expect(can('deals', 'closedate', 'exact')).toBe(false);
		expect(can('deals', 'dealstage', 'exact')).toBe(false);
		expect(can('deals', 'nosuch', 'exact')).toBe(false);
		expect(can('deals', '@companies', 'exact')).toBe(false);
		expect(can('contacts', 'email', 'email')).toBe(true);
		expect(can('contacts', 'phone', 'phone')).toBe(false);
		expect(can('companies', 'domain', 'domain')).toBe(true);
		expect(can('companies', 'website', 'domain')).toBe(false);
	});
});

describe('describing and associating', () => {
	const kindOf = async (object: string, field: string): Promise<AssociationKind> => {
		const { fields } = await world.hubspot.describe(object);
		return fields.get(field)!.association!;
	};

	test('a deal’s primary company and its contacts', async () => {
		world = await setUp();
		const { simulator, hubspot } = world;
		const id = simulator.seed('deals', { dealname: 'D', dealstage: 'closedwon' });
		const [a, b] = ['A', 'B'].map((name) => simulator.seed('companies', { name }));
		const contact = simulator.seed('contacts', { lastname: 'C' });
		const companies = await kindOf('deals', '@companies');
		const contacts = await kindOf('deals', '@contacts');
		expect([companies.primary, contacts.primary]).toEqual([true, false]);
		expect([companies.name, contacts.name]).toEqual(['dealToCompany', 'dealToContact']);
		// The name under which the sync from Salesforce keeps its state.
		expect((await kindOf('contacts', '@companies')).name).toBe('contactToCompany');
		await hubspot.associate({ kind: companies, pairs: [{ fromId: id, toId: a }] });
		await hubspot.associate({ kind: companies, pairs: [{ fromId: id, toId: b }] });
		await hubspot.associate({ kind: contacts, pairs: [{ fromId: id, toId: contact }] });
		expect(simulator.associations('deals', 'companies')).toEqual([
			{ fromId: id, toId: a, primary: false, types: [341] },
			{ fromId: id, toId: b, primary: true, types: [5, 341] },
		]);
		await hubspot.dissociate({ kind: companies, pairs: [{ fromId: id, toId: b }] });
		expect(simulator.associations('deals', 'companies')).toHaveLength(1);
		expect(simulator.associations('contacts', 'deals')).toEqual([
			{ fromId: contact, toId: id, primary: false, types: [4] },
		]);
	});

	test('a custom object, by the types that are the account’s own', async () => {
		world = await setUp();
		const { simulator, hubspot, source, clock } = world;
		simulator.addCustomObject(SHIP);
		const ship = simulator.seed('2-4711', { ship_name: 'Aurora' });
		const contact = simulator.seed('contacts', { lastname: 'Captain' });
		const { label, fields } = await hubspot.describe('2-4711');
		expect(label).toBe('Ship');
		expect([...fields.keys()].filter((name) => name.startsWith('@')).sort()).toEqual(['@companies', '@contacts']);
		const outcomes = await hubspot.associate({
			kind: await kindOf('2-4711', '@contacts'),
			pairs: [
				{ fromId: ship, toId: contact },
				{ fromId: ship, toId: '1' },
			],
		});
		expect(outcomes).toMatchObject([{ toId: contact }, { problem: { category: 'notFound' } }]);
		clock.advance(1_000);
		expect((await source.describe('contacts')).fields.get('@2-4711')).toMatchObject({ referenceTo: ['2-4711'] });
		const request = { fields: ['@contacts'], ids: [ship] };
		const { records } = await source.readByIds({ object: '2-4711', ...request });
		expect(records[0].fields).toEqual({ '@contacts': contact });
		const back = await source.readByIds({ object: 'contacts', fields: ['@2-4711'], ids: [contact] });
		expect(back.records[0].fields).toEqual({ '@2-4711': ship });
	});

	test('without the scope for custom objects HubSpot’s own are described all the same', async () => {
		const scopes = ['crm.objects.contacts.read', 'crm.schemas.contacts.read', 'crm.objects.owners.read'];
		world = await setUp({ simulator: { tokens: [{ token: 'pat-narrow', scopes }] }, bare: true });
		const { fields } = await world.source.describe('contacts');
		expect(fields.get('@companies')).toMatchObject({ writable: true, type: 'string', referenceTo: ['companies'] });
		const listed = await world.hubspot.listProperties('contacts');
		expect(listed.some(({ name }) => name.startsWith('@'))).toBe(false);
	});

	test('deals and a custom object are read as any object', async () => {
		world = await setUp();
		const { simulator, source, clock } = world;
		addProperty(simulator, 'deals', 'external_key');
		simulator.addCustomObject(SHIP);
		const since = new Date(clock.now());
		const id = simulator.seed('deals', { dealname: 'D', dealstage: 'closedwon', external_key: 'k' });
		const ship = simulator.seed('2-4711', { ship_name: 'Aurora' });
		const sunk = simulator.seed('2-4711', { ship_name: 'Sunk' });
		simulator.archive('2-4711', sunk);
		clock.advance(1_000);
		const until = new Date(clock.now());
		for (const [object, expected, field] of [
			['deals', id, 'external_key'],
			['2-4711', ship, 'ship_name'],
		]) {
			for (const window of [{ until }, { since, until }]) {
				const found: string[] = [];
				for await (const { records } of source.changes({ object, fields: [field], ...window })) {
					found.push(...records.map((record) => record.id));
				}
				expect(found).toEqual([expected]);
			}
		}
		const gone: string[] = [];
		for await (const changes of source.identityChanges({ object: '2-4711', since, until })) {
			gone.push(...changes.map((change) => change.id));
		}
		expect(gone).toEqual([sunk]);
	});
});
