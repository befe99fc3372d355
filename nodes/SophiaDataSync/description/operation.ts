import type { INodeProperties } from 'n8n-workflow';

export const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Clean Items',
			value: 'cleanItems',
			description: 'Trim texts, drop nulls, bring values into one form and remove doubles; nothing is sent anywhere',
			action: 'Clean items',
		},
		{
			name: 'Reconcile',
			value: 'reconcile',
			description: 'Compare all records of both sides and report what differs or is missing; writes nothing',
			action: 'Reconcile two systems',
		},
		{
			name: 'Repair',
			value: 'repair',
			description: 'Compare all records of both sides and mend by one rule what differs or is missing',
			action: 'Repair what differs between two systems',
		},
		{
			name: 'Reset',
			value: 'reset',
			description: 'Forget what was synced, so that the next run reads everything again; sends nothing',
			action: 'Reset what is remembered of a data sync',
		},
		{
			name: 'Sync Both Ways',
			value: 'syncBothWays',
			description: 'Keep both sides in agreement: what has changed on one is written to the other',
			action: 'Sync two systems both ways',
		},
		{
			name: 'Sync One Way',
			value: 'syncOneWay',
			description: 'Write what has changed on the left to the right',
			action: 'Sync one system to another',
		},
	],
	default: 'syncBothWays',
};

export const SYNCS = ['syncBothWays', 'syncOneWay'];
/** They write. */
export const WRITERS = [...SYNCS, 'repair'];
/** They read both sides. */
export const READERS = [...WRITERS, 'reconcile'];
