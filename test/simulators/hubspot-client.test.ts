import { Client } from '@hubspot/api-client';
import type { Filter } from '@hubspot/api-client/lib/codegen/crm/contacts';
import { HubSpotSimulator } from './hubspot';
import { JumpingClock } from './shared/clock';

/** The vendor's own client against the simulator: every code and shape must suit it. */
describe('the real HubSpot client', () => {
	const clock = new JumpingClock();
	let simulator: HubSpotSimulator;
	let client: Client;

	beforeEach(async () => {
		simulator = await new HubSpotSimulator({ clock }).start();
		client = new Client({ accessToken: simulator.accessToken, basePath: simulator.url, numberOfApiCallRetries: 1 });
	});
	afterEach(async () => {
		expect(simulator.bugs).toEqual([]);
		await simulator.stop();
	});

	const defineKey = async (object: string) =>
		await client.crm.properties.coreApi.create(object, {
			name: 'sophia_key',
			label: 'Key',
			groupName: object === 'companies' ? 'companyinformation' : 'contactinformation',
			type: 'string' as never,
			fieldType: 'text' as never,
			hasUniqueValue: true,
		});

	it('creates a property and upserts by it', async () => {
		expect(await defineKey('companies')).toMatchObject({ name: 'sophia_key', hasUniqueValue: true });
		const upsert = async (name: string) =>
			await client.crm.companies.batchApi.upsert({
				inputs: [{ id: 'A1', idProperty: 'sophia_key', objectWriteTraceId: 't1', properties: { name } }],
			});
		const first = await upsert('Example');
		expect(first.results).toMatchObject([
			{ _new: true, objectWriteTraceId: 't1', properties: { name: 'Example', sophia_key: 'A1' } },
		]);
		const second = await upsert('Example Two');
		expect(second.results).toMatchObject([{ id: first.results[0].id, _new: false }]);
		expect(simulator.records('companies')).toMatchObject([
			{ properties: { name: 'Example Two', sophia_key: 'A1' }, revision: 2 },
		]);
	});

	it('reports the bad row of a batch as 207 and keeps the good one', async () => {
		const { httpStatusCode, data } = await client.crm.companies.batchApi.createWithHttpInfo({
			inputs: [
				{ objectWriteTraceId: 'good', properties: { name: 'Good' } },
				{ objectWriteTraceId: 'bad', properties: { name: 'Bad', industry: 'Technology' } },
			],
		});
		expect(httpStatusCode).toBe(207);
		const answer = data as typeof data & { numErrors: number; errors: Array<{ context: Record<string, string[]> }> };
		expect(answer.numErrors).toBe(1);
		expect(answer.errors[0].context.objectWriteTraceId).toEqual(['bad']);
		expect(simulator.records('companies').map(({ properties }) => properties.name)).toEqual(['Good']);
	});

	it('creates contacts (201) and reads them by e-mail in any case', async () => {
		const created = await client.crm.contacts.batchApi.create({
			inputs: [{ properties: { email: 'Ada@Example.com', firstname: 'Ada' } }],
		});
		expect(created.results[0].properties.email).toBe('ada@example.com');
		const read = await client.crm.contacts.batchApi.read({
			idProperty: 'email',
			properties: ['email', 'lastname'],
			propertiesWithHistory: [],
			inputs: [{ id: 'ADA@example.com' }],
		});
		expect(read.results[0]).toMatchObject({
			id: created.results[0].id,
			properties: { email: 'ada@example.com', lastname: null },
		});
	});

	it('updates and archives in batches', async () => {
		const id = simulator.seed('companies', { name: 'Old' });
		await client.crm.companies.batchApi.update({ inputs: [{ id, properties: { name: 'New' } }] });
		expect(simulator.record('companies', id)?.properties.name).toBe('New');
		await client.crm.companies.batchApi.archive({ inputs: [{ id }] });
		expect(simulator.record('companies', id)?.archived).toBe(true);
		const read = await client.crm.companies.batchApi.read(
			{ properties: ['name'], propertiesWithHistory: [], inputs: [{ id }] },
			true,
		);
		expect(read.results[0]).toMatchObject({ id, archived: true });
	});

	it('searches by domain', async () => {
		simulator.seed('companies', { name: 'Example', domain: 'https://www.Example.com/about' });
		simulator.seed('companies', { name: 'Other', domain: 'example.org' });
		const filters = [{ propertyName: 'domain', operator: 'IN', values: ['example.com'] }] as unknown as Filter[];
		const found = await client.crm.companies.searchApi.doSearch({
			filterGroups: [{ filters }],
			properties: ['domain'],
			limit: 200,
		});
		expect(found).toMatchObject({ total: 1, results: [{ properties: { domain: 'example.com' } }] });
	});

	it('associates a contact with its primary company', async () => {
		const contact = simulator.seed('contacts', { email: 'ada@example.com' });
		const [former, next] = ['One', 'Two'].map((name) => simulator.seed('companies', { name }));
		for (const company of [former, next])
			await client.crm.associations.v4.batchApi.create('contacts', 'companies', {
				inputs: [
					{
						_from: { id: contact },
						to: { id: company },
						types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 1 }],
					},
				],
			});
		expect(simulator.associations()).toEqual([
			{ fromId: contact, toId: former, primary: false, types: [279] },
			{ fromId: contact, toId: next, primary: true, types: [1, 279] },
		]);
		const read = await client.crm.associations.v4.batchApi.getPage('contacts', 'companies', {
			inputs: [{ id: contact }],
		});
		expect(read.results[0]).toMatchObject({
			_from: { id: contact },
			to: [{ toObjectId: former }, { toObjectId: next }],
		});
		await client.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
			inputs: [{ _from: { id: contact }, to: { id: former } }],
		});
		await client.crm.associations.v4.batchApi.archive('contacts', 'companies', {
			inputs: [{ _from: { id: contact }, to: [{ id: next }] }],
		});
		expect(simulator.associations()).toEqual([{ fromId: contact, toId: former, primary: false, types: [279] }]);
	});

	it('throws ApiException with the code and the body', async () => {
		simulator.seed('contacts', { email: 'ada@example.com' });
		await expect(
			client.crm.contacts.basicApi.create({ properties: { email: 'ada@example.com' } }),
		).rejects.toMatchObject({
			code: 409,
			body: { category: 'CONFLICT' },
		});
		await expect(client.crm.contacts.basicApi.getById('1')).rejects.toMatchObject({ code: 404 });
		await expect(
			client.crm.companies.batchApi.upsert({
				inputs: [{ id: 'example.com', idProperty: 'domain', properties: { name: 'X' } }],
			}),
		).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } });
		expect(simulator.count('companies')).toBe(0);
	});

	it('sends nothing for `from`, which is refused', async () => {
		const contact = simulator.seed('contacts', { email: 'ada@example.com' });
		const company = simulator.seed('companies', { name: 'Example' });
		const input = {
			from: { id: contact },
			to: { id: company },
			types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
		};
		await expect(
			client.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs: [input as never] }),
		).rejects.toMatchObject({ code: 400 });
	});

	it('reads properties, owners and the account', async () => {
		const owner = simulator.addOwner({ email: 'owner@example.com' });
		const properties = await client.crm.properties.coreApi.getAll('companies');
		expect(properties.results.find(({ name }) => name === 'industry')?.options.length).toBeGreaterThan(140);
		expect((await client.crm.owners.ownersApi.getPage('owner@example.com')).results).toMatchObject([{ id: owner.id }]);
		const details = await client.apiRequest({ path: '/account-info/v3/details' });
		expect(await details.json()).toMatchObject({ portalId: simulator.portalId });
	});
});
