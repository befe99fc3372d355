import { countsOf, World, type RunWith } from './world';

describe('records that are deleted in Salesforce', () => {
	let world: World;
	const archive: RunWith = { choices: { onDelete: 'archive' } };

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		expect(world.hubspot.duplicates('contacts', 'email').size).toBe(0);
		await world.stop();
	});

	const create = (object: 'Contact' | 'Lead', LastName: string, Email: string | null, more = {}) =>
		world.salesforce.create(object, { LastName, Email, ...(object === 'Lead' ? { Company: 'Example' } : {}), ...more });

	it('stay in HubSpot as they are by default', async () => {
		const id = create('Contact', 'Lee', 'ann@example.com');
		await world.next();
		world.salesforce.remove('Contact', id);
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ archived: 0, skipped: 1 });
		expect(world.contacts.has(id)).toBe(true);
		expect(world.writes.calls).toBe(0);
	});

	it('are archived where that is chosen, once, a hundred to a call', async () => {
		const ids = Array.from({ length: 150 }, (_, index) => create('Contact', `c${index}`, `c${index}@example.com`));
		await world.next(archive);
		for (const id of ids) world.salesforce.remove('Contact', id);
		const report = await world.next(archive);
		expect(countsOf(report, 'Contact').archived).toBe(150);
		expect(world.hubspot.count('contacts')).toBe(0);
		expect(report.calls.hubspot.byPurpose.archive).toBe(2);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it('are archived although a user has archived some of them already', async () => {
		const [a, b] = [create('Contact', 'Lee', 'ann@example.com'), create('Contact', 'Low', 'bob@example.com')];
		await world.next(archive);
		world.hubspot.archive('contacts', world.having('contacts', 'lastname', 'Lee')[0].id);
		world.salesforce.remove('Contact', a);
		world.salesforce.remove('Contact', b);
		expect((await world.next(archive)).status).toBe('completed');
		expect(world.hubspot.count('contacts')).toBe(0);
	});

	it('and never came to HubSpot cost nothing', async () => {
		const id = create('Contact', 'Lee', 'ann@example.com');
		world.salesforce.remove('Contact', id);
		await world.next(archive);
		expect(world.hubspot.count('contacts')).toBe(0);
		const second = create('Contact', 'Low', 'bob@example.com');
		world.salesforce.remove('Contact', second);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it('hand their HubSpot contact to the lead that shares it', async () => {
		const contact = create('Contact', 'Of contact', 'ann@example.com');
		const lead = create('Lead', 'Of lead', 'ann@example.com');
		await world.next(archive);
		const [{ id }] = world.having('contacts', 'email', 'ann@example.com');
		world.salesforce.remove('Contact', contact);
		await world.next(archive);
		expect(world.hubspot.record('contacts', id)).toMatchObject({
			archived: false,
			properties: { lastname: 'Of lead', sophia_salesforce_lead_id: lead },
		});
		expect(world.hubspot.count('contacts')).toBe(1);
		world.salesforce.remove('Lead', lead);
		await world.next(archive);
		expect(world.hubspot.count('contacts')).toBe(0);
	});

	it('leave the contact alone where only the lead beside it goes', async () => {
		const contact = create('Contact', 'Of contact', 'ann@example.com');
		const lead = create('Lead', 'Of lead', 'ann@example.com');
		await world.next(archive);
		world.salesforce.remove('Lead', lead);
		await world.next(archive);
		expect(world.contacts.get(contact)).toMatchObject({ lastname: 'Of contact' });
		expect(world.writes.calls).toBe(0);
	});

	it('and both are archived once where contact and lead go together', async () => {
		const contact = create('Contact', 'Of contact', 'ann@example.com');
		const lead = create('Lead', 'Of lead', 'ann@example.com');
		await world.next(archive);
		world.salesforce.remove('Contact', contact);
		world.salesforce.remove('Lead', lead);
		await world.next(archive);
		await world.next(archive);
		expect(world.hubspot.count('contacts')).toBe(0);
	});

	it('are an account and its contacts at once', async () => {
		const account = world.salesforce.create('Account', { Name: 'Example', Website: 'example.com' });
		for (const name of ['ann', 'bob']) create('Contact', name, `${name}@example.com`, { AccountId: account });
		const other = world.salesforce.create('Account', { Name: 'Other' });
		await world.next(archive);
		world.salesforce.remove('Account', account, { cascade: true });
		const report = await world.next(archive);
		expect(report.objects.map(({ object, counts }) => `${object} ${counts.archived}`).sort()).toEqual([
			'Account 1',
			'Contact 2',
			'Lead 0',
		]);
		expect([...world.companies.keys()]).toEqual([other]);
		expect(world.hubspot.count('contacts')).toBe(0);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it('are replaced in one run by others of the same web site and address, although search still shows the old company', async () => {
		const account = () => world.salesforce.create('Account', { Name: 'Example', Website: 'example.com' });
		const [oldAccount, oldContact] = [account(), create('Contact', 'Lee', 'ann@example.com')];
		await world.next(archive);
		world.salesforce.remove('Account', oldAccount);
		world.salesforce.remove('Contact', oldContact);
		const newAccount = account();
		const newContact = create('Contact', 'Lee', 'ann@example.com', { AccountId: newAccount });
		const report = await world.next(archive);
		expect([...world.companies.keys()]).toEqual([newAccount]);
		expect([...world.contacts.keys()]).toEqual([newContact]);
		expect(report.associations[0]).toMatchObject({ associated: 1, waiting: 0 });
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it("are still found when several days' runs were missed", async () => {
		const id = create('Contact', 'Lee', 'ann@example.com');
		await world.next(archive);
		world.salesforce.remove('Contact', id);
		world.pass(10 * 86_400_000);
		await world.run(archive);
		expect(world.hubspot.count('contacts')).toBe(0);
	});

	it('are not archived by a run that only creates leads, whose contacts belong to another one', async () => {
		const contact = create('Contact', 'Lee', 'ann@example.com');
		const leads: RunWith = { choices: { syncKey: 'leads', objects: ['Lead'], onDelete: 'archive' } };
		await world.next(archive);
		await world.next(leads);
		world.salesforce.remove('Contact', contact);
		await world.next(leads);
		expect(world.contacts.has(contact)).toBe(true);
		await world.next(archive);
		expect(world.contacts.has(contact)).toBe(false);
	});
});
