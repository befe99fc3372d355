import type { SalesforceSourceOptions } from '../../../../engine/systems/salesforce';
import { readResume } from '../../../../engine/systems/salesforce/resume';
import { allPages, allRecords, byId, failure, startOrg, type TestOrg } from './org';

const contactFields = [
	'LastName',
	'Email',
	'Account.Name',
	'Account.AnnualRevenue',
	'Owner.Email',
	'DoNotCall',
	'Birthdate',
	'CreatedDate',
	'Description',
	'LeadSource',
];

describe('changes, by Bulk API 2.0', () => {
	let org: TestOrg;
	beforeEach(async () => (org = await startOrg()));
	afterEach(async () => await org.stop());

	const request = { object: 'Account', fields: ['Name', 'AnnualRevenue'], until: new Date('2026-12-31T00:00:00Z') };
	const bulk = (options: SalesforceSourceOptions = {}) => org.source({ bulkThreshold: 5, pageSize: 10, ...options });
	const jobs = () => org.asked(/POST .*jobs\/query/).length;

	it('gives exactly the records that REST gives', async () => {
		const accountId = org.simulator.create('Account', { Name: 'Söme "Company", Inc.', AnnualRevenue: 0 });
		for (let n = 0; n < 25; n++) {
			org.simulator.create(
				'Contact',
				{
					LastName: ["O'Neil", 'Ünal', '"quoted"', 'comma, here', ' 007 ', 'null', 'true'][n % 7],
					Email: n % 3 === 0 ? null : `contact.${n}@example.com`,
					AccountId: n % 4 === 0 ? null : accountId,
					DoNotCall: n % 2 === 0,
					Birthdate: n % 5 === 0 ? null : '1990-02-28',
					Description: n % 2 === 0 ? null : 'first line\nsecond line,\r\n"third"\n\n',
					LeadSource: 'Web',
				},
				{ modifiedAt: new Date(Date.UTC(2026, 0, 1 + n)) },
			);
		}
		const whole = { ...request, object: 'Contact', fields: contactFields };
		const viaRest = await allRecords(org.source({ bulkThreshold: Infinity, pageSize: 7 }).changes(whole));
		const viaBulk = await allRecords(bulk({ pageSize: 7 }).changes(whole));
		expect(viaRest).toHaveLength(25);
		expect(byId(viaBulk)).toEqual(byId(viaRest));
		expect(jobs()).toBe(1);
	});

	it('is used above the threshold only', async () => {
		org.simulator.generate({ accounts: 5 });
		expect(await allRecords(bulk().changes(request))).toHaveLength(5);
		expect(jobs()).toBe(0);
		org.simulator.create('Account', { Name: 'one more' });
		expect(await allRecords(bulk().changes(request))).toHaveLength(6);
		expect(jobs()).toBe(1);
	});

	it('reads many pages, waits less and less often, and removes the job', async () => {
		org.simulator.generate({ accounts: 95 });
		org.simulator.settings.bulk.polls = 12;
		const before = org.clock.now();
		const pages = await allPages(bulk().changes(request));
		expect(pages.map(({ records }) => records.length)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
		expect(new Set(pages.flatMap(({ records }) => records.map(({ id }) => id))).size).toBe(95);
		expect(org.clock.now() - before).toBeGreaterThan(60_000);
		expect(org.asked(/DELETE .*jobs\/query\/750/)).toHaveLength(1);
		expect(org.asked(/PATCH/)).toHaveLength(0);
	});

	it('keeps to the window and the filter', async () => {
		org.simulator.generate({ accounts: 40, perSecond: 1, until: new Date('2026-01-01T00:00:40Z') });
		const window = { ...request, since: new Date('2026-01-01T00:00:11Z'), until: new Date('2026-01-01T00:00:31Z') };
		const records = await allRecords(bulk().changes(window));
		expect(byId(records)).toEqual(byId(await allRecords(org.source({ bulkThreshold: Infinity }).changes(window))));
		expect(records).toHaveLength(20);
		const filtered = await allRecords(
			bulk({ bulkThreshold: 0 }).changes({ ...window, filter: "Name = 'Account 15' OR Name = 'nobody'" }),
		);
		expect(filtered).toHaveLength(1);
	});

	it('goes on behind every page, in the same job', async () => {
		org.simulator.generate({ accounts: 45 });
		const reading = bulk().changes(request)[Symbol.asyncIterator]();
		const done = [];
		for (let page = 0; page < 3; page++) {
			const { value } = await reading.next();
			done.push(value);
		}
		await reading.return?.();
		const rest = await allRecords(bulk().changes({ ...request, resume: done[2].resume }));
		const ids = [...done.flatMap(({ records }) => records), ...rest].map(({ id }) => id);
		expect(ids).toHaveLength(45);
		expect(new Set(ids).size).toBe(45);
		expect(jobs()).toBe(1);
		expect(org.asked(/DELETE/)).toHaveLength(1);
	});

	it('reads nothing behind the last page', async () => {
		org.simulator.generate({ accounts: 12 });
		const pages = await allPages(bulk().changes(request));
		expect(readResume(pages.at(-1)?.resume)).toEqual({ kind: 'end' });
		const before = org.simulator.requests.length;
		expect(await allPages(bulk().changes({ ...request, resume: pages.at(-1)?.resume }))).toEqual([]);
		expect(org.asked(/jobs|query/).length).toBe(org.asked(/jobs|query/).slice(0, before).length);
	});

	it.each(['expired', 'removed', 'of another API version'])('begins again when the job is %s', async (how) => {
		org.simulator.generate({ accounts: 25 });
		const reading = bulk().changes(request)[Symbol.asyncIterator]();
		const { value: first } = await reading.next();
		await reading.return?.();
		if (how === 'expired') org.clock.advance(8 * 86_400_000);
		if (how === 'removed') org.simulator.expireJobs();
		const credentials = how === 'of another API version' ? { ...org.credentials, apiVersion: '66' } : org.credentials;
		const source = org.source({ bulkThreshold: 5, pageSize: 10 }, credentials);
		const records = await allRecords(source.changes({ ...request, resume: first.resume }));
		expect(new Set(records.map(({ id }) => id)).size).toBe(25);
		expect(records).toHaveLength(25);
		expect(jobs()).toBe(2);
	});

	it('does not go round in circles when jobs keep disappearing', async () => {
		org.simulator.generate({ accounts: 25 });
		org.simulator.faults.add({
			kind: 'status',
			path: /results/,
			status: 409,
			body: [{ errorCode: 'API_ERROR', message: 'The job cannot be used' }],
			times: 99,
		});
		const resume = JSON.stringify({ kind: 'bulk', job: '750gL0000000001AAA', locator: 'TTEw' });
		expect((await failure(allPages(bulk().changes({ ...request, resume })))).kind).toBe('transient');
		expect(jobs()).toBe(1);
	});

	it('reads by REST what Salesforce has no bulk query for', async () => {
		org.simulator.generate({ accounts: 25 });
		org.simulator.faults.add({
			kind: 'status',
			method: 'POST',
			path: /jobs/,
			status: 400,
			body: [{ errorCode: 'API_ERROR', message: "Entity 'Account' is not supported by the Bulk API." }],
		});
		expect(await allRecords(bulk().changes(request))).toHaveLength(25);
		org.simulator.settings.bulk.failure = 'FeatureNotSupported : this entity is not supported';
		expect(await allRecords(bulk().changes(request))).toHaveLength(25);
	});

	it.each([
		['InternalServerError : please try again', 'transient'],
		['INVALID_FIELD : secret-value-x', 'configuration'],
	])('tells what kind of failure a failed job is: %s', async (message, kind) => {
		org.simulator.generate({ accounts: 25 });
		org.simulator.settings.bulk.failure = message;
		const error = await failure(allPages(bulk().changes(request)));
		expect(error.kind).toBe(kind);
		expect(`${error.message}${error.remedy}`).not.toContain('secret-value-x');
	});

	it('ends with a job that somebody aborts, and with one that takes for ever', async () => {
		org.simulator.generate({ accounts: 25 });
		org.simulator.faults.add({
			kind: 'status',
			method: 'GET',
			path: /jobs\/query\/750\w+$/,
			status: 200,
			body: { id: 'x', state: 'Aborted' },
		});
		expect(await failure(allPages(bulk().changes(request)))).toMatchObject({ kind: 'transient', code: 'BULK_ABORTED' });
		org.simulator.settings.bulk.polls = 1e9;
		expect(await failure(allPages(bulk({ jobTimeoutMs: 60_000 }).changes(request)))).toMatchObject({
			kind: 'transient',
			code: 'BULK_TIMEOUT',
		});
	});

	it('takes a job instead of a query that is too much to sort', async () => {
		org.simulator.generate({ accounts: 3 });
		org.simulator.faults.add({
			kind: 'status',
			path: /\/query\?/,
			status: 400,
			body: [{ errorCode: 'QUERY_TIMEOUT', message: '' }],
			times: 4,
		});
		expect(await allRecords(bulk().changes(request))).toHaveLength(3);
		expect(jobs()).toBe(1);
	});

	it('survives breaks everywhere', async () => {
		org.simulator.generate({ accounts: 60 });
		for (const path of [/POST|jobs\/query$/, /jobs\/query\/750\w+$/, /results/]) {
			org.simulator.faults.add({ kind: 'reset', path });
			org.simulator.faults.add({ kind: 'lost', path });
			org.simulator.faults.add({ kind: 'status', path, status: 503 });
		}
		const records = await allRecords(bulk().changes(request));
		expect(new Set(records.map(({ id }) => id)).size).toBe(60);
		expect(records).toHaveLength(60);
	});

	it('asks again when a page is cut short', async () => {
		org.simulator.generate({ accounts: 12 });
		org.simulator.faults.add({
			kind: 'status',
			path: /results/,
			status: 200,
			body: '"Id","SystemModstamp","Name","AnnualRevenue"\n',
			headers: { 'content-type': 'text/csv', 'sforce-numberofrecords': '10', 'sforce-locator': 'null' },
		});
		org.simulator.faults.add({
			kind: 'status',
			path: /results/,
			status: 200,
			body: '<html>maintenance</html>',
			headers: { 'content-type': 'text/html' },
		});
		org.simulator.faults.add({
			kind: 'status',
			path: /results/,
			status: 200,
			body: '"Id","Name\n',
			headers: { 'content-type': 'text/csv' },
		});
		expect(await allRecords(bulk().changes(request))).toHaveLength(12);
	});

	it('aborts a job that it waits for when it is cancelled', async () => {
		org.simulator.generate({ accounts: 25 });
		org.simulator.settings.bulk.polls = 1e9;
		const abort = new AbortController();
		const reading = failure(allPages(bulk().changes({ ...request, signal: abort.signal })));
		while (org.asked(/GET .*jobs/).length < 3) await new Promise((resolve) => setImmediate(resolve));
		abort.abort();
		expect((await reading).kind).toBe('cancelled');
		while (org.asked(/PATCH .*jobs/).length < 1) await new Promise((resolve) => setImmediate(resolve));
	});
});
