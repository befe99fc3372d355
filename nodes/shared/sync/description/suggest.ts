import type { INodeProperties } from 'n8n-workflow';
import type { SyncRoute } from '../route';

const show = { operation: ['suggestMapping'] };

/** Suggest Mapping: between which objects, and which model is asked. */
export const suggestProperties = ({ words }: SyncRoute): INodeProperties[] => [
	{
		displayName: 'Objects',
		name: 'suggestObject',
		type: 'options',
		options: Object.entries(words.objects).map(([value, { title }]) => ({ name: title, value })),
		default: 'Account',
		description: `Between which Salesforce object and what it becomes in ${words.label}`,
		displayOptions: { show },
	},
	{
		displayName: 'Ask',
		name: 'suggestWith',
		type: 'options',
		options: [
			{ name: 'Portkey AI', value: 'portkey' },
			{ name: 'Snowflake Cortex', value: 'cortex' },
		],
		default: 'portkey',
		description: 'Which model is asked. Only names, labels and types of fields are sent to it, never data.',
		displayOptions: { show },
	},
	{
		displayName: 'Cortex Model',
		name: 'cortexModel',
		type: 'string',
		default: 'claude-4-sonnet',
		required: true,
		placeholder: 'e.g. claude-4-sonnet',
		description: 'A model that Snowflake offers for AI_COMPLETE in your region and that supports structured outputs',
		displayOptions: { show: { ...show, suggestWith: ['cortex'] } },
	},
	{
		displayName: `Nothing is changed: each item is a row for you to accept, in "Mapping: Custom" of a sync to ${words.label}. Look at the reason and the warnings of each row; the ready mapping is the safer choice for standard fields.`,
		name: 'suggestNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
];
