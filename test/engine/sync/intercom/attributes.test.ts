import { World, type RunWith } from './world';

describe('custom attributes', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const typesOf = (model: 'company' | 'contact') =>
		Object.fromEntries(world.intercom.attributes(model).map(({ name, data_type }) => [name, data_type]));

	it('are created where missing, each in the type of its Salesforce field, and never again', async () => {
		world.salesforce.create('Account', { Name: 'Example' });
		await world.next();
		expect(typesOf('company')).toMatchObject({
			annual_revenue: 'float',
			billing_city: 'string',
			description: 'string',
		});
		expect(typesOf('contact')).toMatchObject({ job_title: 'string', department: 'string' });
		expect(world.writes.attributes).toBe(
			Object.keys(typesOf('company')).length + Object.keys(typesOf('contact')).length,
		);
		await world.next();
		expect(world.writes.attributes).toBe(0);
	});

	it("of a mapping of one's own take whole numbers, dates, times and yes or no as such", async () => {
		world.salesforce.addField('Account', { name: 'Active__c', label: 'Active', type: 'boolean' } as Parameters<
			typeof world.salesforce.addField
		>[1]);
		const fieldMaps = {
			Account: {
				fields: [
					{ to: 'name', from: 'Name' },
					{ to: 'custom_attributes.employees', from: 'NumberOfEmployees' },
					{ to: 'custom_attributes.made_at', from: 'CreatedDate' },
					{ to: 'custom_attributes.active', from: 'Active__c' },
					{ to: 'custom_attributes.origin', constant: 'Salesforce' },
				],
			},
		};
		const id = world.salesforce.create('Account', { Name: 'Example', NumberOfEmployees: 7, Active__c: false });
		await world.next({ choices: { objects: ['Account'], fieldMaps } });
		// Intercom lists a moment as a date.
		expect(typesOf('company')).toEqual({ employees: 'integer', made_at: 'date', active: 'boolean', origin: 'string' });
		const made = Math.floor(Date.parse(String(world.salesforce.row('Account', id).CreatedDate)) / 1000);
		expect(world.companies.get(id)?.custom_attributes).toEqual({
			employees: 7,
			made_at: made,
			active: false,
			origin: 'Salesforce',
		});
	});

	it('that exist already are used as they are', async () => {
		world.intercom.seedAttribute('company', 'annual_revenue', 'integer');
		const id = world.salesforce.create('Account', { Name: 'Example', AnnualRevenue: 12_000 });
		await world.next();
		expect(world.companies.get(id)?.custom_attributes.annual_revenue).toBe(12_000);
		expect(typesOf('company').annual_revenue).toBe('integer');
	});

	it('that are archived stop the run before anything is written, saying which', async () => {
		world.intercom.seedAttribute('company', 'annual_revenue', 'float');
		world.intercom.archiveAttribute('company', 'annual_revenue');
		world.salesforce.create('Account', { Name: 'Example' });
		await expect(world.next()).rejects.toMatchObject({
			kind: 'configuration',
			message: expect.stringContaining('annual_revenue'),
			remedy: expect.stringContaining('archived'),
		});
		expect(world.writes.records).toBe(0);
	});

	it('that the token may not create stop the run, naming the permission', async () => {
		await world.stop();
		world = await World.jumping({ intercom: { tokens: [{ token: 'reads-only', readOnly: true }] } });
		world.salesforce.create('Account', { Name: 'Example' });
		await expect(world.next()).rejects.toMatchObject({
			kind: 'credentials',
			remedy: expect.stringContaining('data attributes'),
		});
	});

	it('archived after the first run reject the records that fill them, which come when it is back', async () => {
		const id = world.salesforce.create('Account', { Name: 'Example', BillingCity: 'York' });
		const plain = world.salesforce.create('Account', { Name: 'Plain' });
		let armed = true;
		const archiveMeanwhile: RunWith = {
			onResult: () => {
				if (armed) world.intercom.archiveAttribute('contact', 'job_title');
				armed = false;
			},
		};
		const c = world.salesforce.create('Contact', { LastName: 'Lee', Email: 'ann@example.com', Title: 'Director' });
		const d = world.salesforce.create('Contact', { LastName: 'Low', Email: 'bob@example.com' });
		await world.next(archiveMeanwhile);
		expect([world.companies.has(id), world.companies.has(plain), world.users.has(d), world.users.has(c)]).toEqual([
			true,
			true,
			true,
			false,
		]);
		expect((await world.rejections()).get(c)).toMatchObject({
			category: 'invalidValue',
			field: 'custom_attributes.job_title',
		});
		world.intercom.archiveAttribute('contact', 'job_title', false);
		await world.next({ choices: { retryRejected: true } });
		expect(world.users.get(c)?.custom_attributes.job_title).toBe('Director');
	});

	it('take 255 characters: longer texts are cut, with a warning', async () => {
		const long = 'ä'.repeat(300);
		const a = world.salesforce.create('Account', { Name: 'Example', Description: long });
		const b = world.salesforce.create('Account', { Name: 'Another', Description: 'x'.repeat(255) });
		const report = await world.next();
		expect(world.companies.get(a)?.custom_attributes.description).toBe('ä'.repeat(255));
		expect(world.companies.get(b)?.custom_attributes.description).toBe('x'.repeat(255));
		expect(report.objects[0].warnings).toContainEqual(
			expect.objectContaining({ field: 'custom_attributes.description', count: 1 }),
		);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('hold a revenue of 10 billion, of which the monthly spend knows nothing', async () => {
		const id = world.salesforce.create('Account', { Name: 'Example', AnnualRevenue: 10_000_000_000 });
		await world.next();
		expect(world.companies.get(id)).toMatchObject({
			monthly_spend: 0,
			custom_attributes: { annual_revenue: 10_000_000_000 },
		});
	});

	it('whose value Intercom would refuse reject one record, not the others', async () => {
		const fieldMaps = {
			Account: {
				fields: [
					{ to: 'name', from: 'Name' },
					{ to: 'monthly_spend', from: 'AnnualRevenue' },
				],
			},
		};
		const rich = world.salesforce.create('Account', { Name: 'Rich', AnnualRevenue: 10_000_000_000 });
		const poor = world.salesforce.create('Account', { Name: 'Poor', AnnualRevenue: 12 });
		await world.next({ choices: { objects: ['Account'], fieldMaps } });
		expect(world.result(rich)).toMatchObject({ action: 'rejected', field: 'monthly_spend' });
		expect(world.companies.get(poor)).toMatchObject({ monthly_spend: 12 });
		expect(world.companies.has(rich)).toBe(false);
	});
});
