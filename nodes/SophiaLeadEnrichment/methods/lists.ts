import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { FieldDescription } from '../../../engine/systems/types';
import { editorTraffic, hubspotFor, salesforceCredentials } from '../../shared/clients';
import { toNodeError } from '../../shared/errors';
import type { ConnectionName } from '../leadEnrichmentOptions';

/** Fields of Salesforce leads that can be written. */
export async function getSalesforceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await listed(this, 'salesforce', async () => {
		const { createSalesforceDestination } = await import('../../../engine/systems/salesforce');
		const destination = createSalesforceDestination({
			credentials: await salesforceCredentials(this),
			traffic: await editorTraffic(),
		});
		return await destination.describe('Lead').finally(() => destination.close());
	});
}

/** Properties of HubSpot contacts that can be written. */
export async function getHubSpotFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await listed(this, 'hubspot', async () => {
		const destination = await hubspotFor(this, await editorTraffic());
		return await destination.describe('contacts').finally(() => destination.close());
	});
}

/** Nothing while the system is not ticked: there is no credential to ask with. */
async function listed(
	context: ILoadOptionsFunctions,
	system: ConnectionName,
	describe: () => Promise<{ fields: Map<string, FieldDescription> }>,
): Promise<INodePropertyOptions[]> {
	const chosen = (context.getCurrentNodeParameter('connections') ?? []) as ConnectionName[];
	if (!chosen.includes(system)) return [];
	try {
		const { fields } = await describe();
		return [...fields.values()]
			.filter(({ writable, association }) => writable && association === undefined)
			.map(({ name, label }) => ({ name: label === name ? name : `${label} (${name})`, value: name }))
			.sort((one, other) => one.name.localeCompare(other.name));
	} catch (error) {
		throw toNodeError(context, error);
	}
}
