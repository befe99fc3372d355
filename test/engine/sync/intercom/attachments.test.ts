import { countsOf, World } from './world';

describe('attachments of contacts to companies', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const account = (Name: string, more = {}) => world.salesforce.create('Account', { Name, ...more });
	const contact = (name: string, AccountId: string | null) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, AccountId });

	it('come after the records, one call each, and only once', async () => {
		const accounts = ['One', 'Two', 'Three'].map((name) => account(name));
		for (let index = 0; index < 60; index++) contact(`c${index}`, accounts[index % 3]);
		const report = await world.next();
		expect(report.associations).toEqual([
			expect.objectContaining({ kind: 'contactToCompany', associated: 60, dissociated: 0, waiting: 0, rejected: 0 }),
		]);
		expect(report.calls.intercom.byPurpose.associate).toBe(60);
		const urls = world.intercom.requests.filter(({ method }) => method === 'POST').map(({ url }) => url);
		expect(urls.findIndex((url) => /\/contacts\/[^/]+\/companies/.test(url))).toBeGreaterThan(
			urls.lastIndexOf('/contacts'),
		);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('are counted where they are missing: companies that Intercom does not show', async () => {
		const [one, two] = [account('One'), account('Two')];
		account('Three');
		const ann = contact('ann', one);
		contact('ben', one);
		const first = await world.next();
		expect(first.associations[0]).toMatchObject({ associated: 2, lonelyTargets: 2 });
		expect(world.intercom.companies().filter(({ visible }) => !visible)).toHaveLength(2);
		world.salesforce.update('Contact', ann, { AccountId: two });
		const second = await world.next();
		expect(second.associations[0]).toMatchObject({ lonelyTargets: 1 });
	});

	it('move with the account: the new one is made, then the old one taken away', async () => {
		const [one, two] = [account('One'), account('Two')];
		const c = contact('ann', one);
		await world.next();
		world.salesforce.update('Contact', c, { AccountId: two });
		const before = world.intercom.requests.length;
		const report = await world.next();
		expect(world.companiesOf(c)).toEqual([two]);
		expect(world.writes).toMatchObject({ calls: 2, attached: 1, detached: 1, updated: 0 });
		expect(report.associations[0]).toMatchObject({ associated: 1, dissociated: 1 });
		const moves = world.intercom.requests.slice(before).filter(({ url }) => /\/contacts\/[^/]+\/companies/.test(url));
		expect(moves.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('go when the contact has no account any more, and leave alone what others have attached', async () => {
		const one = account('One');
		const c = contact('ann', one);
		await world.next();
		const foreign = world.intercom.seedCompany({ company_id: 'theirs', name: 'Theirs' });
		world.intercom.attach(world.users.get(c)?.id ?? '', foreign);
		world.salesforce.update('Contact', c, { AccountId: null });
		await world.next();
		expect(world.companiesOf(c)).toEqual(['theirs']);
	});

	it('wait for a company that Intercom refuses; the contact is there all the same', async () => {
		const bad = account('Bad', { NumberOfEmployees: -5 });
		const c = contact('ann', bad);
		const report = await world.next();
		expect(countsOf(report, 'Account')).toMatchObject({ rejected: 1 });
		expect(countsOf(report, 'Contact')).toMatchObject({ created: 1, rejected: 0 });
		expect(world.result(bad)).toMatchObject({ action: 'rejected', field: 'size' });
		expect(report.associations[0]).toMatchObject({ associated: 0, waiting: 1 });
		expect(world.companiesOf(c)).toEqual([]);
		world.salesforce.update('Account', bad, { NumberOfEmployees: 5 });
		const after = await world.next();
		expect(world.companiesOf(c)).toEqual([bad]);
		expect(after.associations[0]).toMatchObject({ associated: 1, waiting: 0 });
		expect(after.rejectedOpen).toBe(0);
	});

	it('that a person has removed come back no sooner than the account changes', async () => {
		const [one, two] = [account('One'), account('Two')];
		const c = contact('ann', one);
		await world.next();
		world.intercom.detach(world.users.get(c)?.id ?? '', world.companies.get(one)?.id ?? '');
		world.salesforce.update('Contact', c, { Title: 'Director' });
		await world.next();
		expect(world.companiesOf(c)).toEqual([]);
		world.salesforce.update('Contact', c, { AccountId: two });
		const report = await world.next();
		expect(report.status).toBe('completed');
		expect(world.companiesOf(c)).toEqual([two]);
	});

	it("stop at Intercom's most companies of a contact, with a note", async () => {
		await world.stop();
		world = await World.jumping({ intercom: { maxCompaniesPerContact: 1 } });
		const id = world.intercom.seedContact({ email: 'ann@example.com' });
		world.intercom.attach(id, world.intercom.seedCompany({ company_id: 'theirs', name: 'Theirs' }));
		contact('ann', account('One'));
		const report = await world.next();
		expect(report.associations[0]).toMatchObject({ associated: 0, rejected: 1 });
		expect(report.warnings.join()).toContain('as many companies as Intercom allows');
		expect(countsOf(report, 'Contact')).toMatchObject({ adopted: 1 });
	});
});
