import type { INodePropertyOptions } from 'n8n-workflow';
import { OUTPUTS } from '../../../engine/intake/outputs';
import type { IntakeKind } from '../../../engine/intake/types';
import { allowAgents } from './agents';
import type { OperationDescription } from './types';

const OPERATION = ['drainInbox'];
const shown = (...inboxAction: string[]) => ({ show: { operation: OPERATION, inboxAction } });

/** As the Sophia Trigger calls them. */
const BODIES: Array<INodePropertyOptions & { value: IntakeKind }> = [
	{ name: 'Any JSON', value: 'json' },
	{ name: 'Estuary Flow', value: 'estuary' },
	{ name: 'HubSpot Webhooks', value: 'hubspot' },
	{ name: 'Intercom Webhooks', value: 'intercom' },
	{ name: 'Sophia 2.1', value: 'sophia21' },
];

export const drainInbox: OperationDescription = {
	option: {
		name: 'Drain Inbox',
		value: 'drainInbox',
		description: 'What a Sophia Trigger accepted and nobody finished comes out again, until it is marked as finished',
		action: 'Drain the inbox of a trigger',
	},
	outputs: [
		...Object.entries(OUTPUTS).map(([bodies, names]) => ({ when: { inboxAction: 'emit', bodies }, names: [...names] })),
		{ when: { inboxAction: 'markFinished' }, names: ['Items'] },
		{ when: { inboxAction: 'listAbandoned' }, names: ['Abandoned'] },
	],
	properties: [
		{
			displayName: 'Action',
			name: 'inboxAction',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Emit Unfinished',
					value: 'emit',
					description: 'What was left by a crash, or has not been finished in time, on the outputs of the trigger',
				},
				{ name: 'List Abandoned', value: 'listAbandoned', description: 'What was emitted too often' },
				{
					name: 'Mark Finished',
					value: 'markFinished',
					description: 'For the end of the workflow: the entries are done with. The items go on unchanged.',
				},
				{
					name: 'Release Abandoned',
					value: 'releaseAbandoned',
					description: 'Abandoned entries are emitted again, as if for the first time',
				},
			],
			default: 'emit',
			displayOptions: { show: { operation: OPERATION } },
		},
		{
			displayName: 'Bodies',
			name: 'bodies',
			type: 'options',
			noDataExpression: true,
			options: BODIES,
			default: 'sophia21',
			description:
				'The same as in the trigger: they decide about the outputs. Entries of another kind stay where they are.',
			displayOptions: shown('emit'),
		},
		{
			displayName: 'Inbox',
			name: 'inbox',
			type: 'string',
			default: '={{ $workflow.id }}/Sophia Trigger',
			description:
				"The trigger's inbox: ID of the workflow, a slash and the name of the trigger, unless the trigger names another. Empty: every inbox.",
			displayOptions: shown('emit', 'listAbandoned', 'releaseAbandoned'),
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: shown('emit', 'listAbandoned'),
		},
		{
			displayName: 'Entries',
			name: 'entries',
			type: 'options',
			options: [
				{
					name: 'All of This Execution',
					value: 'execution',
					description:
						'All that the triggers and Drain Inbox nodes before this one have emitted, but for triggers that respond when the last node finishes, which finish theirs themselves',
				},
				{
					name: 'Of the Input Items',
					value: 'items',
					description: 'By the field "sophiaInboxId", which the nodes in between have to keep',
				},
			],
			default: 'items',
			description: 'Which entries are done with',
			displayOptions: shown('markFinished'),
		},
		{
			displayName: 'Entries',
			name: 'entries',
			type: 'options',
			options: [
				{ name: 'All of the Inbox', value: 'inbox' },
				{ name: 'Of the Input Items', value: 'items', description: 'By the field "sophiaInboxId"' },
			],
			default: 'items',
			description: 'Which entries are released',
			displayOptions: shown('releaseAbandoned'),
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: shown('emit'),
			options: [
				{
					displayName: 'Emit Again After (Minutes)',
					name: 'visibilityMinutes',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 60,
					description:
						'What was emitted and is not finished after this time comes out again. Longer than the workflow takes. What a process left that is gone comes out at once.',
				},
				{
					displayName: 'Most Attempts',
					name: 'maxAttempts',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 5,
					description: 'An entry that has been emitted so often is abandoned, the first time included',
				},
			],
		},
		allowAgents({ operation: OPERATION, inboxAction: ['emit', 'markFinished'] }),
	],
};
