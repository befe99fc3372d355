import { createSign, generateKeyPairSync } from 'node:crypto';
import { SalesforceSimulator, fields } from './salesforce';
import { TestClient } from './salesforce/testClient';
import { JumpingClock } from './shared/clock';

const START = Date.parse('2026-03-01T12:00:00Z');
const SESSION_GONE = {
	status: 401,
	json: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
};

describe('Salesforce simulator: sign-in, limits, describe', () => {
	const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
	let clock: JumpingClock;
	let simulator: SalesforceSimulator;
	let client: TestClient;

	beforeEach(async () => {
		clock = new JumpingClock(START);
		const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
		simulator = await new SalesforceSimulator({ clock, publicKey }).start();
		client = new TestClient(simulator);
	});
	afterEach(async () => await simulator.stop());

	const app = { client_id: 'simulator-consumer-key', client_secret: 'simulator-consumer-secret' };

	async function sign(params: Record<string, string>, headers: Record<string, string> = {}) {
		const response = await fetch(`${simulator.url}/services/oauth2/token`, {
			method: 'POST',
			body: new URLSearchParams(params),
			headers,
		});
		return { status: response.status, body: (await response.json()) as Record<string, string> };
	}

	describe('token endpoint', () => {
		it.each([
			['client_credentials', { grant_type: 'client_credentials', ...app }],
			['refresh_token', { grant_type: 'refresh_token', refresh_token: 'simulator-refresh-token', ...app }],
			[
				'password',
				{
					grant_type: 'password',
					username: 'integration@example.com',
					password: 'simulator-passwordSIMULATORTOKEN',
					...app,
				},
			],
		])('grants %s', async (_name, params) => {
			const { status, body } = await sign(params);
			expect(status).toBe(200);
			expect(body).toMatchObject({ token_type: 'Bearer', instance_url: simulator.url, issued_at: String(START) });
			expect(body.id).toMatch(new RegExp(`^${simulator.url}/id/00D[0-9A-Za-z]{15}/005[0-9A-Za-z]{15}$`));
			expect(body.signature).toBeTruthy();
			client.token = body.access_token;
			expect((await client.send('/limits')).status).toBe(200);
		});

		it('takes the app by Basic authorization', async () => {
			const basic = Buffer.from(`${app.client_id}:${app.client_secret}`).toString('base64');
			expect((await sign({ grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` })).status).toBe(200);
		});

		it.each([
			[{ grant_type: 'client_credentials', ...app, client_id: 'x' }, 'invalid_client_id', 'client identifier invalid'],
			[{ grant_type: 'client_credentials' }, 'invalid_client_id', 'client identifier invalid'],
			[
				{ grant_type: 'client_credentials', ...app, client_secret: 'x' },
				'invalid_client',
				'invalid client credentials',
			],
			[{ grant_type: 'refresh_token', refresh_token: 'old', ...app }, 'invalid_grant', 'expired access/refresh token'],
			[
				{ grant_type: 'password', username: 'integration@example.com', password: 'simulator-password', ...app },
				'invalid_grant',
				'authentication failure',
			],
			[{ grant_type: 'magic', ...app }, 'unsupported_grant_type', 'grant type not supported'],
			[{}, 'unsupported_grant_type', 'grant type not supported'],
		])('refuses %j', async (params, error, description) => {
			expect(await sign(params as Record<string, string>)).toEqual({
				status: 400,
				body: { error, error_description: description },
			});
		});

		it('refuses client_credentials away from My Domain', async () => {
			simulator.settings.myDomain = false;
			const { body } = await sign({ grant_type: 'client_credentials', ...app });
			expect(body).toEqual({ error: 'invalid_grant', error_description: 'request not supported on this domain' });
		});

		const claims = () => ({
			iss: app.client_id,
			sub: 'integration@example.com',
			aud: 'https://login.salesforce.com',
			exp: START / 1000 + 120,
		});
		async function bearer(changes: Record<string, unknown> = {}, alg = 'RS256', tamper = false) {
			const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
			const head = `${encode({ alg })}.${encode({ ...claims(), ...changes })}`;
			const signature = createSign('sha256')
				.update(tamper ? `${head}x` : head)
				.sign(keys.privateKey, 'base64url');
			return await sign({
				grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
				assertion: `${head}.${signature}`,
			});
		}

		it('grants a signed assertion, for a login host or its own address', async () => {
			expect((await bearer()).status).toBe(200);
			expect((await bearer({ aud: simulator.url })).status).toBe(200);
		});

		it.each([
			['a wrong signature', {}, 'RS256', true, 'invalid assertion'],
			['another algorithm', {}, 'none', false, 'invalid assertion'],
			['an expired assertion', { exp: START / 1000 - 1 }, 'RS256', false, 'invalid assertion'],
			['one that is good for an hour', { exp: START / 1000 + 3600 }, 'RS256', false, 'invalid assertion'],
			['another audience', { aud: 'https://example.com' }, 'RS256', false, 'audience is invalid'],
			[
				'a user who has not approved',
				{ sub: 'other@example.com' },
				'RS256',
				false,
				"user hasn't approved this consumer",
			],
		])('refuses %s', async (_name, changes, alg, tamper, description) => {
			expect(await bearer(changes, alg, tamper)).toEqual({
				status: 400,
				body: { error: 'invalid_grant', error_description: description },
			});
		});

		it('refuses another consumer key and what is no assertion', async () => {
			expect((await bearer({ iss: 'x' })).body.error).toBe('invalid_client_id');
			const { body } = await sign({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'rubbish' });
			expect(body).toEqual({ error: 'invalid_grant', error_description: 'invalid assertion' });
		});
	});

	describe('SOAP login', () => {
		const login = async (version: string, password: string) => {
			const body = `<se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Body><login xmlns="urn:partner.soap.sforce.com"><username>integration@example.com</username><password>${password}</password></login></se:Body></se:Envelope>`;
			const response = await fetch(`${simulator.url}/services/Soap/u/${version}`, {
				method: 'POST',
				body,
				headers: { 'content-type': 'text/xml', soapaction: '""' },
			});
			return { status: response.status, text: await response.text() };
		};

		it('gives a session up to version 64', async () => {
			const { status, text } = await login('64.0', 'simulator-passwordSIMULATORTOKEN');
			expect(status).toBe(200);
			client.token = /<sessionId>(.+)<\/sessionId>/.exec(text)?.[1] ?? '';
			expect((await client.send('/limits')).status).toBe(200);
		});

		it('faults on a wrong password, a newer version, and where it is switched off', async () => {
			expect(await login('64.0', 'wrong')).toMatchObject({
				status: 500,
				text: expect.stringContaining('<faultcode>sf:INVALID_LOGIN</faultcode>'),
			});
			expect((await login('65.0', 'simulator-passwordSIMULATORTOKEN')).text).toContain('UNSUPPORTED_API_VERSION');
			simulator.settings.soapLogin = false;
			expect((await login('64.0', 'simulator-passwordSIMULATORTOKEN')).text).toContain('INVALID_OPERATION');
		});
	});

	describe('sessions', () => {
		it('end by age, by order, and by revocation', async () => {
			clock.advance(7_200_000);
			expect(await client.query('SELECT Id FROM Account')).toMatchObject(SESSION_GONE);
			client.token = simulator.issueToken();
			simulator.expireSessions();
			expect(await client.send('/limits')).toMatchObject(SESSION_GONE);
			client.token = simulator.issueToken();
			const revoked = await fetch(`${simulator.url}/services/oauth2/revoke`, {
				method: 'POST',
				body: new URLSearchParams({ token: client.token }),
			});
			expect(revoked.status).toBe(200);
			expect(await client.send('/limits')).toMatchObject(SESSION_GONE);
		});

		it('are asked for everywhere but at the list of versions', async () => {
			expect((await fetch(`${simulator.url}/services/data`)).status).toBe(200);
			expect((await fetch(`${simulator.url}/services/data/v67.0/query?q=x`)).status).toBe(401);
			expect(await client.send('/limits', { headers: { authorization: 'Digest x' } })).toMatchObject({
				status: 401,
				json: [{ errorCode: 'INVALID_AUTH_HEADER' }],
			});
			const bad = await client.send('/services/oauth2/userinfo', { headers: { authorization: 'Bearer x' } });
			expect([bad.status, bad.text]).toEqual([403, 'Bad_OAuth_Token']);
		});

		it('tell who is signed in', async () => {
			const expected = { organization_id: simulator.organisationId, user_id: simulator.userId };
			expect((await client.send('/services/oauth2/userinfo')).json).toMatchObject(expected);
			expect((await client.send(`/id/${simulator.organisationId}/${simulator.userId}`)).json).toMatchObject(expected);
		});
	});

	describe('limits', () => {
		it('count REST calls in Sforce-Limit-Info and forget them after 24 hours', async () => {
			simulator.settings.dailyLimit = 5000;
			simulator.useCalls(16);
			await client.query('SELECT Id FROM Account');
			const { headers, json } = await client.send<Record<string, unknown>>('/limits');
			expect(headers.get('sforce-limit-info')).toBe('api-usage=18/5000');
			expect(json.DailyApiRequests).toEqual({ Max: 5000, Remaining: 4982 });
			simulator.create('Account', { Name: 'not a call' });
			expect(simulator.apiUsage).toBe(18);
			clock.advance(25 * 3_600_000);
			client.token = simulator.issueToken();
			expect((await client.send('/limits')).headers.get('sforce-limit-info')).toBe('api-usage=1/5000');
		});

		it('refuse the call after the last', async () => {
			simulator.settings.dailyLimit = 1;
			expect((await client.send('/limits')).status).toBe(200);
			const { status, json, headers } = await client.send('/limits');
			expect([status, json]).toEqual([
				403,
				[{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
			]);
			expect(headers.get('sforce-limit-info')).toBe('api-usage=1/1');
		});

		it('refuse too many calls at once when told to', async () => {
			simulator.settings.concurrentLimit = 1;
			simulator.latencyMs = 50;
			const answers = await Promise.all([client.send('/limits'), client.send('/limits')]);
			expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403]);
			expect((await client.send('/limits')).status).toBe(200);
		});

		it('dates answers by the simulator’s clock', async () => {
			expect((await client.send('/limits')).headers.get('date')).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
		});
	});

	describe('resources', () => {
		it('lists versions and objects', async () => {
			const versions = (await client.send<Array<{ version: string; label: string }>>('/services/data')).json;
			expect(versions.at(-1)).toEqual({ label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
			simulator.addObject({ name: 'Invoice__c', fields: [fields.currency('Total__c', 'Total')] });
			const { json } = await client.send<{ sobjects: Array<Record<string, unknown>> }>('/sobjects');
			const names = json.sobjects.map((object) => object.name);
			expect(names).toEqual(
				expect.arrayContaining(['Organization', 'User', 'Account', 'Contact', 'Lead', 'Opportunity', 'Invoice__c']),
			);
			const id = simulator.create('Invoice__c', { Name: 'I-1', Total__c: 3.5 });
			expect(await client.column("SELECT Total__c FROM Invoice__c WHERE Name = 'i-1'", 'Total__c')).toEqual([3.5]);
			expect(id).toMatch(/^a00/);
		});

		it('describes fields fully', async () => {
			simulator.addField(
				'Account',
				fields.text('External__c', 'External', { externalId: true, unique: true, length: 40 }),
			);
			const { json } = await client.send<{ fields: Array<Record<string, unknown>> }>('/sobjects/account/describe');
			const field = (name: string) => json.fields.find((candidate) => candidate.name === name);
			expect(field('Industry')).toMatchObject({ type: 'picklist', updateable: true, custom: false });
			expect((field('Industry')?.picklistValues as unknown[])[0]).toEqual({
				active: true,
				defaultValue: false,
				label: 'Agriculture',
				validFor: null,
				value: 'Agriculture',
			});
			expect(field('OwnerId')).toMatchObject({
				type: 'reference',
				referenceTo: ['User'],
				relationshipName: 'Owner',
				nillable: false,
			});
			expect(field('SystemModstamp')).toMatchObject({
				type: 'datetime',
				updateable: false,
				createable: false,
				filterable: true,
			});
			expect(field('Description')).toMatchObject({
				type: 'textarea',
				filterable: false,
				sortable: false,
				length: 32000,
			});
			expect(field('External__c')).toMatchObject({ custom: true, externalId: true, unique: true, length: 40 });
			expect(field('BillingAddress')).toMatchObject({ type: 'address', updateable: false });
			expect(field('BillingCity')).toMatchObject({ compoundFieldName: 'BillingAddress' });
			simulator.removeField('Account', 'Fax');
			const again = await client.send<typeof json>('/sobjects/Account/describe');
			expect(again.json.fields.some((candidate) => candidate.name === 'Fax')).toBe(false);
		});

		it.each([
			'/sobjects/Foo/describe',
			'/nothing',
			'/services/data/v99.0/limits',
			'/services/data/v5.0/limits',
			'/services/data/banana/limits',
		])('does not know %s', async (path) => {
			expect(await client.send(path)).toMatchObject({
				status: 404,
				json: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
			});
		});

		it('refuses other methods, and JSON that is none', async () => {
			expect(await client.post('/query', {})).toMatchObject({
				status: 405,
				json: [{ errorCode: 'METHOD_NOT_ALLOWED' }],
			});
			const broken = await client.send('/jobs/query', {
				method: 'POST',
				body: '{',
				headers: { 'content-type': 'application/json' },
			});
			expect(broken).toMatchObject({ status: 400, json: [{ errorCode: 'JSON_PARSER_ERROR' }] });
		});
	});

	it('carries out planted faults and goes on', async () => {
		simulator.faults.add({
			kind: 'status',
			path: /\/query/,
			status: 503,
			body: [{ message: 'x', errorCode: 'SERVER_UNAVAILABLE' }],
		});
		expect((await client.query('SELECT Id FROM Account')).status).toBe(503);
		simulator.faults.add({ kind: 'lost', path: /\/query/ });
		await expect(client.query('SELECT Id FROM Account')).rejects.toThrow();
		expect((await client.query('SELECT Id FROM Account')).status).toBe(200);
		expect(simulator.apiUsage).toBe(2);
	});
});
