import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresCredentials } from '../../engine/systems/postgres';
import type { HubSpotSimulator } from '../simulators/hubspot';
import type { IntercomSimulator } from '../simulators/intercom';
import type { SalesforceSimulator } from '../simulators/salesforce';
import { PACKAGE_NAME, projectRoot, type N8nRest, type WorkflowDefinition } from './harness';

/** The nodes' names in the bundled workflows, and the trigger that is pressed by hand. */
export const NODE = 'Sophia Salesforce to HubSpot';
export const INTERCOM_NODE = 'Sophia Salesforce to Intercom';
export const HEALTH_NODE = 'Check Health';
export const TRIGGER = 'Run Now';

export interface Vendors {
	salesforce: SalesforceSimulator;
	hubspot: HubSpotSimulator;
}

interface Chosen {
	id: string;
	name: string;
}

/** A node's `credentials`, as workflows store them. */
export interface ChosenCredentials {
	sophiaSalesforceApi: Chosen;
	sophiaHubspotApi: Chosen;
}

export interface IntercomCredentials {
	sophiaSalesforceApi: Chosen;
	sophiaIntercomApi: Chosen;
}

const salesforceData = (salesforce: SalesforceSimulator) => ({
	authMethod: 'clientCredentials',
	loginUrl: salesforce.url,
	clientId: salesforce.settings.clientId,
	clientSecret: salesforce.settings.clientSecret,
});

/** Credential fields with which the nodes reach the simulators. */
export const credentialData = ({ salesforce, hubspot }: Vendors) => ({
	sophiaSalesforceApi: salesforceData(salesforce),
	sophiaHubspotApi: { accessToken: hubspot.accessToken, apiBaseUrl: hubspot.url },
});

/** Creates both credentials in n8n. @param changed fields that are to be wrong */
export async function createCredentials(
	rest: N8nRest,
	vendors: Vendors,
	changed: { salesforce?: object; hubspot?: object } = {},
): Promise<ChosenCredentials> {
	const { sophiaSalesforceApi, sophiaHubspotApi } = credentialData(vendors);
	return {
		sophiaSalesforceApi: await create(rest, 'Salesforce (simulated)', 'sophiaSalesforceApi', {
			...sophiaSalesforceApi,
			...changed.salesforce,
		}),
		sophiaHubspotApi: await create(rest, 'HubSpot (simulated)', 'sophiaHubspotApi', {
			...sophiaHubspotApi,
			...changed.hubspot,
		}),
	};
}

/** Those of the sync to Intercom. @param salesforce one that exists already */
export async function createIntercomCredentials(
	rest: N8nRest,
	vendors: { salesforce: SalesforceSimulator; intercom: IntercomSimulator },
	{ salesforce, changed = {} }: { salesforce?: Chosen; changed?: object } = {},
): Promise<IntercomCredentials> {
	const { accessToken, url: apiBaseUrl } = vendors.intercom;
	const intercom = { accessToken, region: 'custom', apiBaseUrl, ...changed };
	return {
		sophiaSalesforceApi:
			salesforce ??
			(await create(rest, 'Salesforce (simulated)', 'sophiaSalesforceApi', salesforceData(vendors.salesforce))),
		sophiaIntercomApi: await create(rest, 'Intercom (simulated)', 'sophiaIntercomApi', intercom),
	};
}

/** n8n's own credential for PostgreSQL. */
export const createPostgresCredentials = async (
	rest: N8nRest,
	{ host, port, database, user, password }: PostgresCredentials,
): Promise<Chosen> => await create(rest, 'PostgreSQL', 'postgres', { host, port, database, user, password });

const create = async (rest: N8nRest, name: string, type: string, data: object): Promise<Chosen> => ({
	id: (await rest.createCredential(name, type, { ...data })).id,
	name,
});

/** A workflow that the package brings along, exactly as it is. */
export const bundledWorkflow = (name = 'salesforce-to-hubspot'): WorkflowDefinition & { id: string } =>
	JSON.parse(readFileSync(join(projectRoot, 'workflows', `${name}.json`), 'utf8'));

/** The same with credentials chosen in its nodes of this package, the one thing that a user has to do. */
export function readyWorkflow(
	credentials: ChosenCredentials | IntercomCredentials,
	name = 'sophiaIntercomApi' in credentials ? 'salesforce-to-intercom' : 'salesforce-to-hubspot',
): WorkflowDefinition & { id: string } {
	const workflow = bundledWorkflow(name);
	for (const node of workflow.nodes)
		if (node.type.startsWith(`${PACKAGE_NAME}.`)) node.credentials = { ...credentials };
	return workflow;
}
