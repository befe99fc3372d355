import { once } from 'node:events';
import { listFields, listObjects } from '../../../../engine/systems/salesforce';
import { SalesforceClient } from '../../../../engine/systems/salesforce/client';
import { failure, startOrg, type TestOrg } from './org';

describe('the session', () => {
	let org: TestOrg;
	beforeEach(async () => (org = await startOrg()));
	afterEach(async () => await org.stop());

	const client = () => new SalesforceClient(org.credentials, org.traffic());
	const ask = async (one: SalesforceClient, signal?: AbortSignal) =>
		await one.json<{ totalSize: number }>({ path: '/query?q=SELECT+Id+FROM+Account', signal });
	const arrival = async () => await once(org.simulator.app.server, 'request');
	const signIns = () => org.asked(/POST .*token/).length;

	it('is opened once for everything in the process', async () => {
		await Promise.all([client(), client(), client()].map(async (one) => await ask(one)));
		await ask(client());
		expect(signIns()).toBe(1);
	});

	it('is renewed once, however many calls find it expired at once', async () => {
		const one = client();
		await ask(one);
		org.simulator.expireSessions();
		const answers = await Promise.all(
			Array.from({ length: 8 }, async (_, i) => await ask(i % 2 === 0 ? one : client())),
		);
		expect(answers).toHaveLength(8);
		expect(signIns()).toBe(2);
	});

	it('is renewed for a 401 that does not say why', async () => {
		const one = client();
		await ask(one);
		org.simulator.faults.add({ kind: 'status', path: /query/, status: 401, body: '' });
		expect((await ask(one)).totalSize).toBe(0);
		expect(signIns()).toBe(2);
	});

	it('is renewed for streamed answers too', async () => {
		const source = org.source();
		await source.organisation();
		org.simulator.expireSessions();
		org.simulator.create('Account', { Name: 'Example' });
		const records = [];
		for await (const page of org
			.source({ bulkThreshold: 0 })
			.changes({ object: 'Account', fields: ['Name'], until: new Date(org.clock.now() + 1000) })) {
			records.push(...page.records);
		}
		expect(records).toHaveLength(1);
		expect(signIns()).toBe(2);
	});

	it('is not renewed for ever', async () => {
		org.simulator.faults.add({
			kind: 'status',
			path: /query/,
			status: 401,
			body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
			times: 99,
		});
		const error = await failure(ask(client()));
		expect(error).toMatchObject({ kind: 'credentials', code: 'INVALID_SESSION_ID' });
		expect(error.remedy).toContain('scope');
		expect(signIns()).toBe(2);
		expect(org.asked(/query/)).toHaveLength(2);
	});

	it('survives the cancellation of the caller that began to open it', async () => {
		const abort = new AbortController();
		const first = failure(ask(client(), abort.signal));
		const second = ask(client());
		await arrival();
		abort.abort();
		expect((await first).kind).toBe('cancelled');
		expect((await second).totalSize).toBe(0);
		expect(signIns()).toBe(1);
	});

	it('opens anew after everybody who waited has gone', async () => {
		org.simulator.faults.add({ kind: 'hang', path: /token/ });
		const abort = new AbortController();
		const first = failure(ask(client(), abort.signal));
		await arrival();
		abort.abort();
		expect((await first).kind).toBe('cancelled');
		expect((await ask(client())).totalSize).toBe(0);
	});

	it('ends a call that hangs as soon as it is cancelled', async () => {
		const one = client();
		await one.session();
		org.simulator.faults.add({ kind: 'hang', path: /query/ });
		const abort = new AbortController();
		const call = failure(ask(one, abort.signal));
		await arrival();
		abort.abort();
		expect((await call).kind).toBe('cancelled');
	});

	it('takes a token that was handed over, and renews it as it was told', async () => {
		const renew = jest.fn(async () => org.simulator.issueToken());
		const token = { accessToken: org.simulator.issueToken(), instanceUrl: org.simulator.url };
		const renewable = org.source({}, { ...token, renew });
		expect(await renewable.organisation()).toBe(org.simulator.organisationId);
		expect(org.simulator.requests).toHaveLength(0);
		org.simulator.expireSessions();
		await renewable.describe('Account');
		await renewable.describe('Contact');
		expect(renew).toHaveBeenCalledTimes(1);
		org.simulator.expireSessions();
		const dead = org.source({}, { accessToken: 'gone', instanceUrl: org.simulator.url });
		expect(await failure(dead.describe('Lead'))).toMatchObject({
			kind: 'credentials',
			remedy: 'Connect the Salesforce account again.',
		});
	});

	it('asks for the organisation when the token does not tell', async () => {
		const source = org.source({}, { accessToken: org.simulator.issueToken(), instanceUrl: org.simulator.url });
		expect(await source.organisation()).toHaveLength(18);
	});

	it("tells the server's time, not the machine's", async () => {
		org.clock.advance(86_400_000 * 365 + 999);
		const now = await org.source().now();
		expect(now.getTime()).toBe(Math.floor(org.clock.now() / 1000) * 1000);
	});

	it('lists what can be synchronised and mapped', async () => {
		const access = { credentials: org.credentials, traffic: org.traffic() };
		const objects = await listObjects(access);
		expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining(['Account', 'Contact', 'Lead']));
		const names = (await listFields(access, 'Contact')).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(['Email', 'Owner.Email', 'Account.Name', 'MailingCity']));
		expect(names).not.toContain('MailingAddress');
	});
});
