import type { WriteOutcome, WriteRecord } from '../../../../engine/systems/types';
import { byId, countOf, failure, LEAD_ID, requestsTo, setUp, type Setup } from './helpers';

let setup: Setup;
beforeEach(async () => {
	setup = await setUp();
	setup.simulator.seedAttribute('contact', 'salesforce_lead_id');
});
afterEach(async () => await setup.stop());

const write = async (
	kind: 'upsert' | 'update',
	object: string,
	idProperty: string,
	records: WriteRecord[],
): Promise<Map<string, WriteOutcome>> => byId(await setup.intercom[kind]({ object, idProperty, records }));

const companies = async (...records: WriteRecord[]) => await write('upsert', 'companies', 'company_id', records);
const users = async (...records: WriteRecord[]) => await write('upsert', 'contacts', 'external_id', records);
const leads = async (...records: WriteRecord[]) => await write('upsert', 'contacts', LEAD_ID, records);

describe('companies', () => {
	test('are created by our id, every value in its JSON type', async () => {
		const { simulator } = setup;
		for (const [name, type] of [
			['note', 'string'],
			['revenue', 'float'],
			['active', 'boolean'],
			['since', 'date'],
			['sites', 'integer'],
		])
			simulator.seedAttribute('company', name, type);
		const outcome = (
			await companies({
				id: '001A',
				properties: {
					name: 'Example',
					website: 'https://example.com',
					industry: 'Technology',
					size: '0',
					plan: 'Gold',
					monthly_spend: '2147483647',
					remote_created_at: '2024-05-06T07:08:09.123Z',
					'custom_attributes.note': 'Note',
					'custom_attributes.revenue': '12345678901.5',
					'custom_attributes.active': 'false',
					'custom_attributes.since': '2020-01-02T00:00:00.000Z',
					'custom_attributes.sites': '3000000000',
				},
			})
		).get('001A');
		expect(outcome).toMatchObject({ status: 'created' });
		expect(simulator.companies()).toMatchObject([
			{
				company_id: '001A',
				name: 'Example',
				size: 0,
				plan: 'Gold',
				monthly_spend: 2147483647,
				remote_created_at: 1714979289,
				custom_attributes: {
					note: 'Note',
					revenue: 12345678901.5,
					active: false,
					since: 1577923200,
					sites: 3000000000,
				},
			},
		]);
	});

	test('that exist are updated, and said to be', async () => {
		const { simulator, clock } = setup;
		const id = simulator.seedCompany({ company_id: '001A', name: 'Old' });
		clock.advance(1_000);
		expect((await companies({ id: '001A', properties: { name: 'New' } })).get('001A')).toEqual({
			id: '001A',
			status: 'updated',
			destinationId: id,
		});
		clock.advance(3_600_000);
		simulator.seedCompany({ company_id: '001B', name: 'Same' });
		clock.advance(3_600_000);
		expect((await companies({ id: '001B', properties: { name: 'Same' } })).get('001B')).toMatchObject({
			status: 'updated',
		});
		expect(simulator.count('company')).toBe(2);
	});

	test("are updated by Intercom's id; ours is never sent, and the date goes another way", async () => {
		const { simulator } = setup;
		const id = simulator.seedCompany({ company_id: 'other', name: 'Old', website: 'https://example.org' });
		const properties = { company_id: '001A', name: 'New', website: '', remote_created_at: '2024-05-06T00:00:00.000Z' };
		expect(
			(await write('update', 'companies', 'company_id', [{ id: '001A', destinationId: id, properties }])).get('001A'),
		).toEqual({
			id: '001A',
			status: 'updated',
			destinationId: id,
		});
		expect(simulator.companies()).toMatchObject([
			{ company_id: 'other', name: 'New', website: null, remote_created_at: 1714953600 },
		]);
	});

	test('an update of nothing but the Company ID, which cannot be changed, makes no call', async () => {
		const { simulator } = setup;
		const id = simulator.seedCompany({ company_id: 'other' });
		const record = { id: '001A', destinationId: id, properties: { company_id: '001A' } };
		expect((await write('update', 'companies', 'company_id', [record])).get('001A')).toMatchObject({
			status: 'updated',
		});
		expect(simulator.writes.calls).toBe(0);
	});

	test('that are gone are said to be', async () => {
		const { simulator } = setup;
		const id = simulator.seedCompany({ company_id: '001A' });
		simulator.archive(id);
		const records = [
			{ id: '001A', destinationId: id, properties: { name: 'New' } },
			{ id: '001B', destinationId: 'never/was', properties: { name: 'New' } },
		];
		const outcomes = await write('update', 'companies', 'company_id', records);
		expect([...outcomes.values()].map(({ status }) => status)).toEqual(['gone', 'gone']);
		expect(simulator.count('company')).toBe(0);
	});

	test('one bad record is rejected alone, its field named and its value not', async () => {
		const outcomes = await companies(
			{ id: '1', properties: { name: 'One' } },
			{ id: '2', properties: { name: 'Two', 'custom_attributes.missing': 'secret' } },
			{ id: '3', properties: { monthly_spend: '2147483648' } },
			{ id: '4', properties: { size: 'secret' } },
			{ id: '5', properties: { name: 'secret'.repeat(100) } },
		);
		expect(outcomes.get('1')).toMatchObject({ status: 'created' });
		expect(outcomes.get('2')).toMatchObject({
			status: 'rejected',
			problem: { category: 'invalidValue', field: 'custom_attributes.missing', retryable: false },
		});
		expect(outcomes.get('3')).toMatchObject({
			status: 'rejected',
			problem: { category: 'invalidValue', field: 'monthly_spend' },
		});
		expect(outcomes.get('4')).toMatchObject({ status: 'rejected', problem: { field: 'size' } });
		expect(outcomes.get('5')).toMatchObject({
			status: 'rejected',
			problem: { field: 'name', reason: expect.stringContaining('longer or larger') },
		});
		expect(JSON.stringify([...outcomes.values()])).not.toContain('secret');
	});

	test('a record that occurs twice is written in turn', async () => {
		const outcomes = await setup.intercom.upsert({
			object: 'companies',
			idProperty: 'company_id',
			records: [
				{ id: '1', properties: { name: 'First' } },
				{ id: '1', properties: { name: 'Second' } },
			],
		});
		expect(outcomes).toHaveLength(2);
		expect(setup.simulator.companies()).toMatchObject([{ name: 'Second' }]);
	});

	test('what Preview can foresee', () => {
		const { intercom } = setup;
		expect(
			intercom.foresee?.('companies', { properties: { monthly_spend: '2147483648', 'custom_attributes.x': 'any' } }),
		).toMatchObject({ field: 'monthly_spend' });
		expect(intercom.foresee?.('companies', { properties: { monthly_spend: '-5', size: '' } })).toBeUndefined();
	});
});

