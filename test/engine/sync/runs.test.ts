import { countsOf, World } from './world';

describe('a Developer Edition org', () => {
	let world: World;
	let ids: ReturnType<World['salesforce']['loadDeveloperEdition']>;

	beforeEach(async () => {
		world = await World.jumping();
		ids = world.salesforce.loadDeveloperEdition();
		world.pass(3_600_000);
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		expect(world.hubspot.throttled).toBe(0);
		await world.stop();
	});

	it('arrives in the first run, but for three records whose reasons are kept', async () => {
		const report = await world.run();

		expect(report).toMatchObject({ status: 'completed', operation: 'sync', rejectedOpen: 3 });
		expect(countsOf(report, 'Account')).toMatchObject({ read: 12, created: 12, rejected: 0 });
		expect(countsOf(report, 'Contact')).toMatchObject({ read: 20, created: 18, rejected: 2 });
		expect(countsOf(report, 'Lead')).toMatchObject({ read: 20, created: 19, rejected: 1 });
		expect([...world.companies.keys()].sort()).toEqual([...ids.Account].sort());
		expect([world.hubspot.count('companies'), world.hubspot.count('contacts')]).toEqual([12, 37]);
		expect(world.hubspot.duplicates('contacts', 'email').size).toBe(0);

		const rejected = world.results.filter((result) => result.action === 'rejected');
		const [levy, davis] = [ids.Contact[9], ids.Contact[10]];
		const [steele, gardner] = [ids.Lead[18], ids.Lead[19]];
		expect(new Map(rejected.map(({ recordId, category, field }) => [recordId, `${category} ${field}`]))).toEqual(
			new Map([
				[levy, 'invalidEmail email'],
				[davis, 'invalidEmail email'],
				[gardner, 'duplicate email'],
			]),
		);
		expect(world.leads.get(steele)?.email).toBe('info@salesforce.com');
		expect(JSON.stringify(rejected)).not.toContain('@');
	});

	it('arrives with values as HubSpot wants them', async () => {
		await world.run();
		const genePoint = world.companies.get(ids.Account[0]);
		expect(genePoint).toMatchObject({ name: 'GenePoint', domain: 'genepoint.com', industry: 'BIOTECHNOLOGY' });
		expect(world.companies.get(ids.Account[8])).not.toHaveProperty('domain');
		const shared = [1, 2, 10].map((index) => world.companies.get(ids.Account[index]));
		expect(shared.map((company) => company?.domain)).toEqual(['uos.com', 'uos.com', 'uos.com']);
		expect(new Set(shared.map((company) => company?.name)).size).toBe(3);
		expect(world.contacts.get(ids.Contact[0])).toMatchObject({
			email: 'rose@edge.com',
			company: 'Edge Communications',
		});
		expect(world.leads.get(ids.Lead[0])).toMatchObject({ hs_lead_status: 'IN_PROGRESS', lifecyclestage: 'lead' });
	});

	it('gives every written contact its company as the primary one', async () => {
		const report = await world.run();
		const associations = world.hubspot.associations();
		expect(report.associations).toEqual([
			{ kind: 'contactToCompany', associated: 18, dissociated: 0, rejected: 0, waiting: 0 },
		]);
		expect(associations).toHaveLength(18);
		expect(associations.every((association) => association.primary)).toBe(true);
		const [rose] = world.having('contacts', 'email', 'rose@edge.com');
		const [edge] = world.having('companies', 'name', 'Edge Communications');
		expect(associations).toContainEqual(expect.objectContaining({ fromId: rose.id, toId: edge.id }));
	});

	it('costs three write calls and one for the associations', async () => {
		const report = await world.run();
		expect(report.calls.hubspot.byPurpose).toMatchObject({ write: 3, associate: 1 });
		expect(report.calls.hubspot).toMatchObject({ retries: 0, throttled: 0 });
	});

	it('costs no write and no look-up in the second run', async () => {
		await world.run();
		const before = world.hubspot.records('contacts');
		for (let run = 0; run < 3; run++) {
			const report = await world.next();
			expect(report.status).toBe('completed');
			expect(world.writes).toMatchObject({ calls: 0, records: 0, associations: 0, properties: 0 });
			expect(Object.keys(report.calls.hubspot.byPurpose)).toEqual(['meta']);
			expect(report.rejectedOpen).toBe(3);
		}
		expect(world.hubspot.records('contacts')).toEqual(before);
	});

	it('costs one call per object for three changed records, and nothing for the others', async () => {
		await world.run();
		const revisions = new Map(world.hubspot.records('contacts').map(({ id, revision }) => [id, revision]));
		world.salesforce.update('Account', ids.Account[3], { Phone: '+1 555 0100' });
		world.salesforce.update('Contact', ids.Contact[0], { Title: 'Director' });
		world.salesforce.update('Lead', ids.Lead[2], { Company: 'Example Controls' });
		const report = await world.next();

		expect(world.writes).toMatchObject({ calls: 3, records: 3, created: 0, updated: 3, unchanged: 0, associations: 0 });
		expect(report.objects.map((object) => [object.readKind, object.counts.read, object.counts.updated])).toEqual([
			['incremental', 1, 1],
			['incremental', 1, 1],
			['incremental', 1, 1],
		]);
		expect(world.result(ids.Contact[0])?.changes).toEqual([{ field: 'jobtitle', to: 'Director' }]);
		expect(world.companies.get(ids.Account[3])?.phone).toBe('+1 555 0100');
		expect(world.contacts.get(ids.Contact[0])?.jobtitle).toBe('Director');
		expect(world.leads.get(ids.Lead[2])?.company).toBe('Example Controls');
		const touched = world.hubspot.records('contacts').filter(({ id, revision }) => revision !== revisions.get(id));
		expect(touched).toHaveLength(2);
	});

	it('costs no write for a record that was saved in Salesforce without a change', async () => {
		await world.run();
		for (const id of ids.Contact) world.salesforce.touch('Contact', id);
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ read: 20, unchanged: 18, rejected: 2, updated: 0 });
		expect(world.writes.calls).toBe(0);
	});

	it('shares hubspot owners by e-mail address', async () => {
		const user = world.salesforce.create('User', {
			Username: 'ann@example.com',
			LastName: 'Lee',
			Alias: 'alee',
			Email: 'ann@example.com',
		});
		world.hubspot.addOwner({ email: 'Ann@Example.com', id: '4711' });
		world.salesforce.update('Contact', ids.Contact[0], { OwnerId: user });
		await world.next();
		expect(world.contacts.get(ids.Contact[0])?.hubspot_owner_id).toBe('4711');
		expect(world.contacts.get(ids.Contact[1])).not.toHaveProperty('hubspot_owner_id');
	});
});
