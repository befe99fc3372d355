import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { displayParameter, type ICredentialType, type INodeProperties } from 'n8n-workflow';
import { defaultIntercomVersion } from '../../engine/systems/intercom';
import { SophiaHubspotApi } from '../../credentials/SophiaHubspotApi.credentials';
import { SophiaIntercomApi } from '../../credentials/SophiaIntercomApi.credentials';
import { SophiaPortkeyApi } from '../../credentials/SophiaPortkeyApi.credentials';
import { SophiaSalesforceApi } from '../../credentials/SophiaSalesforceApi.credentials';
import { SophiaSnowflakeApi } from '../../credentials/SophiaSnowflakeApi.credentials';
import { SophiaStateApi } from '../../credentials/SophiaStateApi.credentials';
import { SophiaWebhookApi } from '../../credentials/SophiaWebhookApi.credentials';

const salesforce = new SophiaSalesforceApi();
const hubspot = new SophiaHubspotApi();
const intercom = new SophiaIntercomApi();
const portkey = new SophiaPortkeyApi();
const snowflake = new SophiaSnowflakeApi();
const state = new SophiaStateApi();
const webhook = new SophiaWebhookApi();

const fieldNames = (type: ICredentialType): string[] => [
	...new Set(type.properties.filter(({ type: kind }) => kind !== 'notice').map(({ name }) => name)),
];

/** What the editor shows for an authentication method. */
const shown = (authMethod: string): INodeProperties[] =>
	salesforce.properties.filter((property) => displayParameter({ authMethod }, property, null, null));

const shownFields = (authMethod: string): string[] =>
	shown(authMethod)
		.filter(({ type }) => type !== 'notice')
		.map(({ name }) => name);

describe("the names that users' workflows depend on", () => {
	it('are the ones fixed for Salesforce', () => {
		expect(salesforce.name).toBe('sophiaSalesforceApi');
		expect(fieldNames(salesforce).sort()).toEqual(
			[
				'authMethod',
				'loginUrl',
				'clientId',
				'clientSecret',
				'username',
				'password',
				'securityToken',
				'privateKey',
				'privateKeyPassphrase',
				'refreshToken',
				'apiVersion',
			].sort(),
		);
		const method = salesforce.properties[0];
		expect(method.options?.map((option) => 'value' in option && option.value)).toEqual([
			'clientCredentials',
			'jwtBearer',
			'refreshToken',
			'usernamePassword',
		]);
		expect(method.default).toBe('clientCredentials');
	});

	it('are the ones fixed for HubSpot', () => {
		expect(hubspot.name).toBe('sophiaHubspotApi');
		expect(fieldNames(hubspot)).toEqual(['accessToken', 'apiBaseUrl']);
		expect(hubspot.properties.find(({ name }) => name === 'apiBaseUrl')?.default).toBe('https://api.hubapi.com');
	});
});

describe('the Intercom credential', () => {
	it("has the names that users' workflows depend on, and the values too", () => {
		expect(intercom.name).toBe('sophiaIntercomApi');
		expect(fieldNames(intercom)).toEqual(['accessToken', 'region', 'apiBaseUrl', 'apiVersion']);
		const named = (name: string) => intercom.properties.find((property) => property.name === name);
		expect(named('region')?.options?.map((option) => 'value' in option && option.value)).toEqual([
			'au',
			'custom',
			'eu',
			'us',
		]);
		expect(named('region')?.default).toBe('us');
		expect(named('apiVersion')?.default).toBe(defaultIntercomVersion);
	});

	it.each([
		['us', false],
		['eu', false],
		['au', false],
		['custom', true],
	])('asks for an address in region %s: %s', (region, asked) => {
		const field = intercom.properties.find(({ name }) => name === 'apiBaseUrl');
		expect(field && displayParameter({ region }, field, null, null)).toBe(asked);
	});
});

describe('the credentials of models', () => {
	it("have the names that users' workflows depend on", () => {
		expect(portkey.name).toBe('sophiaPortkeyApi');
		expect(fieldNames(portkey)).toEqual(['apiKey', 'apiBaseUrl', 'config', 'provider', 'model']);
		expect(snowflake.name).toBe('sophiaSnowflakeApi');
		expect(fieldNames(snowflake).sort()).toEqual(
			[
				'accountUrl',
				'authMethod',
				'tokenType',
				'token',
				'username',
				'privateKey',
				'privateKeyPassphrase',
				'database',
				'schema',
				'warehouse',
				'role',
			].sort(),
		);
	});

	it.each([
		['token', ['tokenType', 'token']],
		['keyPair', ['username', 'privateKey', 'privateKeyPassphrase']],
	])('ask for what Snowflake needs to know for a %s', (authMethod, fields) => {
		const always = ['accountUrl', 'authMethod', 'warehouse', 'role', 'database', 'schema'];
		const asked = snowflake.properties
			.filter((property) => displayParameter({ authMethod }, property, null, null) && property.type !== 'notice')
			.map(({ name }) => name);
		expect(asked.sort()).toEqual([...always, ...fields].sort());
	});
});

describe('what the Salesforce credential shows', () => {
	it.each([
		['clientCredentials', ['loginUrl', 'clientId', 'clientSecret']],
		['jwtBearer', ['loginUrl', 'clientId', 'username', 'privateKey', 'privateKeyPassphrase']],
		['refreshToken', ['loginUrl', 'clientId', 'clientSecret', 'refreshToken']],
		['usernamePassword', ['loginUrl', 'clientId', 'clientSecret', 'username', 'password', 'securityToken']],
	])('for %s: its own fields, each once, and one piece of help', (method, fields) => {
		expect(shownFields(method)).toEqual(['authMethod', ...fields, 'apiVersion']);
		expect(shown(method).filter(({ type }) => type === 'notice')).toHaveLength(1);
	});
});

describe.each([
	['Salesforce', salesforce],
	['HubSpot', hubspot],
	['Intercom', intercom],
	['Portkey', portkey],
	['Snowflake', snowflake],
	['state', state],
	['webhook', webhook],
])('the %s credential', (_, type) => {
	it('hides every secret', () => {
		const secrets = type.properties.filter(({ name }) =>
			/^(clientSecret|password|securityToken|privateKey.*|refreshToken|accessToken|apiKey|token|hmacSecret|encryptionKey|previousEncryptionKey|\w+ClientSecret)$/.test(name),
		);
		expect(secrets.length).toBeGreaterThan(0);
		for (const secret of secrets) expect(secret.typeOptions?.password).toBe(true);
	});

	it('has a light and a dark icon', () => {
		const icon = type.icon as { light: string; dark: string };
		for (const file of [icon.light, icon.dark]) {
			expect(existsSync(join(__dirname, '..', '..', 'credentials', file.replace('file:', '')))).toBe(true);
		}
	});
});
