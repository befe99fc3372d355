import { SalesforceSimulator, fields } from './salesforce';
import { TestClient } from './salesforce/testClient';
import { JumpingClock } from './shared/clock';

const START = Date.parse('2026-03-01T12:00:00Z');

describe('Salesforce simulator: SOQL', () => {
	let clock: JumpingClock;
	let simulator: SalesforceSimulator;
	let client: TestClient;

	beforeEach(async () => {
		clock = new JumpingClock(START);
		simulator = await new SalesforceSimulator({ clock }).start();
		client = new TestClient(simulator);
	});
	afterEach(async () => await simulator.stop());

	const account = (Name: string, more: Record<string, string | number | boolean | null> = {}) =>
		simulator.create('Account', { Name, ...more });

	describe('shape of the answer', () => {
		it('has attributes, nested parents, null for an absent parent, and +0000 datetimes', async () => {
			const accountId = account('Acme');
			const contactId = simulator.create('Contact', { LastName: 'Doe', FirstName: 'Jo', AccountId: accountId });
			simulator.create('Contact', { LastName: 'Solo' });
			const { json } = await client.query(
				'select id, name, account.name, account.owner.email, systemmodstamp from contact order by id',
			);
			expect(json.totalSize).toBe(2);
			expect(json.done).toBe(true);
			expect(json.records[0]).toEqual({
				attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${contactId}` },
				Id: contactId,
				Name: 'Jo Doe',
				Account: {
					attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${accountId}` },
					Name: 'Acme',
					Owner: {
						attributes: { type: 'User', url: `/services/data/v67.0/sobjects/User/${simulator.userId}` },
						Email: 'integration@example.com',
					},
				},
				SystemModstamp: '2026-03-01T12:00:00.000+0000',
			});
			expect(json.records[1].Account).toBeNull();
		});

		it('names a polymorphic parent Name, and reads a queue that has no such field', async () => {
			const queue = simulator.create('Group', { Name: 'Hot leads' });
			simulator.create('Lead', { LastName: 'A', Company: 'X', OwnerId: queue });
			simulator.create('Lead', { LastName: 'B', Company: 'X' });
			const { json } = await client.query('SELECT Owner.Name, Owner.Username FROM Lead ORDER BY Id');
			expect(json.records.map((record) => record.Owner)).toEqual([
				{
					attributes: { type: 'Name', url: `/services/data/v67.0/sobjects/Group/${queue}` },
					Name: 'Hot leads',
					Username: null,
				},
				{
					attributes: { type: 'Name', url: `/services/data/v67.0/sobjects/User/${simulator.userId}` },
					Name: 'Integration User',
					Username: 'integration@example.com',
				},
			]);
		});

		it('returns compound addresses, counts and aggregates', async () => {
			account('A', { BillingCity: 'Ulm', BillingCountry: 'DE', AnnualRevenue: 3, Industry: 'Energy' });
			account('B', { AnnualRevenue: 5, Industry: 'Energy' });
			account('C', { AnnualRevenue: null, Industry: 'Media' });
			const [address, none] = await client.column('SELECT BillingAddress FROM Account ORDER BY Id', 'BillingAddress');
			expect(address).toMatchObject({ city: 'Ulm', country: 'DE', street: null });
			expect(none).toBeNull();
			expect((await client.query("SELECT COUNT() FROM Account WHERE Industry = 'energy'")).json).toEqual({
				totalSize: 2,
				done: true,
				records: [],
			});
			const { json } = await client.query(
				'SELECT Industry, SUM(AnnualRevenue) total, COUNT(Id), MAX(Name) FROM Account GROUP BY Industry ORDER BY Industry',
			);
			const byIndustry = json.records.sort((a, b) => String(a.Industry).localeCompare(String(b.Industry)));
			expect(byIndustry).toEqual([
				{ attributes: { type: 'AggregateResult' }, Industry: 'Energy', total: 8, expr0: 2, expr1: 'B' },
				{ attributes: { type: 'AggregateResult' }, Industry: 'Media', total: 0, expr0: 1, expr1: 'C' },
			]);
		});

		it('expands FIELDS(ALL) only under a LIMIT of 200', async () => {
			simulator.addField('Account', fields.text('Tier__c', 'Tier'));
			account('A', { Tier__c: 'gold' });
			expect((await client.query('SELECT FIELDS(CUSTOM) FROM Account LIMIT 1')).json.records[0].Tier__c).toBe('gold');
			expect((await client.query('SELECT FIELDS(ALL) FROM Account LIMIT 200')).json.records[0]).toMatchObject({
				Name: 'A',
				Tier__c: 'gold',
			});
			expect((await client.refusal('SELECT FIELDS(ALL) FROM Account')).code).toBe('MALFORMED_QUERY');
		});
	});

	describe('WHERE', () => {
		const names = async (where: string) => (await client.column(`SELECT Name FROM Account WHERE ${where}`)).sort();

		beforeEach(() => {
			account("O'Brien \\ 100%", { Industry: 'Energy', NumberOfEmployees: 10, Website: 'a_b' });
			account('beta', { Industry: 'Media', NumberOfEmployees: 0 });
			account('Gamma', { Industry: null, NumberOfEmployees: null, Website: 'axb' });
		});

		it.each([
			["Name = 'BETA'", ['beta']],
			["Name != 'beta'", ['Gamma', "O'Brien \\ 100%"]],
			["Industry != 'Energy'", ['Gamma', 'beta']],
			["Industry NOT IN ('Energy', 'Media')", ['Gamma']],
			["Industry IN ('ENERGY', null)", ['Gamma', "O'Brien \\ 100%"]],
			['Industry = null', ['Gamma']],
			["Industry = ''", ['Gamma']],
			['NumberOfEmployees < 5', ['beta']],
			['NumberOfEmployees >= 0', ["O'Brien \\ 100%", 'beta']],
			['NumberOfEmployees = 10.0', ["O'Brien \\ 100%"]],
			["Name = 'O\\'Brien \\\\ 100%'", ["O'Brien \\ 100%"]],
			["Name LIKE '%100\\%'", ["O'Brien \\ 100%"]],
			["Name LIKE '%\\\\ 1%'", ["O'Brien \\ 100%"]],
			["Website LIKE 'a_b'", ['Gamma', "O'Brien \\ 100%"]],
			["Website LIKE 'a\\_b'", ["O'Brien \\ 100%"]],
			["Name LIKE 'G%' OR Name LIKE 'b%'", ['Gamma', 'beta']],
			["(NOT Name LIKE 'G%') AND Industry != null", ["O'Brien \\ 100%", 'beta']],
			["NOT (Name = 'beta' OR Name = 'gamma')", ["O'Brien \\ 100%"]],
			["(Name = 'beta' AND Industry = 'Media') OR (Industry = null AND Name = 'gamma')", ['Gamma', 'beta']],
			["Account.Name = 'beta'", ['beta']],
			["Owner.Email = 'INTEGRATION@example.com' AND Name = 'beta'", ['beta']],
			["Parent.Name != 'x' AND Name = 'beta'", ['beta']],
			["IsDeleted = false AND Name > 'c'", ['Gamma', "O'Brien \\ 100%"]],
			['CreatedDate = TODAY', ['Gamma', "O'Brien \\ 100%", 'beta']],
			['CreatedDate < TODAY', []],
			['CreatedDate > 2026-03-01T11:59:59Z', ['Gamma', "O'Brien \\ 100%", 'beta']],
			['CreatedDate > 2026-03-01T13:59:59+02:00', ['Gamma', "O'Brien \\ 100%", 'beta']],
			['CreatedDate < 2026-03-01T12:00:00.000Z', []],
		])('%s', async (where, expected) => {
			expect(await names(where)).toEqual(expected);
		});

		it('knows the date literals', async () => {
			const at = (days: number) => new Date(START - days * 86_400_000);
			for (const days of [0, 1, 3, 10, 40, 400])
				simulator.create('Lead', { LastName: `d${days}`, Company: 'X' }, { createdAt: at(days), modifiedAt: at(days) });
			const of = async (literal: string) =>
				(await client.column(`SELECT LastName FROM Lead WHERE CreatedDate = ${literal}`, 'LastName')).sort();
			expect(await of('LAST_N_DAYS:3')).toEqual(['d0', 'd1', 'd3']);
			expect(await of('YESTERDAY')).toEqual(['d1']);
			expect(await of('LAST_MONTH')).toEqual(['d1', 'd10', 'd3']);
			expect(await of('N_DAYS_AGO:10')).toEqual(['d10']);
			expect(await of('THIS_YEAR')).toEqual(['d0', 'd1', 'd10', 'd3', 'd40']);
			expect(await of('LAST_YEAR')).toEqual(['d400']);
			expect(await of('THIS_FISCAL_QUARTER')).toEqual(['d0', 'd1', 'd10', 'd3', 'd40']);
			expect(await client.column('SELECT LastName FROM Lead WHERE CreatedDate < LAST_N_MONTHS:2', 'LastName')).toEqual([
				'd400',
			]);
		});

		it('compares ids of 15 and 18 characters, multi-select values and dates', async () => {
			simulator.addField('Account', {
				name: 'Tags__c',
				label: 'Tags',
				type: 'multipicklist',
				picklist: ['a', 'b', 'c'],
			});
			const id = account('Tagged', { Tags__c: 'a;b' });
			expect(await names(`Id = '${id.slice(0, 15)}'`)).toEqual(['Tagged']);
			expect(await names(`Id IN ('${id}', '001000000000000AAA')`)).toEqual(['Tagged']);
			expect(await names("Tags__c INCLUDES ('a;b', 'c')")).toEqual(['Tagged']);
			expect(await names("Tags__c INCLUDES ('a;c')")).toEqual([]);
			expect(await names("Tags__c EXCLUDES ('c') AND Name = 'Tagged'")).toEqual(['Tagged']);
			simulator.create('Opportunity', {
				Name: 'Deal',
				StageName: 'Closed Won',
				CloseDate: '2026-03-05',
				AccountId: id,
			});
			expect(await client.column('SELECT Name FROM Opportunity WHERE CloseDate = 2026-03-05 AND IsWon = true')).toEqual(
				['Deal'],
			);
			expect(await client.column('SELECT Name FROM Opportunity WHERE CloseDate = NEXT_N_DAYS:7')).toEqual(['Deal']);
			expect(await names("Id IN (SELECT AccountId FROM Opportunity WHERE Name = 'Deal')")).toEqual(['Tagged']);
		});

		it('reads only what keyset conditions let through, and all of it', async () => {
			simulator.generate({ leads: 5000, perSecond: 700 });
			const seen: string[] = [];
			let condition = 'SystemModstamp >= 2000-01-01T00:00:00Z';
			for (;;) {
				const { json } = await client.query(
					`SELECT Id, SystemModstamp FROM Lead WHERE ${condition} ORDER BY SystemModstamp, Id LIMIT 300`,
				);
				if (json.records.length === 0) break;
				seen.push(...json.records.map((record) => String(record.Id)));
				const last = json.records[json.records.length - 1];
				const stamp = String(last.SystemModstamp).replace('+0000', 'Z');
				condition = `(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '${String(last.Id)}'))`;
			}
			expect(seen).toEqual(simulator.rows('Lead').map((row) => row.Id));
		});
	});

	describe('order', () => {
		it('sorts by several keys, empty values first unless NULLS LAST', async () => {
			account('b', { Industry: 'Media' });
			account('a', { Industry: 'Media' });
			account('c');
			account('d', { Industry: 'Energy' });
			expect(await client.column('SELECT Name FROM Account ORDER BY Industry, Name')).toEqual(['c', 'd', 'a', 'b']);
			expect(await client.column('SELECT Name FROM Account ORDER BY Industry DESC NULLS LAST, Name DESC')).toEqual([
				'b',
				'a',
				'd',
				'c',
			]);
			expect(await client.column('SELECT Name FROM Account ORDER BY Name LIMIT 2 OFFSET 1')).toEqual(['b', 'c']);
			expect(await client.column('SELECT Name FROM Account ORDER BY Id DESC LIMIT 2')).toEqual(['d', 'c']);
		});

		it.each([
			'SELECT Name FROM Account',
			'SELECT Name FROM Account ORDER BY SystemModstamp',
			'SELECT Name FROM Account ORDER BY Industry DESC',
		])('gives rows that tie in changing order: %s', async (soql) => {
			for (let i = 0; i < 30; i++) account(`n${i}`);
			const first = await client.column(soql);
			const second = await client.column(soql);
			expect(second).not.toEqual(first);
			expect(second.sort()).toEqual(first.sort());
		});

		it('keeps (SystemModstamp, Id) stable and takes late commits in their place', async () => {
			account('new');
			simulator.create('Account', { Name: 'late' }, { modifiedAt: new Date(START - 60_000) });
			account('newer');
			const soql = 'SELECT Name FROM Account ORDER BY SystemModstamp, Id';
			expect(await client.column(soql)).toEqual(['late', 'new', 'newer']);
			expect(await client.column(soql)).toEqual(['late', 'new', 'newer']);
			expect(await client.column('SELECT Name FROM Account ORDER BY SystemModstamp DESC, Id DESC')).toEqual([
				'newer',
				'new',
				'late',
			]);
		});
	});

	describe('pages', () => {
		beforeEach(() => simulator.generate({ accounts: 4500 }));

		it('have at most 2,000 rows and cover the result once', async () => {
			const ids = new Set<unknown>();
			let { json } = await client.query('SELECT Id FROM Account');
			const sizes: number[] = [];
			for (;;) {
				expect(json.totalSize).toBe(4500);
				sizes.push(json.records.length);
				for (const record of json.records) ids.add(record.Id);
				if (json.done) break;
				expect(json.nextRecordsUrl).toMatch(/^\/services\/data\/v67\.0\/query\/01g[0-9A-Za-z]{15}-\d+$/);
				json = (await client.send<typeof json>(json.nextRecordsUrl ?? '')).json;
			}
			expect(sizes).toEqual([2000, 2000, 500]);
			expect(json.nextRecordsUrl).toBeUndefined();
			expect(ids.size).toBe(4500);
		});

		it.each([
			['batchSize=500', 500],
			['batchSize=1', 200],
			['batchSize=5000', 2000],
		])('obey Sforce-Query-Options: %s', async (options, size) => {
			const { json } = await client.query('SELECT Id FROM Account', 'query', { 'sforce-query-options': options });
			expect(json.records).toHaveLength(size);
		});

		it('show the data as it was when the query was made', async () => {
			const { json } = await client.query('SELECT Id, Name FROM Account ORDER BY Id');
			const last = simulator.rows('Account')[4499];
			simulator.update('Account', String(last.Id), { Name: 'changed' });
			const second = await client.send<typeof json>(json.nextRecordsUrl ?? '');
			const third = await client.send<typeof json>(second.json.nextRecordsUrl ?? '');
			expect(third.json.records.at(-1)?.Name).toBe('Account 4499');
		});

		it('refuse a locator that is unknown, out of range, closed by newer cursors, or two days old', async () => {
			const locate = async () => (await client.query('SELECT Id FROM Account')).json.nextRecordsUrl ?? '';
			const next = await locate();
			const refusal = { status: 400, json: [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }] };
			expect(await client.send('/query/01g000000000000AAA-2000')).toMatchObject(refusal);
			expect(await client.send('/query/whatever')).toMatchObject(refusal);
			expect(await client.send(next.replace('-2000', '-4500'))).toMatchObject(refusal);
			expect((await client.send(next)).status).toBe(200);
			for (let i = 0; i < 10; i++) await locate();
			expect(await client.send(next)).toMatchObject(refusal);
			const young = await locate();
			clock.advance(2 * 86_400_000 + 1);
			client.token = simulator.issueToken();
			expect(await client.send(young)).toMatchObject(refusal);
		});
	});

	describe('refusals', () => {
		it.each([
			[
				'SELECT Id,Foo FROM Account',
				'INVALID_FIELD',
				"\nSELECT Id,Foo FROM Account\n          ^\nERROR at Row:1:Column:11\nNo such column 'Foo' on entity 'Account'. If you are",
			],
			['SELECT Owner.Foo FROM Account', 'INVALID_FIELD', "No such column 'Foo' on entity 'User'"],
			['SELECT Owner.Foo FROM Lead', 'INVALID_FIELD', "No such column 'Foo' on entity 'Name'"],
			['SELECT Boss.Name FROM Account', 'INVALID_FIELD', "Didn't understand relationship 'Boss' in field path"],
			['SELECT Id FROM Account WHERE Foo__c = 1', 'INVALID_FIELD', 'ERROR at Row:1:Column:30'],
			['SELECT Id\nFROM Account\nORDER BY Foo', 'INVALID_FIELD', 'ERROR at Row:3:Column:10'],
			['SELECT Id, Id FROM Account', 'INVALID_FIELD', 'duplicate field selected: Id'],
			[
				"SELECT Id FROM Account WHERE Description = 'x'",
				'INVALID_FIELD',
				"field 'Description' can not be filtered in a query call",
			],
			[
				'SELECT Id FROM Account ORDER BY Description',
				'INVALID_FIELD',
				"field 'Description' can not be sorted in a query call",
			],
			['SELECT Id FROM Account WHERE BillingAddress != null', 'INVALID_FIELD', 'can not be filtered'],
			[
				'SELECT Id FROM Account WHERE Name = 1',
				'INVALID_FIELD',
				"value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
			],
			[
				"SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'",
				'INVALID_FIELD',
				"field 'SystemModstamp' must be of type dateTime and should not be enclosed in quotes",
			],
			['SELECT Id FROM Account WHERE SystemModstamp > 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
			[
				"SELECT Id FROM Account WHERE NumberOfEmployees = '5'",
				'INVALID_FIELD',
				'must be of type int and should not be enclosed in quotes',
			],
			["SELECT Id FROM Account WHERE IsDeleted = 'false'", 'INVALID_FIELD', 'must be of type boolean'],
			["SELECT Id FROM Account WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
			["SELECT Id FROM Account WHERE Id LIKE '001%'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on id field'],
			[
				"SELECT Id FROM Account WHERE Name INCLUDES ('a')",
				'INVALID_QUERY_FILTER_OPERATOR',
				'invalid operator on string field',
			],
			['SELECT Id FROM Foo', 'INVALID_TYPE', "sObject type 'Foo' is not supported."],
			['SELECT Id FORM Account', 'MALFORMED_QUERY', "unexpected token: 'Account'"],
			['SELECT Id FROM', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
			['', 'MALFORMED_QUERY', 'A query string has to be specified'],
			[
				"SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
				'MALFORMED_QUERY',
				"unexpected token: 'OR'",
			],
			[
				"SELECT Id FROM Account WHERE Name = 'a' OR (Name = 'b' AND Name = 'c' OR Name = 'd')",
				'MALFORMED_QUERY',
				"unexpected token: 'OR'",
			],
			["SELECT Id FROM Account WHERE Name = 'a' AND NOT Name = 'b'", 'MALFORMED_QUERY', "unexpected token: 'NOT'"],
			["SELECT Id FROM Account WHERE (Name = 'a'", 'MALFORMED_QUERY', 'unexpected token'],
			["SELECT Id FROM Account WHERE Name = 'it's'", 'MALFORMED_QUERY', 'unexpected token'],
			[
				"SELECT Id FROM Account WHERE Name = 'a\\x'",
				'MALFORMED_QUERY',
				"Illegal character sequence '\\x' in string literal.",
			],
			['SELECT Id FROM Account WHERE CreatedDate > 2026-01-01T00:00:00', 'MALFORMED_QUERY', 'unexpected token'],
			['SELECT Id FROM Account WHERE Name IN ()', 'MALFORMED_QUERY', 'unexpected token'],
			['SELECT Id FROM Account; DROP TABLE Account', 'MALFORMED_QUERY', 'unexpected token'],
			['SELECT Name, COUNT(Id) FROM Account', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
			[
				'SELECT Id FROM Account LIMIT 1 OFFSET 2001',
				'NUMBER_OUTSIDE_VALID_RANGE',
				'Maximum SOQL offset allowed is 2000',
			],
		])('%s', async (soql, code, message) => {
			const refusal = await client.refusal(soql);
			expect(refusal).toMatchObject({ status: 400, code });
			expect(refusal.message).toContain(message);
		});

		it('a removed field is as if it had never been', async () => {
			account('A', { Website: 'x' });
			simulator.removeField('Account', 'website');
			expect((await client.refusal('SELECT Website FROM Account')).code).toBe('INVALID_FIELD');
			expect((await client.refusal("SELECT Id FROM Account WHERE Website = 'x'")).code).toBe('INVALID_FIELD');
		});

		it('a query that is too long for a URL', async () => {
			const { status } = await client.query(`SELECT Id FROM Account WHERE Name = '${'x'.repeat(17_000)}'`);
			expect([414, 431]).toContain(status);
		});
	});
});
