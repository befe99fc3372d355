import type { INodeProperties } from 'n8n-workflow';

export const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Map Items',
			value: 'mapItems',
			description: 'Turn input items into HubSpot payloads; nothing is sent anywhere',
			action: 'Map items to hubspot payloads',
		},
		{
			name: 'Preview',
			value: 'preview',
			description: 'Show what a sync would create, change, archive and reject, field by field; writes nothing',
			action: 'Preview a sync without writing',
		},
		{
			name: 'Reset',
			value: 'reset',
			description: 'Forget what was synced, so that the next run reads everything again; sends nothing',
			action: 'Reset what is remembered of a sync',
		},
		{
			name: 'Set Up HubSpot',
			value: 'setUp',
			description: 'Create the unique properties in HubSpot that hold the Salesforce IDs',
			action: 'Set up hubspot properties',
		},
		{
			name: 'Sync',
			value: 'sync',
			description: 'Write what has changed in Salesforce to HubSpot',
			action: 'Sync salesforce to hubspot',
		},
	],
	default: 'sync',
};
