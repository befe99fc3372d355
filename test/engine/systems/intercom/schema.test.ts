import { failure, setUp, type Setup } from './helpers';

let setup: Setup;
beforeEach(async () => {
	setup = await setUp();
});
afterEach(async () => await setup.stop());

const field = async (object: string, name: string) => (await setup.intercom.describe(object)).fields.get(name);

describe('describe', () => {
	test('standard fields: types, keys, what may be written', async () => {
		expect(await field('companies', 'company_id')).toMatchObject({ type: 'string', unique: true, writable: true });
		expect(await field('companies', 'size')).toMatchObject({ type: 'integer', writable: true, unique: false });
		expect(await field('companies', 'monthly_spend')).toMatchObject({ type: 'integer', writable: true });
		expect(await field('companies', 'remote_created_at')).toMatchObject({ type: 'datetime', writable: true });
		expect(await field('companies', 'updated_at')).toMatchObject({ writable: false });
		expect(await field('contacts', 'external_id')).toMatchObject({ unique: true });
		expect(await field('contacts', 'email')).toMatchObject({ type: 'email', unique: false });
		expect(await field('contacts', 'role')).toMatchObject({
			type: 'enumeration',
			options: [{ value: 'user' }, { value: 'lead' }],
		});
	});

	test('custom attributes, each in its type; archived ones and other models are left out', async () => {
		const { simulator } = setup;
		simulator.seedAttribute('company', 'tier', 'string', ['gold', 'silver']);
		simulator.seedAttribute('company', 'revenue', 'float');
		simulator.seedAttribute('company', 'since', 'date');
		simulator.seedAttribute('company', 'note');
		simulator.seedAttribute('company', 'old');
		simulator.archiveAttribute('company', 'old');
		simulator.seedAttribute('contact', 'title');
		expect(await field('companies', 'custom_attributes.tier')).toMatchObject({
			type: 'enumeration',
			options: [
				{ value: 'gold', label: 'gold' },
				{ value: 'silver', label: 'silver' },
			],
			optionsExtendable: true,
		});
		expect(await field('companies', 'custom_attributes.revenue')).toMatchObject({ type: 'number', writable: true });
		expect(await field('companies', 'custom_attributes.since')).toMatchObject({ type: 'datetime' });
		expect(await field('companies', 'custom_attributes.note')).toMatchObject({ type: 'string', maxLength: 255 });
		expect(await field('companies', 'custom_attributes.old')).toBeUndefined();
		expect(await field('companies', 'custom_attributes.title')).toBeUndefined();
	});

	test('teammates are the owners, where the token may read them', async () => {
		setup.simulator.faults.add({
			kind: 'status',
			path: /\/admins$/,
			status: 200,
			body: { type: 'admin.list', admins: [{ type: 'admin', id: '7', email: 'owner@example.com' }, { id: '8' }] },
		});
		expect(await field('contacts', 'owner_id')).toMatchObject({
			writable: true,
			options: [{ value: '7', label: 'owner@example.com' }],
		});
	});

	test('without them the owner cannot be written', async () => {
		expect(await field('contacts', 'owner_id')).toMatchObject({ writable: false, options: [] });
	});

	test('other objects are refused', async () => {
		expect(await failure(setup.intercom.describe('constructor'))).toMatchObject({ kind: 'configuration' });
	});

	test('a list of fields by label', async () => {
		const labels = (await setup.intercom.listProperties('companies')).map(({ label }) => label);
		expect(labels).toEqual([...labels].sort((one, other) => one.localeCompare(other)));
		expect(labels).toContain('Company ID');
	});
});

