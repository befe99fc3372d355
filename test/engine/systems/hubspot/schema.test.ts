import { addIdProperty, COMPANY_ID, CONTACT_ID, requestsTo, setUp, type Setup } from './helpers';

let setup: Setup;
afterEach(async () => {
	expect(setup.simulator.bugs).toEqual([]);
	await setup.stop();
});

const provisioning = { object: 'companies', idProperty: COMPANY_ID, idPropertyLabel: 'Salesforce account id' };

describe('describe', () => {
	test('types, options, writability and uniqueness', async () => {
		setup = await setUp();
		const companies = (await setup.hubspot.describe('companies')).fields;
		expect(companies.get('name')).toMatchObject({ type: 'string', writable: true, unique: false, maxLength: 65_536 });
		expect(companies.get('industry')).toMatchObject({ type: 'enumeration', writable: true, optionsExtendable: true });
		expect(companies.get('industry')?.options).toContainEqual({
			value: 'COMPUTER_SOFTWARE',
			label: 'Computer Software',
		});
		expect(companies.get('numberofemployees')?.type).toBe('number');
		expect(companies.get('phone')?.type).toBe('phone');
		expect(companies.get('is_public')?.type).toBe('boolean');
		expect(companies.get('hs_object_id')?.writable).toBe(false);
		expect(companies.get('createdate')).toMatchObject({ type: 'datetime', writable: false });
		expect(companies.get(COMPANY_ID)).toMatchObject({ unique: true, writable: true });
		const contacts = (await setup.hubspot.describe('contacts')).fields;
		expect(contacts.get('email')).toMatchObject({ type: 'email', unique: true, writable: true });
		expect(contacts.get('hs_buying_role')?.type).toBe('multiEnumeration');
		expect(contacts.get('hs_email_domain')?.writable).toBe(false);
	});

	test('owners are options: the id to write, labelled with the e-mail address; all pages, none archived', async () => {
		setup = await setUp();
		const owners = Array.from({ length: 520 }, (_, index) =>
			setup.simulator.addOwner({ email: `owner${index}@example.com` }),
		);
		setup.simulator.addOwner({ email: 'left@example.com', archived: true });
		const owner = (await setup.hubspot.describe('contacts')).fields.get('hubspot_owner_id');
		expect(owner).toMatchObject({ type: 'enumeration', writable: true, optionsExtendable: false });
		expect(owner?.options).toHaveLength(520);
		expect(owner?.people?.inactive.map(({ label }) => label)).toEqual(['left@example.com']);
		expect(owner?.options).toContainEqual({ value: owners[519].id, label: 'owner519@example.com' });
	});

	test('without the scope for owners the owner cannot be written, and nothing fails', async () => {
		setup = await setUp({
			simulator: {
				tokens: [{ token: 'pat-narrow', scopes: ['crm.schemas.contacts.read', 'crm.schemas.companies.read'] }],
			},
		});
		setup.simulator.addOwner({ email: 'owner@example.com' });
		const { fields } = await setup.hubspot.describe('contacts');
		expect(fields.get('hubspot_owner_id')).toMatchObject({ writable: false, options: [] });
		expect(fields.get('email')?.writable).toBe(true);
	});

	test('is read once per run', async () => {
		setup = await setUp();
		await Promise.all([setup.hubspot.describe('contacts'), setup.hubspot.describe('contacts')]);
		await setup.hubspot.listProperties('contacts');
		await setup.hubspot.describe('companies');
		expect(requestsTo(setup.simulator, /properties\/contacts/)).toHaveLength(1);
		// Those who can own records, and those who have left.
		expect(requestsTo(setup.simulator, /owners/)).toHaveLength(2);
	});

	test('a read that failed is not remembered', async () => {
		setup = await setUp();
		setup.simulator.faults.add({ kind: 'status', status: 401, path: /properties/ });
		await expect(setup.hubspot.describe('contacts')).rejects.toMatchObject({ kind: 'credentials' });
		expect((await setup.hubspot.describe('contacts')).fields.size).toBeGreaterThan(10);
	});

	test('an unknown object is named as a fault of the plan', async () => {
		setup = await setUp();
		await expect(setup.hubspot.describe('spaceships')).rejects.toMatchObject({ kind: 'configuration' });
	});

	test('properties are listed by label', async () => {
		setup = await setUp();
		const labels = (await setup.hubspot.listProperties('companies')).map(({ label }) => label);
		expect(labels).toEqual([...labels].sort((one, other) => one.localeCompare(other)));
	});
});

