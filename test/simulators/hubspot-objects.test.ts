import { HubSpotSimulator } from './hubspot';
import { callerOf, type Answer } from './hubspot/caller';
import { JumpingClock } from './shared/clock';

describe('HubSpot simulator: any object', () => {
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

	type Row = { id: string; properties: Record<string, string | null>; archivedAt?: string };
	const rowsOf = (answer: Answer) => answer.body.results as Row[];
	const nextOf = (answer: Answer) => (answer.body.paging as { next: { after: string } } | undefined)?.next.after;
	const deal = (properties = {}) => ({ dealname: 'D', dealstage: 'closedwon', ...properties });

	const SCHEMA = {
		name: 'Ship',
		labels: { singular: 'Ship', plural: 'Ships' },
		primaryDisplayProperty: 'ship_name',
		requiredProperties: ['ship_name'],
		properties: [{ name: 'ship_name', label: 'Name', type: 'string', fieldType: 'text' }],
		associatedObjects: ['CONTACT'],
	};

	describe('lists', () => {
		it('give the clock of the portal with every answer', async () => {
			clock.advance(3_700);
			expect((await call('GET', '/crm/v3/objects/deals')).headers.get('date')).toBe('Sun, 01 Mar 2026 00:00:03 GMT');
		});

		it('take at most a hundred, page by page, live or archived, and no endless address', async () => {
			const ids = Array.from({ length: 130 }, () => hubspot.seed('deals', deal()));
			hubspot.archive('deals', ids[5]);
			expect((await call('GET', '/crm/v3/objects/deals?limit=101')).status).toBe(400);
			const first = await call('GET', '/crm/v3/objects/deals?limit=100&properties=dealname');
			const second = await call('GET', `/crm/v3/objects/deals?limit=100&after=${nextOf(first)}`);
			expect([...rowsOf(first), ...rowsOf(second)].map(({ id }) => id)).toEqual(ids.filter((id) => id !== ids[5]));
			expect(nextOf(second)).toBeUndefined();
			const archived = await call('GET', '/crm/v3/objects/deals?archived=true');
			expect(rowsOf(archived)).toMatchObject([{ id: ids[5], archivedAt: '2026-03-01T00:00:00.000Z' }]);
			expect((await call('GET', `/crm/v3/objects/deals?properties=${'x'.repeat(8_000)}`)).status).toBe(414);
		});

		it('forget what was archived more than 90 days ago', async () => {
			const id = hubspot.seed('deals', deal());
			hubspot.archive('deals', id);
			const read = async () =>
				await call('POST', '/crm/v3/objects/deals/batch/read?archived=true', { inputs: [{ id }] });
			clock.advance(90 * 86_400_000 - 1);
			expect(rowsOf(await call('GET', '/crm/v3/objects/deals?archived=true'))).toHaveLength(1);
			expect((await read()).status).toBe(200);
			clock.advance(1);
			expect(rowsOf(await call('GET', '/crm/v3/objects/deals?archived=true'))).toEqual([]);
			expect((await read()).status).toBe(207);
		});

		it('show associations when asked', async () => {
			const contact = hubspot.seed('contacts', { lastname: 'L' });
			const company = hubspot.seed('companies', { name: 'C' });
			hubspot.associate('contacts', contact, 'companies', company, true);
			const [row] = rowsOf(await call('GET', '/crm/v3/objects/contacts?associations=companies'));
			expect(row).toMatchObject({
				associations: {
					companies: {
						results: [
							{ id: company, type: 'contact_to_company' },
							{ id: company, type: 'contact_to_company_unlabeled' },
						],
					},
				},
			});
		});
	});

	describe('search', () => {
		const search = async (value: string, object = 'deals') =>
			rowsOf(
				await call('POST', `/crm/v3/objects/${object}/search`, {
					filterGroups: [{ filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value }] }],
					properties: ['dealname', 'hs_lastmodifieddate'],
				}),
			);

		it('shows a record as it was when it was indexed, its stamp too', async () => {
			const id = hubspot.seed('deals', deal());
			const start = String(clock.now());
			clock.advance(5_000);
			await call('PATCH', `/crm/v3/objects/deals/${id}`, { properties: { dealname: 'New' } });
			clock.advance(2_000);
			expect(await search(start)).toMatchObject([
				{ properties: { dealname: 'D', hs_lastmodifieddate: '2026-03-01T00:00:00.000Z' } },
			]);
			expect(await search(String(Number(start) + 1))).toEqual([]);
			clock.advance(10_000);
			expect(await search(String(Number(start) + 1))).toMatchObject([
				{ properties: { dealname: 'New', hs_lastmodifieddate: '2026-03-01T00:00:05.000Z' } },
			]);
		});

		it('sorts by one property, numbers and moments by size', async () => {
			const ids = ['9', '10', '-1.5'].map((amount) => hubspot.seed('deals', deal({ amount })));
			const blank = hubspot.seed('deals', deal());
			const sorted = async (sort: string) =>
				rowsOf(await call('POST', '/crm/v3/objects/deals/search', { sorts: [sort] })).map(({ id }) => id);
			expect(await sorted('amount')).toEqual([ids[2], ids[0], ids[1], blank]);
			expect(await sorted('-amount')).toEqual([ids[1], ids[0], ids[2], blank]);
			expect(await sorted('hs_object_id')).toEqual([...ids, blank]);
		});
	});

	describe('merging', () => {
		it('leads from the id that is gone to the one that is left, through every merge', async () => {
			const [a, b, c] = ['a', 'b', 'c'].map((dealname) => hubspot.seed('deals', deal({ dealname })));
			const body = { primaryObjectId: b, objectIdToMerge: a };
			expect((await call('POST', '/crm/v3/objects/deals/merge', body)).status).toBe(200);
			const left = hubspot.merge('deals', c, b, { intoNew: true });
			expect([a, b, c]).not.toContain(left);
			const read = await call('POST', '/crm/v3/objects/deals/batch/read', {
				inputs: [{ id: a }, { id: c }],
				properties: ['dealname', 'hs_merged_object_ids'],
			});
			expect(rowsOf(read)).toMatchObject([
				{ id: left, properties: { dealname: 'c', hs_merged_object_ids: `${a};${c};${b}` } },
			]);
			expect(hubspot.count('deals')).toBe(1);
			expect(rowsOf(await call('GET', '/crm/v3/objects/deals?archived=true'))).toEqual([]);
			const again = { primaryObjectId: left, objectIdToMerge: c };
			expect((await call('POST', '/crm/v3/objects/deals/merge', again)).status).toBe(400);
		});
	});

	describe('required properties', () => {
		it('are asked for on creation, and stay', async () => {
			const create = await call('POST', '/crm/v3/objects/tickets', { properties: { subject: 'Help' } });
			expect(create.status).toBe(400);
			expect(create.body).toMatchObject({
				message: 'Error creating TICKET. Some required properties were not set.',
				context: { properties: ['[hs_pipeline_stage]'] },
			});
			const id = hubspot.seed('deals', deal());
			expect((await call('PATCH', `/crm/v3/objects/deals/${id}`, { properties: { dealname: '' } })).status).toBe(400);
			expect(hubspot.record('deals', id)?.properties.dealname).toBe('D');
		});
	});

	describe('custom objects', () => {
		it('are defined, named three ways, and guarded by scopes of their own', async () => {
			const defined = await call('POST', '/crm/v3/schemas', SCHEMA);
			expect(defined.status).toBe(201);
			const { objectTypeId, fullyQualifiedName } = defined.body as Record<string, string>;
			expect(fullyQualifiedName).toBe('p20123456_ship');
			expect((await call('POST', '/crm/v3/schemas', SCHEMA)).status).toBe(409);
			for (const name of [objectTypeId, fullyQualifiedName, 'p_ship']) {
				const made = await call('POST', `/crm/v3/objects/${name}`, { properties: { ship_name: name } });
				expect(made.status).toBe(201);
			}
			expect((await call('GET', '/crm/v3/objects/ship')).status).toBe(400);
			const rows = rowsOf(await call('GET', `/crm/v3/objects/${objectTypeId}`));
			expect(rows).toHaveLength(3);
			expect(Object.keys(rows[0].properties).sort()).toEqual(['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']);
			hubspot.addToken('pat-narrow', ['crm.objects.contacts.read']);
			const narrow = callerOf(hubspot, 'pat-narrow');
			for (const path of ['/crm/v3/schemas', `/crm/v3/objects/${objectTypeId}`]) {
				expect((await narrow('GET', path)).status).toBe(403);
			}
		});

		it.each([
			['a required property that is not defined', { requiredProperties: ['nosuch'] }],
			['a name with blanks', { name: 'My ship' }],
			['an association with nothing', { associatedObjects: ['nosuch'] }],
			['no properties', { properties: undefined }],
		])('cannot have %s', async (_, change) => {
			expect((await call('POST', '/crm/v3/schemas', { ...SCHEMA, ...change })).status).toBe(400);
		});

		it('are associated by types of the account’s own, with labels', async () => {
			hubspot.addCustomObject({
				name: 'ship',
				labels: SCHEMA.labels,
				associatedObjects: ['contacts'],
				objectTypeId: '2-7',
			});
			const ship = hubspot.seed('2-7', { name: 'Aurora' });
			const contact = hubspot.seed('contacts', { lastname: 'L' });
			const [captain, commands] = hubspot.addAssociationLabel('2-7', 'contacts', 'Captain', 'Commands');
			const labels = await call('GET', '/crm/v4/associations/2-7/contacts/labels');
			const types = labels.body.results as Array<{ category: string; typeId: number; label: string | null }>;
			expect(types.map(({ category, label }) => [category, label])).toEqual([
				['USER_DEFINED', 'Captain'],
				['USER_DEFINED', null],
			]);
			const associate = async (associationCategory: string, associationTypeId: number) =>
				await call('POST', '/crm/v4/associations/2-7/contacts/batch/create', {
					inputs: [{ from: { id: ship }, to: { id: contact }, types: [{ associationCategory, associationTypeId }] }],
				});
			expect((await associate('HUBSPOT_DEFINED', captain)).status).toBe(400);
			expect(await associate('USER_DEFINED', captain)).toMatchObject({
				status: 201,
				body: { results: [{ labels: ['Captain'] }] },
			});
			const back = await call('POST', '/crm/v4/associations/contacts/2-7/batch/read', { inputs: [{ id: contact }] });
			expect(back.body.results).toMatchObject([
				{
					from: { id: contact },
					to: [{ toObjectId: ship, associationTypes: [{ typeId: commands, label: 'Commands' }, { label: null }] }],
				},
			]);
			expect((await call('GET', '/crm/v4/associations/2-7/companies/labels')).status).toBe(400);
		});
	});

	describe('a contact’s primary company', () => {
		const contactNow = async (id: string) => {
			const names = 'associatedcompanyid,lastmodifieddate';
			const { body } = await call('GET', `/crm/v3/objects/contacts/${id}?properties=${names}`);
			const { associatedcompanyid, lastmodifieddate } = (body as unknown as Row).properties;
			return [associatedcompanyid, Date.parse(lastmodifieddate ?? '')];
		};

		it('is named in the contact, whose stamp moves with it', async () => {
			const [a, b] = ['A', 'B'].map((name) => hubspot.seed('companies', { name }));
			const id = hubspot.seed('contacts', { lastname: 'L' });
			const start = clock.now();
			clock.advance(1_000);
			hubspot.associate('contacts', id, 'companies', a);
			expect(await contactNow(id)).toEqual([null, start]);
			hubspot.associate('contacts', id, 'companies', a, true);
			expect(await contactNow(id)).toEqual([a, start + 1_000]);
			clock.advance(1_000);
			hubspot.associate('contacts', id, 'companies', a, true);
			expect(await contactNow(id)).toEqual([a, start + 1_000]);
			hubspot.associate('contacts', id, 'companies', b, true);
			expect(await contactNow(id)).toEqual([b, start + 2_000]);
			clock.advance(1_000);
			hubspot.archive('companies', b);
			expect(await contactNow(id)).toEqual([null, start + 3_000]);
			clock.advance(1_000);
			hubspot.restore('companies', b);
			expect(await contactNow(id)).toEqual([b, start + 4_000]);
			clock.advance(1_000);
			hubspot.merge('companies', a, b);
			expect(await contactNow(id)).toEqual([a, start + 5_000]);
			hubspot.dissociate('contacts', id, 'companies', a);
			expect((await contactNow(id))[0]).toBeNull();
			expect(hubspot.record('contacts', id)?.revision).toBe(1);
		});
	});
});
