import type { ChangesRequest } from '../../../../engine/systems/types';
import { allPages, allRecords, byId, failure, startOrg, type TestOrg } from './org';

const at = (text: string): Date => new Date(text);
const everything = { object: 'Account', fields: ['Name'], until: at('2026-12-31T00:00:00Z') };

describe('changes, by REST', () => {
	let org: TestOrg;
	beforeEach(async () => (org = await startOrg()));
	afterEach(async () => await org.stop());

	const names = async (request: Partial<ChangesRequest>, pageSize = 2000) =>
		(await allRecords(org.source({ pageSize }).changes({ ...everything, ...request }))).map(
			({ fields }) => fields.Name,
		);

	it('reads records as the engine wants them', async () => {
		const accountId = org.simulator.create('Account', { Name: 'Example', AnnualRevenue: 12.5, NumberOfEmployees: 0 });
		const contactId = org.simulator.create(
			'Contact',
			{
				LastName: 'Doe',
				AccountId: accountId,
				DoNotCall: false,
				Birthdate: '1970-01-31',
				Description: 'one\r\ntwo "three", four',
			},
			{ modifiedAt: '2026-02-01T10:00:00Z', createdAt: '2026-01-01T10:00:00Z' },
		);
		const fields = [
			'account.name',
			'Account.AnnualRevenue',
			'Owner.Email',
			'DoNotCall',
			'Birthdate',
			'CreatedDate',
			'Description',
			'Email',
			'ReportsTo.Email',
		];
		const [record] = await allRecords(org.source().changes({ ...everything, object: 'contact', fields }));
		expect(record).toEqual({
			id: contactId,
			modifiedAt: '2026-02-01T10:00:00.000Z',
			fields: {
				'account.name': 'Example',
				'Account.AnnualRevenue': 12.5,
				'Owner.Email': org.simulator.settings.username,
				DoNotCall: false,
				Birthdate: '1970-01-31',
				CreatedDate: '2026-01-01T10:00:00.000Z',
				Description: 'one\ntwo "three", four',
				Email: null,
				'ReportsTo.Email': null,
			},
		});
	});

	it('keeps to the window: since included, until not', async () => {
		for (const second of [0, 1, 2, 3]) {
			org.simulator.create('Account', { Name: `at ${second}` }, { modifiedAt: at(`2026-01-01T00:00:0${second}Z`) });
		}
		expect(await names({ since: at('2026-01-01T00:00:01Z'), until: at('2026-01-01T00:00:03Z') })).toEqual([
			'at 1',
			'at 2',
		]);
	});

	it('loses nothing and repeats nothing among ties whose order changes', async () => {
		const modifiedAt = at('2026-01-01T00:00:00Z');
		for (let n = 0; n < 23; n++) org.simulator.create('Account', { Name: `tie ${n}` }, { modifiedAt });
		org.simulator.create('Account', { Name: 'later' }, { modifiedAt: at('2026-01-02T00:00:00Z') });
		for (const pageSize of [1, 2, 5, 23, 24, 2000]) {
			const read = await names({}, pageSize);
			expect(new Set(read).size).toBe(24);
			expect(read).toHaveLength(24);
			expect(read.at(-1)).toBe('later');
		}
	});

	it('goes on behind every page', async () => {
		org.simulator.generate({ accounts: 30, perSecond: 7 });
		const whole = await allPages(org.source({ pageSize: 4 }).changes(everything));
		expect(whole).toHaveLength(8);
		for (const [index, page] of whole.entries()) {
			const rest = await allPages(org.source({ pageSize: 4 }).changes({ ...everything, resume: page.resume }));
			expect(rest.flatMap(({ records }) => records)).toEqual(whole.slice(index + 1).flatMap(({ records }) => records));
		}
	});

	it.each([
		'',
		'nonsense',
		'{}',
		'[]',
		'null',
		'{"kind":"rest","after":{"at":"x","id":"y\') OR (Id != null"}}',
		'{"kind":"bulk","job":"../../limits","locator":"a"}',
	])('begins again with a token that cannot be used: %s', async (resume) => {
		org.simulator.generate({ accounts: 3 });
		expect(await names({ resume })).toHaveLength(3);
	});

	it('reads pages that Salesforce itself makes smaller', async () => {
		org.simulator.generate({ accounts: 25 });
		org.simulator.settings.pageSize = 10;
		const pages = await allPages(org.source({ pageSize: 2000 }).changes(everything));
		expect(pages.map(({ records }) => records.length)).toEqual([10, 10, 5]);
		expect(new Set(pages.flatMap(({ records }) => records.map(({ id }) => id))).size).toBe(25);
	});

	it('spends one call per page and none on counting', async () => {
		org.simulator.generate({ accounts: 4500 });
		expect(await names({})).toHaveLength(4500);
		expect(org.asked(/query/)).toHaveLength(3);
	});

	it('leaves out deleted records, converted leads and the account half of persons', async () => {
		const gone = org.simulator.create('Account', { Name: 'gone' });
		org.simulator.create('Account', { Name: 'stays' });
		org.simulator.remove('Account', gone);
		expect(await names({})).toEqual(['stays']);
		const lead = org.simulator.create('Lead', { LastName: 'converted', Company: 'Example' });
		org.simulator.create('Lead', { LastName: 'open', Company: 'Example' });
		org.simulator.convertLead(lead);
		const leads = await allRecords(org.source().changes({ ...everything, object: 'Lead', fields: ['LastName'] }));
		expect(leads.map(({ fields }) => fields.LastName)).toEqual(['open']);
	});

	it('applies the filter as one condition', async () => {
		org.simulator.create('Account', { Name: 'a', Industry: 'Energy' }, { modifiedAt: at('2026-01-01T00:00:00Z') });
		org.simulator.create('Account', { Name: 'b', Industry: 'Banking' }, { modifiedAt: at('2026-01-05T00:00:00Z') });
		const filter = "Industry = 'Energy' OR Industry = 'Banking'";
		expect(await names({ filter, since: at('2026-01-03T00:00:00Z') })).toEqual(['b']);
	});

	it.each([
		['NoSuchField', /NoSuchField does not exist/],
		['BillingAddress', /BillingAddress is made of several fields/],
		['Nobody.Email', /Nobody is no relationship/],
		['Owner.NoSuch', /NoSuch does not exist/],
		["Name FROM Account WHERE Name != ''", /no Salesforce name/],
	])('names a field that cannot be read: %s', async (field, expected) => {
		const error = await failure(allPages(org.source().changes({ ...everything, fields: [field] })));
		expect(error.kind).toBe('configuration');
		expect(error.message).toMatch(expected);
	});

	it('names a field that disappears while the run is under way', async () => {
		const source = org.source();
		await source.describe('Account');
		org.simulator.removeField('Account', 'Sic');
		const error = await failure(allPages(source.changes({ ...everything, fields: ['Sic'] })));
		expect(error).toMatchObject({
			kind: 'configuration',
			code: 'INVALID_FIELD',
			message: expect.stringContaining('Sic'),
		});
	});

	it('names an object that does not exist', async () => {
		expect(await failure(allPages(org.source().changes({ ...everything, object: 'Nothing__c' })))).toMatchObject({
			kind: 'configuration',
			message: expect.stringContaining('Nothing__c'),
		});
	});

	it('has the next page under way while one is worked on, and no more', async () => {
		org.simulator.generate({ accounts: 50 });
		const pages = org.source({ pageSize: 10, bulkThreshold: Infinity }).changes(everything)[Symbol.asyncIterator]();
		await pages.next();
		await org.traffic().clock.sleep(1);
		while (org.asked(/query/).length < 2) await new Promise((resolve) => setImmediate(resolve));
		for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
		expect(org.asked(/query/)).toHaveLength(2);
		await pages.return?.();
	});

	it('hands out what came before a failure, then the failure', async () => {
		org.simulator.generate({ accounts: 30 });
		org.simulator.faults.add({
			kind: 'status',
			path: /query/,
			after: 2,
			status: 400,
			body: [{ errorCode: 'MALFORMED_QUERY', message: 'SELECT secret-value-x' }],
		});
		const read: number[] = [];
		const error = await failure(
			(async () => {
				for await (const { records } of org.source({ pageSize: 10, bulkThreshold: Infinity }).changes(everything))
					read.push(records.length);
			})(),
		);
		expect(read).toEqual([10, 10]);
		expect(error.kind).toBe('configuration');
		expect(JSON.stringify([error.message, error.remedy])).not.toContain('secret-value-x');
	});

	it('stops as soon as it is cancelled', async () => {
		org.simulator.generate({ accounts: 30 });
		const abort = new AbortController();
		const pages = org
			.source({ pageSize: 10, bulkThreshold: Infinity })
			.changes({ ...everything, signal: abort.signal });
		await pages[Symbol.asyncIterator]().next();
		abort.abort();
		expect((await failure(allPages(pages))).kind).toBe('cancelled');
	});
});

