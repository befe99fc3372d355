import type { INodeProperties } from 'n8n-workflow';
import { allowAgents } from './agents';
import type { OperationDescription } from './types';

const SHOW = { show: { operation: ['maintain'] } };

const days = (name: string, displayName: string, value: number, description: string): INodeProperties => ({
	displayName: `${displayName} (Days)`,
	name,
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 36_500 },
	default: value,
	description: `${description}. 0: for ever.`,
	displayOptions: SHOW,
});

export const maintain: OperationDescription = {
	option: {
		name: 'Maintain',
		value: 'maintain',
		description: 'Forget what is older than it is to be kept, give space back, and check the state for damage',
		action: 'Maintain what is remembered',
	},
	properties: [
		days('keepRunsDays', 'Keep Runs', 90, 'How long runs and their reports are kept; the newest of each sync stays'),
		days('keepAuditDays', 'Keep Audit Log', 365, 'How long the audit log is kept'),
		days('keepInboxDays', 'Keep Abandoned Entries', 30, 'How long abandoned entries of the inbox are kept'),
		days(
			'keepRejectionsDays',
			'Keep Rejected Records',
			0,
			'How long rejected records are kept after their last try. They come back when their records are read again',
		),
		{
			displayName: 'Give Space Back',
			name: 'vacuum',
			type: 'boolean',
			default: true,
			description: 'Whether to give space that is no longer used back to the disk',
			displayOptions: SHOW,
		},
		{
			displayName: 'Check Integrity',
			name: 'integrityCheck',
			type: 'boolean',
			default: true,
			description: 'Whether to read the whole state and look for damage',
			displayOptions: SHOW,
		},
		{
			displayName: 'Encrypt Anew',
			name: 'reencrypt',
			type: 'boolean',
			default: false,
			description:
				'Whether to write what a former key encrypted again under the current one. Afterwards the former key is not needed any more.',
			displayOptions: SHOW,
		},
		allowAgents({ operation: ['maintain'] }),
	],
};
