import { SalesforceSimulator, fields } from './salesforce';
import { TestClient } from './salesforce/testClient';
import { JumpingClock } from './shared/clock';

interface Result {
	id?: string;
	success: boolean;
	created?: boolean;
	errors: Array<{ statusCode: string; message: string; fields: string[]; duplicateResult?: Record<string, unknown> }>;
}

const NOBODY = '001000000000001AAA';

describe('Salesforce simulator: collections', () => {
	let clock: JumpingClock;
	let simulator: SalesforceSimulator;
	let client: TestClient;

	beforeEach(async () => {
		clock = new JumpingClock(Date.parse('2026-03-01T12:00:00Z'));
		simulator = await new SalesforceSimulator({ clock }).start();
		client = new TestClient(simulator);
		simulator.addField('Account', fields.text('Ext__c', 'Ext', { externalId: true, unique: true, length: 20 }));
		simulator.addField('Account', fields.text('Loose__c', 'Loose', { externalId: true }));
	});
	afterEach(async () => await simulator.stop());

	type Values = Record<string, unknown>;
	const typed = (type: string, records: Values[]) => records.map((values) => ({ attributes: { type }, ...values }));
	const create = async (records: Values[], type = 'Account', more: Values = {}) =>
		await client.post<Result[]>('/composite/sobjects', { records: typed(type, records), ...more });
	const update = async (records: Values[], type = 'Account', more: Values = {}) =>
		await client.post<Result[]>('/composite/sobjects', { records: typed(type, records), ...more }, 'PATCH');
	const upsert = async (records: Values[], field = 'Ext__c', more: Values = {}) =>
		await client.post<Result[]>(
			`/composite/sobjects/Account/${field}`,
			{ records: typed('Account', records), ...more },
			'PATCH',
		);
	const remove = async (ids: string[], allOrNone = false) =>
		await client.send<Result[]>(`/composite/sobjects?ids=${ids.join(',')}&allOrNone=${allOrNone}`, {
			method: 'DELETE',
		});
	const codes = ({ json }: { json: Result[] }) =>
		json.map(({ success, errors }) => (success ? 'ok' : errors[0].statusCode));
	const first = async (values: Values, type = 'Account') => (await create([values], type)).json[0];
	const refused = (answer: { status: number; json: unknown }) => [
		answer.status,
		(answer.json as Array<{ errorCode: string }>)[0].errorCode,
	];

	it('create, in order, each record for itself, and count as one call', async () => {
		const before = simulator.apiUsage;
		const answer = await create([{ Name: 'a' }, {}, { Name: 'c', Website: '', Site: ' padded ' }]);
		expect(answer.status).toBe(200);
		expect(codes(answer)).toEqual(['ok', 'REQUIRED_FIELD_MISSING', 'ok']);
		expect(answer.json[1]).toEqual({
			success: false,
			errors: [
				{ statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
			],
		});
		expect(simulator.row('Account', answer.json[2].id ?? '')).toMatchObject({
			Name: 'c',
			Website: null,
			Site: 'padded',
			OwnerId: simulator.userId,
			SystemModstamp: '2026-03-01T12:00:00.000+0000',
		});
		expect(simulator.apiUsage - before).toBe(1);
	});

	it('roll everything back with allOrNone', async () => {
		const id = simulator.create('Account', { Name: 'a', Site: 'old' });
		const created = await create([{ Name: 'b' }, {}], 'Account', { allOrNone: true });
		expect(codes(created)).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
		expect(codes(await update([{ id, Site: 'new' }, { id: NOBODY }], 'Account', { allOrNone: true }))).toEqual([
			'ALL_OR_NONE_OPERATION_ROLLED_BACK',
			'INVALID_CROSS_REFERENCE_KEY',
		]);
		expect(codes(await remove([id, NOBODY], true))[0]).toBe('ALL_OR_NONE_OPERATION_ROLLED_BACK');
		expect(simulator.rows('Account')).toMatchObject([{ Name: 'a', Site: 'old', IsDeleted: false }]);
	});

	it('take 200 records and no more', async () => {
		const records = Array.from({ length: 201 }, (_, n) => ({ Name: `a${n}` }));
		expect(codes(await create(records.slice(1)))).toHaveLength(200);
		const { status, json } = await create(records);
		expect([status, json]).toEqual([
			400,
			[
				{
					errorCode: 'EXCEEDED_ID_LIMIT',
					message: 'record limit reached. cannot submit more than 200 records into this call',
				},
			],
		]);
		expect(refused(await remove(records.map(() => NOBODY)))).toEqual([400, 'EXCEEDED_ID_LIMIT']);
		expect(simulator.rows('Account')).toHaveLength(200);
	});

	it('refuse the whole request for what the parser does not take', async () => {
		const good = { Name: 'good' };
		for (const [bad, code] of [
			[{ Name: 'x', Nowhere__c: 'x' }, 'INVALID_FIELD'],
			[{ Name: 5 }, 'JSON_PARSER_ERROR'],
			[{ Name: 'x', NumberOfEmployees: 'many' }, 'JSON_PARSER_ERROR'],
			[{ Name: 'x', NumberOfEmployees: 1.5 }, 'JSON_PARSER_ERROR'],
		] as const)
			expect(refused(await create([good, bad]))).toEqual([400, code]);
		for (const [bad, code] of [
			[{ LastName: 'x', Birthdate: '28.02.2026' }, 'JSON_PARSER_ERROR'],
			[{ LastName: 'x', Birthdate: '2026-02-30' }, 'JSON_PARSER_ERROR'],
			[{ LastName: 'x', DoNotCall: 'yes' }, 'JSON_PARSER_ERROR'],
			[{ LastName: 'x', DoNotCall: null }, 'JSON_PARSER_ERROR'],
		] as const)
			expect(refused(await create([bad], 'Contact'))).toEqual([400, code]);
		expect(refused(await create([good], 'Nowhere__c'))).toEqual([400, 'INVALID_TYPE']);
		expect(refused(await client.post('/composite/sobjects', { records: [good] }))).toEqual([400, 'INVALID_INPUT']);
		expect(refused(await client.post('/composite/sobjects', { records: 'x' }))).toEqual([400, 'INVALID_INPUT']);
		expect(refused(await client.post('/composite/sobjects', { records: [], allorNone: true }))).toEqual([
			400,
			'JSON_PARSER_ERROR',
		]);
		expect(simulator.rows('Account')).toHaveLength(0);
	});

	it.each([
		['Account', { Name: 'x'.repeat(256) }, 'STRING_TOO_LONG', ['Name']],
		['Contact', { LastName: 'x', Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS', ['Email']],
		['Contact', { FirstName: 'x' }, 'REQUIRED_FIELD_MISSING', ['LastName']],
		['Contact', { LastName: ' ' }, 'REQUIRED_FIELD_MISSING', ['LastName']],
		['Lead', { LastName: 'x' }, 'REQUIRED_FIELD_MISSING', ['Company']],
		['Opportunity', { Name: 'x' }, 'REQUIRED_FIELD_MISSING', ['StageName', 'CloseDate']],
		['Contact', { LastName: 'x', Name: 'x' }, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['Name']],
		[
			'Account',
			{ Name: 'x', SystemModstamp: '2026-01-01T00:00:00Z' },
			'INVALID_FIELD_FOR_INSERT_UPDATE',
			['SystemModstamp'],
		],
		['Account', { Name: 'x', Id: NOBODY }, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['Id']],
		['Account', { Name: 'x', NumberOfEmployees: 123456789 }, 'NUMBER_OUTSIDE_VALID_RANGE', ['NumberOfEmployees']],
		['Account', { Name: 'x', ParentId: 'x' }, 'MALFORMED_ID', ['ParentId']],
		['Account', { Name: 'x', ParentId: '003000000000001AAA' }, 'MALFORMED_ID', ['ParentId']],
		['Account', { Name: 'x', ParentId: NOBODY }, 'INVALID_CROSS_REFERENCE_KEY', []],
	])('refuse a record: %s %j', async (type, values, code, names) => {
		const { success, errors } = await first(values, type);
		expect([success, errors[0].statusCode, errors[0].fields]).toEqual([false, code, names]);
		expect(simulator.rows(type)).toHaveLength(0);
	});

	it('know the options of restricted picklists, and store what they define', async () => {
		const options = ['Red', 'Green', 'Blue'];
		simulator.addField('Account', fields.picklist('One__c', 'One', options, { restricted: true }));
		simulator.addField('Account', {
			...fields.picklist('Many__c', 'Many', options),
			type: 'multipicklist',
			restricted: true,
		});
		expect((await first({ Name: 'x', One__c: 'Pink' })).errors[0]).toMatchObject({
			statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
			message: 'One: bad value for restricted picklist field: Pink',
			fields: ['One__c'],
		});
		expect((await first({ Name: 'x', Many__c: 'Red;Pink' })).success).toBe(false);
		const { id = '' } = await first({ Name: 'x', One__c: 'red', Many__c: 'blue; Red;', Industry: 'Anything' });
		expect(simulator.row('Account', id)).toMatchObject({ One__c: 'Red', Many__c: 'Red;Blue', Industry: 'Anything' });
	});

	it('update by id, and tell what is gone', async () => {
		const [live, deleted] = ['a', 'b'].map((Name) => simulator.create('Account', { Name }));
		simulator.remove('Account', deleted);
		clock.advance(60_000);
		const answer = await update([
			{ id: live.slice(0, 15), Site: 'new' },
			{ Id: deleted, Site: 'x' },
			{ Id: NOBODY },
			{ Site: 'x' },
			{ Id: 'x' },
		]);
		expect(codes(answer)).toEqual([
			'ok',
			'ENTITY_IS_DELETED',
			'INVALID_CROSS_REFERENCE_KEY',
			'MISSING_ARGUMENT',
			'MALFORMED_ID',
		]);
		expect(simulator.row('Account', live)).toMatchObject({
			Name: 'a',
			Site: 'new',
			LastModifiedDate: '2026-03-01T12:01:00.000+0000',
		});
		expect(codes(await update([{ Id: live, Name: null }]))).toEqual(['REQUIRED_FIELD_MISSING']);
		expect(
			codes(
				await update([
					{ Id: live, Site: 'x' },
					{ Id: live, Site: 'y' },
				]),
			),
		).toEqual(['DUPLICATE_VALUE', 'DUPLICATE_VALUE']);
		const lead = simulator.create('Lead', { LastName: 'x', Company: 'y' });
		simulator.convertLead(lead);
		expect(codes(await update([{ Id: lead, Title: 'x' }], 'Lead'))).toEqual(['CANNOT_UPDATE_CONVERTED_LEAD']);
	});

	it('upsert by an external id, whatever its case', async () => {
		const made = await upsert([
			{ Ext__c: 'A-1', Name: 'a' },
			{ Ext__c: 'A-2' },
			{ Name: 'c' },
			{ Ext__c: ' ', Name: 'd' },
		]);
		expect(codes(made)).toEqual(['ok', 'REQUIRED_FIELD_MISSING', 'MISSING_ARGUMENT', 'MISSING_ARGUMENT']);
		expect(made.json[0]).toMatchObject({ created: true });
		const again = await upsert([{ Ext__c: 'a-1', Site: 'new' }]);
		expect(again.json[0]).toEqual({ id: made.json[0].id, success: true, created: false, errors: [] });
		expect(simulator.row('Account', made.json[0].id ?? '')).toMatchObject({ Name: 'a', Site: 'new', Ext__c: 'a-1' });
		expect(
			codes(
				await upsert([
					{ Ext__c: 'B', Name: 'x' },
					{ Ext__c: 'b', Name: 'y' },
				]),
			),
		).toEqual(['DUPLICATE_VALUE', 'DUPLICATE_VALUE']);
	});

	it('upsert makes a new record for the id of a deleted one, and never guesses', async () => {
		const old = simulator.create('Account', { Name: 'a', Ext__c: 'x' });
		simulator.remove('Account', old);
		expect((await upsert([{ Ext__c: 'x', Name: 'b' }])).json[0]).toMatchObject({ created: true });
		for (const Name of ['a', 'b']) simulator.create('Account', { Name, Loose__c: 'x' });
		const { errors } = (await upsert([{ Loose__c: 'x', Name: 'b' }], 'Loose__c')).json[0];
		expect(errors[0].statusCode).toBe('DUPLICATE_EXTERNAL_ID');
		expect(errors[0].message).toMatch(
			/^Loose__c: more than one record found for external id field: \[001\w+, 001\w+\]$/,
		);
	});

	it('upsert by nothing but external ids, and one type only', async () => {
		for (const field of ['Name', 'Nowhere__c'])
			expect(refused(await upsert([{ Name: 'x' }], field))).toEqual([404, 'NOT_FOUND']);
		const other = await client.post('/composite/sobjects/Contact/Ext__c', { records: [] }, 'PATCH');
		expect(refused(other)).toEqual([404, 'NOT_FOUND']);
		const mixed = typed('Contact', [{ LastName: 'x' }]);
		expect(refused(await client.post('/composite/sobjects/Account/Ext__c', { records: mixed }, 'PATCH'))).toEqual([
			400,
			'INVALID_TYPE',
		]);
	});

	it('keep unique fields unique, also against records that tests write', async () => {
		const holder = simulator.create('Account', { Name: 'a', Ext__c: 'first' });
		expect(codes(await create([{ Name: 'b', Ext__c: 'FIRST' }]))).toEqual(['DUPLICATE_VALUE']);
		simulator.update('Account', holder, { Ext__c: 'second' });
		expect((await first({ Name: 'b', Ext__c: 'second' })).errors[0].message).toBe(
			`duplicate value found: Ext__c duplicates value on record with id: ${holder.slice(0, 15)}`,
		);
		expect(codes(await create([{ Name: 'b', Ext__c: 'first' }]))).toEqual(['ok']);
		expect(codes(await update([{ Id: holder, Ext__c: 'second' }]))).toEqual(['ok']);
		simulator.purge('Account', holder);
		expect(
			codes(
				await create([
					{ Name: 'c', Ext__c: 'second' },
					{ Name: 'd', Ext__c: 'Second' },
				]),
			),
		).toEqual(['ok', 'DUPLICATE_VALUE']);
	});

	it('delete into the recycle bin, an account with its contacts', async () => {
		const account = simulator.create('Account', { Name: 'a' });
		const contact = simulator.create('Contact', { LastName: 'c', AccountId: account });
		const needed = simulator.create('Account', { Name: 'needed' });
		simulator.rules.needed.add(needed);
		expect(codes(await remove([account, needed, NOBODY, 'x', simulator.userId]))).toEqual([
			'ok',
			'DELETE_FAILED',
			'INVALID_CROSS_REFERENCE_KEY',
			'MALFORMED_ID',
			'INVALID_TYPE_FOR_OPERATION',
		]);
		expect(simulator.row('Contact', contact).IsDeleted).toBe(true);
		expect(codes(await remove([account]))).toEqual(['ENTITY_IS_DELETED']);
		expect(await client.column('SELECT Name FROM Account')).toEqual(['needed']);
		expect(await client.column('SELECT Name FROM Account WHERE IsDeleted = true', 'Name', 'queryAll')).toEqual(['a']);
		expect(refused(await client.send('/composite/sobjects', { method: 'DELETE' }))).toEqual([400, 'INVALID_INPUT']);
	});

	it('apply validation rules, all of them', async () => {
		const rule = { object: 'account', broken: ({ Site }: Record<string, unknown>) => Site === 'bad' };
		simulator.rules.validation.push({ ...rule, text: 'First.', field: 'Site' }, { ...rule, text: 'Second.' });
		expect((await first({ Name: 'x', Site: 'bad' })).errors).toEqual([
			{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'First.', fields: ['Site'] },
			{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Second.', fields: [] },
		]);
		const id = simulator.create('Account', { Name: 'x', Site: 'bad' });
		expect(codes(await update([{ Id: id, Name: 'y' }]))).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION']);
	});

	it('apply duplicate rules, and save all the same where the rule and the header allow it', async () => {
		const rule = { object: 'Account', name: 'Same', text: 'Look again.', fields: ['Name', 'Site'], allowSave: true };
		simulator.rules.duplicates.push({ ...rule, on: ['create'] });
		const holder = simulator.create('Account', { Name: 'A', Site: 's' });
		expect((await first({ Name: 'a', Site: 'other' })).success).toBe(true);
		expect((await first({ Name: 'a' })).success).toBe(true);
		const [error] = (await first({ Name: 'a', Site: 'S' })).errors;
		expect(error).toMatchObject({
			statusCode: 'DUPLICATES_DETECTED',
			message: 'Use one of these records?',
			duplicateResult: {
				allowSave: true,
				duplicateRule: 'Same',
				errorMessage: 'Look again.',
				matchResults: [{ size: 1, matchRecords: [{ record: { Id: holder } }] }],
			},
		});
		const despite = async () =>
			await client.send<Result[]>('/composite/sobjects', {
				method: 'POST',
				body: JSON.stringify({ records: typed('Account', [{ Name: 'a', Site: 'S' }]) }),
				headers: { 'content-type': 'application/json', 'sforce-duplicate-rule-header': 'allowSave=true' },
			});
		expect(codes(await despite())).toEqual(['ok']);
		simulator.rules.duplicates[0].allowSave = false;
		expect(codes(await despite())).toEqual(['DUPLICATES_DETECTED']);
	});

	it('fail on rows that somebody else has locked', async () => {
		const id = simulator.create('Account', { Name: 'a' });
		simulator.rules.lock({ object: 'Account', hits: ({ Name }) => Name === 'a', times: 2 });
		expect(codes(await update([{ Id: id, Site: 'x' }]))).toEqual(['UNABLE_TO_LOCK_ROW']);
		expect(codes(await remove([id]))).toEqual(['UNABLE_TO_LOCK_ROW']);
		expect(codes(await update([{ Id: id, Site: 'x' }]))).toEqual(['ok']);
	});
});
