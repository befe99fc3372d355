import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage, newUserFolder, packTarball, projectRoot, startN8n } from '../n8n/harness';
import { createCredentials, createIntercomCredentials, NODE, readyWorkflow } from '../n8n/vendors';
import { HubSpotSimulator } from '../simulators/hubspot';
import { IntercomSimulator } from '../simulators/intercom';
import { SalesforceSimulator } from '../simulators/salesforce';
import { launchBrowser, openEditor, openNode, openWorkflow, runInEditor } from './browser';

/**
 * Makes the README's pictures anew: the bundled workflows after a run, the HubSpot node's panel with what was
 * rejected, and a mapping of one's own. `node --require ./scripts/lib/typescript.cjs test/editor/screenshots.ts`
 */
async function takePictures(): Promise<void> {
	const images = join(projectRoot, 'docs', 'images');
	mkdirSync(images, { recursive: true });
	const userFolder = newUserFolder('pictures');
	await installPackage(userFolder, await packTarball());
	const salesforce = await new SalesforceSimulator().start();
	const hubspot = await new HubSpotSimulator().start();
	const intercom = await new IntercomSimulator().start();
	salesforce.loadDeveloperEdition({ modifiedAt: new Date(Date.now() - 60_000) });
	const n8n = await startN8n({ userFolder });
	const browser = await launchBrowser();
	try {
		await n8n.rest.login();
		const credentials = await createCredentials(n8n.rest, { salesforce, hubspot });
		const workflow = readyWorkflow(credentials);
		await n8n.rest.createWorkflow(workflow);
		const page = await openEditor(browser, n8n);
		await openWorkflow(page, n8n, workflow.id);
		await runInEditor(page);
		await page.screenshot({ path: join(images, 'workflow.png') });
		await openNode(page, NODE);
		await page.getByText('Rejected Branch').click();
		await page.screenshot({ path: join(images, 'node.png') });

		const custom = readyWorkflow(credentials);
		for (const node of custom.nodes) {
			if (node.name === NODE)
				node.parameters = { ...(node.parameters as object), objects: ['Account'], mapping: 'custom' };
		}
		const { id } = await n8n.rest.createWorkflow({ ...custom, id: undefined });
		await openWorkflow(page, n8n, id);
		await openNode(page, NODE);
		await page.locator('[data-test-id="mapping-fields-container"]').getByText('City (city)').waitFor();
		await page.screenshot({ path: join(images, 'mapping.png') });

		const toIntercom = readyWorkflow(
			await createIntercomCredentials(
				n8n.rest,
				{ salesforce, intercom },
				{ salesforce: credentials.sophiaSalesforceApi },
			),
		);
		await n8n.rest.createWorkflow(toIntercom);
		await openWorkflow(page, n8n, toIntercom.id);
		await runInEditor(page);
		await page.screenshot({ path: join(images, 'intercom-workflow.png') });
	} finally {
		await browser.close();
		await n8n.stop();
		await Promise.all([salesforce.stop(), hubspot.stop(), intercom.stop()]);
		rmSync(userFolder, { recursive: true, force: true });
	}
}

void takePictures();
