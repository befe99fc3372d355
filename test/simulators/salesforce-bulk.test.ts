import { parse } from 'csv-parse/sync';
import { SalesforceSimulator } from './salesforce';
import { TestClient } from './salesforce/testClient';
import { JumpingClock } from './shared/clock';

describe('Salesforce simulator: Bulk API 2.0 queries', () => {
	let clock: JumpingClock;
	let simulator: SalesforceSimulator;
	let client: TestClient;

	beforeEach(async () => {
		clock = new JumpingClock(Date.parse('2026-03-01T12:00:00Z'));
		simulator = await new SalesforceSimulator({ clock }).start();
		client = new TestClient(simulator);
	});
	afterEach(async () => await simulator.stop());

	type Job = Record<string, unknown> & { id: string; state: string };
	const start = async (query: string, operation = 'query') =>
		await client.post<Job>('/jobs/query', { operation, query });
	const poll = async (id: string) => (await client.send<Job>(`/jobs/query/${id}`)).json;

	async function complete(query: string, operation = 'query'): Promise<string> {
		const { json } = await start(query, operation);
		while ((await poll(json.id)).state !== 'JobComplete');
		return json.id;
	}

	const results = async (id: string, parameters = '') =>
		await client.send(`/jobs/query/${id}/results${parameters}`, { headers: { accept: 'text/csv' } });
	const rowsOf = (text: string) => parse<Record<string, string>>(text, { columns: true });

	it('go from UploadComplete through InProgress to JobComplete', async () => {
		const { status, json } = await start('SELECT Id FROM Account');
		expect(status).toBe(200);
		expect(json).toMatchObject({
			state: 'UploadComplete',
			operation: 'query',
			object: 'Account',
			apiVersion: 67,
			contentType: 'CSV',
			lineEnding: 'LF',
			columnDelimiter: 'COMMA',
		});
		expect(json.id).toMatch(/^750[0-9A-Za-z]{15}$/);
		expect((await poll(json.id)).state).toBe('InProgress');
		expect((await poll(json.id)).state).toBe('InProgress');
		expect(await poll(json.id)).toMatchObject({ state: 'JobComplete', jobType: 'V2Query', numberRecordsProcessed: 0 });
	});

	it('give CSV with quotes, line breaks, empty nulls and Z datetimes', async () => {
		const Name = 'A "quoted", name\nin two lines – ü';
		const id = simulator.create('Account', { Name, Industry: null, NumberOfEmployees: 0 });
		const { text, headers } = await results(
			await complete(
				'SELECT Id, Name, Industry, NumberOfEmployees, IsDeleted, SystemModstamp, Owner.Email, Parent.Name FROM Account',
			),
		);
		expect(text).toBe(
			'"Id","Name","Industry","NumberOfEmployees","IsDeleted","SystemModstamp","Owner.Email","Parent.Name"\n' +
				`"${id}","A ""quoted"", name\nin two lines – ü","","0","false","2026-03-01T12:00:00.000Z","integration@example.com",""\n`,
		);
		expect(headers.get('content-type')).toContain('text/csv');
		expect(headers.get('sforce-locator')).toBe('null');
		expect(headers.get('sforce-numberofrecords')).toBe('1');
	});

	it('page by locator, in no order, repeatably within a job', async () => {
		simulator.generate({ contacts: 1000 });
		const id = await complete('SELECT Id, Email FROM Contact ORDER BY Id');
		const seen: string[] = [];
		let locator = '';
		do {
			const page = await results(id, `?maxRecords=300${locator === '' ? '' : `&locator=${locator}`}`);
			const again = await results(id, `?maxRecords=300${locator === '' ? '' : `&locator=${locator}`}`);
			expect(again.text).toBe(page.text);
			const rows = rowsOf(page.text);
			expect(page.headers.get('sforce-numberofrecords')).toBe(String(rows.length));
			seen.push(...rows.map((row) => row.Id));
			locator = page.headers.get('sforce-locator') ?? '';
		} while (locator !== 'null');
		const all = simulator.rows('Contact').map((row) => String(row.Id));
		expect(seen).not.toEqual(all);
		expect(seen.sort()).toEqual(all);
	});

	it('hold the data as it was when the job was made', async () => {
		const id = simulator.create('Account', { Name: 'before' });
		const { json } = await start('SELECT Name FROM Account');
		simulator.update('Account', id, { Name: 'after' });
		simulator.create('Account', { Name: 'new' });
		while ((await poll(json.id)).state !== 'JobComplete');
		expect(rowsOf((await results(json.id)).text)).toEqual([{ Name: 'before' }]);
	});

	it('leave deleted records to queryAll', async () => {
		const id = simulator.create('Account', { Name: 'gone' });
		simulator.remove('Account', id);
		expect(rowsOf((await results(await complete('SELECT Name FROM Account'))).text)).toEqual([]);
		expect(rowsOf((await results(await complete('SELECT Name FROM Account', 'queryAll'))).text)).toEqual([
			{ Name: 'gone' },
		]);
	});

	it.each([
		[
			'SELECT BillingAddress FROM Account',
			'FUNCTIONALITY_NOT_ENABLED',
			'Selecting compound data not supported in Bulk Query',
		],
		['SELECT Industry FROM Account GROUP BY Industry', 'API_ERROR', 'Aggregate'],
		['SELECT COUNT() FROM Account', 'API_ERROR', 'Aggregate'],
		['SELECT Id FROM Account LIMIT 1 OFFSET 1', 'API_ERROR', 'Offset'],
		['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'API_ERROR', 'Nested'],
		['SELECT TYPEOF Owner WHEN User THEN Email END FROM Lead', 'API_ERROR', 'TYPEOF'],
		['SELECT Foo FROM Account', 'INVALID_FIELD', "No such column 'Foo'"],
		['SELECT Id FORM Account', 'MALFORMED_QUERY', 'unexpected token'],
		[
			`SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_000)}'`,
			'MALFORMED_QUERY',
			'cannot be longer than 100000 characters',
		],
	])('refuse %.60s', async (query, errorCode, message) => {
		const { status, json } = await start(query);
		expect([status, json]).toEqual([400, [{ errorCode, message: expect.stringContaining(message) }]]);
	});

	it('refuse other operations, unknown jobs, other versions, results too soon and bad locators', async () => {
		expect((await start('SELECT Id FROM Account', 'insert')).status).toBe(400);
		expect(await results('750000000000000AAA')).toMatchObject({ status: 404, json: [{ errorCode: 'NOT_FOUND' }] });
		const { json } = await start('SELECT Id FROM Account');
		expect(await results(json.id)).toMatchObject({ status: 400, json: [{ errorCode: 'INVALIDJOBSTATE' }] });
		expect((await new TestClient(simulator, 'v66.0').send(`/jobs/query/${json.id}`)).status).toBe(409);
		const done = await complete('SELECT Id FROM Account');
		expect((await results(done, '?locator=zzz')).status).toBe(400);
		expect((await results(done, '?maxRecords=0')).status).toBe(400);
	});

	it('are aborted, deleted, failed and forgotten', async () => {
		const { json } = await start('SELECT Id FROM Account');
		expect(await client.send(`/jobs/query/${json.id}`, { method: 'DELETE' })).toMatchObject({ status: 400 });
		expect(await client.post(`/jobs/query/${json.id}`, { state: 'Aborted' }, 'PATCH')).toMatchObject({
			status: 200,
			json: { state: 'Aborted' },
		});
		expect(await client.post(`/jobs/query/${json.id}`, { state: 'Aborted' }, 'PATCH')).toMatchObject({ status: 400 });
		expect(await client.send(`/jobs/query/${json.id}`, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
		expect((await client.send(`/jobs/query/${json.id}`)).status).toBe(404);

		const old = await complete('SELECT Id FROM Account');
		clock.advance(7 * 86_400_000 + 1);
		client.token = simulator.issueToken();
		expect((await results(old)).status).toBe(404);
		const expired = await complete('SELECT Id FROM Account');
		simulator.expireJobs();
		expect((await results(expired)).status).toBe(404);

		simulator.settings.bulk = { polls: 0, pageRows: 10, failure: 'InternalServerError : the query timed out' };
		const failing = await start('SELECT Id FROM Account');
		expect(await poll(failing.json.id)).toMatchObject({
			state: 'Failed',
			errorMessage: 'InternalServerError : the query timed out',
		});
	});
});
