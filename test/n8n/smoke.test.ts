import { rmSync } from 'node:fs';
import { HubSpotSimulator } from '../simulators/hubspot';
import { IntercomSimulator } from '../simulators/intercom';
import { SalesforceSimulator } from '../simulators/salesforce';
import {
	executeWorkflow,
	importCredentials,
	importWorkflow,
	installPackage,
	n8nFolder,
	newUserFolder,
	packTarball,
	PACKAGE_NAME,
	startN8n,
	type N8nServer,
} from './harness';

const workflow = {
	id: 'harnessCheck0001',
	name: 'Harness check',
	nodes: [
		{ id: 'a', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: 'b',
			name: 'Make',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: { mode: 'raw', jsonOutput: '{"answer": 42}', options: {} },
		},
	],
	connections: { Start: { main: [[{ node: 'Make', type: 'main', index: 0 }]] } },
	settings: {},
};

describe('the packed package in a real n8n', () => {
	const userFolder = newUserFolder('smoke');
	const hubspot = new HubSpotSimulator();
	const salesforce = new SalesforceSimulator();
	let n8n: N8nServer;

	beforeAll(async () => {
		await Promise.all([hubspot.start(), salesforce.start()]);
		await installPackage(userFolder, await packTarball());
		n8n = await startN8n({ userFolder });
		await n8n.rest.login();
	});

	afterAll(async () => {
		await n8n?.stop();
		await Promise.all([hubspot.stop(), salesforce.stop()]);
		rmSync(userFolder, { recursive: true, force: true });
	});

	it('offers the credentials, with their icons', async () => {
		const types = await n8n.rest.types('credentials');
		for (const name of [
			'sophiaSalesforceApi',
			'sophiaHubspotApi',
			'sophiaIntercomApi',
			'sophiaPortkeyApi',
			'sophiaSnowflakeApi',
			'sophiaStateApi',
		]) {
			const type = types.find((candidate) => candidate.name === name);
			const icon = type?.iconUrl as { light: string; dark: string };
			for (const path of [icon.light, icon.dark]) {
				const response = await fetch(`${n8n.url}/${path}`);
				expect(response.headers.get('content-type')).toContain('image/svg+xml');
			}
		}
	});

	it.each([
		['sophiaDataSync', 'Sophia Data Sync'],
		['sophiaLeadEnrichment', 'Sophia Lead Enrichment'],
		['sophiaMonitor', 'Sophia Monitor'],
		['sophiaSalesforceToHubspot', 'Sophia Salesforce to HubSpot'],
		['sophiaSalesforceToIntercom', 'Sophia Salesforce to Intercom'],
		['sophiaSalesforceTrigger', 'Sophia Salesforce Trigger'],
	])('offers the node %s, with its icon', async (name, displayName) => {
		const types = await n8n.rest.types('nodes');
		const node = types.find((type) => type.name === `${PACKAGE_NAME}.${name}`);
		expect(node).toMatchObject({ displayName });
		const icon = node?.iconUrl as { light: string; dark: string };
		expect((await fetch(`${n8n.url}/${icon.light}`)).ok).toBe(true);
		expect((await fetch(`${n8n.url}/${icon.dark}`)).ok).toBe(true);
	});

	it('has nothing to complain about', () => {
		// The folder n8n itself is in has the package's name in its path.
		const lines = n8n.log().replaceAll(n8nFolder, '').split('\n');
		const complaints = lines.filter((line) => /sophia|community node|failed to load/i.test(line) && !/\bdebug\b/.test(line));
		expect(complaints).toEqual([]);
	});

	it('tests a HubSpot credential', async () => {
		const { url, accessToken } = hubspot;
		const press = async (data: Record<string, unknown>) => await n8n.rest.testCredential('sophiaHubspotApi', data);
		expect(await press({ accessToken, apiBaseUrl: url })).toMatchObject({ status: 'OK' });
		expect(await press({ accessToken, apiBaseUrl: ` ${url}/ ` })).toMatchObject({ status: 'OK' });
		expect(await press({ accessToken: 'wrong', apiBaseUrl: url })).toEqual({
			status: 'Error',
			message: expect.stringContaining('does not accept the access token'),
		});
		expect(await press({ accessToken, apiBaseUrl: `${url}/nothing-here` })).toEqual({
			status: 'Error',
			message: expect.stringContaining('API Base URL'),
		});
		expect(await press({ accessToken, apiBaseUrl: 'http://127.0.0.1:9' })).toMatchObject({ status: 'Error' });
	});

	it('tests an Intercom credential', async () => {
		const intercom = await new IntercomSimulator().start();
		try {
			const { url, accessToken } = intercom;
			const data = { accessToken, region: 'custom', apiBaseUrl: url, apiVersion: '2.16' };
			const press = async (changed: Record<string, unknown>) =>
				await n8n.rest.testCredential('sophiaIntercomApi', { ...data, ...changed });
			expect(await press({})).toMatchObject({ status: 'OK' });
			expect(await press({ accessToken: 'wrong' })).toEqual({
				status: 'Error',
				message: expect.stringContaining('access token'),
			});
		} finally {
			await intercom.stop();
		}
	});

	it('tests a Salesforce credential', async () => {
		const { clientId, clientSecret, username } = salesforce.settings;
		const data = { authMethod: 'clientCredentials', loginUrl: salesforce.url, clientId, clientSecret };
		const press = async (changed: Record<string, unknown>) =>
			await n8n.rest.testCredential('sophiaSalesforceApi', { ...data, ...changed });
		expect(await press({})).toEqual({ status: 'OK', message: expect.stringContaining(username) });
		expect(await press({ clientSecret: 'wrong' })).toEqual({
			status: 'Error',
			message: expect.stringContaining('Client Secret'),
		});
	});

	it('runs workflows that are imported by the command line', async () => {
		await importWorkflow(userFolder, workflow);
		await importCredentials(userFolder, {
			id: 'harnessCred00001',
			name: 'HubSpot',
			type: 'sophiaHubspotApi',
			data: { accessToken: 'x', apiBaseUrl: 'http://127.0.0.1:9' },
		});
		expect((await n8n.rest.run(workflow.id, 'Start')).json('Make')).toEqual([{ answer: 42 }]);
		expect((await executeWorkflow(userFolder, workflow.id)).json('Make')).toEqual([{ answer: 42 }]);
	});

	it('is gone at once after SIGKILL, and starts again in the same folder', async () => {
		await n8n.kill('SIGKILL');
		await expect(fetch(n8n.url)).rejects.toThrow();
		n8n = await startN8n({ userFolder });
		await n8n.rest.login();
		expect((await n8n.rest.workflow(workflow.id)).name).toBe('Harness check');
	});
});