describe('users', () => {
	const ada = {
		id: '003A',
		properties: { email: 'ada@example.com', name: 'Ada', signed_up_at: '2024-01-01T00:00:00.000Z' },
	};

	test('are created with our id, in one call each', async () => {
		const records = Array.from({ length: 120 }, (_, n) => ({
			id: `003-${n}`,
			properties: { email: `p${n}@example.com` },
		}));
		const outcomes = await setup.intercom.upsert({ object: 'contacts', idProperty: 'external_id', records });
		expect(countOf(outcomes, 'created')).toBe(120);
		expect(requestsTo(setup.simulator, /^\/contacts$/)).toHaveLength(120);
		expect(new Set(setup.simulator.contacts().map(({ external_id }) => external_id)).size).toBe(120);
		expect(setup.simulator.contacts().every(({ role }) => role === 'user')).toBe(true);
	});

	test('with our id already are updated: an answer was lost', async () => {
		const { simulator } = setup;
		simulator.faults.add({ kind: 'lost', method: 'POST', path: /^\/contacts$/ });
		expect((await users(ada)).get('003A')).toMatchObject({ status: 'updated' });
		expect(simulator.contacts()).toMatchObject([
			{ external_id: '003A', name: 'Ada', signed_up_at: 1704067200, revision: 1 },
		]);
	});

	test('whose address somebody has are duplicates, for the caller to adopt', async () => {
		const { simulator } = setup;
		const id = simulator.seedContact({ role: 'user', email: 'ada@example.com', name: 'Other' });
		const outcome = (await users(ada)).get('003A');
		expect(outcome).toMatchObject({
			status: 'rejected',
			problem: { category: 'duplicate', blockedBy: id, retryable: false },
		});
		expect(JSON.stringify(outcome)).not.toContain('ada@example.com');
		expect(simulator.contact(id)).toMatchObject({ name: 'Other', external_id: null });
	});

	test('that are archived are brought back: ours updated, others handed to the caller', async () => {
		const { simulator } = setup;
		const ours = simulator.seedContact({ role: 'user', external_id: '003A', email: 'ada@example.com' });
		const other = simulator.seedContact({ role: 'user', email: 'bob@example.com' });
		simulator.archive(ours);
		simulator.archive(other);
		const outcomes = await users(ada, { id: '003B', properties: { email: 'bob@example.com' } });
		expect(outcomes.get('003A')).toEqual({ id: '003A', status: 'updated', destinationId: ours });
		expect(outcomes.get('003B')).toMatchObject({ status: 'rejected', problem: { blockedBy: other } });
		expect(simulator.contact(ours)).toMatchObject({ archived: false, name: 'Ada' });
		expect(simulator.contact(other)).toMatchObject({ archived: false });
	});

	test.each([
		[
			'refused',
			{
				status: 400,
				body: { type: 'error.list', errors: [{ code: 'not_restorable', message: 'marked for permanent deletion' }] },
			},
		],
		[
			'failing',
			{ status: 500, body: { type: 'error.list', errors: [{ code: 'server_error', message: 'Server Error' }] } },
		],
	])('one that cannot be brought back (%s) is left for later', async (_, answer) => {
		const { simulator } = setup;
		simulator.archive(simulator.seedContact({ role: 'user', external_id: '003A' }));
		simulator.faults.add({ kind: 'status', path: /unarchive/, times: 4, ...answer });
		const outcomes = await users(ada, { id: '003B', properties: { email: 'bob@example.com' } });
		expect(outcomes.get('003A')).toMatchObject({
			status: 'rejected',
			problem: { category: 'unavailable', retryable: true },
		});
		expect(outcomes.get('003B')).toMatchObject({ status: 'created' });
	});

	test('an update adopts a lead, which becomes a user', async () => {
		const { simulator } = setup;
		const id = simulator.seedContact({ role: 'lead', email: 'ada@example.com' });
		const properties = { external_id: '003A', name: 'Ada', phone: '' };
		expect(
			(await write('update', 'contacts', 'external_id', [{ id: '003A', destinationId: id, properties }])).get('003A'),
		).toMatchObject({ status: 'updated' });
		expect(simulator.contact(id)).toMatchObject({ role: 'user', external_id: '003A', name: 'Ada', phone: null });
	});

	test('an update into a taken address is a duplicate, into an archived or merged contact finds it gone', async () => {
		const { simulator } = setup;
		const taken = simulator.seedContact({ role: 'user', email: 'ada@example.com' });
		const user = simulator.seedContact({ role: 'user', email: 'bob@example.com' });
		const archived = simulator.seedContact({ role: 'user', external_id: 'x' });
		const merged = simulator.seedContact({ role: 'lead', email: 'bob@example.com' });
		simulator.archive(archived);
		simulator.merge(merged, user);
		const outcomes = await write('update', 'contacts', 'external_id', [
			{ id: '1', destinationId: user, properties: { email: 'ada@example.com' } },
			{ id: '2', destinationId: archived, properties: { name: 'New' } },
			{ id: '3', destinationId: merged, properties: { name: 'New' } },
		]);
		expect(outcomes.get('1')).toMatchObject({
			status: 'rejected',
			problem: { category: 'duplicate', blockedBy: taken },
		});
		expect(outcomes.get('2')).toEqual({ id: '2', status: 'gone' });
		expect(outcomes.get('3')).toEqual({ id: '3', status: 'gone' });
	});

	test('a bad address is named as such', async () => {
		const outcome = (await users({ id: '1', properties: { email: 'not an address' } })).get('1');
		expect(outcome).toMatchObject({ status: 'rejected', problem: { category: 'invalidEmail', field: 'email' } });
	});
});

