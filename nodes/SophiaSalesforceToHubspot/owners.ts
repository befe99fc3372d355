import type { IExecuteFunctions, ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { OwnerRule } from '../../engine/routes/hubspotOwners';
import type { SalesforceToHubspotChoices } from '../../engine/routes/salesforceToHubspot';
import { editorTraffic, hubspotFor } from '../shared/clients';
import { toNodeError } from '../shared/errors';

/** What becomes of owners whom HubSpot does not know. */
export const ownerProperties: INodeProperties[] = [
	{
		displayName: 'Unknown Owner',
		name: 'unknownOwner',
		type: 'options',
		options: [
			{ name: 'Leave the Owner in HubSpot', value: 'leave' },
			{ name: 'Use a Default Owner', value: 'default' },
		],
		default: 'leave',
		description:
			'What happens when the e-mail address of a record’s owner belongs to no active HubSpot user. A warning says in any case how many owners this is about, and whose Salesforce IDs they have.',
		displayOptions: { show: { operation: ['sync', 'preview'] } },
	},
	{
		displayName: 'Default Owner Name or ID',
		name: 'defaultOwner',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getHubspotOwners' },
		default: '',
		description:
			'The HubSpot user who gets these records. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { operation: ['sync', 'preview'], unknownOwner: ['default'] } },
	},
];

/** The same as a choice of the plan. */
export function ownerChoices(context: IExecuteFunctions): Pick<SalesforceToHubspotChoices, 'owners'> {
	const unknown = context.getNodeParameter('unknownOwner', 0, 'leave') as OwnerRule['unknown'];
	if (unknown === 'leave') return {};
	return { owners: { unknown, defaultOwner: String(context.getNodeParameter('defaultOwner', 0, '')) } };
}

/** HubSpot's users that can own records. */
export async function getHubspotOwners(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const destination = await hubspotFor(this, await editorTraffic());
	try {
		const { fields } = await destination.describe('contacts');
		const owners = fields.get('hubspot_owner_id')?.options ?? [];
		return owners.map(({ label, value }) => ({ name: label, value }));
	} catch (error) {
		throw toNodeError(this, error);
	} finally {
		destination.close();
	}
}
