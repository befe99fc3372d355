import type { SalesforceDestination } from '../../../../engine/systems/salesforce';
import { failure } from './org';
import { KEY, startWritableOrg, type WritableOrg } from './writable';

describe('Salesforce as a destination: looking up', () => {
	let org: WritableOrg;
	let destination: SalesforceDestination;
	beforeEach(async () => {
		org = await startWritableOrg({ personAccounts: true });
		destination = org.destination();
	});
	afterEach(async () => await org.stop());

	const ids = (found: Map<string, Array<{ id: string }>>) =>
		Object.fromEntries([...found].map(([value, records]) => [value, records.map(({ id }) => id).sort()]));

	it('finds by e-mail, whatever its case, and everybody who has it', async () => {
		const one = org.simulator.create('Contact', { LastName: 'a', Email: 'Ann@Example.com' });
		const two = org.simulator.create('Contact', { LastName: 'b', Email: 'ann@example.com' });
		const gone = org.simulator.create('Contact', { LastName: 'c', Email: 'ann@example.com' });
		org.simulator.remove('Contact', gone);
		const request = { object: 'Contact', key: 'Email', normalise: 'email' as const, properties: ['LastName'] };
		const values = ['ANN@example.com', 'nobody@example.com', "o'neil@example.com", '', ' '];
		const found = await destination.find({ ...request, values });
		expect(ids(found)).toEqual({ 'ANN@example.com': [one, two] });
		expect(found.get('ANN@example.com')).toContainEqual({
			id: one,
			properties: { LastName: 'a', Email: 'Ann@Example.com' },
		});
		expect(await destination.find({ ...request, values: [] })).toEqual(new Map());
	});

	it('finds by the host in a web address', async () => {
		const sites = [
			'https://www.Acme.com/about',
			'acme.com',
			'http://notacme.com',
			'https://a_me.example',
			'https://abme.example',
		];
		const made = sites.map((Website) => org.simulator.create('Account', { Name: 'x', Website }));
		const found = await destination.find({
			object: 'Account',
			key: 'Website',
			values: ['acme.com', 'a_me.example', 'other.example', '100%'],
			normalise: 'domain',
			properties: [],
		});
		const hosts = ids(found);
		expect(hosts['acme.com']).toEqual(expect.arrayContaining(made.slice(0, 2)));
		expect(hosts['a_me.example']).toEqual([made[3]]);
		expect(hosts['other.example']).toBeUndefined();
	});

	it('finds by text, number, date and reference', async () => {
		const account = org.simulator.create('Account', { Name: 'Ex\\am\'ple "x"', NumberOfEmployees: 5 });
		const contact = org.simulator.create('Contact', { LastName: 'x', AccountId: account, Birthdate: '1990-02-28' });
		const find = async (object: string, key: string, values: string[]) =>
			ids(await destination.find({ object, key, values, properties: [] }));
		expect(await find('Account', 'Name', ['ex\\am\'ple "x"', '%', '\ud800'])).toEqual({ 'ex\\am\'ple "x"': [account] });
		expect(await find('Account', 'NumberOfEmployees', ['5.0', 'five'])).toEqual({ '5.0': [account] });
		expect(await find('Contact', 'Birthdate', ['1990-02-28', 'yesterday'])).toEqual({ '1990-02-28': [contact] });
		expect(await find('Contact', 'AccountId', [account, account.slice(0, 15), "' OR Name != '"])).toEqual({
			[account]: [contact],
			[account.slice(0, 15)]: [contact],
		});
	});

	it('keeps every address short enough for Salesforce', async () => {
		const values = Array.from({ length: 900 }, (_, n) => `${'ü'.repeat(30)}.${n}@example.com`);
		const made = org.simulator.create('Contact', { LastName: 'x', Email: values[871] });
		const found = await destination.find({ object: 'Contact', key: 'Email', values, properties: ['Name', KEY] });
		expect(ids(found)).toEqual({ [values[871]]: [made] });
		const queries = org.simulator.requests.filter(({ url }) => url.includes('/query'));
		expect(queries.length).toBeGreaterThan(5);
		expect(Math.max(...queries.map(({ url }) => url.length))).toBeLessThan(16_000);
	});

	it('asks for nothing that no record can have', async () => {
		const long = 'x'.repeat(20_000);
		const request = { object: 'Account', properties: [], values: [long, `${long}.example`] };
		expect((await destination.find({ ...request, key: 'Name' })).size).toBe(0);
		expect((await destination.find({ ...request, key: 'Website', normalise: 'domain' })).size).toBe(0);
		expect(org.asked(/\/query/)).toHaveLength(0);
	});

	it('reads by id what is there', async () => {
		const made = Array.from({ length: 450 }, (_, n) => org.simulator.create('Account', { Name: `a${n}` }));
		org.simulator.remove('Account', made[3]);
		const short = made[7].slice(0, 15);
		const found = await destination.read({ object: 'Account', ids: [...made, short, 'no-id'], properties: ['Name'] });
		expect(found.size).toBe(450);
		expect(found.get(short)).toEqual({ id: made[7], properties: { Name: 'a7' } });
		expect(found.has(made[3])).toBe(false);
		expect(await destination.read({ object: 'Account', ids: [], properties: ['Name'] })).toEqual(new Map());
	});

	it('leaves out what stands for another record', async () => {
		const lead = org.simulator.create('Lead', { LastName: 'x', Company: 'y', Email: 'ann@example.com' });
		org.simulator.convertLead(lead);
		const person = org.simulator.create('Account', {
			LastName: 'x',
			PersonEmail: 'p@example.com',
			IsPersonAccount: true,
		});
		const find = async (object: string, key: string, values: string[]) =>
			(await destination.find({ object, key, values, properties: [] })).size;
		expect(await find('Lead', 'Email', ['ann@example.com'])).toBe(0);
		expect(await find('Account', 'Name', ['x'])).toBe(0);
		expect((await destination.read({ object: 'Account', ids: [person], properties: [] })).size).toBe(0);
	});

	it('says what it cannot look up', async () => {
		expect(destination.canFind('Account', 'Phone', 'phone')).toBe(false);
		expect(destination.canFind('Account', 'Website', 'domain')).toBe(true);
		await destination.describe('Account');
		expect(destination.canFind('account', 'website', 'domain')).toBe(true);
		expect(destination.canFind('Account', 'NumberOfEmployees', 'exact')).toBe(true);
		expect(destination.canFind('Account', 'NumberOfEmployees', 'domain')).toBe(false);
		expect(destination.canFind('Account', 'Description', 'exact')).toBe(false);
		expect(destination.canFind('Account', 'Nowhere__c', 'exact')).toBe(false);
		expect(destination.canFind('Account', 'OwnerId', 'domain')).toBe(false);
		const request = { object: 'Account', values: ['x'], properties: [] };
		for (const key of ['Description', 'Nowhere__c']) {
			const error = await failure(destination.find({ ...request, key }));
			expect(error).toMatchObject({ kind: 'configuration', message: expect.stringContaining(key) });
		}
		expect((await failure(destination.find({ ...request, key: 'Phone', normalise: 'phone' }))).kind).toBe(
			'configuration',
		);
	});
});
