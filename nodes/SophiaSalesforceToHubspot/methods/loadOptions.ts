import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { TRANSFORMS } from '../../../engine/mapping/transforms';
import { ROUTES, type SalesforceObject } from '../../../engine/routes/salesforceToHubspot';
import { hubspotFor } from '../../shared/clients';
import { toNodeError } from '../../shared/errors';

/** The writable properties of the HubSpot object that the chosen Salesforce object becomes. */
export async function getHubspotProperties(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const object = this.getCurrentNodeParameter('&object') as SalesforceObject | undefined;
	try {
		const hubspot = await hubspotFor(this);
		try {
			const properties = await hubspot.listProperties(ROUTES[object ?? 'Account'].destinationObject);
			return properties.filter(({ writable }) => writable).map(({ name, label }) => ({ name: label, value: name, description: name }));
		} finally {
			hubspot.close();
		}
	} catch (error) {
		throw toNodeError(this, error);
	}
}

export async function getTransforms(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return TRANSFORMS.map(({ name, label, description }) => ({ name: label, value: name, description }));
}