describe('leads', () => {
	const lead = (id: string, email = `${id}@example.com`) => ({ id, properties: { role: 'lead', email } });

	test('are created as such, without an id of ours but in their attribute', async () => {
		const { simulator } = setup;
		expect((await leads(lead('00Q1'))).get('00Q1')).toMatchObject({ status: 'created' });
		expect(simulator.contacts()).toMatchObject([{ role: 'lead', custom_attributes: { salesforce_lead_id: '00Q1' } }]);
		expect(simulator.contacts()[0].external_id).not.toBe('00Q1');
	});

	test('that exist are found by the attribute, all in one search, and updated', async () => {
		const { simulator } = setup;
		await leads(...Array.from({ length: 50 }, (_, n) => lead(`00Q${n}`)));
		const before = simulator.searches;
		const outcomes = await leads(...Array.from({ length: 50 }, (_, n) => lead(`00Q${n}`, `new${n}@example.com`)));
		expect(countOf([...outcomes.values()], 'updated')).toBe(50);
		expect(simulator.searches - before).toBe(1);
		expect(simulator.count('contact')).toBe(50);
	});

	test('a lost answer makes no second lead: it is left to the next run', async () => {
		const { simulator } = setup;
		simulator.faults.add({ kind: 'lost', method: 'POST', path: /^\/contacts$/ });
		const first = await leads(lead('00Q1'), lead('00Q2'));
		expect([...first.values()].filter(({ status }) => status === 'rejected')).toMatchObject([
			{ problem: { category: 'unavailable', retryable: true } },
		]);
		const second = await leads(lead('00Q1'), lead('00Q2'));
		expect(countOf([...second.values()], 'updated')).toBe(2);
		expect(simulator.count('contact')).toBe(2);
	});

	test('told apart by an id that Intercom ignores are refused as a whole', async () => {
		expect(await failure(users({ id: '003A', properties: {} }, lead('00Q1')))).toMatchObject({ kind: 'configuration' });
		expect(setup.simulator.count('contact')).toBe(0);
	});

	test('a lead that has become a user stays one', async () => {
		const { simulator } = setup;
		const id = simulator.seedContact({ role: 'user', email: 'ada@example.com' });
		const outcomes = await write('update', 'contacts', LEAD_ID, [
			{ id: '00Q1', destinationId: id, properties: { role: 'lead', name: 'Ada' } },
		]);
		expect(outcomes.get('00Q1')).toMatchObject({ status: 'updated' });
		expect(simulator.contact(id)).toMatchObject({ role: 'user', name: 'Ada' });
	});

	test('those that were made are handed over although Intercom went down', async () => {
		const { simulator } = setup;
		await setup.intercom.describe('contacts');
		simulator.faults.add({
			kind: 'status',
			status: 401,
			after: 5,
			times: 100,
			body: { type: 'error.list', errors: [{ code: 'unauthorized', message: 'no' }] },
		});
		const outcomes = await leads(...Array.from({ length: 30 }, (_, n) => lead(`00Q${n}`)));
		expect(outcomes.size).toBe(30);
		expect(countOf([...outcomes.values()], 'created')).toBe(simulator.count('contact'));
		expect(simulator.count('contact')).toBeGreaterThan(0);
		expect(await failure(leads(lead('00Q99')))).toMatchObject({ kind: 'credentials' });
	});
});
