import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openEditor, openNode, openWorkflow } from '../editor/browser';
import type { Execution, Item, N8nRest } from './harness';
import { importWorkflow } from './harness';
import { aWhileAgo, Scene } from './scene';
import { n8nForTheseTests } from './server';
import { bundledWorkflow } from './vendors';

const REPORT_TRIGGER = 'Run Now';
const ALERTS_TRIGGER = 'Check Now';

type Json = Record<string, unknown>;
type Binary = Parameters<N8nRest['binary']>[0];

describe('The bundled workflow of the daily report in a real n8n', () => {
	const n8n = n8nForTheseTests('report', { GENERIC_TIMEZONE: 'America/New_York' });
	const workflow = bundledWorkflow('daily-report');
	let scene: Scene;
	let browser: Browser;
	let editor: Page;
	let syncId: string;

	beforeAll(async () => {
		const { rest, userFolder } = n8n.current;
		await importWorkflow(userFolder, workflow);
		scene = await Scene.open(rest);
		browser = await launchBrowser();
		editor = await openEditor(browser, n8n.current);
		syncId = await scene.workflow({ operation: 'sync', objects: ['Account', 'Contact'], syncKey: 'crm' });
	});

	afterAll(async () => {
		await browser?.close();
		await scene?.close();
	});

	const report = async (): Promise<Execution> => await n8n.current.rest.run(workflow.id, REPORT_TRIGGER);
	const alerts = async (): Promise<Execution> => await n8n.current.rest.run(workflow.id, ALERTS_TRIGGER);
	const told = (execution: Execution, node: string) =>
		execution.json(node).map(({ alert, syncKey }) => [alert, syncKey]);

	/** A file of an item, as the editor gets it. */
	const fetched = async ({ binary }: Item, name: string, action: 'view' | 'download') =>
		await n8n.current.rest.binary((binary as Record<string, Binary>)[name], action);

	it('is imported unchanged', async () => {
		const { name, nodes, connections } = await n8n.current.rest.workflow(workflow.id);
		expect({ name, nodes, connections }).toEqual({
			name: workflow.name,
			nodes: workflow.nodes,
			connections: workflow.connections,
		});
	});

	it('says so when nothing has run yet, and fires nothing', async () => {
		const execution = await report();
		expect(execution.status).toBe('success');
		expect(execution.json('Report')).toMatchObject([{ verdict: 'No sync has run yet.', healthy: true, syncs: 0 }]);
		expect((await alerts()).nodesThatRan()).toEqual(expect.not.arrayContaining(['Fired', 'Cleared', 'Still Firing']));
	});

	describe('after runs of a sync', () => {
		let badContact: string;
		let execution: Execution;
		let calls: { hubspot: number };

		beforeAll(async () => {
			const { salesforce, hubspot } = scene;
			for (const name of ['Example', 'Sample', 'Test'])
				salesforce.create('Account', { Name: name, Website: `https://${name.toLowerCase()}.example.com` }, aWhileAgo());
			salesforce.create('Contact', { LastName: 'Good', Email: 'good@example.com' }, aWhileAgo());
			badContact = salesforce.create('Contact', { LastName: 'Bad', Email: 'bad..mail@example.com' }, aWhileAgo());
			const before = hubspot.callsToday;
			expect((await scene.run(syncId)).status).toBe('success');
			await scene.run(syncId);
			calls = { hubspot: hubspot.callsToday - before };
			execution = await report();
		});

		it('its items have the figures that the simulators saw', () => {
			const { hubspot } = scene;
			expect(execution.status).toBe('success');
			const [sync] = execution.json('Syncs') as Json[];
			const records = hubspot.count('companies') + hubspot.count('contacts');
			expect(records).toBe(4);
			expect(sync).toMatchObject({
				syncKey: 'crm',
				state: 'Needs attention',
				operations: ['sync'],
				runs: { total: 2, completed: 2, failed: 0 },
				records: { created: records, updated: 0 },
				written: records,
				rejectedOpen: 1,
				lag: { state: 'upToDate' },
				failedInARow: 0,
				timeZone: 'America/New_York',
			});
			expect((sync.calls as { bySystem: Json }).bySystem.hubspot).toMatchObject({ calls: calls.hubspot });
			expect((sync.lag as { lagMs: number }).lagMs).toBeLessThan(5 * 60_000);
			expect(execution.json('Report')).toMatchObject([
				{
					verdict: 'The sync needs attention.',
					healthy: false,
					syncs: 1,
					written: records,
					rejectedOpen: 1,
					text: expect.stringContaining('1 record of "crm" is rejected'),
				},
			]);
			expect(JSON.stringify([execution.json('Report'), execution.json('Syncs')])).not.toMatch(/@|bad\.\.mail/);
		});

		it('its page opens from a file without a message or a request, and shows the figures', async () => {
			const [item] = execution.items('Report');
			const { body, status } = await fetched(item, 'report', 'download');
			expect(status).toBe(200);
			const context = await browser.newContext({ offline: true });
			const page = await context.newPage();
			const noise: string[] = [];
			page.on('console', (message) => noise.push(message.text()));
			page.on('pageerror', (error) => noise.push(error.message));
			page.on('request', (request) => noise.push(request.url()));
			await page.setContent(body.toString());
			const text = await page.locator('main').innerText();
			expect(text).toContain('The sync needs attention.');
			expect(text).toContain('1 record of "crm" is rejected');
			expect(text).toContain('America/New_York');
			expect(text).toMatch(/2 completed/);
			expect(text).toMatch(/4 created/);
			expect(await page.locator('svg[role="img"]').count()).toBe(4);
			for (const svg of await page.locator('svg[role="img"]').all()) expect(await svg.isVisible()).toBe(true);
			await page.getByText('As a table').first().click();
			expect(await page.locator('table').first().isVisible()).toBe(true);
			expect(noise).toEqual([]);
			await context.close();
		});

		it('its picture is one that the editor shows, which the page is not', async () => {
			const [item] = execution.items('Report');
			const picture = await fetched(item, 'picture', 'view');
			expect(picture).toMatchObject({ status: 200, type: 'image/png' });
			expect(picture.body.subarray(1, 4).toString()).toBe('PNG');
			expect((await fetched(item, 'report', 'view')).status).toBe(400);
			await openWorkflow(editor, n8n.current, workflow.id);
			await openNode(editor, 'Run Report');
			await editor.locator('[data-test-id="node-execute-button"]').click();
			await editor.locator('[data-test-id="ndv-view-binary-data"]').first().click();
			const image = editor.locator('img[src*="binary-data"]').first();
			await image.waitFor();
			expect(
				await image.evaluate(async (one) => {
					const shown = one as unknown as { decode(): Promise<void>; naturalWidth: number };
					await shown.decode();
					return shown.naturalWidth;
				}),
			).toBe(1200);
		});

		it('alerts fire once, go on, and clear once', async () => {
			const first = await alerts();
			expect(told(first, 'Fired')).toEqual([['rejectedRecords', 'crm']]);
			expect(first.json('Fired')[0]).toMatchObject({ status: 'fired', value: 1, threshold: 1, unit: 'count' });
			const second = await alerts();
			expect(told(second, 'Fired')).toEqual([]);
			expect(told(second, 'Still Firing')).toEqual([['rejectedRecords', 'crm']]);
			scene.salesforce.update('Contact', badContact, { Email: 'better@example.com' }, aWhileAgo());
			await scene.run(syncId);
			expect(scene.hubspot.count('contacts')).toBe(2);
			const third = await alerts();
			expect(told(third, 'Cleared')).toEqual([['rejectedRecords', 'crm']]);
			expect(third.json('Cleared')[0]).toMatchObject({ status: 'cleared', why: 'ended', value: 0 });
			expect((await alerts()).nodesThatRan()).toEqual(expect.not.arrayContaining(['Fired', 'Cleared', 'Still Firing']));
		});
	});
});
