import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, signInProperty } from '../../shared/description/signIn';
import { shownFor } from './shownFor';
import type { OperationDescription } from './types';

/** What can be looked at beside the state; each needs a credential. */
export type CheckedSystem = 'salesforce' | 'hubspot' | 'intercom' | 'portkey' | 'snowflake';

const SHOW = { show: { operation: ['healthCheck'] } };

export const healthCheck: OperationDescription = {
	option: {
		name: 'Health Check',
		value: 'healthCheck',
		description:
			'Whether each system answers, accepts its credential and has calls left, and whether the state is well',
		action: 'Check the health of all systems',
	},
	outputs: [{ when: {}, names: ['Overall', 'Checks'] }],
	properties: [
		{
			displayName: 'Check',
			name: 'systems',
			type: 'multiOptions',
			options: [
				{ name: 'HubSpot', value: 'hubspot', description: 'The token, its scopes and the calls of the day' },
				{ name: 'Intercom', value: 'intercom', description: 'The token, whether it may read people, and its limit' },
				{ name: 'Portkey', value: 'portkey', description: 'The key; no model is asked' },
				{
					name: 'Salesforce',
					value: 'salesforce',
					description: 'The sign-in, and the limits that syncs come up against',
				},
				{ name: 'Snowflake', value: 'snowflake', description: 'The sign-in and the warehouse, which is not started' },
				{
					name: 'State and Syncs',
					value: 'state',
					description: 'The state store, its disk, the inbox, and whether syncs run as often as they use to',
				},
			],
			default: ['state'],
			description: 'What to look at. Each system needs its credential; a credential that does not work is a result.',
			displayOptions: SHOW,
		},
		signInProperty(SALESFORCE_SIGN_IN, shownFor('salesforce').displayOptions),
		signInProperty(HUBSPOT_SIGN_IN, shownFor('hubspot').displayOptions),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: SHOW,
			options: [
				{
					displayName: 'Check Integrity of the State',
					name: 'integrity',
					type: 'options',
					options: [
						{ name: 'Every Time', value: 'always' },
						{ name: 'Never', value: 'never' },
						{ name: 'Once a Day', value: 'daily', description: 'In between, the last result counts' },
					],
					default: 'daily',
					description: 'How often the whole state file is read for damage. A large one takes a while.',
				},
				{
					displayName: 'HubSpot Scopes Needed',
					name: 'hubspotScopes',
					type: 'string',
					default: '',
					placeholder: 'e.g. crm.objects.contacts.read, crm.objects.contacts.write',
					description:
						'With commas. A token that lacks one of them is degraded. Empty: to read and write companies and contacts, and to read their properties.',
				},
				{
					displayName: 'Least Free Disk Space (MB)',
					name: 'leastFreeMegabytes',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 500,
					description: 'With less on the disk of the state it is degraded, with less than a tenth of it unhealthy',
				},
				{
					displayName: 'Limits Nearly Used (%)',
					name: 'limitPercent',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 100 },
					default: 80,
					description: 'The share of a limit from which on a system is degraded. Used up it is unhealthy.',
				},
				{
					displayName: 'Overdue After (Usual Pauses)',
					name: 'overdueFactor',
					type: 'number',
					typeOptions: { minValue: 1, numberPrecision: 1 },
					default: 2,
					description:
						'A sync is overdue after so many of its usual pauses. Usual is the second longest pause between its last 100 runs.',
				},
				{
					displayName: 'Slow Answer (Seconds)',
					name: 'slowSeconds',
					type: 'number',
					typeOptions: { minValue: 0.1, numberPrecision: 1 },
					default: 5,
					description: 'A system that takes longer for an answer is degraded',
				},
				{
					displayName: 'Time-Out (Seconds)',
					name: 'timeoutSeconds',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 300 },
					default: 10,
					description: 'A check that takes longer is unhealthy',
				},
			],
		},
	],
};
