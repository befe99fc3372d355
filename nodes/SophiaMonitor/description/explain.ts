import { limitOption, showPersonal } from './exports';
import type { OperationDescription } from './types';

const SHOW = { show: { operation: ['explain'] } };

export const explain: OperationDescription = {
	option: {
		name: 'Explain Record',
		value: 'explain',
		description: 'Where a record stands and why: what was sent when, whether it was refused, what it waits for',
		action: 'Explain where a record stands',
	},
	properties: [
		{
			displayName: 'Record ID',
			name: 'recordId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 003000000000002AAA',
			description: 'The ID of the record in Salesforce, HubSpot, Intercom or any other system that is synced',
			displayOptions: SHOW,
		},
		{
			...limitOption(SHOW),
			displayName: 'History Limit',
			name: 'historyLimit',
			default: 20,
			description: 'How many entries of the audit log the history holds at most',
		},
		{
			displayName: 'Include Payload',
			name: 'includePayload',
			type: 'boolean',
			default: false,
			description:
				'Whether to show what was to be sent when the record was refused. It holds personal data. What was accepted is not kept.',
			displayOptions: SHOW,
		},
		showPersonal({ operation: ['explain'], includePayload: [true] }),
	],
};
