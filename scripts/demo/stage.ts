import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
	freePort,
	installPackage,
	isPortFree,
	packTarball,
	startN8n,
	tmpFolder,
	type N8nServer,
} from '../../test/n8n/harness';
import { createCredentials, createIntercomCredentials, readyWorkflow } from '../../test/n8n/vendors';
import { HubSpotSimulator } from '../../test/simulators/hubspot';
import { IntercomSimulator } from '../../test/simulators/intercom';
import { SalesforceSimulator } from '../../test/simulators/salesforce';
import { addOpportunities } from './opportunities';
import type { Side } from './sides';

/** Where n8n is by default, and where people look for it. */
const EDITOR_PORT = 5678;

/** Runs one step and says, while it takes long, that it is still at work. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

/** Everything the demo starts. `close` ends it all and leaves nothing behind, whatever has been started by then. */
export class Stage {
	readonly salesforce = new SalesforceSimulator();
	/** Its search shows changes at once, not seconds later: a run that follows at once is to find them. */
	readonly hubspot = new HubSpotSimulator({ indexingLagMs: 0 });
	readonly intercom = new IntercomSimulator();
	readonly userFolder = mkdtempSync(join(tmpFolder('demo'), 'n8n-'));
	private n8n?: N8nServer;
	private starting?: Promise<N8nServer>;
	private simulatorsRun = false;

	/** n8n's own log. */
	get log(): string {
		return join(this.userFolder, 'n8n.log');
	}

	async open(step: Step): Promise<N8nServer> {
		await Promise.all([this.salesforce.start(), this.hubspot.start(), this.intercom.start()]);
		this.simulatorsRun = true;
		this.salesforce.loadDeveloperEdition();
		addOpportunities(this.salesforce);
		// Who owns the records in Salesforce is a user of HubSpot too.
		this.hubspot.addOwner({ email: this.salesforce.settings.username });
		const tarball = await step('building and packing n8n-nodes-sophia', packTarball);
		await step('installing the package into a new n8n', async () => await installPackage(this.userFolder, tarball));
		this.n8n = await step('starting n8n', async () => {
			const port = (await isPortFree(EDITOR_PORT)) ? EDITOR_PORT : await freePort();
			this.starting = startN8n({ userFolder: this.userFolder, port });
			return await this.starting;
		});
		await this.n8n.rest.login();
		return this.n8n;
	}

	/**
	 * Imports credentials for the simulators and the package's workflows, as a user does in the editor.
	 *
	 * @returns the workflows' ids, by vendor; `both`: the one between Salesforce and HubSpot in both directions; `leads`: the one that enriches leads; `health`: the one that looks whether all is well
	 */
	async import(): Promise<Record<Side['vendor'] | 'both' | 'leads' | 'health', string>> {
		if (this.n8n === undefined) throw new Error('n8n is not started');
		const { rest } = this.n8n;
		const hubspot = await createCredentials(rest, this);
		const intercom = await createIntercomCredentials(rest, this, { salesforce: hubspot.sophiaSalesforceApi });
		return {
			HubSpot: (await rest.createWorkflow(readyWorkflow(hubspot))).id,
			Intercom: (await rest.createWorkflow(readyWorkflow(intercom))).id,
			both: (await rest.createWorkflow(readyWorkflow(hubspot, 'data-sync'))).id,
			leads: (await rest.createWorkflow(readyWorkflow(hubspot, 'lead-enrichment'))).id,
			health: (await rest.createWorkflow(readyWorkflow(hubspot, 'health'))).id,
		};
	}

	async close(keepLog: boolean): Promise<void> {
		// Also one that has not come up yet.
		const n8n = await this.starting?.catch(() => undefined);
		await n8n?.stop();
		if (this.simulatorsRun) await Promise.all([this.salesforce.stop(), this.hubspot.stop(), this.intercom.stop()]);
		if (!keepLog) rmSync(this.userFolder, { recursive: true, force: true });
	}
}
