import { once } from 'node:events';
import type { SalesforceDestinationOptions } from '../../../../engine/systems/salesforce';
import type { WriteRecord } from '../../../../engine/systems/types';
import { fields } from '../../../simulators/salesforce';
import { failure } from './org';
import { idOf, KEY, record, startWritableOrg, type WritableOrg } from './writable';

const bulk: SalesforceDestinationOptions = { bulkThreshold: 5 };

describe('Salesforce as a destination: Bulk API 2.0', () => {
	let org: WritableOrg;
	beforeEach(async () => (org = await startWritableOrg()));
	afterEach(async () => await org.stop());

	const accounts = (count: number, more: Record<string, string> = {}): WriteRecord[] =>
		Array.from({ length: count }, (_, n) =>
			record(`h-${String(n).padStart(5, '0')}`, { Name: `Account ${n}`, ...more }),
		);
	const stored = () => org.simulator.rows('Account');
	const jobs = () => org.asked(/POST .*jobs\/ingest/).length;
	const collections = () => org.asked(/composite\/sobjects/).length;
	const state = () => org.simulator.ingestJobs[0];
	/** Nobody waits for the call that aborts a job: it is on its way when the write ends. */
	const aborted = async () => {
		for (let turn = 0; turn < 100_000 && state() !== 'Aborted'; turn++)
			await new Promise((resolve) => setImmediate(resolve));
		expect(state()).toBe('Aborted');
	};
	const pairs = () => stored().map((account) => [account[KEY], account.Name]);

	/** What was written, by our own id. */
	const written = (rows: Array<Record<string, unknown>>) =>
		Object.fromEntries(
			rows.map(({ [KEY]: key, Name, Site, Sic, Description, Active__c, Seen__c, AnnualRevenue, Website }) => [
				key,
				{ Name, Site, Sic, Description, Active__c, Seen__c, AnnualRevenue, Website },
			]),
		);

	it('is used above the threshold only, and removed when read', async () => {
		await org.upsert(accounts(5), 'Account', bulk);
		expect([jobs(), collections()]).toEqual([0, 1]);
		const outcomes = await org.upsert(accounts(450), 'Account', bulk);
		expect([jobs(), collections()]).toEqual([1, 1]);
		expect(outcomes.map(({ status }) => status)).toEqual([
			...accounts(5).map(() => 'updated'),
			...accounts(445).map(() => 'created'),
		]);
		for (const outcome of outcomes) expect(org.simulator.row('Account', idOf(outcome))[KEY]).toBe(outcome.id);
		expect(org.asked(/DELETE .*ingest/)).toHaveLength(1);
	});

	it('carries every kind of value, as a collection does', async () => {
		org.simulator.addField('Account', fields.bool('Active__c', 'Active'));
		org.simulator.addField('Account', fields.datetime('Seen__c', 'Seen'));
		const filled = {
			Description: 'one\ntwo "three", fünf\r\nend',
			Active__c: 'true',
			Seen__c: '2026-02-28T10:00:00.000Z',
			AnnualRevenue: '10000000000000000',
			Website: '#N/A',
		};
		const values = [
			filled,
			{ Site: ' padded ' },
			{ Site: 'null' },
			{ Site: ',' },
			{ Site: '"' },
			{ Site: '   ' },
			{ Site: 'half \ud800' },
			{ Name: '=1+1', Site: '' },
		];
		const records = values.map((more, n) => record(`h-${n}`, { Name: `Account ${n}`, Sic: 'old', ...more }));
		await org.upsert(records, 'Account', bulk);
		expect(jobs()).toBe(1);
		const other = await startWritableOrg();
		other.simulator.addField('Account', fields.bool('Active__c', 'Active'));
		other.simulator.addField('Account', fields.datetime('Seen__c', 'Seen'));
		await other.upsert(records);
		const [byBulk, byCollection] = [org, other].map(({ simulator }) => written(simulator.rows('Account')));
		await other.stop();
		expect(byBulk).toEqual(byCollection);
		const cleared = Object.fromEntries(Object.keys({ ...filled, Sic: '' }).map((name) => [name, '']));
		await org.upsert(
			records.map(({ id }, n) => record(id, n % 2 === 0 ? cleared : {})),
			'Account',
			bulk,
		);
		const after = written(stored());
		expect(after['h-0']).toMatchObject({
			Description: null,
			Active__c: false,
			Seen__c: null,
			Sic: null,
			Website: null,
		});
		expect(after['h-1']).toMatchObject({ Sic: 'old', Site: 'padded' });
	});

	it('tells every record its own outcome, in whatever order they come', async () => {
		const holder = org.simulator.create('Account', { Name: 'holder', [KEY]: 'held' });
		org.simulator.rules.validation.push({
			object: 'Account',
			text: 'No: never, ever -- no.',
			broken: ({ Site }) => Site === 'bad',
		});
		const kinds: Array<Record<string, string>> = [
			{},
			{ Site: 'bad' },
			{ Name: '' },
			{ ParentId: '001000000000001AAA' },
			{ [KEY]: 'held' },
		];
		const records = accounts(60).map(({ id, properties }, n) => record(id, { ...properties, ...kinds[n % 5] }));
		const outcomes = await org.insert(records, 'Account', bulk);
		expect(outcomes.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
		for (const [n, outcome] of outcomes.entries()) {
			const problem = outcome.status === 'rejected' ? outcome.problem : undefined;
			if (n % 5 === 0) expect(org.simulator.row('Account', idOf(outcome)).Name).toBe(`Account ${n}`);
			if (n % 5 === 1) expect(problem?.reason).toContain('No: never, ever -- no.');
			if (n % 5 === 2) expect(problem).toMatchObject({ category: 'requiredField', field: 'Name' });
			if (n % 5 === 3) expect(problem?.category).toBe('invalidValue');
			if (n % 5 === 4) expect(problem).toMatchObject({ category: 'duplicate', field: KEY, blockedBy: holder });
		}
		expect(stored()).toHaveLength(13);
	});

	it('gives records with the same content an outcome each', async () => {
		const records = accounts(20).map(({ id }) => record(id, { Name: 'the same' }));
		const outcomes = await org.insert(records, 'Account', bulk);
		expect(new Set(outcomes.map(idOf)).size).toBe(20);
		expect(stored()).toHaveLength(20);
	});

	it('updates by id, and sees what is gone', async () => {
		const ids = accounts(10).map(({ properties }) => org.simulator.create('Account', properties));
		org.simulator.remove('Account', ids[3]);
		org.simulator.purge('Account', ids[4]);
		const outcomes = await org.update(
			accounts(10).map(({ id }, n) => record(id, { Site: `new ${n}` }, ids[n])),
			'Account',
			bulk,
		);
		expect(jobs()).toBe(1);
		expect(outcomes.map(({ status }) => status)).toEqual(
			outcomes.map((_, n) => (n === 3 || n === 4 ? 'gone' : 'updated')),
		);
		expect(org.simulator.row('Account', ids[9]).Site).toBe('new 9');
	});

	it('has locked rows and duplicates of a rule written by collections', async () => {
		const holder = org.simulator.create('Account', { Name: 'Account 2' });
		org.simulator.rules.duplicates.push({
			object: 'Account',
			name: 'Same_Name',
			text: 'Look again.',
			fields: ['Name'],
			allowSave: true,
			on: ['create'],
		});
		org.simulator.rules.lock({ object: 'Account', hits: ({ Name }) => Name === 'Account 7', times: 2 });
		const outcomes = await org.upsert(accounts(10), 'Account', bulk);
		expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(9);
		expect(outcomes[2]).toMatchObject({ problem: { category: 'duplicate', blockedBy: holder } });
		expect([jobs(), collections()]).toEqual([1, 2]);
	});

	it('cuts what is too large for one job', async () => {
		org.simulator.settings.bulk.maxBytes = 2_000;
		const outcomes = await org.upsert(accounts(100, { Site: 'ü'.repeat(20) }), 'Account', {
			...bulk,
			bulkBytes: 2_000,
		});
		expect(outcomes.every(({ status }) => status === 'created')).toBe(true);
		expect(jobs()).toBeGreaterThan(3);
		expect(stored()).toHaveLength(100);
	});

	it('repeats whatever can be repeated when an answer is lost, and writes nothing twice', async () => {
		for (const [method, path] of [
			['POST', /jobs\/ingest$/],
			['PUT', /batches/],
			['PATCH', /jobs\/ingest\/750/],
			['GET', /jobs\/ingest\/750\w+$/],
			['GET', /successfulResults/],
			['GET', /failedResults/],
		] as const)
			org.simulator.faults.add({ kind: 'lost', method, path });
		org.simulator.expireSessions();
		const outcomes = await org.insert([...accounts(30), record('bad', { Name: '' })], 'Account', bulk);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...accounts(30).map(() => 'created')]);
		expect(stored()).toHaveLength(30);
	});

	it('knows a job as closed when the answer to closing it was lost', async () => {
		org.simulator.faults.add({ kind: 'lost', method: 'PATCH', path: /jobs\/ingest\/750/ });
		expect(await org.insert(accounts(10), 'Account', bulk)).toHaveLength(10);
		expect(stored()).toHaveLength(10);
	});

	it('writes by collections what bulk jobs do not take', async () => {
		org.simulator.faults.add({
			kind: 'status',
			method: 'POST',
			path: /jobs\/ingest/,
			status: 400,
			body: [{ errorCode: 'INVALIDENTITY', message: 'Entity is not supported by the Bulk API.' }],
		});
		expect(await org.upsert(accounts(10), 'Account', bulk)).toHaveLength(10);
		org.simulator.settings.bulk.failure = 'FeatureNotSupported : Bulk is not supported for this entity';
		expect(await org.upsert(accounts(20), 'Account', bulk)).toHaveLength(20);
		expect(stored()).toHaveLength(20);
	});

	it('says what a job that fails has left undone', async () => {
		Object.assign(org.simulator.settings.bulk, { failure: 'InternalServerError : too bad', failureAfterRows: 7 });
		const outcomes = await org.insert(accounts(20), 'Account', bulk);
		expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(7);
		expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.problem.retryable)).toHaveLength(13);
		expect(stored()).toHaveLength(7);
		org.simulator.settings.bulk.failureAfterRows = 0;
		expect(await failure(org.insert(accounts(20), 'Account', bulk))).toMatchObject({
			kind: 'transient',
			mayHaveHappened: false,
		});
	});

	it('does not let a field that was removed meanwhile stop the records that do not have it', async () => {
		org.simulator.addField('Account', fields.text('Old__c', 'Old'));
		const destination = org.destination(bulk);
		await destination.describe('Account');
		org.simulator.removeField('Account', 'Old__c');
		const records = [...accounts(20), record('old', { Name: 'x', Old__c: 'x' })];
		const outcomes = await destination.insert({ object: 'Account', records });
		expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(20);
		expect(outcomes).toContainEqual({
			id: 'old',
			status: 'rejected',
			problem: expect.objectContaining({ category: 'invalidValue', field: 'Old__c' }),
		});
	});

	it('aborts the job when it is cancelled, and says that it may have written', async () => {
		org.simulator.settings.bulk.polls = 1_000_000;
		const abort = new AbortController();
		const destination = org.destination(bulk);
		await destination.describe('Account');
		const write = failure(destination.insert({ object: 'Account', records: accounts(10), signal: abort.signal }));
		while (state() !== 'InProgress') await once(org.simulator.app.server, 'request');
		abort.abort();
		expect(await write).toMatchObject({ kind: 'cancelled', mayHaveHappened: true });
		await aborted();
		expect(stored()).toHaveLength(0);
	});

	it('gives up a job that takes too long, and aborts it', async () => {
		org.simulator.settings.bulk.polls = 1_000_000;
		const error = await failure(org.upsert(accounts(10), 'Account', { ...bulk, jobTimeoutMs: 60_000 }));
		expect(error).toMatchObject({ kind: 'transient', code: 'BULK_TIMEOUT' });
		await aborted();
	});

	it('writes a record that occurs twice in the order given', async () => {
		const records = [...accounts(10), ...accounts(8).map(({ id }) => record(id, { Name: 'later' }))];
		expect(await org.upsert(records, 'Account', bulk)).toHaveLength(18);
		expect(pairs().filter(([, name]) => name === 'later')).toHaveLength(8);
		expect(jobs()).toBe(2);
	});
});
