import { HubSpotSimulator } from './hubspot';
import { callerOf, type Answer } from './hubspot/caller';
import { JumpingClock } from './shared/clock';

describe('HubSpot simulator: records', () => {
	const clock = new JumpingClock();
	let hubspot: HubSpotSimulator;
	let call: ReturnType<typeof callerOf>;

	beforeEach(async () => {
		hubspot = await new HubSpotSimulator({ clock }).start();
		call = callerOf(hubspot);
		for (const [object, groupName] of [
			['companies', 'companyinformation'],
			['contacts', 'contactinformation'],
		])
			hubspot.addProperty(object, {
				name: 'key',
				label: 'Key',
				groupName,
				type: 'string',
				fieldType: 'text',
				hasUniqueValue: true,
			});
	});
	afterEach(async () => {
		expect(hubspot.bugs).toEqual([]);
		await hubspot.stop();
	});

	const objects = '/crm/v3/objects';
	const upsert = async (object: string, inputs: unknown[]) =>
		await call('POST', `${objects}/${object}/batch/upsert`, { inputs });
	const company = (id: string, properties: Record<string, unknown>, more = {}) => ({
		id,
		idProperty: 'key',
		properties,
		...more,
	});
	const errorsOf = (answer: Answer) =>
		answer.body.errors as Array<{ category: string; message: string; context: Record<string, string[]> }>;
	const resultsOf = (answer: Answer) =>
		answer.body.results as Array<{ id: string; new: boolean; properties: Record<string, string> }>;
	const problemsOf = (answer: Answer) =>
		(
			JSON.parse((answer.body.message as string).replace('Property values were not valid: ', '')) as Array<{
				error: string;
				name: string;
			}>
		).map(({ error, name }) => [name, error]);

	describe('who may call', () => {
		it('answers 401 without a known token', async () => {
			for (const token of ['', 'wrong'])
				expect(await callerOf(hubspot, token)('GET', `${objects}/companies`)).toMatchObject({
					status: 401,
					body: { category: 'INVALID_AUTHENTICATION' },
				});
			hubspot.revokeToken(hubspot.accessToken);
			expect((await call('GET', `${objects}/companies`)).status).toBe(401);
		});

		it('answers 403 with the scopes that are missing', async () => {
			hubspot.addToken('reader', ['crm.objects.companies.read']);
			const reader = callerOf(hubspot, 'reader');
			expect((await reader('GET', `${objects}/companies`)).status).toBe(200);
			expect(await reader('POST', `${objects}/companies`, { properties: { name: 'X' } })).toMatchObject({
				status: 403,
				body: {
					category: 'MISSING_SCOPES',
					errors: [{ context: { requiredGranularScopes: ['crm.objects.companies.write'] } }],
				},
			});
			expect((await reader('GET', '/crm/v3/properties/companies')).status).toBe(403);
			expect((await reader('GET', '/crm/v3/owners')).status).toBe(403);
			expect(hubspot.count('companies')).toBe(0);
		});

		it('tells what a token may do', async () => {
			hubspot.addToken('reader', ['crm.objects.companies.read']);
			const info = await call('POST', '/oauth/v2/private-apps/get/access-token-info', { tokenKey: 'reader' });
			expect(info).toMatchObject({
				status: 200,
				body: { hubId: hubspot.portalId, scopes: ['crm.objects.companies.read'] },
			});
		});
	});

	describe('batches', () => {
		const good = company('1', { name: 'Good' });
		const bad = company('2', { name: 'Bad', industry: 'Technology' });

		it('upserts with exact codes and the flag new', async () => {
			const first = await upsert('companies', [good]);
			expect(first).toMatchObject({ status: 200, body: { status: 'COMPLETE', results: [{ new: true }] } });
			expect(await upsert('companies', [good])).toMatchObject({ status: 200, body: { results: [{ new: false }] } });
			expect(
				(await call('POST', `${objects}/companies/batch/create`, { inputs: [{ properties: { name: 'X' } }] })).status,
			).toBe(201);
			expect(hubspot.writes).toMatchObject({ calls: 3, records: 3, created: 2, updated: 1, unchanged: 1 });
		});

		it('fails as a whole without trace ids and writes nothing', async () => {
			const answer = await upsert('companies', [good, bad]);
			expect(answer).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
			expect(problemsOf(answer)).toEqual([['industry', 'INVALID_OPTION']]);
			expect(hubspot.records('companies')).toEqual([]);
			expect(hubspot.writes.records).toBe(0);
		});

		it('takes an update back too when a later row fails', async () => {
			const id = hubspot.seed('companies', { key: '1', name: 'Before', domain: 'example.com' });
			await upsert('companies', [company('1', { name: 'After', domain: 'example.org' }), bad]);
			expect(hubspot.record('companies', id)).toMatchObject({
				properties: { name: 'Before', domain: 'example.com' },
				revision: 1,
			});
			const found = await call('POST', `${objects}/companies/search`, {
				filterGroups: [{ filters: [{ propertyName: 'domain', operator: 'EQ', value: 'example.com' }] }],
			});
			expect(found.body.total).toBe(1);
		});

		it('keeps the good rows with a trace id on each', async () => {
			const answer = await upsert('companies', [
				{ ...good, objectWriteTraceId: 'a' },
				{ ...bad, objectWriteTraceId: 'b' },
			]);
			expect(answer).toMatchObject({
				status: 207,
				body: { numErrors: 1, results: [{ objectWriteTraceId: 'a', new: true }] },
			});
			expect(errorsOf(answer)).toMatchObject([
				{ status: 'error', category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['b'] } },
			]);
			expect(hubspot.count('companies')).toBe(1);
		});

		it('treats a batch with a trace id missing as one without', async () => {
			expect((await upsert('companies', [{ ...good, objectWriteTraceId: 'a' }, bad])).status).toBe(400);
			expect(hubspot.count('companies')).toBe(0);
		});

		it('refuses repeated trace ids and repeated ids', async () => {
			const twice = await upsert('companies', [
				company('1', { name: 'A' }, { objectWriteTraceId: 't' }),
				company('2', { name: 'B' }, { objectWriteTraceId: 't' }),
			]);
			expect(twice.status).toBe(400);
			expect(await upsert('companies', [good, company('1', { name: 'Other' })])).toMatchObject({
				status: 400,
				body: { message: 'Duplicate IDs found in batch input: [1]. IDs must be unique', context: { ids: ['1'] } },
			});
			expect(hubspot.count('companies')).toBe(0);
		});

		it('takes at most 100 inputs', async () => {
			const rows = Array.from({ length: 101 }, (_, n) => company(String(n), { name: `N${n}` }));
			expect(await upsert('companies', rows)).toMatchObject({
				status: 400,
				body: {
					message:
						'The maximum number of inputs supported in a batch is 100. Please reduce the number of items and try again',
				},
			});
			expect((await upsert('companies', rows.slice(1))).status).toBe(200);
			expect(hubspot.maxBatch).toBe(100);
			const inputs = hubspot.records('companies').slice(0, 51);
			const read = await call('POST', `${objects}/companies/batch/read`, {
				properties: [],
				propertiesWithHistory: ['name'],
				inputs: inputs.map(({ id }) => ({ id })),
			});
			expect(read.status).toBe(400);
		});

		it('answers in another order than asked', async () => {
			const answer = await upsert(
				'companies',
				Array.from({ length: 20 }, (_, n) => company(String(n), { name: 'N' })),
			);
			const keys = resultsOf(answer).map(({ properties }) => Number(properties.key));
			expect(keys).not.toEqual([...keys].sort((a, b) => a - b));
			expect(new Set(keys).size).toBe(20);
		});

		it.each(['domain', 'name', 'hs_object_id', 'nothing'])('does not upsert by %s', async (idProperty) => {
			expect(await upsert('companies', [{ id: 'example.com', idProperty, properties: { name: 'X' } }])).toMatchObject({
				status: 400,
				body: { message: `Unable to perform update/upsert by non-unique 0-2 property ${idProperty}` },
			});
		});

		it('makes no partial upserts by e-mail', async () => {
			const answer = await upsert('contacts', [
				{ id: 'ada@example.com', idProperty: 'email', objectWriteTraceId: 'a', properties: { firstname: 'Ada' } },
				{ id: 'broken', idProperty: 'email', objectWriteTraceId: 'b', properties: { firstname: 'Bob' } },
			]);
			expect(answer.status).toBe(400);
			expect(hubspot.count('contacts')).toBe(0);
		});

		it('names missing ids in one entry of a 207', async () => {
			const id = hubspot.seed('companies', { name: 'There' });
			const gone = hubspot.seed('companies', { name: 'Gone' });
			hubspot.archive('companies', gone);
			const update = await call('POST', `${objects}/companies/batch/update`, {
				inputs: [id, gone, '999'].map((one) => ({ id: one, properties: { name: 'New' } })),
			});
			expect(update).toMatchObject({ status: 207, body: { numErrors: 1, results: [{ id }] } });
			expect(errorsOf(update)).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: [gone, '999'] } }]);
			const read = await call('POST', `${objects}/companies/batch/read`, {
				properties: ['name'],
				inputs: [{ id }, { id: '999' }],
			});
			expect(read).toMatchObject({ status: 207, body: { results: [{ properties: { name: 'New' } }] } });
			expect(errorsOf(read)).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] } }]);
		});

		it('says 200 for a partly failed batch of the 2026-09 version', async () => {
			const answer = await call('POST', '/crm/objects/2026-09/companies/batch/upsert', {
				inputs: [
					{ ...good, objectWriteTraceId: 'a' },
					{ ...bad, objectWriteTraceId: 'b' },
				],
			});
			expect(answer).toMatchObject({ status: 200, body: { numErrors: 1 } });
		});

		it('archives whatever is there', async () => {
			const id = hubspot.seed('companies', { name: 'X' });
			expect(
				(await call('POST', `${objects}/companies/batch/archive`, { inputs: [{ id }, { id: '999' }] })).status,
			).toBe(204);
			expect(hubspot.record('companies', id)?.archived).toBe(true);
			expect(hubspot.writes).toMatchObject({ calls: 1, archived: 1 });
		});

		it.each([
			['not JSON', '{"inputs": ['],
			['an array', '[]'],
			['no inputs', {}],
			['empty inputs', { inputs: [] }],
			['an unknown field', { inputs: [], extra: 1 }],
			[
				'an unknown field in an input',
				{ inputs: [{ id: '1', idProperty: 'key', properties: { name: 'X' }, associations: [] }] },
			],
			['no properties', { inputs: [{ id: '1', idProperty: 'key' }] }],
			['a null value', { inputs: [{ id: '1', idProperty: 'key', properties: { name: null } }] }],
			['an object as value', { inputs: [{ id: '1', idProperty: 'key', properties: { name: {} } }] }],
			['an empty id', { inputs: [{ id: ' ', idProperty: 'key', properties: { name: 'X' } }] }],
			['a property __proto__', '{"inputs":[{"id":"1","idProperty":"key","properties":{"__proto__":"x","name":"X"}}]}'],
		])('answers 400 to %s', async (_, body) => {
			expect((await call('POST', `${objects}/companies/batch/upsert`, body)).status).toBe(400);
			expect(hubspot.records('companies')).toEqual([]);
		});
	});

	describe('identity', () => {
		it('has one live contact per e-mail address, whatever its case', async () => {
			const id = hubspot.seed('contacts', { email: 'ada@example.com' });
			expect(await call('POST', `${objects}/contacts`, { properties: { email: 'ADA@example.com' } })).toMatchObject({
				status: 409,
				body: { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${id}` },
			});
			const batch = await call('POST', `${objects}/contacts/batch/create`, {
				inputs: [
					{ objectWriteTraceId: 'a', properties: { email: 'Ada@Example.com' } },
					{ objectWriteTraceId: 'b', properties: { email: 'new@example.com' } },
					{ objectWriteTraceId: 'c', properties: { email: 'New@example.com' } },
				],
			});
			expect(batch.status).toBe(207);
			expect(errorsOf(batch)).toMatchObject([
				{ category: 'CONFLICT', context: { existingId: [id], objectWriteTraceId: ['a'] } },
				{ category: 'CONFLICT', context: { objectWriteTraceId: ['c'] } },
			]);
			hubspot.archive('contacts', id);
			expect((await call('POST', `${objects}/contacts`, { properties: { email: 'ada@example.com' } })).status).toBe(
				201,
			);
			expect(hubspot.duplicates('contacts', 'email').size).toBe(0);
		});

		it('keeps unique properties unique and frees a value that was given up', async () => {
			await upsert('companies', [company('1', { name: 'A' }), company('2', { name: 'B' })]);
			const [first, second] = hubspot.records('companies');
			const taken = await call('PATCH', `${objects}/companies/${second.id}`, { properties: { key: '1' } });
			expect([taken.status, problemsOf(taken)]).toEqual([400, [['key', 'CONFLICTING_UNIQUE_VALUE']]]);
			await call('PATCH', `${objects}/companies/${first.id}`, { properties: { key: '' } });
			expect((await call('PATCH', `${objects}/companies/${second.id}`, { properties: { key: '1' } })).status).toBe(200);
		});

		it('follows a merged contact by its old id and its old address', async () => {
			const winner = hubspot.seed('contacts', { email: 'ada@example.com' });
			const loser = hubspot.seed('contacts', { email: 'countess@example.com', phone: '1' });
			const owned = hubspot.seed('companies', { name: 'X' });
			hubspot.seedAssociation(loser, owned);
			hubspot.mergeContacts(winner, loser);
			for (const path of [loser, 'countess@example.com?idProperty=email'])
				expect((await call('GET', `${objects}/contacts/${path}`)).body.id).toBe(winner);
			expect(hubspot.associations()).toEqual([{ fromId: winner, toId: owned, primary: false, types: [279] }]);
			expect(hubspot.records('contacts')).toHaveLength(1);
		});

		it('needs something to call a new record by', async () => {
			expect((await call('POST', `${objects}/companies`, { properties: { city: 'Paris' } })).status).toBe(400);
			expect((await call('POST', `${objects}/contacts`, { properties: { phone: '1' } })).status).toBe(400);
			expect((await call('POST', `${objects}/contacts`, { properties: { lastname: 'L' } })).status).toBe(201);
		});
	});

	describe('values', () => {
		const patch = async (object: string, sent: Record<string, unknown>, before: Record<string, string> = {}) => {
			const id = hubspot.seed(object, { ...(object === 'companies' ? { name: 'X' } : { lastname: 'X' }), ...before });
			const answer = await call('PATCH', `${objects}/${object}/${id}`, { properties: sent });
			return { answer, stored: hubspot.record(object, id)!.properties };
		};

		it.each([
			['companies', 'nothing', 'x', 'PROPERTY_DOESNT_EXIST'],
			['companies', 'industry', 'Computer Software', 'INVALID_OPTION'],
			['companies', 'industry', 'computer_software', 'INVALID_OPTION'],
			['companies', 'numberofemployees', '12.5', 'INVALID_INTEGER'],
			['companies', 'numberofemployees', 'many', 'INVALID_INTEGER'],
			['companies', 'annualrevenue', '1,000', 'INVALID_NUMBER'],
			['companies', 'annualrevenue', 'NaN', 'INVALID_NUMBER'],
			['companies', 'is_public', 'yes', 'INVALID_OPTION'],
			['companies', 'closedate', '01/02/2026', 'INVALID_DATE'],
			['companies', 'hs_object_id', '1', 'READ_ONLY_VALUE'],
			['companies', 'createdate', '2026-01-01', 'READ_ONLY_VALUE'],
			['companies', 'hubspot_owner_id', '1', 'INVALID_OWNER_ID'],
			['companies', 'description', 'x'.repeat(65_537), 'INVALID_STRING'],
			['contacts', 'email', 'b.levy@expressl&t.net', 'INVALID_EMAIL'],
			['contacts', 'email', 'a@b', 'INVALID_EMAIL'],
			['contacts', 'email', 'a b@example.com', 'INVALID_EMAIL'],
			['contacts', 'email', 'a..b@example.com', 'INVALID_EMAIL'],
			['contacts', 'numemployees', '12', 'INVALID_OPTION'],
			['contacts', 'hs_buying_role', 'CHAMPION;KING', 'INVALID_OPTION'],
		])('%s.%s refuses %.30s (%s)', async (object, name, value, code) => {
			const { answer, stored } = await patch(object, { [name]: value });
			expect([answer.status, problemsOf(answer)]).toEqual([400, [[name, code]]]);
			expect(Object.keys(stored)).toHaveLength(1);
		});

		it('reports every bad value at once', async () => {
			const { answer } = await patch('companies', { industry: 'X', annualrevenue: 'X', city: 'Paris' });
			expect(problemsOf(answer)).toEqual([
				['industry', 'INVALID_OPTION'],
				['annualrevenue', 'INVALID_NUMBER'],
			]);
		});

		it.each([
			['companies', 'industry', 'COMPUTER_SOFTWARE', 'COMPUTER_SOFTWARE'],
			['companies', 'annualrevenue', 1.5e9, '1500000000'],
			['companies', 'is_public', true, 'true'],
			['companies', 'domain', 'HTTPS://www.Example.com:443/a?b', 'example.com'],
			['companies', 'closedate', '2026-02-03T04:05:06+01:00', '2026-02-03T03:05:06.000Z'],
			['companies', 'closedate', '0', '1970-01-01T00:00:00.000Z'],
			['companies', 'phone', 'call me', 'call me'],
			['companies', 'description', 'x'.repeat(65_536), 'x'.repeat(65_536)],
			['contacts', 'email', ' Ada@Example.COM ', 'ada@example.com'],
			['contacts', 'annualrevenue', 'a lot', 'a lot'],
			['contacts', 'hs_buying_role', 'CHAMPION;END_USER', 'CHAMPION;END_USER'],
		])('%s.%s stores %.20s', async (object, name, value, expected) => {
			const { answer, stored } = await patch(object, { [name]: value });
			expect([answer.status, stored[name]]).toEqual([200, expected]);
		});

		it('takes date-only values at midnight UTC only', async () => {
			hubspot.addProperty('contacts', {
				name: 'day',
				label: 'D',
				groupName: 'contactinformation',
				type: 'date',
				fieldType: 'date',
			});
			for (const value of ['2026-02-28', '1772236800000', '2026-02-28T00:00:00Z'])
				expect((await patch('contacts', { day: value })).stored.day).toBe('2026-02-28');
			for (const value of ['1772236800001', '2026-02-28T01:00:00Z', '2026-02-30', '28.2.2026'])
				expect(problemsOf((await patch('contacts', { day: value })).answer)).toEqual([['day', 'INVALID_DATE']]);
		});

		it('clears with an empty string and adds to a multiple choice with a leading semicolon', async () => {
			expect(
				(await patch('companies', { city: '', industry: '' }, { city: 'Paris', industry: 'BANKING' })).stored,
			).toEqual({ name: 'X' });
			expect(
				(await patch('contacts', { hs_buying_role: ';BLOCKER' }, { hs_buying_role: 'CHAMPION' })).stored.hs_buying_role,
			).toBe('CHAMPION;BLOCKER');
		});

		it('moves the lifecycle stage forward only, without a word', async () => {
			const back = await patch('contacts', { lifecyclestage: 'lead' }, { lifecyclestage: 'customer' });
			expect([back.answer.status, back.stored.lifecyclestage]).toEqual([200, 'customer']);
			expect(
				(await patch('contacts', { lifecyclestage: 'customer' }, { lifecyclestage: 'lead' })).stored.lifecyclestage,
			).toBe('customer');
			expect(
				(await patch('contacts', { lifecyclestage: '' }, { lifecyclestage: 'lead' })).stored.lifecyclestage,
			).toBeUndefined();
		});

		it('gives records to owners that exist', async () => {
			const { id } = hubspot.addOwner({ email: 'owner@example.com' });
			const gone = hubspot.addOwner({ email: 'gone@example.com', archived: true });
			expect((await patch('contacts', { hubspot_owner_id: id })).stored.hubspot_owner_id).toBe(id);
			expect((await patch('contacts', { hubspot_owner_id: gone.id })).answer.status).toBe(400);
		});
	});

	describe('single records', () => {
		it('creates, reads, changes and archives with exact codes', async () => {
			const created = await call('POST', `${objects}/companies`, { properties: { name: 'X' } });
			expect(created.status).toBe(201);
			const path = `${objects}/companies/${String(created.body.id)}`;
			expect((await call('GET', `${path}?properties=name,city,unknown`)).body.properties).toEqual({
				name: 'X',
				city: null,
				hs_object_id: created.body.id,
				createdate: created.body.createdAt,
				hs_lastmodifieddate: created.body.updatedAt,
			});
			expect((await call('PATCH', path, { properties: { city: 'Paris' } })).status).toBe(200);
			expect((await call('DELETE', path)).status).toBe(204);
			expect((await call('GET', path)).status).toBe(404);
			expect((await call('GET', `${path}?archived=true`)).body.archived).toBe(true);
			expect((await call('PATCH', path, { properties: { city: 'Rome' } })).status).toBe(404);
		});

		it('lists page by page', async () => {
			const ids = Array.from({ length: 5 }, (_, n) => hubspot.seed('companies', { name: `N${n}` }));
			hubspot.archive('companies', ids[1]);
			const seen: string[] = [];
			let after = '';
			for (;;) {
				const page = await call('GET', `${objects}/companies?limit=2${after}`);
				seen.push(...resultsOf(page).map(({ id }) => id));
				const paging = page.body.paging as { next: { after: string } } | undefined;
				if (paging === undefined) break;
				after = `&after=${paging.next.after}`;
			}
			expect(seen).toEqual(ids.filter((id) => id !== ids[1]));
			expect((await call('GET', `${objects}/companies?limit=101`)).status).toBe(400);
			expect((await call('GET', `${objects}/nothing`)).status).toBe(400);
			expect((await call('GET', '/crm/v3/nothing')).status).toBe(404);
		});

		it('associates a new record in the same call, or makes neither', async () => {
			const owned = hubspot.seed('companies', { name: 'X' });
			const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
			const input = (to: string) => ({ properties: { lastname: 'L' }, associations: [{ to: { id: to }, types }] });
			expect((await call('POST', `${objects}/contacts`, input(owned))).status).toBe(201);
			expect(hubspot.associations()).toMatchObject([{ toId: owned, primary: true }]);
			expect((await call('POST', `${objects}/contacts`, input('999'))).status).toBe(400);
			expect(hubspot.count('contacts')).toBe(1);
		});
	});
});
