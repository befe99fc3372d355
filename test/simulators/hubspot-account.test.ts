import { HubSpotSimulator } from './hubspot';
import { callerOf, type Answer } from './hubspot/caller';
import { JumpingClock } from './shared/clock';

describe('HubSpot simulator: the account', () => {
	let clock: JumpingClock;
	let hubspot: HubSpotSimulator;
	let call: ReturnType<typeof callerOf>;

	beforeEach(async () => {
		clock = new JumpingClock();
		hubspot = await new HubSpotSimulator({ clock }).start();
		call = callerOf(hubspot);
	});
	afterEach(async () => {
		expect(hubspot.bugs).toEqual([]);
		await hubspot.stop();
	});

	const times = async (count: number, act: () => Promise<Answer>) => {
		const statuses: number[] = [];
		for (let i = 0; i < count; i++) statuses.push((await act()).status);
		return statuses;
	};
	const resultsOf = (answer: Answer) => answer.body.results as Array<{ id: string }>;

	describe('search', () => {
		const search = async (body: unknown, object = 'companies') =>
			await call('POST', `/crm/v3/objects/${object}/search`, body);
		const filter = (propertyName: string, operator: string, more = {}) => ({ propertyName, operator, ...more });
		const one = (...filters: unknown[]) => ({ filterGroups: [{ filters }] });
		const idsOf = async (body: unknown, object?: string) => {
			clock.advance(1000);
			const answer = await search(body, object);
			expect(answer.status).toBe(200);
			return resultsOf(answer).map(({ id }) => id);
		};

		it('does not see a write for some seconds, nor its change, nor its end', async () => {
			const byCity = (value: string) => one(filter('city', 'EQ', { value }));
			const created = await call('POST', '/crm/v3/objects/companies', { properties: { name: 'X', city: 'Paris' } });
			const id = String(created.body.id);
			expect(await idsOf(byCity('Paris'))).toEqual([]);
			clock.advance(10_000);
			expect(await idsOf(byCity('Paris'))).toEqual([id]);
			await call('PATCH', `/crm/v3/objects/companies/${id}`, { properties: { city: 'Rome' } });
			clock.advance(3000);
			await call('PATCH', `/crm/v3/objects/companies/${id}`, { properties: { city: 'Oslo' } });
			expect(await idsOf(byCity('Paris'))).toEqual([id]);
			clock.advance(6000);
			expect(await idsOf(byCity('Rome'))).toEqual([id]);
			clock.advance(3000);
			expect(await idsOf(byCity('Oslo'))).toEqual([id]);
			await call('DELETE', `/crm/v3/objects/companies/${id}`);
			expect(await idsOf(byCity('Oslo'))).toEqual([id]);
			clock.advance(10_000);
			expect(await idsOf(byCity('Oslo'))).toEqual([]);
		});

		it('forgets at once what a failed batch had written', async () => {
			const inputs = [{ properties: { name: 'X' } }, { properties: { industry: 'Technology' } }];
			expect((await call('POST', '/crm/v3/objects/companies/batch/create', { inputs })).status).toBe(400);
			clock.advance(20_000);
			expect(await idsOf({})).toEqual([]);
		});

		it('finds by every operator', async () => {
			const seeds: Array<Record<string, string>> = [
				{ name: 'Small Example', domain: 'small.example.com', numberofemployees: '5', industry: 'BANKING' },
				{ name: 'Large Sample', domain: 'large.example.com', numberofemployees: '500' },
			];
			const [small, large] = seeds.map((properties) => hubspot.seed('companies', properties));
			const expectFound = async (ids: string[], ...filters: unknown[]) =>
				expect(await idsOf(one(...filters))).toEqual(ids);
			await expectFound([small], filter('name', 'EQ', { value: 'small example' }));
			await expectFound([large], filter('name', 'NEQ', { value: 'Small Example' }));
			await expectFound([large], filter('numberofemployees', 'GT', { value: '5' }));
			await expectFound([small], filter('numberofemployees', 'BETWEEN', { value: '4', highValue: '60' }));
			await expectFound([small], filter('industry', 'HAS_PROPERTY'));
			await expectFound([large], filter('industry', 'NOT_HAS_PROPERTY'));
			await expectFound([small], filter('industry', 'IN', { values: ['BANKING'] }));
			await expectFound([large], filter('domain', 'NOT_IN', { values: ['small.example.com'] }));
			await expectFound([large], filter('name', 'CONTAINS_TOKEN', { value: 'sam*' }));
			await expectFound([small, large], filter('createdate', 'LTE', { value: String(clock.now()) }));
			await expectFound(
				[],
				filter('domain', 'EQ', { value: 'small.example.com' }),
				filter('domain', 'EQ', { value: 'large.example.com' }),
			);
			expect(
				await idsOf({
					filterGroups: [
						{ filters: [filter('domain', 'EQ', { value: 'small.example.com' })] },
						{ filters: [filter('domain', 'IN', { values: ['large.example.com'] })] },
					],
					sorts: [{ propertyName: 'numberofemployees', direction: 'DESCENDING' }],
				}),
			).toEqual([large, small]);
		});

		it('matches nothing by IN with capitals in text', async () => {
			const id = hubspot.seed('contacts', { email: 'ada@example.com', lastname: 'Lovelace' });
			expect(await idsOf(one(filter('lastname', 'IN', { values: ['Lovelace'] })), 'contacts')).toEqual([]);
			expect(await idsOf(one(filter('lastname', 'IN', { values: ['lovelace'] })), 'contacts')).toEqual([id]);
			expect(await idsOf(one(filter('email', 'IN', { values: ['ADA@example.com'] })), 'contacts')).toEqual([]);
		});

		it('pages up to 200 a page and 10,000 in all', async () => {
			for (let n = 0; n < 205; n++) hubspot.seed('companies', { name: `N${n}` });
			const first = await search({ limit: 200 });
			expect(first.body).toMatchObject({ total: 205, paging: { next: { after: '200' } } });
			const second = await search({ limit: 200, after: '200' });
			expect([resultsOf(second).length, second.body.paging]).toEqual([5, undefined]);
			expect((await search({ limit: 200, after: '9900' })).status).toBe(400);
			expect((await search({ limit: 201 })).status).toBe(400);
		});

		const group = (size: number) => ({ filters: Array.from({ length: size }, () => filter('name', 'HAS_PROPERTY')) });
		it.each([
			['6 groups', { filterGroups: Array.from({ length: 6 }, () => group(1)) }],
			['7 filters in a group', { filterGroups: [group(7)] }],
			['19 filters in all', { filterGroups: [group(6), group(6), group(6), group(1)] }],
			['two sorts', { sorts: ['name', 'domain'] }],
			['an unknown property', one(filter('nothing', 'HAS_PROPERTY'))],
			['an unknown operator', one(filter('name', 'LIKE', { value: 'x' }))],
			['IN with a value', one(filter('name', 'IN', { value: 'x' }))],
			['EQ without a value', one(filter('name', 'EQ'))],
			['an unknown field', { where: 'x' }],
			['101 values', one(filter('name', 'IN', { values: Array.from({ length: 101 }, (_, n) => `${n}`) }))],
			['3,001 characters', { query: 'x'.repeat(3000) }],
		])('answers 400 to %s', async (_, body) => expect((await search(body)).status).toBe(400));

		it('allows 18 filters', async () => {
			expect((await search({ filterGroups: [group(6), group(6), group(6)] })).status).toBe(200);
		});

		it('has a limit of its own, without headers', async () => {
			expect(await times(6, async () => await search({}))).toEqual([200, 200, 200, 200, 200, 429]);
			const refused = await search({});
			expect(refused.body).toMatchObject({ message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' });
			expect(refused.body).not.toHaveProperty('policyName');
			expect([...refused.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
			expect([hubspot.throttled, hubspot.throttledBy.search, hubspot.callsToday]).toEqual([2, 2, 5]);
			clock.advance(1000);
			expect((await search({})).status).toBe(200);
		});
	});

	describe('limits', () => {
		const read = async () => await call('GET', '/crm/v3/objects/companies');

		it('slides over 10 seconds, per token', async () => {
			hubspot.setLimits({ burst: 3 });
			hubspot.addToken('other');
			expect((await read()).headers.get('x-hubspot-ratelimit-remaining')).toBe('2');
			clock.advance(6000);
			expect(await times(3, read)).toEqual([200, 200, 429]);
			expect((await callerOf(hubspot, 'other')('GET', '/crm/v3/objects/companies')).status).toBe(200);
			const refused = await read();
			expect(refused.body).toMatchObject({
				status: 'error',
				message: 'You have reached your ten_secondly_rolling limit.',
				errorType: 'RATE_LIMIT',
				policyName: 'TEN_SECONDLY_ROLLING',
			});
			expect(Object.fromEntries([...refused.headers].filter(([name]) => name.includes('ratelimit')))).toEqual({
				'x-hubspot-ratelimit-daily': '625000',
				'x-hubspot-ratelimit-daily-remaining': '624996',
				'x-hubspot-ratelimit-interval-milliseconds': '10000',
				'x-hubspot-ratelimit-max': '3',
				'x-hubspot-ratelimit-remaining': '0',
			});
			expect(refused.headers.get('retry-after')).toBeNull();
			clock.advance(4000);
			expect(await times(2, read)).toEqual([200, 429]);
			expect(hubspot.throttledBy).toEqual({ burst: 3, search: 0, daily: 0 });
		});

		it('ends the day at midnight of the account, for every token', async () => {
			hubspot.setLimits({ daily: 2 });
			hubspot.addToken('other');
			expect(await times(3, read)).toEqual([200, 200, 429]);
			expect((await read()).body).toMatchObject({ policyName: 'DAILY', errorType: 'RATE_LIMIT' });
			expect((await callerOf(hubspot, 'other')('GET', '/crm/v3/objects/companies')).status).toBe(429);
			// 2026-03-01T00:00Z is 19:00 of the day before in New York.
			clock.advance(5 * 3_600_000 - 1);
			expect((await read()).status).toBe(429);
			clock.advance(1);
			expect((await read()).status).toBe(200);
		});

		it('shows the account and its use of calls', async () => {
			await read();
			expect(await call('GET', '/account-info/v3/api-usage/daily/private-apps')).toMatchObject({
				status: 200,
				body: { results: [{ usageLimit: 625_000, currentUsage: 2, resetsAt: '2026-03-01T05:00:00.000Z' }] },
			});
			expect((await call('GET', '/account-info/v3/details')).body).toMatchObject({
				portalId: hubspot.portalId,
				timeZone: 'America/New_York',
				utcOffset: '-05:00',
				utcOffsetMilliseconds: -18_000_000,
				companyCurrency: 'USD',
			});
		});

		it('locks companies and migrates when told to, writing nothing', async () => {
			const inputs = [{ id: '1', idProperty: 'key', properties: { name: 'X' } }];
			hubspot.lockCompanies();
			expect((await call('POST', '/crm/v3/objects/companies/batch/upsert', { inputs })).status).toBe(423);
			hubspot.migrate(7);
			const answer = await read();
			expect([answer.status, answer.headers.get('retry-after')]).toEqual([477, '7']);
			expect((await read()).status).toBe(200);
			expect(hubspot.count('companies')).toBe(0);
		});

		it('carries a write out whose answer is lost', async () => {
			hubspot.faults.add({ kind: 'lost', method: 'POST' });
			await expect(call('POST', '/crm/v3/objects/companies', { properties: { name: 'X' } })).rejects.toThrow();
			expect(hubspot.count('companies')).toBe(1);
		});
	});

	describe('properties', () => {
		const path = '/crm/v3/properties/contacts';
		const custom = (name: string, more = {}) => ({
			name,
			label: name,
			groupName: 'contactinformation',
			type: 'string',
			fieldType: 'text',
			...more,
		});

		it('describes the standard ones', async () => {
			const listed = (await call('GET', '/crm/v3/properties/companies')).body.results as Array<Record<string, unknown>>;
			const byName = new Map(listed.map((property) => [property.name, property]));
			expect(byName.get('industry')).toMatchObject({ type: 'enumeration', fieldType: 'select' });
			expect(byName.get('annualrevenue')).toMatchObject({ type: 'number' });
			expect(byName.get('hs_object_id')).toMatchObject({
				modificationMetadata: { readOnlyValue: true },
				hasUniqueValue: false,
			});
			expect(byName.get('hubspot_owner_id')).toMatchObject({ referencedObjectType: 'OWNER', options: [] });
			expect((await call('GET', `${path}/industry`)).body).toMatchObject({ type: 'string' });
			expect((await call('GET', `${path}/email`)).body).toMatchObject({ hasUniqueValue: true });
			expect((await call('GET', `${path}/nothing`)).status).toBe(404);
		});

		it('creates, refuses the same name, changes options', async () => {
			expect((await call('POST', path, custom('fleet', { hasUniqueValue: true }))).status).toBe(201);
			expect((await call('POST', path, custom('fleet'))).status).toBe(409);
			expect((await call('PATCH', `${path}/fleet`, { hasUniqueValue: false })).status).toBe(400);
			const options = (...values: string[]) => values.map((value) => ({ label: value, value, hidden: false }));
			await call(
				'POST',
				path,
				custom('size', { type: 'enumeration', fieldType: 'select', options: options('S', 'M') }),
			);
			expect((await call('PATCH', `${path}/size`, { options: options('S', 'M', 'L') })).body.options).toMatchObject([
				{ value: 'S' },
				{ value: 'M' },
				{ value: 'L' },
			]);
			expect((await call('PATCH', `${path}/size`, { options: options('S', 'S') })).status).toBe(400);
			expect(hubspot.writes.properties).toBe(3);
		});

		it.each([
			['a type that does not exist', custom('a', { type: 'text' })],
			['a field type of another type', custom('a', { fieldType: 'number' })],
			['a group that does not exist', custom('a', { groupName: 'companyinformation' })],
			['a name with capitals and spaces', custom('A b')],
			['a name of HubSpot’s own', custom('hs_a')],
			['a unique enumeration', custom('a', { type: 'enumeration', fieldType: 'select', hasUniqueValue: true })],
			['no label', { ...custom('a'), label: undefined }],
			['an unknown field', custom('a', { unique: true })],
		])('answers 400 to %s', async (_, body) => expect((await call('POST', path, body)).status).toBe(400));

		it('allows ten unique ones', async () => {
			const statuses = [];
			for (let n = 0; n < 11; n++)
				statuses.push((await call('POST', path, custom(`u${n}`, { hasUniqueValue: true }))).status);
			expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 400]);
		});

		it('creates several and groups for them', async () => {
			expect((await call('POST', `${path}/groups`, { name: 'sophia', label: 'Sophia' })).status).toBe(201);
			const body = { inputs: [custom('a', { groupName: 'sophia' }), custom('email')] };
			const answer = await call('POST', `${path}/batch/create`, body);
			expect(answer).toMatchObject({ status: 207, body: { results: [{ name: 'a' }], numErrors: 1 } });
		});
	});

	describe('associations', () => {
		const path = '/crm/v4/associations/contacts/companies';
		const pair = (from: string, to: string, associationTypeId = 279) => ({
			from: { id: from },
			to: { id: to },
			types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
		});
		let contact: string;
		let company: string;
		beforeEach(() => {
			contact = hubspot.seed('contacts', { email: 'ada@example.com' });
			company = hubspot.seed('companies', { name: 'X' });
		});

		it('creates with 201 and names unknown ends in a 207', async () => {
			expect((await call('POST', `${path}/batch/create`, { inputs: [pair(contact, company)] })).status).toBe(201);
			const partial = await call('POST', `${path}/batch/create`, {
				inputs: [pair(contact, company), pair(contact, '999')],
			});
			expect(partial).toMatchObject({
				status: 207,
				body: {
					numErrors: 1,
					results: [{ fromObjectId: contact, toObjectId: company }],
					errors: [{ category: 'OBJECT_NOT_FOUND', context: { fromObjectId: [contact], toObjectId: ['999'] } }],
				},
			});
			expect(hubspot.associations()).toHaveLength(1);
			expect(hubspot.associations('companies', 'contacts')).toEqual([
				{ fromId: company, toId: contact, primary: false, types: [280] },
			]);
		});

		it('has one primary company per contact, from either end', async () => {
			const other = hubspot.seed('companies', { name: 'Y' });
			await call('POST', `${path}/batch/create`, { inputs: [pair(contact, company, 1)] });
			await call('POST', '/crm/v4/associations/companies/contacts/batch/create', { inputs: [pair(other, contact, 2)] });
			expect(hubspot.associations()).toMatchObject([
				{ toId: company, types: [279] },
				{ toId: other, types: [1, 279] },
			]);
			await call('POST', `${path}/batch/create`, { inputs: [pair(contact, other, 279)] });
			expect(hubspot.associations()[1].types).toEqual([1, 279]);
			await call('POST', `${path}/batch/labels/archive`, { inputs: [pair(contact, other, 1)] });
			expect(hubspot.associations()[1].types).toEqual([279]);
		});

		it.each([
			['a type of the other direction', (from: string, to: string) => ({ inputs: [pair(from, to, 280)] })],
			['no from', (from: string, to: string) => ({ inputs: [{ ...pair(from, to), from: undefined }] })],
			['_from', (from: string, to: string) => ({ inputs: [{ ...pair(from, to), _from: { id: from } }] })],
			['no types', (from: string, to: string) => ({ inputs: [{ ...pair(from, to), types: [] }] })],
			['2,001 inputs', (from: string, to: string) => ({ inputs: Array.from({ length: 2001 }, () => pair(from, to)) })],
		])('answers 400 to %s', async (_, body) => {
			expect((await call('POST', `${path}/batch/create`, body(contact, company))).status).toBe(400);
			expect(hubspot.associations()).toEqual([]);
		});

		it('reads with labels and says which records have none', async () => {
			hubspot.seedAssociation(contact, company, true);
			const lonely = hubspot.seed('contacts', { email: 'bob@example.com' });
			const answer = await call('POST', `${path}/batch/read`, { inputs: [{ id: contact }, { id: lonely }] });
			expect(answer).toMatchObject({
				status: 207,
				body: {
					results: [
						{
							from: { id: contact },
							to: [
								{
									toObjectId: company,
									associationTypes: [
										{ typeId: 1, label: 'Primary' },
										{ typeId: 279, label: null },
									],
								},
							],
						},
					],
					errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [lonely] } }],
				},
			});
			hubspot.archive('companies', company);
			expect((await call('GET', `/crm/v4/objects/contacts/${contact}/associations/companies`)).body.results).toEqual(
				[],
			);
		});

		it('associates by default, dissociates, and counts within the burst', async () => {
			hubspot.setLimits({ burst: 2 });
			const inputs = [{ from: { id: contact }, to: { id: company } }];
			expect((await call('POST', `${path}/batch/associate/default`, { inputs })).status).toBe(200);
			const archive = { inputs: [{ from: { id: contact }, to: [{ id: company }, { id: '999' }] }] };
			expect((await call('POST', `${path}/batch/archive`, archive)).status).toBe(204);
			expect(hubspot.associations()).toEqual([]);
			expect((await call('POST', `${path}/batch/associate/default`, { inputs })).status).toBe(429);
			expect(hubspot.associations()).toEqual([]);
			expect(hubspot.writes).toMatchObject({ calls: 2, associations: 3 });
		});
	});

	describe('owners', () => {
		it('pages and finds by e-mail', async () => {
			const ids = ['a', 'b', 'c'].map((name) => hubspot.addOwner({ email: `${name}@example.com` }).id);
			const first = await call('GET', '/crm/v3/owners?limit=2');
			expect(first.body).toMatchObject({
				results: [{ id: ids[0] }, { id: ids[1] }],
				paging: { next: { after: ids[1] } },
			});
			expect(resultsOf(await call('GET', `/crm/v3/owners/?limit=2&after=${ids[1]}`)).map(({ id }) => id)).toEqual([
				ids[2],
			]);
			expect(resultsOf(await call('GET', '/crm/v3/owners?email=B@example.com'))).toMatchObject([{ id: ids[1] }]);
			expect((await call('GET', '/crm/v3/owners?limit=501')).status).toBe(400);
			expect((await call('GET', '/crm/v3/owners/1')).status).toBe(404);
		});
	});
});
