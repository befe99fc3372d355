import type { Browser, Locator, Page } from 'playwright-core';
import { ACCOUNTS_NODE } from '../n8n/bothSides';
import { ENRICH_NODE } from '../n8n/companiesOfLeads';
import { aWhileAgo, Scene } from '../n8n/scene';
import { n8nForTheseTests } from '../n8n/server';
import { bundledWorkflow, HEALTH_NODE, NODE, readyWorkflow } from '../n8n/vendors';
import { launchBrowser, nodeOf, openEditor, openNode, openWorkflow, runInEditor } from './browser';

describe('The node in the editor', () => {
	const n8n = n8nForTheseTests('editor');
	let scene: Scene;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		scene = await Scene.open(n8n.current.rest);
		scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
		browser = await launchBrowser();
		page = await openEditor(browser, n8n.current);
	});

	afterAll(async () => {
		await browser?.close();
		await scene?.close();
	});

	const open = async (parameters: object) => {
		const workflow = readyWorkflow(scene.credentials);
		for (const node of workflow.nodes)
			if (node.name === NODE) node.parameters = { ...(node.parameters as object), ...parameters };
		const { id } = await n8n.current.rest.createWorkflow({ ...workflow, id: undefined });
		await openWorkflow(page, n8n.current, id);
	};

	it('shows with its icon, its operation in words and its outputs by name', async () => {
		await open({});
		const node = nodeOf(page, NODE);
		const icon = node.locator('img');
		expect(await icon.getAttribute('src')).toContain('sophia.svg');
		// `decode` waits until the picture is there, and fails when it cannot be shown.
		const width = await icon.evaluate(async (image) => {
			const picture = image as unknown as { decode(): Promise<void>; naturalWidth: number };
			await picture.decode();
			return picture.naturalWidth;
		});
		expect(width).toBeGreaterThan(0);
		// What n8n draws for a node that it does not know.
		expect(
			await page
				.locator(
					'[data-test-id="canvas-node"] [data-icon="circle-help"], [data-test-id="canvas-node"] .nodeIconPlaceholder',
				)
				.count(),
		).toBe(0);
		const text = await node.innerText();
		for (const words of [NODE, 'Sync', 'Results', 'Rejected', 'Error']) expect(text).toContain(words);
	});

	it('runs by "Execute workflow", and its panel opens with the items of each output', async () => {
		await runInEditor(page);
		expect(scene.hubspot.count('companies')).toBe(12);
		await openNode(page, NODE);
		for (const tab of ['Results Branch (5 items)', 'Rejected Branch (3 items)']) await page.getByText(tab).waitFor();
		for (const label of [
			'Credential for Sophia Salesforce API',
			'Credential for Sophia HubSpot API',
			'Operation',
			'Objects',
		]) {
			expect(await page.getByText(label, { exact: true }).first().isVisible()).toBe(true);
		}
	});

	it('a mapping of one’s own begins with the ready one, from lists of real fields', async () => {
		await open({ mapping: 'custom', objects: ['Account'] });
		await openNode(page, NODE);
		const mapper = page.locator('[data-test-id="mapping-fields-container"]');
		await mapper.getByText('Company Domain Name (domain)').waitFor();
		await mapper.getByText('Annual Revenue (annualrevenue)').waitFor();
		const values = await mapper
			.locator('input')
			.evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
		expect(values).toEqual(expect.arrayContaining(['Website (Website)', 'Billing City (BillingCity)']));
	});

	describe('of Lead Enrichment', () => {
		it('shows the providers in their order, and asks for the credentials of what is ticked alone', async () => {
			const workflow = readyWorkflow(scene.credentials, 'lead-enrichment');
			const { id } = await n8n.current.rest.createWorkflow({ ...workflow, id: undefined });
			await openWorkflow(page, n8n.current, id);
			const text = await nodeOf(page, ENRICH_NODE).innerText();
			for (const words of [ENRICH_NODE, 'Enrich', 'Results', 'Rejected', 'Error']) expect(text).toContain(words);
			await openNode(page, ENRICH_NODE);
			const isShown = async (label: string) => (await page.getByText(label, { exact: true }).count()) > 0;
			// n8n hides a parameter that it takes for the choice of a way to sign in.
			for (const name of ['operation', 'connections', 'source', 'existing', 'writeTo'])
				await page.locator(`[data-test-id="parameter-input-${name}"]`).first().waitFor();
			for (const [label, shown] of [
				['Credential for Sophia Salesforce API', true],
				['Credential for Sophia HubSpot API', true],
				['Credential for Sophia Portkey API', false],
				['Credential for Sophia Snowflake API', false],
				['Credential for Header Auth', false],
				['HubSpot Fields', false],
				['Fields to Send', false],
			] as const)
				expect([label, await isShown(label)]).toEqual([label, shown]);
			const values = await page
				.locator('input')
				.evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
			const types = values.filter((value) => value === 'Derived' || value.startsWith('CRM Match'));
			expect(types).toEqual(['Derived', 'CRM Match: Salesforce Accounts', 'CRM Match: HubSpot Companies']);
		});
	});

	it.each([
		['key', 'key', ['Sophia Salesforce API', 'Sophia HubSpot API']],
		['oAuth2', 'key', ['Sophia Salesforce OAuth2 API', 'Sophia HubSpot API']],
		['key', 'oAuth2', ['Sophia Salesforce API', 'Sophia HubSpot OAuth2 API']],
		['n8nOAuth2', 'n8nOAuth2', ['Salesforce OAuth2 API', 'HubSpot OAuth2 API']],
	])('asks for the credential of each sign-in: %s, %s', async (salesforceAuth, hubspotAuth, credentials) => {
		await open({ salesforceAuth, hubspotAuth });
		await openNode(page, NODE);
		await page.locator('[data-test-id="parameter-input-salesforceAuth"]').first().waitFor();
		const labels = await page.getByText(/^Credential for /).allInnerTexts();
		expect(labels).toEqual(credentials.map((name) => `Credential for ${name}`));
	});

	describe('of Monitor', () => {
		it('shows the outputs of its operation by name, and asks for the credentials of what is ticked alone', async () => {
			const { id } = await n8n.current.rest.createWorkflow({
				...readyWorkflow(scene.credentials, 'health'),
				id: undefined,
			});
			await openWorkflow(page, n8n.current, id);
			const text = await nodeOf(page, HEALTH_NODE).innerText();
			for (const words of [HEALTH_NODE, 'Health Check', 'Overall', 'Checks', 'Error']) expect(text).toContain(words);
			await openNode(page, HEALTH_NODE);
			// n8n hides a parameter that it takes for the choice of a way to sign in.
			for (const name of ['operation', 'systems'])
				await page.locator(`[data-test-id="parameter-input-${name}"]`).first().waitFor();
			for (const [label, shown] of [
				['Credential for Sophia Salesforce API', true],
				['Credential for Sophia HubSpot API', true],
				['Credential for Sophia Intercom API', false],
				['Credential for Sophia Portkey API', false],
				['Bodies', false],
			] as const)
				expect([label, (await page.getByText(label, { exact: true }).count()) > 0]).toEqual([label, shown]);

			const intake = await n8n.current.rest.createWorkflow({ ...bundledWorkflow('intake'), id: undefined });
			await openWorkflow(page, n8n.current, intake.id);
			const drain = await nodeOf(page, 'Drain Inbox').innerText();
			for (const words of ['Salesforce to HubSpot', 'Data Sync']) expect(drain).toContain(words);
		});
	});

	describe('of Data Sync', () => {
		const show = async (parameters: object) => {
			const workflow = readyWorkflow(scene.credentials, 'data-sync');
			for (const node of workflow.nodes)
				if (node.name === ACCOUNTS_NODE) node.parameters = { ...(node.parameters as object), ...parameters };
			const { id } = await n8n.current.rest.createWorkflow({ ...workflow, id: undefined });
			await openWorkflow(page, n8n.current, id);
			await openNode(page, ACCOUNTS_NODE);
		};
		const isShown = async (label: string) => (await page.getByText(label, { exact: true }).count()) > 0;

		it('shows its four outputs by name, and asks of a ready pair for nothing but credentials and rules', async () => {
			await show({});
			for (const label of [
				'Credential for Sophia Salesforce API',
				'Credential for Sophia HubSpot API',
				'Left and Right',
			])
				await page.getByText(label, { exact: true }).first().waitFor();
			expect(await isShown('If Both Differ')).toBe(true);
			for (const label of ['Match Keys', 'Fields', 'Credential for Postgres', 'Credential for Sophia Intercom API'])
				expect([label, await isShown(label)]).toEqual([label, false]);
			await page.keyboard.press('Escape');
			await page.getByText('Parameters', { exact: true }).waitFor({ state: 'hidden' });
			const text = await nodeOf(page, ACCOUNTS_NODE).innerText();
			for (const words of ['Sync Both Ways', 'Results', 'Conflicts', 'Rejected', 'Error'])
				expect(text).toContain(words);
		});

		it('asks of a pair of one’s own for objects, keys and fields, with the credentials of its systems', async () => {
			await show({ pair: 'postgres-intercom' });
			for (const label of [
				'Credential for Postgres',
				'Credential for Sophia Intercom API',
				'Left: PostgreSQL Table',
				'Left Columns',
				'Right: Intercom Object',
				'Match Keys',
				'Fields',
				'References',
			])
				await page.getByText(label, { exact: true }).first().waitFor();
			expect(await isShown('Credential for Sophia Salesforce API')).toBe(false);
		});

		it('lists the fields of what is chosen', async () => {
			await show({
				pair: 'salesforce-hubspot',
				leftObject: { __rl: true, mode: 'name', value: 'Contact' },
				rightObject: { __rl: true, mode: 'name', value: 'contacts' },
				keys: { key: [{ left: 'MailingCity', right: 'city', normalise: 'exact' }] },
			});
			await expectValue(page.locator('[data-test-id="parameter-input-left"]'), 'Mailing City (MailingCity)');
			await expectValue(page.locator('[data-test-id="parameter-input-right"]'), 'City (city)');
		});
	});
});

/** Waits until a list in the panel shows its choice by name: until then it shows the bare value. */
async function expectValue(within: Locator, value: string): Promise<void> {
	await within.locator('input').first().waitFor();
	for (;;) {
		const values = await within
			.locator('input')
			.evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
		if (values.includes(value)) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
