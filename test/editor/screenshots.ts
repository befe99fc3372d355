import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ACCOUNTS_NODE, changeBothSides, secondTurned } from '../n8n/bothSides';
import { ENRICH_NODE, seedCompaniesOfLeads } from '../n8n/companiesOfLeads';
import { installPackage, newUserFolder, packTarball, projectRoot, startN8n, type N8nServer } from '../n8n/harness';
import {
	createCredentials,
	createIntercomCredentials,
	HEALTH_NODE,
	NODE,
	readyWorkflow,
	TRIGGER,
	type ChosenCredentials,
} from '../n8n/vendors';
import { HubSpotSimulator } from '../simulators/hubspot';
import { IntercomSimulator } from '../simulators/intercom';
import { SalesforceSimulator } from '../simulators/salesforce';
import { launchBrowser, openEditor, openNode, openWorkflow, runInEditor } from './browser';

interface Stage {
	n8n: N8nServer;
	page: Page;
	salesforce: SalesforceSimulator;
	hubspot: HubSpotSimulator;
	intercom: IntercomSimulator;
	credentials: ChosenCredentials;
	shoot(name: string): Promise<void>;
}

/** The pictures, in an order in which each finds the records that it shows. */
const PICTURES: Record<string, (stage: Stage) => Promise<void>> = {
	/** The workflow to HubSpot after a run, and the node's panel with what was rejected. */
	async workflow({ n8n, page, credentials, shoot }) {
		const workflow = readyWorkflow(credentials);
		await n8n.rest.createWorkflow(workflow);
		await openWorkflow(page, n8n, workflow.id);
		await runInEditor(page);
		await shoot('workflow');
		await openNode(page, NODE);
		await page.getByText('Rejected Branch').click();
		await shoot('node');
	},

	/** A mapping of one's own. */
	async mapping({ n8n, page, credentials, shoot }) {
		const custom = readyWorkflow(credentials);
		for (const node of custom.nodes) {
			if (node.name === NODE)
				node.parameters = { ...(node.parameters as object), objects: ['Account'], mapping: 'custom' };
		}
		const { id } = await n8n.rest.createWorkflow({ ...custom, id: undefined });
		await openWorkflow(page, n8n, id);
		await openNode(page, NODE);
		await page.locator('[data-test-id="mapping-fields-container"]').getByText('City (city)').waitFor();
		await shoot('mapping');
	},

	/** The workflow to Intercom after a run. */
	async intercom({ n8n, page, salesforce, intercom, credentials, shoot }) {
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
		await shoot('intercom-workflow');
	},

	/** The workflow of Data Sync after a run in which a field had been changed on both sides, and the node's panel. */
	async dataSync({ n8n, page, salesforce, hubspot, credentials, shoot }) {
		const workflow = readyWorkflow(credentials, 'data-sync');
		await n8n.rest.createWorkflow(workflow);
		await n8n.rest.run(workflow.id, TRIGGER);
		changeBothSides({ salesforce, hubspot });
		await secondTurned();
		await openWorkflow(page, n8n, workflow.id);
		await runInEditor(page);
		await shoot('data-sync-workflow');
		await openNode(page, ACCOUNTS_NODE);
		await page.getByText('Conflicts Branch').click();
		await shoot('data-sync-node');
	},

	/** The workflow of Lead Enrichment after a run, and the node's panel. */
	async leads({ n8n, page, salesforce, hubspot, credentials, shoot }) {
		seedCompaniesOfLeads({ salesforce, hubspot }, { modifiedAt: new Date(Date.now() - 60_000) });
		const workflow = readyWorkflow(credentials, 'lead-enrichment');
		await n8n.rest.createWorkflow(workflow);
		await openWorkflow(page, n8n, workflow.id);
		await runInEditor(page);
		await shoot('lead-enrichment-workflow');
		await openNode(page, ENRICH_NODE);
		await shoot('lead-enrichment-node');
	},

	/** The workflow that looks every 5 minutes after a check with something to tell, and the node's panel. */
	async health({ n8n, page, hubspot, credentials, shoot }) {
		const workflow = readyWorkflow(credentials, 'health');
		await n8n.rest.createWorkflow(workflow);
		await n8n.rest.run(workflow.id, TRIGGER);
		hubspot.setLimits({ daily: hubspot.callsToday + 3 });
		await openWorkflow(page, n8n, workflow.id);
		await runInEditor(page);
		await shoot('health-workflow');
		await openNode(page, HEALTH_NODE);
		await shoot('health-node');
	},
};

/**
 * Makes the pictures of the README anew, all of them or those that are named:
 * `node --require ./scripts/lib/typescript.cjs test/editor/screenshots.ts dataSync`
 */
async function takePictures(names: string[]): Promise<void> {
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
		const page = await openEditor(browser, n8n);
		const shoot = async (name: string) => {
			await page.screenshot({ path: join(images, `${name}.png`) });
		};
		const stage = { n8n, page, salesforce, hubspot, intercom, credentials, shoot };
		for (const [name, take] of Object.entries(PICTURES))
			if (names.length === 0 || names.includes(name)) await take(stage);
	} finally {
		await browser.close();
		await n8n.stop();
		await Promise.all([salesforce.stop(), hubspot.stop(), intercom.stop()]);
		rmSync(userFolder, { recursive: true, force: true });
	}
}

void takePictures(process.argv.slice(2));
