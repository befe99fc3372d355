import { World } from '../sync/world';
import { COMPANIES, CONTACTS, syncPair } from './hubspotPairs';

const TWO_HOURS = 2 * 3_600_000;

describe('Salesforce and HubSpot both ways', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	/** Two hours later: companies, then contacts. */
	async function both() {
		world.pass(TWO_HOURS);
		const companies = await syncPair(world, COMPANIES);
		const contacts = await syncPair(world, CONTACTS);
		for (const { report } of [companies, contacts]) expect(report.status).toBe('completed');
		return { companies, contacts };
	}

	async function expectQuiet() {
		const { companies, contacts } = await both();
		for (const run of [companies, contacts]) {
			expect(run.hubspot).toMatchObject({ calls: 0, associations: 0 });
			expect(run.salesforce).toBe(0);
		}
	}

	/** The six-hour sync, with its writes to HubSpot. */
	async function sixHour() {
		world.pass(TWO_HOURS);
		const report = await world.run({ choices: { objects: ['Account', 'Contact'] } });
		expect(report.status).toBe('completed');
		return world.writes;
	}

	const person = (email: string, more: Record<string, string> = {}) => ({
		LastName: email.split('@')[0],
		Email: email,
		...more,
	});

	it('makes what the other side lacks, companies and their people, and is quiet then', async () => {
		const account = world.salesforce.create('Account', {
			Name: 'Acme',
			Website: 'https://www.acme.example',
			BillingCity: 'Bonn',
		});
		const contact = world.salesforce.create(
			'Contact',
			person('ann@acme.example', { AccountId: account, Title: 'Boss' }),
		);
		const company = world.hubspot.seed('companies', {
			name: 'Other',
			domain: 'other.example',
			numberofemployees: '12',
		});
		const client = world.hubspot.seed('contacts', { email: 'bob@other.example', lastname: 'Bob' });
		world.hubspot.associate('contacts', client, 'companies', company, true);
		await both();
		expect(world.companies.get(account)).toMatchObject({ name: 'Acme', domain: 'acme.example', city: 'Bonn' });
		expect(world.contacts.get(contact)).toMatchObject({ email: 'ann@acme.example', jobtitle: 'Boss' });
		const other = world.salesforce.rows('Account').find(({ Name }) => Name === 'Other');
		expect(other).toMatchObject({ Website: 'other.example', NumberOfEmployees: 12 });
		const bob = world.salesforce.rows('Contact').find(({ Email }) => Email === 'bob@other.example');
		expect(bob).toMatchObject({ LastName: 'Bob', AccountId: other?.Id });
		expect(world.hubspot.record('companies', company)?.properties.sophia_salesforce_account_id).toBe(other?.Id);
		const [acme] = world.having('companies', 'name', 'Acme');
		const [ann] = world.having('contacts', 'email', 'ann@acme.example');
		expect(world.hubspot.associations()).toContainEqual(
			expect.objectContaining({ fromId: ann.id, toId: acme.id, primary: true }),
		);
		await expectQuiet();
		world.pass(8 * 86_400_000);
		await expectQuiet();
	});

	it('carries changes both ways without a bounce, associations included', async () => {
		const [one, two] = ['one', 'two'].map((name) =>
			world.salesforce.create('Account', { Name: name, Website: `https://${name}.example` }),
		);
		const contact = world.salesforce.create('Contact', person('ann@one.example', { AccountId: one, Phone: '1' }));
		await both();
		const id = (object: 'companies' | 'contacts', property: string, value: string) =>
			world.having(object, property, value)[0].id;
		const client = id('contacts', 'email', 'ann@one.example');
		world.hubspot.edit('contacts', client, { jobtitle: 'Engineer', phone: '2' });
		world.hubspot.dissociate('contacts', client, 'companies', id('companies', 'name', 'one'));
		world.hubspot.associate('contacts', client, 'companies', id('companies', 'name', 'two'), true);
		world.salesforce.update('Account', one, { BillingCity: 'Köln' });
		await both();
		expect(world.salesforce.row('Contact', contact)).toMatchObject({ Title: 'Engineer', Phone: '2', AccountId: two });
		expect(world.companies.get(one)).toMatchObject({ city: 'Köln' });
		await expectQuiet();
		await expectQuiet();
	});

	it('adopts what is there already, reports conflicts with both values', async () => {
		const account = world.salesforce.create('Account', { Name: 'Acme', Website: 'www.acme.example', Phone: '1' });
		const company = world.hubspot.seed('companies', { name: 'ACME Inc', domain: 'acme.example', phone: '2' });
		await both();
		expect(world.hubspot.count('companies')).toBe(1);
		expect(world.hubspot.record('companies', company)?.properties).toMatchObject({ name: 'Acme', phone: '2' });
		expect(world.salesforce.row('Account', account)).toMatchObject({ Phone: '2', Website: 'www.acme.example' });
		world.pass(TWO_HOURS);
		world.salesforce.update('Account', account, { Name: 'Acme Ltd', Description: 'left' });
		world.hubspot.edit('companies', company, { name: 'Acme GmbH', description: 'right' });
		world.pass(60_000);
		const { report, results } = await syncPair(world, COMPANIES);
		expect(report.conflicts).toBe(2);
		expect(results.flatMap(({ conflicts = [] }) => conflicts)).toContainEqual({
			left: { field: 'Name', value: 'Acme Ltd' },
			right: { field: 'name', value: 'Acme GmbH' },
			winner: 'left',
		});
		expect(world.hubspot.record('companies', company)?.properties).toMatchObject({
			name: 'Acme Ltd',
			description: 'right',
		});
		await expectQuiet();
	});

	describe('beside the six-hour sync', () => {
		it('shares its links: neither writes what the other has written', async () => {
			world.salesforce.loadDeveloperEdition();
			world.pass(TWO_HOURS);
			await sixHour();
			const companies = world.hubspot.count('companies');
			const { contacts } = await both();
			expect(world.hubspot.count('companies')).toBe(companies);
			// Those that HubSpot has refused: Data Sync is refused as well.
			expect(contacts.report.right.counts.created).toBe(0);
			await expectQuiet();
			expect(await sixHour()).toMatchObject({ records: 0, associations: 0 });
			await expectQuiet();
		});

		it('undoes nothing of what Data Sync has carried to Salesforce, and Data Sync nothing of its writes', async () => {
			const accounts = ['one', 'two'].map((name) =>
				world.salesforce.create('Account', { Name: name, Website: `https://${name}.example` }),
			);
			const contact = world.salesforce.create('Contact', person('ann@one.example', { AccountId: accounts[0] }));
			await sixHour();
			await both();
			const [client] = world.having('contacts', 'email', 'ann@one.example');
			const [second] = world.having('companies', 'name', 'two');
			world.hubspot.edit('contacts', client.id, { jobtitle: 'Engineer', phone: '5' });
			world.hubspot.associate('contacts', client.id, 'companies', second.id, true);
			await sixHour();
			expect(world.hubspot.record('contacts', client.id)?.properties).toMatchObject({
				jobtitle: 'Engineer',
				phone: '5',
			});
			await both();
			expect(world.salesforce.row('Contact', contact)).toMatchObject({
				Title: 'Engineer',
				Phone: '5',
				AccountId: accounts[1],
			});
			// The name of the company, which it alone maps.
			expect(await sixHour()).toMatchObject({ records: 1, associations: 0 });
			expect(world.result(contact)).toMatchObject({ changes: [{ field: 'company', to: 'two' }] });
			expect(world.hubspot.record('contacts', client.id)?.properties).toMatchObject({ company: 'two' });
			await expectQuiet();

			world.salesforce.update('Contact', contact, { Title: 'Boss', Phone: '6' });
			world.salesforce.update('Account', accounts[0], { Name: 'uno', Type: 'Prospect' });
			await sixHour();
			expect(world.hubspot.record('contacts', client.id)?.properties).toMatchObject({ jobtitle: 'Boss', phone: '6' });
			await expectQuiet();
			expect(world.salesforce.row('Contact', contact)).toMatchObject({ Title: 'Boss', Phone: '6' });
			expect(await sixHour()).toMatchObject({ records: 0 });
		});

		it('knows what Data Sync has made in HubSpot, and Data Sync what it has made', async () => {
			const account = world.salesforce.create('Account', { Name: 'Acme', Website: 'https://acme.example' });
			await both();
			const company = world.hubspot.seed('companies', { name: 'Other', domain: 'other.example' });
			await both();
			await sixHour();
			expect(world.hubspot.count('companies')).toBe(2);
			await expectQuiet();
			expect(await sixHour()).toMatchObject({ records: 0 });
			world.salesforce.remove('Account', account);
			world.pass(60_000);
			await sixHour();
			await both();
			expect(world.salesforce.rows('Account').filter(({ IsDeleted }) => IsDeleted !== true)).toHaveLength(1);
			expect(world.hubspot.record('companies', company)?.archived).toBe(false);
			await expectQuiet();
		});
	});
});
