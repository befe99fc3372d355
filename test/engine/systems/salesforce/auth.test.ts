import { generateKeyPairSync } from 'node:crypto';
import { checkCredentials } from '../../../../engine/systems/salesforce';
import type { SalesforceApiCredentials } from '../../../../engine/systems/salesforce/credentials';
import { forgetSessions } from '../../../../engine/systems/salesforce/sessions';
import { failure, keyPair, startOrg, type TestOrg } from './org';

describe('signing in', () => {
	const pair = keyPair();
	let org: TestOrg;
	beforeEach(async () => (org = await startOrg({ publicKey: pair.publicKey })));
	afterEach(async () => await org.stop());

	const check = async (change: Partial<SalesforceApiCredentials>) =>
		await checkCredentials({ credentials: { ...org.credentials, ...change }, traffic: org.traffic() });

	const ways = (): Record<string, Partial<SalesforceApiCredentials>> => {
		const { username, password, securityToken, refreshToken } = org.simulator.settings;
		return {
			clientCredentials: {},
			jwtBearer: { authMethod: 'jwtBearer', username, privateKey: pair.privateKey, clientSecret: '' },
			refreshToken: { authMethod: 'refreshToken', refreshToken },
			passwordByOAuth: { authMethod: 'usernamePassword', username, password, securityToken },
			passwordBySoap: {
				authMethod: 'usernamePassword',
				username,
				password,
				securityToken,
				clientId: '',
				clientSecret: '',
			},
		};
	};

	it.each(['clientCredentials', 'jwtBearer', 'refreshToken', 'passwordByOAuth', 'passwordBySoap'])(
		'works by %s',
		async (way) => {
			expect(await check(ways()[way])).toEqual({
				organisationId: org.simulator.organisationId,
				instanceUrl: org.simulator.url,
				username: org.simulator.settings.username,
				apiUsage: { used: 1, max: 15_000 },
			});
		},
	);

	it('reads private keys as they come out of a single-line field, and encrypted ones', async () => {
		const { jwtBearer } = ways();
		const oneLine = pair.privateKey.trim().replace(/\n/g, ' ');
		const escaped = pair.privateKey.replace(/\n/g, '\\n');
		for (const privateKey of [oneLine, escaped, `  ${pair.privateKey}`]) {
			forgetSessions();
			expect((await check({ ...jwtBearer, privateKey })).organisationId).toBe(org.simulator.organisationId);
		}
		const locked = keyPair('open sesame');
		org.simulator.settings.publicKey = locked.publicKey;
		const encrypted = { ...jwtBearer, privateKey: locked.privateKey };
		expect((await check({ ...encrypted, privateKeyPassphrase: 'open sesame' })).organisationId).toBe(
			org.simulator.organisationId,
		);
		expect((await failure(check(encrypted))).remedy).toContain('Private Key Passphrase');
		expect((await failure(check({ ...encrypted, privateKeyPassphrase: 'wrong' }))).remedy).toContain(
			'Private Key Passphrase',
		);
	});

	it.each<[string, Partial<SalesforceApiCredentials>, RegExp]>([
		['an unknown client id', { clientId: 'nobody' }, /Client ID/],
		['a wrong client secret', { clientSecret: 'secret-value-x' }, /Client Secret/],
		['an empty client secret', { clientSecret: ' ' }, /Client Secret is empty/],
		['a wrong refresh token', { authMethod: 'refreshToken', refreshToken: 'secret-value-x' }, /Refresh Token/],
		[
			'a wrong password by OAuth',
			{ authMethod: 'usernamePassword', username: 'a@example.com', password: 'secret-value-x' },
			/Password and Security Token/,
		],
		[
			'a wrong password by SOAP',
			{ authMethod: 'usernamePassword', clientId: '', username: 'a@example.com', password: 'secret-value-x' },
			/Password and Security Token/,
		],
		['no password', { authMethod: 'usernamePassword', username: 'a@example.com' }, /Password is empty/],
		['no private key', { authMethod: 'jwtBearer', username: 'a@example.com' }, /Private Key is empty/],
		[
			'a key that is none',
			{ authMethod: 'jwtBearer', username: 'a@example.com', privateKey: 'secret-value-x' },
			/whole PEM text/,
		],
		[
			'the key of somebody else',
			{ authMethod: 'jwtBearer', username: 'a@example.com', privateKey: keyPair().privateKey },
			/Private Key belongs/,
		],
		[
			'a user that was not admitted',
			{ authMethod: 'jwtBearer', username: 'a@example.com', privateKey: pair.privateKey },
			/pre-authorized/,
		],
		['client credentials on the shared host', { loginUrl: 'https://login.salesforce.com' }, /My Domain/],
		[
			'a Lightning address',
			{ loginUrl: 'https://acme--dev.sandbox.lightning.force.com/lightning/page/home' },
			/https:\/\/acme--dev\.sandbox\.my\.salesforce\.com/,
		],
		['a Setup address', { loginUrl: 'acme.my.salesforce-setup.com' }, /https:\/\/acme\.my\.salesforce\.com/],
		['an address that is none', { loginUrl: 'http://[' }, /Login URL/],
		['a host that does not exist', { loginUrl: 'https://nobody.invalid' }, /no host nobody\.invalid/],
		['an API version that is none', { apiVersion: 'latest' }, /API Version/],
		['an API version of the future', { apiVersion: '99.0' }, /API Version/],
	])('says what to mend: %s', async (_what, change, expected) => {
		const error = await failure(check(change));
		expect(['credentials', 'configuration']).toContain(error.kind);
		expect(`${error.message} ${error.remedy}`).toMatch(expected);
		expect(`${error.message} ${error.remedy} ${String(error.cause)} ${JSON.stringify(error)}`).not.toContain(
			'secret-value-x',
		);
	});

	it('refuses a key that is not RSA', async () => {
		const { privateKey } = generateKeyPairSync('ec', {
			namedCurve: 'P-256',
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});
		expect((await failure(check({ ...ways().jwtBearer, privateKey }))).message).toContain('not an RSA key');
	});

	it('names what is wrong with the domain, the app and the organisation', async () => {
		org.simulator.settings.myDomain = false;
		expect((await failure(check({}))).remedy).toContain('My Domain');
		org.simulator.settings.soapLogin = false;
		expect((await failure(check(ways().passwordBySoap))).remedy).toContain('Client Credentials');
	});

	it('takes another server at the login address for what it is', async () => {
		org.simulator.faults.add({ kind: 'status', path: /token/, status: 200, body: '<html>Welcome</html>', times: 9 });
		expect(await failure(check({}))).toMatchObject({
			kind: 'credentials',
			message: expect.stringContaining('Login URL'),
		});
		org.simulator.faults.clear();
		org.simulator.faults.add({
			kind: 'status',
			path: /token/,
			status: 302,
			headers: { location: 'https://example.com' },
			times: 9,
		});
		expect(await failure(check({}))).toMatchObject({
			kind: 'credentials',
			message: expect.stringContaining('Login URL'),
		});
	});

	it.each(['reset', 'lost'] as const)(
		'tries again when the connection breaks (%s) or Salesforce is away',
		async (kind) => {
			org.simulator.faults.add({ kind, path: /token/, times: 2 });
			org.simulator.faults.add({
				kind: 'status',
				path: /token/,
				status: 503,
				body: '<html>maintenance, inactive user</html>',
			});
			expect((await check({})).organisationId).toBe(org.simulator.organisationId);
		},
	);

	it('gives up on a server that stays away', async () => {
		org.simulator.faults.add({ kind: 'status', path: /token/, status: 503, times: 99 });
		expect((await failure(check({}))).kind).toBe('transient');
		expect(org.asked(/token/)).toHaveLength(4);
	});
});