describe('changes of an org with person accounts', () => {
	it('reads persons as contacts', async () => {
		const org = await startOrg({ personAccounts: true });
		org.simulator.create('Account', {
			IsPersonAccount: true,
			FirstName: 'Jane',
			LastName: 'Doe',
			PersonEmail: 'jane@example.com',
		});
		org.simulator.create('Account', { Name: 'Company' });
		const source = org.source();
		expect((await allRecords(source.changes(everything))).map(({ fields }) => fields.Name)).toEqual(['Company']);
		const contacts = await allRecords(source.changes({ ...everything, object: 'Contact', fields: ['Email'] }));
		expect(contacts.map(({ fields }) => fields.Email)).toEqual(['jane@example.com']);
		await org.stop();
	});
});

describe('failures on the way', () => {
	let org: TestOrg;
	beforeEach(async () => {
		org = await startOrg();
		org.simulator.generate({ accounts: 30 });
	});
	afterEach(async () => await org.stop());

	const read = async () => await allRecords(org.source({ pageSize: 10, bulkThreshold: Infinity }).changes(everything));
	const answer = (status: number, errorCode: string, message: string, times: number) =>
		org.simulator.faults.add({ kind: 'status', path: /query/, status, times, body: [{ errorCode, message }] });

	it.each([
		[500, 'UNKNOWN_EXCEPTION', ''],
		[503, 'SERVER_UNAVAILABLE', ''],
		[400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'],
		[400, 'UNABLE_TO_LOCK_ROW', ''],
		[403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'],
	])('passes by itself: %s %s', async (status, code, message) => {
		answer(status, code, message, 3);
		expect(byId(await read())).toHaveLength(30);
	});

	it('passes by itself: connections that break, pages that are no JSON', async () => {
		org.simulator.faults.add({ kind: 'reset', path: /query/ });
		org.simulator.faults.add({ kind: 'lost', path: /query/ });
		org.simulator.faults.add({
			kind: 'status',
			path: /query/,
			status: 502,
			body: '<html>Bad Gateway</html>',
			headers: { 'content-type': 'text/html' },
		});
		expect(await read()).toHaveLength(30);
		org.simulator.faults.add({
			kind: 'status',
			path: /query/,
			status: 200,
			body: 'maintenance',
			headers: { 'content-type': 'text/plain' },
		});
		org.simulator.faults.add({
			kind: 'status',
			path: /query/,
			status: 200,
			body: '{"records',
			headers: { 'content-type': 'application/json' },
		});
		expect(await read()).toHaveLength(30);
	});

	it.each([
		[403, 'API_DISABLED_FOR_ORG', 'credentials'],
		[403, 'INSUFFICIENT_ACCESS', 'credentials'],
		[400, 'INVALID_FIELD', 'configuration'],
		[400, 'INVALID_TYPE', 'configuration'],
		[404, 'NOT_FOUND', 'configuration'],
		[400, 'SOMETHING_NEW', 'configuration'],
		[400, 'constructor', 'configuration'],
	])('ends the run: %s %s', async (status, code, kind) => {
		answer(status, code, 'secret-value-x', 99);
		const error = await failure(read());
		expect(error).toMatchObject({ kind, code, status });
		expect(`${error.message}${error.remedy}`).not.toContain('secret-value-x');
	});

	it('says when to go on after the calls of the day', async () => {
		org.simulator.settings.dailyLimit = 100;
		org.simulator.useCalls(100);
		const error = await failure(read());
		expect(error.kind).toBe('limit');
		expect(error.resumeAt?.getTime()).toBe(org.clock.now() + 3_600_000);
	});

	it('stops before the share of the day is passed', async () => {
		org.simulator.settings.dailyLimit = 100;
		org.simulator.useCalls(77);
		expect(await failure(read())).toMatchObject({ kind: 'limit', code: 'DAILY_SHARE' });
		expect(org.simulator.apiUsage).toBeLessThanOrEqual(80);
	});

	it('refuses a query that is too long to be sent', async () => {
		const filter = `Name = '${'x'.repeat(20_000)}'`;
		expect(await failure(allPages(org.source().changes({ ...everything, filter })))).toMatchObject({
			kind: 'configuration',
			code: 'QUERY_TOO_LONG',
		});
	});
});
