import type { INodeProperties } from 'n8n-workflow';
import type { RouteWords } from '../route';

export const operationProperty = ({ label, setUp }: RouteWords): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Map Items',
			value: 'mapItems',
			description: `Turn input items into ${label} payloads; nothing is sent anywhere`,
			action: `Map items to ${label.toLowerCase()} payloads`,
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
			name: `Set Up ${label}`,
			value: 'setUp',
			...setUp,
		},
		{
			name: 'Suggest Mapping',
			value: 'suggestMapping',
			description: 'Ask a model which field belongs to which, by their names and types; changes nothing',
			action: 'Suggest a mapping of fields',
		},
		{
			name: 'Sync',
			value: 'sync',
			description: `Write what has changed in Salesforce to ${label}`,
			action: `Sync salesforce to ${label.toLowerCase()}`,
		},
	],
	default: 'sync',
});
