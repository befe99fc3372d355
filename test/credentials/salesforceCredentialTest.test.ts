import { generateKeyPairSync } from 'node:crypto';
import type { ICredentialDataDecryptedObject, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { salesforceCredentialTest } from '../../nodes/shared/credentialTests';
import { SalesforceSimulator, type SalesforceOptions } from '../simulators/salesforce';

const pair = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let salesforce: SalesforceSimulator;

async function started(options: SalesforceOptions = {}): Promise<SalesforceSimulator> {
	salesforce = await new SalesforceSimulator({ publicKey: pair.publicKey, ...options }).start();
	return salesforce;
}

/** What n8n does when the button is pressed, with the fields the editor sends. */
async function press(data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
	const credential = { id: '1', name: 'Salesforce', type: 'sophiaSalesforceApi', data };
	return await salesforceCredentialTest.call({} as ICredentialTestFunctions, credential);
}

/** The editor sends every field, the ones it does not show with their defaults. */
function fields(authMethod: string, given: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject {
	const { settings, url } = salesforce;
	const blank = {
		clientId: '',
		clientSecret: '',
		username: '',
		password: '',
		securityToken: '',
		privateKey: '',
		privateKeyPassphrase: '',
		refreshToken: '',
	};
	const good: Record<string, ICredentialDataDecryptedObject> = {
		clientCredentials: { clientId: settings.clientId, clientSecret: settings.clientSecret },
		jwtBearer: { clientId: settings.clientId, username: settings.username, privateKey: pair.privateKey },
		refreshToken: {
			clientId: settings.clientId,
			clientSecret: settings.clientSecret,
			refreshToken: settings.refreshToken,
		},
		usernamePassword: {
			clientId: settings.clientId,
			clientSecret: settings.clientSecret,
			username: settings.username,
			password: settings.password,
			securityToken: settings.securityToken,
		},
	};
	return { authMethod, loginUrl: url, apiVersion: '67.0', ...blank, ...good[authMethod], ...given };
}

afterEach(async () => await salesforce.stop());

describe('the Test button of the Salesforce credential', () => {
	it.each(['clientCredentials', 'jwtBearer', 'refreshToken', 'usernamePassword'])(
		'accepts a good credential: %s',
		async (method) => {
			await started();
			const { status, message } = await press(fields(method));
			expect({ status, message }).toEqual({
				status: 'OK',
				message: expect.stringContaining(salesforce.settings.username),
			});
			expect(message).toContain(salesforce.organisationId.slice(0, 15));
		},
	);

	it.each([
		['a wrong secret', 'clientCredentials', { clientSecret: 'wrong-one' }, /Client Secret/],
		['an unknown client', 'clientCredentials', { clientId: 'unknown-client' }, /Client ID/],
		['a key that is none', 'jwtBearer', { privateKey: 'not a key' }, /Private Key/],
		['a user who is not there', 'jwtBearer', { username: 'nobody@example.com' }, /Username|user/],
		['a withdrawn refresh token', 'refreshToken', { refreshToken: 'withdrawn-token' }, /Refresh Token/i],
		['a wrong password', 'usernamePassword', { password: 'wrong-one' }, /Password/],
		['no address at all', 'clientCredentials', { loginUrl: 'not an address' }, /Login URL/],
		[
			'a Lightning page',
			'clientCredentials',
			{ loginUrl: 'https://example.lightning.force.com/lightning/page' },
			/example\.my\.salesforce\.com/,
		],
		['a version that is none', 'clientCredentials', { apiVersion: 'latest' }, /API Version/],
		['nothing filled in', 'clientCredentials', { clientId: '', clientSecret: '' }, /Client ID/],
	])('says which setting to mend for %s', async (_, method, wrong, expected) => {
		await started();
		const { status, message } = await press(fields(method, wrong));
		expect({ status, message }).toEqual({ status: 'Error', message: expect.stringMatching(expected) });
	});

	it('tells no secret, whatever goes wrong', async () => {
		await started();
		const secrets = {
			clientSecret: 'very-secret-1',
			password: 'very-secret-2',
			securityToken: 'very-secret-3',
			refreshToken: 'very-secret-4',
			privateKey: 'very-secret-5',
		};
		for (const method of ['clientCredentials', 'jwtBearer', 'refreshToken', 'usernamePassword']) {
			const { status, message } = await press(fields(method, secrets));
			expect({ status, message }).toEqual({ status: 'Error', message: expect.not.stringContaining('very-secret') });
		}
	});

	it('names the My Domain where the general address refuses client credentials', async () => {
		await started({ myDomain: false });
		expect(await press(fields('clientCredentials'))).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('My Domain'),
		});
	});

	it('is not stopped by a day on which most calls are used', async () => {
		await started({ dailyLimit: 1000 });
		salesforce.useCalls(950);
		const { status, message } = await press(fields('clientCredentials'));
		expect({ status, message }).toEqual({ status: 'OK', message: expect.stringMatching(/of 1000 API calls/) });
	});

	it('has nothing to say against an empty form but what is missing', async () => {
		await started();
		expect(await press({})).toMatchObject({ status: 'Error' });
	});
});
