import { Connection } from 'jsforce';
import { SalesforceSimulator } from './salesforce';
import { idSuffix } from './salesforce/ids';
import { TestClient } from './salesforce/testClient';
import { JumpingClock } from './shared/clock';

describe('Salesforce simulator: data', () => {
	let clock: JumpingClock;
	let simulator: SalesforceSimulator;
	let client: TestClient;

	async function begin(options: ConstructorParameters<typeof SalesforceSimulator>[0] = {}): Promise<void> {
		clock = new JumpingClock(Date.parse('2026-03-01T12:00:00.700Z'));
		simulator = await new SalesforceSimulator({ clock, ...options }).start();
		client = new TestClient(simulator);
	}
	beforeEach(async () => await begin());
	afterEach(async () => await simulator.stop());

	it('has ids with the right prefix and suffix, ascending', () => {
		expect(idSuffix('00Dxx0000001gER')).toBe('EAY');
		const ids = Array.from({ length: 200 }, (_, i) => simulator.create('Account', { Name: `n${i}` }));
		for (const id of ids) expect(id.slice(15)).toBe(idSuffix(id.slice(0, 15)));
		expect([...ids].sort()).toEqual(ids);
		expect(simulator.create('Lead', { LastName: 'x' })).toMatch(/^00Q/);
		expect(simulator.create('Opportunity', { Name: 'x' })).toMatch(/^006/);
	});

	it('refuses what no org could hold', () => {
		expect(() => simulator.create('Account', { Nmae: 'x' })).toThrow('no field Account.Nmae');
		expect(() => simulator.create('Account', { NumberOfEmployees: '5' })).toThrow('takes a number');
		expect(() => simulator.create('Foo', {})).toThrow('no object Foo');
		expect(() => simulator.update('Account', '001000000000000AAA', {})).toThrow('no Account 001000000000000AAA');
	});

	it('stamps writes in whole seconds, and only the record written', () => {
		const owner = simulator.create('User', { LastName: 'Owner', Email: 'a@example.com' });
		const id = simulator.create('Account', { Name: 'A', OwnerId: owner, Website: '' });
		expect(simulator.row('Account', id)).toMatchObject({
			SystemModstamp: '2026-03-01T12:00:00.000+0000',
			Website: null,
		});
		clock.advance(60_000);
		simulator.update('User', owner, { Email: 'b@example.com' });
		expect(simulator.row('Account', id).SystemModstamp).toBe('2026-03-01T12:00:00.000+0000');
		simulator.touch('Account', id);
		expect(simulator.row('Account', id)).toMatchObject({
			LastModifiedDate: '2026-03-01T12:00:00.000+0000',
			SystemModstamp: '2026-03-01T12:01:00.000+0000',
		});
		simulator.update('Account', id, { Name: 'B' }, { modifiedAt: '2026-02-01T00:00:00Z' });
		expect(simulator.row('Account', id)).toMatchObject({ Name: 'B', SystemModstamp: '2026-02-01T00:00:00.000+0000' });
	});

	it('deletes softly, with or without the contacts, brings back and purges', async () => {
		const id = simulator.create('Account', { Name: 'A' });
		simulator.create('Contact', { LastName: 'C', AccountId: id });
		clock.advance(1000);
		simulator.remove('Account', id);
		expect(await client.column('SELECT Name FROM Account')).toEqual([]);
		expect(
			await client.column('SELECT SystemModstamp FROM Account WHERE IsDeleted = true', 'SystemModstamp', 'queryAll'),
		).toEqual(['2026-03-01T12:00:01.000+0000']);
		expect(await client.column('SELECT Name FROM Contact')).toEqual(['C']);
		simulator.undelete('Account', id);
		simulator.remove('Account', id, { cascade: true });
		expect(await client.column('SELECT Name FROM Contact')).toEqual([]);
		expect(await client.column('SELECT IsDeleted FROM Contact', 'IsDeleted', 'queryAll')).toEqual([true]);
		simulator.purge('Account', id);
		expect(await client.column('SELECT Name FROM Account', 'Name', 'queryAll')).toEqual([]);
	});

	it('merges: losers point at the winner, children move to it', async () => {
		const [winner, loser] = ['W', 'L'].map((Name) => simulator.create('Account', { Name }));
		const contact = simulator.create('Contact', { LastName: 'C', AccountId: loser });
		clock.advance(5000);
		simulator.merge('Account', winner, [loser]);
		const { json } = await client.query('SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true', 'queryAll');
		expect(json.records).toMatchObject([{ Id: loser, MasterRecordId: winner }]);
		expect(simulator.row('Contact', contact)).toMatchObject({
			AccountId: winner,
			SystemModstamp: '2026-03-01T12:00:05.000+0000',
		});
	});

	it('converts leads into new or existing records', () => {
		const lead = simulator.create('Lead', {
			FirstName: 'Jo',
			LastName: 'Doe',
			Company: 'Acme',
			Email: 'jo@example.com',
		});
		const made = simulator.convertLead(lead, { opportunityName: 'Deal' });
		expect(simulator.row('Lead', lead)).toMatchObject({
			IsConverted: true,
			ConvertedAccountId: made.accountId,
			ConvertedContactId: made.contactId,
			ConvertedOpportunityId: made.opportunityId,
		});
		expect(simulator.row('Contact', made.contactId)).toMatchObject({
			Name: 'Jo Doe',
			Email: 'jo@example.com',
			AccountId: made.accountId,
		});
		expect(simulator.row('Account', made.accountId).Name).toBe('Acme');
		const other = simulator.create('Lead', { LastName: 'Roe', Company: 'Acme' });
		expect(simulator.convertLead(other, { accountId: made.accountId }).accountId).toBe(made.accountId);
		expect(simulator.rows('Account')).toHaveLength(1);
	});

	it('keeps both halves of a person account alike', async () => {
		await simulator.stop();
		await begin({ personAccounts: true });
		const id = simulator.create('Account', {
			IsPersonAccount: true,
			FirstName: 'Pat',
			LastName: 'Lee',
			PersonEmail: 'pat@example.com',
		});
		const account = simulator.row('Account', id);
		expect(account).toMatchObject({ Name: 'Pat Lee', IsPersonAccount: true });
		const contactId = String(account.PersonContactId);
		expect(simulator.row('Contact', contactId)).toMatchObject({
			Email: 'pat@example.com',
			AccountId: id,
			IsPersonAccount: true,
		});
		simulator.update('Account', id, { PersonEmail: 'new@example.com', LastName: 'Low' });
		expect(simulator.row('Contact', contactId)).toMatchObject({ Email: 'new@example.com', Name: 'Pat Low' });
		simulator.update('Contact', contactId, { Email: 'newer@example.com' });
		expect(simulator.row('Account', id)).toMatchObject({ PersonEmail: 'newer@example.com', Name: 'Pat Low' });
		simulator.create('Account', { Name: 'Business' });
		expect(await client.column('SELECT Name FROM Account WHERE IsPersonAccount = true')).toEqual(['Pat Low']);
	});

	it('starts like a Developer Edition org', async () => {
		const ids = simulator.loadDeveloperEdition();
		expect([ids.Account.length, ids.Contact.length, ids.Lead.length]).toEqual([12, 20, 20]);
		expect(simulator.rows('Contact').every((contact) => contact.AccountId !== null)).toBe(true);
		expect(
			await client.column("SELECT Account.Name FROM Contact WHERE LastName = 'Gonzalez'", 'Account'),
		).toMatchObject([{ Name: 'Edge Communications' }]);
		expect(await client.column("SELECT Name FROM Account WHERE Website = 'http://www.uos.com'")).toHaveLength(3);
	});

	it('generates records that can be changed and deleted like any other', async () => {
		simulator.generate({ accounts: 3000, contacts: 6000, leads: 10, until: new Date('2026-02-01T00:00:00Z') });
		const accounts = simulator.rows('Account');
		expect(accounts[2999]).toMatchObject({ Name: 'Account 2999', SystemModstamp: '2026-02-01T00:00:00.000+0000' });
		expect(simulator.rows('Contact')[3001].AccountId).toBe(accounts[1].Id);
		simulator.update('Account', String(accounts[7].Id), { Industry: 'Other' });
		simulator.remove('Account', String(accounts[8].Id));
		const { json } = await client.query(
			'SELECT Name, Industry, IsDeleted FROM Account WHERE SystemModstamp > 2026-02-15T00:00:00Z ORDER BY Id',
			'queryAll',
		);
		expect(json.records).toMatchObject([
			{ Name: 'Account 7', Industry: 'Other', IsDeleted: false },
			{ Name: 'Account 8', IsDeleted: true },
		]);
	});

	describe('through jsforce', () => {
		const signedIn = async () => {
			const { clientId, clientSecret } = simulator.settings;
			const connection = new Connection({
				loginUrl: simulator.url,
				version: '67.0',
				oauth2: { clientId, clientSecret, loginUrl: simulator.url },
			});
			const user = await connection.authorize({ grant_type: 'client_credentials' });
			return { connection, user };
		};

		it('signs in, queries page by page, describes and sees the limits', async () => {
			simulator.generate({ accounts: 2500 });
			const { connection, user } = await signedIn();
			expect(user).toMatchObject({ id: simulator.userId, organizationId: simulator.organisationId });
			const first = await connection.query('SELECT Id, Name FROM Account ORDER BY Id');
			expect(first).toMatchObject({ totalSize: 2500, done: false });
			const second = await connection.queryMore(first.nextRecordsUrl ?? '');
			expect(second.done).toBe(true);
			expect(first.records.length + second.records.length).toBe(2500);
			expect((await connection.describe('Contact')).fields.length).toBeGreaterThan(50);
			expect((await connection.describeGlobal()).sobjects.length).toBeGreaterThan(5);
			expect((await connection.limits()).DailyApiRequests.Max).toBe(15_000);
			expect(connection.limitInfo.apiUsage).toEqual({ used: 5, limit: 15_000 });
			expect((await connection.identity()).organization_id).toBe(simulator.organisationId);
			await expect(connection.query('SELECT Foo FROM Account')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
		});

		it('signs in by SOAP up to version 64', async () => {
			const { username, password, securityToken } = simulator.settings;
			const connection = new Connection({ loginUrl: simulator.url, version: '64.0' });
			expect((await connection.login(username, password + securityToken)).id).toBe(simulator.userId);
			expect((await connection.query('SELECT Id FROM User')).totalSize).toBe(1);
			await expect(
				new Connection({ loginUrl: simulator.url, version: '64.0' }).login(username, 'wrong'),
			).rejects.toThrow('INVALID_LOGIN');
		});

		it('reads a bulk job of one page', async () => {
			simulator.loadDeveloperEdition();
			const { connection } = await signedIn();
			const stream = await connection.bulk2.query('SELECT Id, Name FROM Account', {
				pollInterval: 1,
				pollTimeout: 10_000,
			});
			expect(await stream.toArray()).toHaveLength(12);
		});
	});
});
