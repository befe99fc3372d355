import { Intercom, IntercomClient, IntercomError } from 'intercom-client';
import { IntercomSimulator } from './intercom';
import { JumpingClock } from './shared/clock';

/** The vendor's own client against the simulator: every code and shape must suit it. */
describe('the real Intercom client', () => {
	let clock: JumpingClock;
	let simulator: IntercomSimulator;
	let client: IntercomClient;

	beforeEach(async () => {
		clock = new JumpingClock();
		simulator = await new IntercomSimulator({ clock, searchLagMs: 0 }).start();
		client = new IntercomClient({
			token: simulator.accessToken,
			baseUrl: simulator.url,
			headers: { 'Intercom-Version': '2.16' },
			maxRetries: 0,
		});
	});
	afterEach(async () => {
		expect(simulator.bugs).toEqual([]);
		await simulator.stop();
	});

	it('identifies the workspace', async () => {
		expect(await client.admins.identify()).toMatchObject({ app: { id_code: simulator.appId, region: 'US' } });
	});

	it('defines attributes and lists them', async () => {
		const created = await client.dataAttributes.create({
			name: 'salesforce_id',
			model: 'company',
			data_type: 'string',
		} as Intercom.CreateDataAttributeRequest);
		expect(created).toMatchObject({ custom: true, full_name: 'custom_attributes.salesforce_id' });
		const listed = await client.dataAttributes.list({ model: 'company' });
		expect(listed.data?.some(({ name }) => name === 'salesforce_id')).toBe(true);
		const body = { description: 'The id in Salesforce' };
		expect(await client.dataAttributes.update({ data_attribute_id: created.id!, body })).toMatchObject(body);
	});

	it('upserts, finds, updates and deletes companies', async () => {
		const created = await client.companies.createOrUpdate({ company_id: '001A', name: 'Example', plan: 'Pro' });
		expect(created).toMatchObject({ plan: { name: 'Pro' } });
		expect(await client.companies.createOrUpdate({ company_id: '001A', name: 'Other' })).toMatchObject({
			id: created.id,
		});
		expect(await client.companies.find({ company_id: created.id })).toMatchObject({ company_id: '001A' });
		expect(await client.companies.retrieve({ company_id: '001A' })).toMatchObject({ id: created.id });
		await client.companies.update({ company_id: created.id, body: { name: 'Third' } });
		expect(simulator.company(created.id)).toMatchObject({ name: 'Third', visible: false });
		expect(await client.companies.delete({ company_id: created.id })).toEqual({
			id: created.id,
			object: 'company',
			deleted: true,
		});
	});

	it('creates, finds, updates, archives and deletes contacts', async () => {
		const created = await client.contacts.create({ external_id: '003A', name: 'Ada' });
		const contact_id = created.id!;
		await client.contacts.update({ contact_id, email: 'ada@example.com' });
		expect(await client.contacts.showContactByExternalId({ external_id: '003A' })).toMatchObject({
			id: contact_id,
			email: 'ada@example.com',
		});
		expect(await client.contacts.archive({ contact_id })).toMatchObject({ archived: true });
		expect(await client.contacts.unarchive({ contact_id })).toMatchObject({ archived: false });
		expect(await client.contacts.find({ contact_id })).toMatchObject({ name: 'Ada' });
		expect(await client.contacts.delete({ contact_id })).toMatchObject({ deleted: true });
	});

	it('searches through all pages', async () => {
		for (let i = 0; i < 120; i++) simulator.seedContact({ email: `${i}@example.com` });
		const query = { field: 'email', operator: '~', value: 'example.com' } as const;
		const ids = new Set<string>();
		for await (const { id } of await client.contacts.search({ query, pagination: { per_page: 50 } })) ids.add(id);
		expect(ids.size).toBe(120);
		expect(simulator.searches).toBe(3);
	});

	it('attaches and detaches; attached companies come as `data`, where the client does not look', async () => {
		const contact_id = simulator.seedContact({ email: 'ada@example.com' });
		const id = simulator.seedCompany({ company_id: '001A' });
		expect(await client.companies.attachContact({ contact_id, id })).toMatchObject({ id, user_count: 1 });
		const attached = await client.contacts.listAttachedCompanies({ contact_id });
		expect(attached.response).toMatchObject({ data: [{ id }], total_count: 1 });
		expect(attached.data).toEqual([]);
		expect((await client.companies.listAttachedContacts({ company_id: id })).data).toMatchObject([{ id: contact_id }]);
		const listed = await client.companies.list();
		expect(listed.data).toMatchObject([{ id }]);
		expect(await client.companies.detachContact({ contact_id, company_id: id })).toMatchObject({ user_count: 0 });
	});

	it('scrolls until the page that is empty', async () => {
		const contact = simulator.seedContact({ email: 'ada@example.com' });
		for (let i = 0; i < 150; i++) simulator.attach(contact, simulator.seedCompany({ company_id: String(i) }));
		const page = await client.companies.scroll();
		const sizes = [page.data.length];
		while (page.data.length > 0) sizes.push((await page.getNextPage()).data.length);
		expect(sizes).toEqual([100, 50, 0]);
		expect((await client.companies.scroll()).data).toHaveLength(100);
	});

	it('merges a lead into a user', async () => {
		const [from, into] = ['lead', 'user'].map((role) => simulator.seedContact({ role, email: 'ada@example.com' }));
		expect(await client.contacts.mergeLeadInUser({ from, into })).toMatchObject({ id: into });
		await expect(client.contacts.find({ contact_id: from })).rejects.toMatchObject({ statusCode: 410 });
	});

	it('throws with the status and the body', async () => {
		const id = simulator.seedContact({ email: 'ada@example.com' });
		const refused = client.contacts.create({ email: 'ada@example.com' });
		await expect(refused).rejects.toBeInstanceOf(IntercomError);
		await expect(refused).rejects.toMatchObject({
			statusCode: 409,
			body: {
				type: 'error.list',
				errors: [{ code: 'conflict', message: expect.stringContaining(`id=${id}`) as string }],
			},
		});
		await expect(client.companies.find({ company_id: '1' })).rejects.toBeInstanceOf(Intercom.NotFoundError);
		await expect(
			client.companies.createOrUpdate({ company_id: '1', custom_attributes: { unknown: 1 } }),
		).rejects.toBeInstanceOf(Intercom.BadRequestError);
		simulator.revokeToken(simulator.accessToken);
		await expect(client.admins.identify()).rejects.toMatchObject({ statusCode: 401 });
	});

	it('reads the limits from the headers', async () => {
		const { rawResponse } = await client.admins.identify().withRawResponse();
		expect(rawResponse.headers.get('x-ratelimit-limit')).toBe('1667');
		simulator.setLimits({ appPerMinute: 6 });
		await expect(client.admins.identify()).rejects.toMatchObject({ statusCode: 429 });
		expect(simulator.throttled).toBe(1);
	});
});
