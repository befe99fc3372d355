import { countsOf, World } from './world';

describe('records that HubSpot has already', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const account = (Name: string, Website: string | null = null) =>
		world.salesforce.create('Account', { Name, Website });
	const contact = (LastName: string, Email: string | null, more = {}) =>
		world.salesforce.create('Contact', { LastName, Email, ...more });

	it('are adopted: contacts by e-mail whatever its case, companies by domain', async () => {
		const company = world.hubspot.seed('companies', { name: 'Old name', domain: 'example.com', phone: '1' });
		const person = world.hubspot.seed('contacts', { email: 'ann@example.com', firstname: 'Ann', jobtitle: 'Boss' });
		const a = account('Example', 'https://www.EXAMPLE.com/about');
		const c = contact('Lee', 'Ann@Example.com', { FirstName: 'Ann', AccountId: a });
		const report = await world.next();

		expect([world.hubspot.count('companies'), world.hubspot.count('contacts')]).toEqual([1, 1]);
		expect(world.hubspot.record('companies', company)?.properties).toMatchObject({
			sophia_salesforce_account_id: a,
			name: 'Example',
		});
		expect(world.hubspot.record('contacts', person)?.properties).toMatchObject({
			sophia_salesforce_contact_id: c,
			lastname: 'Lee',
		});
		expect(countsOf(report, 'Account')).toMatchObject({ adopted: 1, created: 0 });
		expect(countsOf(report, 'Contact')).toMatchObject({ adopted: 1, created: 0 });
		expect(world.result(c)?.changes).toContainEqual({ field: 'lastname', from: null, to: 'Lee' });
		expect(world.result(c)?.changes).not.toContainEqual(expect.objectContaining({ field: 'firstname' }));
		expect(world.hubspot.associations()).toEqual([
			expect.objectContaining({ fromId: person, toId: company, primary: true }),
		]);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('that are companies with one domain are not guessed between', async () => {
		world.hubspot.seed('companies', { name: 'Example', domain: 'example.com' });
		world.hubspot.seed('companies', { name: 'Example Two', domain: 'example.com' });
		const a = account('Example', 'example.com');
		await world.next();
		expect(world.result(a)).toMatchObject({ action: 'rejected', category: 'ambiguous', field: 'domain' });
		expect(world.hubspot.count('companies')).toBe(2);
		expect(world.companies.size).toBe(0);
		expect(world.writes.records).toBe(0);
	});

	it('are found once the ambiguity is mended in HubSpot and the record is tried again', async () => {
		const right = world.hubspot.seed('companies', { name: 'Example', domain: 'example.com' });
		const wrong = world.hubspot.seed('companies', { name: 'Example Two', domain: 'example.com' });
		const a = account('Example', 'example.com');
		await world.next();
		world.hubspot.archive('companies', wrong);
		const report = await world.next({ choices: { retryRejected: true } });
		expect(world.companies.get(a)).toBeDefined();
		expect(world.hubspot.record('companies', right)?.properties.sophia_salesforce_account_id).toBe(a);
		expect(report.rejectedOpen).toBe(0);
	});

	it('go to the account of the same name where several share a web site; the others are made', async () => {
		const company = world.hubspot.seed('companies', { name: 'Example UK', domain: 'example.com' });
		const ids = ['Example', 'Example UK', 'Example US'].map((name) => account(name, 'example.com'));
		const report = await world.next();
		expect(world.hubspot.record('companies', company)?.properties.sophia_salesforce_account_id).toBe(ids[1]);
		expect(countsOf(report, 'Account')).toMatchObject({ adopted: 1, created: 2, rejected: 0 });
		expect(world.hubspot.count('companies')).toBe(3);
	});

	it('are left to a person where several accounts share a web site and no name fits', async () => {
		world.hubspot.seed('companies', { name: 'Somebody', domain: 'example.com' });
		const ids = ['Example', 'Example UK'].map((name) => account(name, 'example.com'));
		await world.next();
		for (const id of ids) expect(world.result(id)).toMatchObject({ action: 'rejected', category: 'ambiguous' });
		expect(world.hubspot.count('companies')).toBe(1);
	});

	it('are not taken away from the account they belong to by another one with the same web site', async () => {
		const first = account('Example', 'example.com');
		await world.next();
		const second = account('Example', 'example.com');
		const report = await world.next();
		expect(countsOf(report, 'Account')).toMatchObject({ created: 1, adopted: 0, rejected: 0 });
		expect([...world.companies.keys()].sort()).toEqual([first, second].sort());
	});

	it('that are companies written a moment ago are not made again although search lags', async () => {
		world.hubspot.setIndexingLag(3_600_000);
		const a = account('Example', 'example.com');
		await world.next();
		await world.next({ directory: `${world.directory}/lost` });
		expect([...world.companies.keys()]).toEqual([a]);
		expect(world.hubspot.count('companies')).toBe(1);
	});

	it('are found by a secondary address', async () => {
		const winner = world.hubspot.seed('contacts', { email: 'ann@example.com' });
		const loser = world.hubspot.seed('contacts', { email: 'ann.lee@example.com' });
		world.hubspot.mergeContacts(winner, loser);
		const c = contact('Lee', 'ann.lee@example.com');
		await world.next();
		expect(world.hubspot.count('contacts')).toBe(1);
		expect(world.hubspot.record('contacts', winner)?.properties).toMatchObject({
			sophia_salesforce_contact_id: c,
			lastname: 'Lee',
		});
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('are not doubled when the state is lost, and few of them are written', async () => {
		const ids = world.salesforce.loadDeveloperEdition();
		await world.next();
		const before = { companies: world.hubspot.records('companies'), contacts: world.hubspot.records('contacts') };
		const report = await world.next({ directory: `${world.directory}/lost` });
		expect(world.hubspot.records('companies').map(({ properties }) => properties)).toEqual(
			before.companies.map(({ properties }) => properties),
		);
		expect(world.hubspot.records('contacts').map(({ properties }) => properties)).toEqual(
			before.contacts.map(({ properties }) => properties),
		);
		// Only what cannot be found by its key is sent again (an account without a domain, two contacts without an
		// address): once as if it were new, once for the fields that a new record need not clear.
		expect(world.writes).toMatchObject({ created: 0, updated: 6, unchanged: 6 });
		expect(report.rejectedOpen).toBe(3);
		expect(world.leads.get(ids.Lead[18])).toBeDefined();
	});

	it('that a person deleted in HubSpot are made again once, when the record changes', async () => {
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		const [{ id }] = world.having('contacts', 'email', 'ann@example.com');
		world.hubspot.archive('contacts', id);
		world.pass(3_600_000);
		await world.run();
		expect(world.writes.calls).toBe(0);
		world.salesforce.update('Contact', c, { Title: 'Director' });
		await world.next();
		expect(world.hubspot.count('contacts')).toBe(1);
		expect(world.contacts.get(c)).toMatchObject({ email: 'ann@example.com', lastname: 'Lee', jobtitle: 'Director' });
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('that are contacts merged in HubSpot go on as the winner', async () => {
		const [a, b] = [contact('Lee', 'ann@example.com'), contact('Low', 'bob@example.com')];
		await world.next();
		const [winner] = world.having('contacts', 'email', 'ann@example.com');
		const [loser] = world.having('contacts', 'email', 'bob@example.com');
		world.hubspot.mergeContacts(winner.id, loser.id);
		world.salesforce.update('Contact', a, { Title: 'Director' });
		world.salesforce.update('Contact', b, { Title: 'Manager' });
		await world.next();
		expect(world.hubspot.count('contacts')).toBe(1);
		const settled = world.hubspot.record('contacts', winner.id);
		for (let run = 0; run < 3; run++) {
			await world.next();
			expect(world.writes.records).toBe(0);
		}
		expect(world.hubspot.record('contacts', winner.id)).toEqual(settled);
	});
});