describe('createFields', () => {
	const wanted = [
		{ name: 'custom_attributes.annual_revenue', label: 'Annual Revenue', type: 'number' as const },
		{ name: 'custom_attributes.opened', label: 'Opened', type: 'date' as const },
		{ name: 'custom_attributes.changed', label: 'Changed', type: 'datetime' as const },
		{ name: 'custom_attributes.employees', label: 'Employees', type: 'integer' as const },
		{ name: 'custom_attributes.active', label: 'Active', type: 'boolean' as const },
		{ name: 'custom_attributes.kind', label: 'Kind', type: 'multiEnumeration' as const },
		{ name: 'no_such_field', label: 'Misspelt', type: 'string' as const },
	];

	test('creates what is missing, in its type, and describes it as it will be described', async () => {
		const { simulator, intercom } = setup;
		const created = await intercom.createFields('companies', wanted, { dryRun: false });
		expect(simulator.attributes('company').map(({ name, data_type }) => [name, data_type])).toEqual([
			['annual_revenue', 'float'],
			['opened', 'date'],
			['changed', 'date'],
			['employees', 'integer'],
			['active', 'boolean'],
			['kind', 'string'],
		]);
		const { fields } = await intercom.describe('companies');
		for (const each of created) expect(fields.get(each.name)).toEqual(each);
		expect(created).toHaveLength(6);
	});

	test('a dry run creates nothing and describes the same', async () => {
		const { simulator, intercom } = setup;
		const planned = await intercom.createFields('companies', wanted, { dryRun: true });
		expect(simulator.attributes('company')).toEqual([]);
		expect(await intercom.createFields('companies', wanted, { dryRun: false })).toEqual(planned);
	});

	test('what exists is described as it is, whatever its case', async () => {
		const { simulator, intercom } = setup;
		simulator.seedAttribute('company', 'Annual_Revenue', 'integer');
		const [existing] = await intercom.createFields('companies', wanted.slice(0, 1), { dryRun: false });
		expect(existing).toMatchObject({ name: 'custom_attributes.Annual_Revenue', type: 'integer' });
		expect(simulator.writes.attributes).toBe(0);
	});

	test('a lost answer is no failure', async () => {
		const { simulator, intercom } = setup;
		simulator.faults.add({ kind: 'lost', method: 'POST', path: /data_attributes/ });
		expect(await intercom.createFields('companies', wanted.slice(0, 1), { dryRun: false })).toHaveLength(1);
		expect(simulator.attributes('company')).toHaveLength(1);
	});

	test("a name on the other model, or of Intercom's own, is refused with the remedy", async () => {
		const { simulator, intercom } = setup;
		simulator.seedAttribute('contact', 'annual_revenue');
		const error = await failure(intercom.createFields('companies', wanted.slice(0, 1), { dryRun: false }));
		expect(error).toMatchObject({ kind: 'configuration', status: 400 });
		expect(error.message).toContain('annual_revenue');
		expect(error.remedy).toContain('another name');
	});

	test('a full workspace', async () => {
		await setup.stop();
		setup = await setUp({ simulator: { maxAttributes: 1 } });
		const error = await failure(setup.intercom.createFields('companies', wanted, { dryRun: false }));
		expect(error).toMatchObject({ kind: 'configuration', code: 'custom_data_limit_reached' });
		expect(error.remedy).toContain('as many attributes as it may have');
	});

	test('a token that may not write', async () => {
		setup.simulator.revokeToken(setup.simulator.accessToken);
		setup.simulator.addToken(setup.simulator.accessToken, undefined, true);
		const error = await failure(setup.intercom.createFields('companies', wanted.slice(0, 1), { dryRun: false }));
		expect(error).toMatchObject({ kind: 'credentials', status: 403 });
		expect(error.remedy).toContain('write data attributes');
	});
});

describe('provision', () => {
	const request = (object: string, idProperty: string) => ({ object, idProperty, idPropertyLabel: 'Id' });

	test("Intercom's own ids always exist", async () => {
		const results = await setup.intercom.provision(
			[request('companies', 'company_id'), request('contacts', 'external_id')],
			{ dryRun: false },
		);
		expect(results.map(({ status }) => status)).toEqual(['exists', 'exists']);
		expect(setup.simulator.requests).toEqual([]);
	});

	test('a custom attribute for leads: would be created, created, exists', async () => {
		const { intercom } = setup;
		const requests = [request('contacts', 'custom_attributes.lead_id')];
		const statuses = [];
		for (const dryRun of [true, false, false])
			statuses.push((await intercom.provision(requests, { dryRun }))[0].status);
		expect(statuses).toEqual(['wouldCreate', 'created', 'exists']);
		expect((await intercom.describe('contacts')).fields.has('custom_attributes.lead_id')).toBe(true);
	});

	test('what cannot hold an id is refused', async () => {
		setup.simulator.seedAttribute('contact', 'number', 'integer');
		for (const [object, property] of [
			['companies', 'name'],
			['companies', 'custom_attributes.x'],
			['contacts', 'custom_attributes.number'],
		]) {
			expect(await failure(setup.intercom.provision([request(object, property)], { dryRun: false }))).toMatchObject({
				kind: 'configuration',
			});
		}
	});
});

test('options are added to a list, once', async () => {
	const { simulator, intercom } = setup;
	simulator.seedAttribute('company', 'tier', 'string', ['gold', 'silver']);
	const add = async (value: string) =>
		await intercom.addOptions('companies', 'custom_attributes.tier', [{ value, label: value }]);
	await add('bronze');
	await add('GOLD');
	expect(simulator.attribute('company', 'tier')?.options).toEqual(['gold', 'silver', 'bronze']);
	expect((await field('companies', 'custom_attributes.tier'))?.options).toHaveLength(3);
	expect(await failure(intercom.addOptions('companies', 'custom_attributes.none', []))).toMatchObject({
		kind: 'configuration',
	});
});
