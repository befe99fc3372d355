import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HubSpotSimulator } from '../simulators/hubspot';
import type { SalesforceSimulator } from '../simulators/salesforce';
import { projectRoot, type N8nRest, type WorkflowDefinition } from './harness';

/** The node's name in the bundled workflow, and the trigger that is pressed by hand. */
export const NODE = 'Sophia Salesforce to HubSpot';
export const TRIGGER = 'Run Now';

export interface Vendors {
	salesforce: SalesforceSimulator;
	hubspot: HubSpotSimulator;
}

/** A node's `credentials`, as workflows store them. */
export interface ChosenCredentials {
	sophiaSalesforceApi: { id: string; name: string };
	sophiaHubspotApi: { id: string; name: string };
}

/** Credential fields with which the nodes reach the simulators. */
export const credentialData = ({ salesforce, hubspot }: Vendors) => ({
	sophiaSalesforceApi: {
		authMethod: 'clientCredentials',
		loginUrl: salesforce.url,
		clientId: salesforce.settings.clientId,
		clientSecret: salesforce.settings.clientSecret,
	},
	sophiaHubspotApi: { accessToken: hubspot.accessToken, apiBaseUrl: hubspot.url },
});

/** Creates both credentials in n8n. @param changed fields that are to be wrong */
export async function createCredentials(
	rest: N8nRest,
	vendors: Vendors,
	changed: { salesforce?: object; hubspot?: object } = {},
): Promise<ChosenCredentials> {
	const { sophiaSalesforceApi, sophiaHubspotApi } = credentialData(vendors);
	const create = async (name: string, type: string, data: object) => ({
		id: (await rest.createCredential(name, type, { ...data })).id,
		name,
	});
	return {
		sophiaSalesforceApi: await create('Salesforce (simulated)', 'sophiaSalesforceApi', { ...sophiaSalesforceApi, ...changed.salesforce }),
		sophiaHubspotApi: await create('HubSpot (simulated)', 'sophiaHubspotApi', { ...sophiaHubspotApi, ...changed.hubspot }),
	};
}

/** The workflow that the package brings along, exactly as it is. */
export const bundledWorkflow = (): WorkflowDefinition & { id: string } =>
	JSON.parse(readFileSync(join(projectRoot, 'workflows', 'salesforce-to-hubspot.json'), 'utf8'));

/** The same with credentials chosen in its node, the one thing that a user has to do. */
export function readyWorkflow(credentials: ChosenCredentials): WorkflowDefinition & { id: string } {
	const workflow = bundledWorkflow();
	for (const node of workflow.nodes) if (node.name === NODE) node.credentials = credentials;
	return workflow;
}
