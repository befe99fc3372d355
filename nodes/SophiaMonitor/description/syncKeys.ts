import type { INodeProperties } from 'n8n-workflow';

/** The choice of syncs, for operations that look at runs. */
export const syncKeys = (operation: string): INodeProperties => ({
	displayName: 'Syncs',
	name: 'syncKeys',
	type: 'string',
	default: '',
	placeholder: 'e.g. salesforce-to-hubspot, data-sync/accounts',
	description: 'Their sync keys, with commas between. Empty: all of them.',
	displayOptions: { show: { operation: [operation] } },
});
