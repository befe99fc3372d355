import { parse } from 'csv-parse/sync';
import { SalesforceSimulator, fields } from './salesforce';
import { TestClient } from './salesforce/testClient';
import { JumpingClock } from './shared/clock';

type Job = Record<string, unknown> & { id: string; state: string };

describe('Salesforce simulator: Bulk API 2.0 ingest', () => {
	let clock: JumpingClock;
	let simulator: SalesforceSimulator;
	let client: TestClient;

	beforeEach(async () => {
		clock = new JumpingClock(Date.parse('2026-03-01T12:00:00Z'));
		simulator = await new SalesforceSimulator({ clock }).start();
		client = new TestClient(simulator);
		simulator.addField('Account', fields.text('Ext__c', 'Ext', { externalId: true, unique: true }));
		simulator.addField('Account', fields.bool('Active__c', 'Active'));
	});
	afterEach(async () => await simulator.stop());

	const open = async (more: Record<string, unknown> = {}) =>
		await client.post<Job>('/jobs/ingest', { object: 'Account', operation: 'insert', ...more });
	const upload = async (id: string, content: string, type = 'text/csv') =>
		await client.send(`/jobs/ingest/${id}/batches`, {
			method: 'PUT',
			body: content,
			headers: { 'content-type': type },
		});
	const patch = async (id: string, state: string) => await client.post<Job>(`/jobs/ingest/${id}`, { state }, 'PATCH');
	const poll = async (id: string) => (await client.send<Job>(`/jobs/ingest/${id}`)).json;
	const results = async (id: string, kind: string) =>
		parse<Record<string, string>>((await client.send(`/jobs/ingest/${id}/${kind}/`)).text, { columns: true });

	async function run(content: string, more: Record<string, unknown> = {}): Promise<string> {
		const { json } = await open(more);
		await upload(json.id, content);
		await patch(json.id, 'UploadComplete');
		for (;;) if (['JobComplete', 'Failed'].includes((await poll(json.id)).state)) return json.id;
	}

	it('goes from Open to JobComplete, every call counted', async () => {
		const before = simulator.apiUsage;
		const { status, json } = await open();
		expect(status).toBe(200);
		expect(json).toMatchObject({
			state: 'Open',
			operation: 'insert',
			object: 'Account',
			contentType: 'CSV',
			apiVersion: 67,
		});
		expect(json.contentUrl).toBe(`services/data/v67.0/jobs/ingest/${json.id}/batches`);
		expect((await upload(json.id, 'Name\na\n')).status).toBe(201);
		expect(simulator.rows('Account')).toHaveLength(0);
		expect((await patch(json.id, 'UploadComplete')).json.state).toBe('UploadComplete');
		expect([(await poll(json.id)).state, (await poll(json.id)).state]).toEqual(['InProgress', 'InProgress']);
		expect(await poll(json.id)).toMatchObject({
			state: 'JobComplete',
			numberRecordsProcessed: 1,
			numberRecordsFailed: 0,
		});
		expect(simulator.rows('Account')).toMatchObject([{ Name: 'a' }]);
		expect(simulator.apiUsage - before).toBe(6);
		expect((await client.send(`/jobs/ingest/${json.id}`, { method: 'DELETE' })).status).toBe(204);
		expect((await client.send(`/jobs/ingest/${json.id}`)).status).toBe(404);
	});

	it('tells of every row what became of it, with the columns as they came', async () => {
		const id = await run(
			'Name,Site,Active__c,ParentId\n"a ""x""\nb"," s ",true,\n,no name,,\nc,,maybe,\nd,,,001000000000001AAA\n',
		);
		const [{ Id }] = simulator.rows('Account');
		expect(await results(id, 'successfulResults')).toEqual([
			{ sf__Id: Id, sf__Created: 'true', Name: 'a "x"\nb', Site: ' s ', Active__c: 'true', ParentId: '' },
		]);
		const failed = await results(id, 'failedResults');
		expect(failed.map(({ sf__Error }) => sf__Error).sort()).toEqual([
			'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id: --',
			'INVALID_TYPE_ON_FIELD_IN_RECORD:Active: value not of required type: maybe:Active__c --',
			'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
		]);
		expect(failed.every(({ sf__Id }) => sf__Id === '')).toBe(true);
		expect(await results(id, 'unprocessedrecords')).toEqual([]);
	});

	it('leaves alone what is empty and clears what is #N/A', async () => {
		simulator.create('Account', { Name: 'a', Site: 's', Fax: '1', Ext__c: 'x' });
		const id = await run('Ext__c,Name,Site,Fax\nX,,#N/A,\ny,b,,\n', {
			operation: 'upsert',
			externalIdFieldName: 'Ext__c',
		});
		expect((await results(id, 'successfulResults')).map(({ sf__Created }) => sf__Created).sort()).toEqual([
			'false',
			'true',
		]);
		expect(simulator.rows('Account')).toMatchObject([
			{ Name: 'a', Site: null, Fax: '1' },
			{ Name: 'b', Ext__c: 'y' },
		]);
	});

	it('updates and deletes by Id, and reads other separators', async () => {
		const [one, two] = ['a', 'b'].map((Name) => simulator.create('Account', { Name }));
		await run(`Id;Site\r\n${one};new\r\n`, { operation: 'update', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' });
		await run(`Id\n${two}\n`, { operation: 'delete' });
		expect(simulator.rows('Account')).toMatchObject([{ Site: 'new' }, { IsDeleted: true }]);
	});

	it.each([
		['an unknown field', 'Name,Nowhere__c\na,b\n', 'InvalidBatch : Field name not found : Nowhere__c'],
		['a field that stands there twice', 'Name,name\na,b\n', 'InvalidBatch : Duplicate field in the header'],
		[
			'lines of different lengths',
			'Name,Site\na\n',
			'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
		],
	])('fails as a whole for %s', async (_name, content, errorMessage) => {
		const id = await run(content);
		expect(await poll(id)).toMatchObject({ state: 'Failed', errorMessage });
		expect(simulator.rows('Account')).toHaveLength(0);
		expect(await results(id, 'successfulResults')).toEqual([]);
	});

	it('keeps what a job that fails has done, and what it has not', async () => {
		Object.assign(simulator.settings.bulk, { failure: 'InternalServerError', failureAfterRows: 2 });
		const id = await run('Name\na\nb\nc\n');
		expect(await results(id, 'successfulResults')).toHaveLength(2);
		expect(await results(id, 'unprocessedrecords')).toEqual([{ Name: 'c' }]);
	});

	it('stops in the middle when it is aborted', async () => {
		Object.assign(simulator.settings.bulk, { polls: 5, rowsPerPoll: 1 });
		const { json } = await open();
		await upload(json.id, 'Name\na\nb\nc\n');
		await patch(json.id, 'UploadComplete');
		await poll(json.id);
		expect((await client.send(`/jobs/ingest/${json.id}/successfulResults`)).status).toBe(400);
		expect((await patch(json.id, 'Aborted')).json.state).toBe('Aborted');
		await poll(json.id);
		expect(await results(json.id, 'successfulResults')).toHaveLength(1);
		expect(await results(json.id, 'unprocessedrecords')).toHaveLength(2);
		expect((await patch(json.id, 'Aborted')).status).toBe(400);
	});

	it('takes one upload, while the job is open, of CSV, within the limit', async () => {
		const { json } = await open();
		simulator.settings.bulk.maxBytes = 20;
		expect((await upload(json.id, '{}', 'application/json')).status).toBe(415);
		const code = async (answer: ReturnType<typeof upload>) =>
			((await answer).json as Array<{ errorCode: string; message: string }>)[0];
		expect(await code(upload(json.id, `Name\n${'x'.repeat(20)}\n`))).toMatchObject({ errorCode: 'CLIENTINPUTERROR' });
		expect((await upload(json.id, 'Name\na\n')).status).toBe(201);
		expect((await code(upload(json.id, 'Name\nb\n'))).message).toContain('Found multiple contents for job');
		await patch(json.id, 'UploadComplete');
		expect(await code(upload(json.id, 'Name\nc\n'))).toMatchObject({ errorCode: 'INVALIDJOBSTATE' });
		expect((await patch(json.id, 'UploadComplete')).status).toBe(400);
	});

	it.each([
		[{ operation: 'magic' }, 'INVALIDJOB'],
		[{ object: 'Nowhere__c' }, 'INVALIDENTITY'],
		[{ contentType: 'XML' }, 'INVALIDJOB'],
		[{ columnDelimiter: 'DOT' }, 'INVALIDJOB'],
		[{ lineEnding: 'CR' }, 'INVALIDJOB'],
		[{ operation: 'upsert' }, 'INVALIDJOB'],
		[{ operation: 'upsert', externalIdFieldName: 'Name' }, 'INVALIDJOB'],
		[{ externalIdFieldName: 'Ext__c' }, 'INVALIDJOB'],
	])('is refused: %j', async (more, errorCode) => {
		expect(await open(more)).toMatchObject({ status: 400, json: [{ errorCode }] });
	});

	it('is gone after a week, and belongs to one API version', async () => {
		const { json } = await open();
		expect((await client.send(`/services/data/v66.0/jobs/ingest/${json.id}`)).status).toBe(409);
		clock.advance(8 * 86_400_000);
		client.token = simulator.issueToken();
		expect((await client.send(`/jobs/ingest/${json.id}`)).status).toBe(404);
	});
});