describe('provision', () => {
	test('creates what is missing, once', async () => {
		setup = await setUp({ bare: true });
		const requests = [
			provisioning,
			{ object: 'contacts', idProperty: CONTACT_ID, idPropertyLabel: 'Salesforce contact id' },
		];
		const first = await setup.hubspot.provision(requests, { dryRun: false });
		expect(first).toEqual([
			{ object: 'companies', property: COMPANY_ID, status: 'created' },
			{ object: 'contacts', property: CONTACT_ID, status: 'created' },
		]);
		expect(setup.simulator.property('companies', COMPANY_ID)).toMatchObject({
			hasUniqueValue: true,
			type: 'string',
			fieldType: 'text',
			groupName: 'companyinformation',
			label: 'Salesforce account id',
		});
		expect(setup.simulator.property('contacts', CONTACT_ID)?.groupName).toBe('contactinformation');
		expect(await setup.hubspot.provision(requests, { dryRun: false })).toMatchObject([
			{ status: 'exists' },
			{ status: 'exists' },
		]);
		expect(setup.simulator.writes.properties).toBe(2);
	});

	test('is seen by the next description', async () => {
		setup = await setUp({ bare: true });
		await setup.hubspot.describe('companies');
		await setup.hubspot.provision([provisioning], { dryRun: false });
		expect((await setup.hubspot.describe('companies')).fields.has(COMPANY_ID)).toBe(true);
	});

	test('a dry run only says what is missing', async () => {
		setup = await setUp({ bare: true });
		expect(await setup.hubspot.provision([provisioning], { dryRun: true })).toMatchObject([{ status: 'wouldCreate' }]);
		expect(setup.simulator.property('companies', COMPANY_ID)).toBeUndefined();
	});

	test.each([true, false])('a property that is not unique stops with the remedy (dry run: %s)', async (dryRun) => {
		setup = await setUp({ bare: true });
		addIdProperty(setup.simulator, 'companies', COMPANY_ID, false);
		await expect(setup.hubspot.provision([provisioning], { dryRun })).rejects.toMatchObject({
			kind: 'configuration',
			code: 'NOT_UNIQUE',
			message: expect.stringContaining(COMPANY_ID),
			remedy: expect.stringContaining('delete or rename'),
		});
	});

	test('a creation whose answer is lost is found to have happened', async () => {
		setup = await setUp({ bare: true });
		setup.simulator.faults.add({ kind: 'lost', method: 'POST', path: /properties/ });
		expect(await setup.hubspot.provision([provisioning], { dryRun: false })).toMatchObject([{ status: 'exists' }]);
		expect(setup.simulator.property('companies', COMPANY_ID)?.hasUniqueValue).toBe(true);
	});

	test('two runs at once both succeed', async () => {
		setup = await setUp({ bare: true });
		const results = await Promise.all(
			[1, 2, 3].map(async () => await setup.hubspot.provision([provisioning], { dryRun: false })),
		);
		for (const [result] of results) expect(['created', 'exists']).toContain(result.status);
		expect(setup.simulator.writes.properties).toBe(1);
	});

	test.each(['companies', 'contacts'])('a missing scope for %s is named', async (object) => {
		setup = await setUp({
			bare: true,
			simulator: { tokens: [{ token: 'pat-narrow', scopes: [`crm.schemas.${object}.read`] }] },
		});
		const failing = setup.hubspot.provision([{ ...provisioning, object }], { dryRun: false });
		await expect(failing).rejects.toMatchObject({
			kind: 'credentials',
			message: expect.stringContaining(`crm.schemas.${object}.write`),
			remedy: expect.stringContaining(`crm.schemas.${object}.write`),
		});
	});

	test('an account with ten unique properties says so', async () => {
		setup = await setUp({ bare: true });
		for (let number = 0; number < 10; number++) addIdProperty(setup.simulator, 'companies', `unique_${number}`);
		await expect(setup.hubspot.provision([provisioning], { dryRun: false })).rejects.toMatchObject({
			kind: 'configuration',
			message: expect.stringContaining('ten properties with unique values'),
		});
	});
});

describe('adding options', () => {
	const add = async (...labels: string[]) =>
		await setup.hubspot.addOptions(
			'companies',
			'industry',
			labels.map((label) => ({ value: label, label })),
		);

	test('adds what is new and keeps what is there', async () => {
		setup = await setUp();
		const before = setup.simulator.property('companies', 'industry')?.options ?? [];
		await add('Space Travel', 'space travel', 'Computer Software', 'BANKING');
		const after = setup.simulator.property('companies', 'industry')?.options ?? [];
		expect(after.slice(0, before.length)).toMatchObject(before);
		expect(after.slice(before.length)).toMatchObject([{ value: 'Space Travel', label: 'Space Travel', hidden: false }]);
		expect((await setup.hubspot.describe('companies')).fields.get('industry')?.options).toContainEqual({
			value: 'Space Travel',
			label: 'Space Travel',
		});
	});

	test('nothing new writes nothing', async () => {
		setup = await setUp();
		await add('banking');
		expect(setup.simulator.writes.properties).toBe(0);
	});

	test('an unknown property is a fault of the plan', async () => {
		setup = await setUp();
		const adding = setup.hubspot.addOptions('companies', 'nothing', [{ value: 'a', label: 'a' }]);
		await expect(adding).rejects.toMatchObject({ kind: 'configuration', status: 404 });
	});
});
