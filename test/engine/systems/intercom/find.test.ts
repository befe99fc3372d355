import { failure, LEAD_ID, requestsTo, setUp, type Setup } from './helpers';

let setup: Setup;
beforeEach(async () => {
	setup = await setUp();
});
afterEach(async () => await setup.stop());

const find = async (key: string, values: string[], properties: string[] = []) =>
	await setup.intercom.find({ object: 'contacts', key, values, properties });

describe('find', () => {
	test('contacts by address: 50 to a call, users and leads, whatever the case', async () => {
		const { simulator } = setup;
		for (let n = 0; n < 120; n++)
			simulator.seedContact({ role: n % 2 === 0 ? 'user' : 'lead', email: `p${n}@example.com` });
		const values = Array.from({ length: 150 }, (_, n) => (n === 0 ? ' P0@Example.com ' : `p${n}@example.com`));
		const found = await find('email', [...values, '', '  '], ['external_id', 'role']);
		expect(found.size).toBe(120);
		expect(found.get(' P0@Example.com ')).toMatchObject([
			{ properties: { email: 'p0@example.com', role: 'user', external_id: null } },
		]);
		expect(found.get('p1@example.com')).toMatchObject([{ properties: { role: 'lead' } }]);
		expect(simulator.searches).toBe(3);
	});

	test('every contact with the address, over several pages', async () => {
		const { simulator } = setup;
		for (let n = 0; n < 130; n++) simulator.seedContact({ role: 'lead', email: 'ada@example.com' });
		expect((await find('email', ['ada@example.com'])).get('ada@example.com')).toHaveLength(130);
		expect(simulator.searches).toBe(3);
	});

	test('archived contacts are not found, new ones when the search knows them', async () => {
		const { simulator, intercom, clock } = setup;
		simulator.setSearchLag(120_000);
		simulator.archive(simulator.seedContact({ role: 'user', email: 'old@example.com' }));
		await intercom.upsert({
			object: 'contacts',
			idProperty: 'external_id',
			records: [{ id: '003A', properties: { email: 'ada@example.com' } }],
		});
		expect(await find('email', ['old@example.com', 'ada@example.com'])).toEqual(new Map());
		clock.advance(120_000);
		expect([...(await find('email', ['ada@example.com'])).keys()]).toEqual(['ada@example.com']);
		expect([...(await find('external_id', ['003A', '003B'])).keys()]).toEqual(['003A']);
	});

	test('by a custom attribute', async () => {
		const { simulator } = setup;
		simulator.seedAttribute('contact', 'salesforce_lead_id');
		const id = simulator.seedContact({ role: 'lead', custom_attributes: { salesforce_lead_id: '00Q1' } });
		expect((await find(LEAD_ID, ['00Q1'])).get('00Q1')).toEqual([{ id, properties: { [LEAD_ID]: '00Q1' } }]);
	});

	test('where Intercom takes fewer values, the search is divided', async () => {
		await setup.stop();
		setup = await setUp({ simulator: { maxInValues: 15 } });
		for (let n = 0; n < 50; n++) setup.simulator.seedContact({ role: 'user', email: `p${n}@example.com` });
		expect(
			(
				await find(
					'email',
					Array.from({ length: 50 }, (_, n) => `p${n}@example.com`),
				)
			).size,
		).toBe(50);
	});

	test('companies by our id, invisible ones too', async () => {
		const { simulator, intercom } = setup;
		const id = simulator.seedCompany({ company_id: '001/A', name: 'Example', plan: 'Gold' });
		const found = await intercom.find({
			object: 'companies',
			key: 'company_id',
			values: ['001/A', '001B'],
			properties: ['name', 'plan', 'size'],
		});
		expect(found).toEqual(
			new Map([['001/A', [{ id, properties: { company_id: '001/A', name: 'Example', plan: 'Gold', size: null } }]]]),
		);
		expect(
			await failure(intercom.find({ object: 'companies', key: 'website', values: ['x'], properties: [] })),
		).toMatchObject({ kind: 'configuration' });
	});
});

describe('read', () => {
	test('values as the mapping spells them', async () => {
		const { simulator, intercom } = setup;
		for (const [name, type] of [
			['since', 'date'],
			['rate', 'float'],
			['active', 'boolean'],
		])
			simulator.seedAttribute('contact', name, type);
		const properties = {
			email: 'ada@example.com',
			signed_up_at: '2024-01-01T10:11:12.000Z',
			unsubscribed_from_emails: 'false',
			'custom_attributes.since': '2020-01-02T00:00:00.000Z',
			'custom_attributes.rate': '0.5',
			'custom_attributes.active': 'true',
		};
		await intercom.upsert({ object: 'contacts', idProperty: 'external_id', records: [{ id: '003A', properties }] });
		const [{ id }] = simulator.contacts();
		const names = [...Object.keys(properties), 'phone', 'custom_attributes.none'];
		expect((await intercom.read({ object: 'contacts', ids: [id], properties: names })).get(id)?.properties).toEqual({
			...properties,
			phone: null,
			'custom_attributes.none': null,
		});
	});

	test('several contacts are searched; those that the search does not show yet are asked for', async () => {
		const { simulator, intercom } = setup;
		const ids = Array.from({ length: 60 }, (_, n) => simulator.seedContact({ role: 'user', external_id: `x${n}` }));
		simulator.setSearchLag(120_000);
		await intercom.upsert({ object: 'contacts', idProperty: 'external_id', records: [{ id: 'new', properties: {} }] });
		const fresh = simulator.contacts().at(-1)?.id ?? '';
		simulator.archive(ids[0]);
		const before = simulator.requests.length;
		const found = await intercom.read({
			object: 'contacts',
			ids: [...ids, fresh, 'none', ''],
			properties: ['external_id'],
		});
		expect(found.size).toBe(60);
		expect(found.get(fresh)?.properties).toEqual({ external_id: 'new' });
		expect(simulator.searches).toBe(2);
		expect(simulator.requests.length - before).toBe(2 + 3);
	});

	test('companies one by one', async () => {
		const { simulator, intercom } = setup;
		const ids = ['1', '2', '3'].map((company_id) => simulator.seedCompany({ company_id }));
		const found = await intercom.read({
			object: 'companies',
			ids: [...ids, 'none'],
			properties: ['company_id', 'created_at'],
		});
		expect([...found.keys()].sort()).toEqual([...ids].sort());
		expect(found.get(ids[0])?.properties).toEqual({ company_id: '1', created_at: '2026-03-01T00:00:00.000Z' });
		expect(requestsTo(simulator, /companies\/none/)).toEqual(['GET 404']);
	});
});
