import { existsSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { owner, type N8nServer } from '../n8n/harness';

/** Where Debian and others put it; scripts/install-chromium.mjs installs it when it is missing. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing leaves the machine: no updates, no sync, no background calls. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
];

export async function launchBrowser(): Promise<Browser> {
	const executablePath = process.env.SOPHIA_CHROMIUM ?? PLACES.find(existsSync);
	if (executablePath === undefined)
		throw new Error('There is no Chromium. `node scripts/install-chromium.mjs` installs it.');
	return await chromium.launch({ executablePath, args: FLAGS });
}

/** A page signed in to n8n's editor as the owner. */
export async function openEditor(browser: Browser, n8n: N8nServer, size = { width: 1440, height: 900 }): Promise<Page> {
	const context = await browser.newContext({ viewport: size, deviceScaleFactor: 1 });
	await context.request.post(`${n8n.url}/rest/login`, {
		data: { emailOrLdapLoginId: owner.email, password: owner.password },
	});
	return await context.newPage();
}

/** Opens a workflow and waits until its nodes are drawn. */
export async function openWorkflow(page: Page, n8n: N8nServer, id: string): Promise<void> {
	await page.goto(`${n8n.url}/workflow/${id}`);
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
}

/** A node on the canvas, by its name. */
export const nodeOf = (page: Page, name: string): Locator =>
	page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);

/** Opens a node's panel by a double click. */
export async function openNode(page: Page, name: string): Promise<void> {
	await nodeOf(page, name).dblclick({ position: { x: 30, y: 30 } });
	await page.getByText('Parameters', { exact: true }).waitFor();
}

/** Presses "Execute workflow" and waits until every wire that carries items says how many. */
export async function runInEditor(page: Page): Promise<void> {
	await page.keyboard.press('Control+Enter');
	await page.getByRole('button', { name: 'Clear execution' }).waitFor();
	await page.locator('[data-test-id="execute-workflow-button-spinner"]').waitFor({ state: 'detached' });
	// The messages about success lie over the canvas for some seconds.
	await page.locator('.el-notification').waitFor({ state: 'detached' });
}
