import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { RouteWords, SyncRoute } from '../route';

/** One choice per Salesforce object, named by what becomes of it. */
const objectOptions = ({ objects }: RouteWords, word: 'title' | 'preset'): INodePropertyOptions[] =>
	Object.entries(objects).map(([value, words]) => ({ name: words[word], value }));

const presetOptions = (words: RouteWords): INodePropertyOptions[] => [
	...objectOptions(words, 'preset'),
	{
		name: 'Sophia 2.1 Payload',
		value: 'sophia21',
		description: 'The payload of the former Sophia AI webhook, from items with "salesforce_data"',
	},
];

/** What is synced, and where it comes from. */
export const sourceProperties = ({ words, defaultObjects }: SyncRoute): INodeProperties[] => [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Salesforce', value: 'salesforce', description: 'Read what has changed since the last run' },
			{ name: 'Input Items', value: 'items', description: 'Take the input items for Salesforce records' },
		],
		default: 'salesforce',
		description: 'Where the records come from',
		displayOptions: { show: { operation: ['sync', 'preview'] } },
	},
	{
		displayName: 'Objects',
		name: 'objects',
		type: 'multiOptions',
		options: objectOptions(words, 'title'),
		default: [...defaultObjects],
		required: true,
		description: words.objectsToSync,
		displayOptions: { show: { operation: ['sync', 'preview'], source: ['salesforce'] } },
	},
	{
		displayName: 'Objects',
		name: 'objects',
		type: 'multiOptions',
		options: objectOptions(words, 'title'),
		default: [...defaultObjects],
		required: true,
		description: 'For which Salesforce objects',
		displayOptions: { show: { operation: ['setUp', 'reset'] } },
	},
	{
		displayName: 'Input Items Are',
		name: 'itemObject',
		type: 'options',
		options: Object.entries(words.objects).map(([value, { plural }]) => ({ name: `Salesforce ${plural}`, value })),
		default: 'Contact',
		description:
			'What kind of record each input item is. Every item needs the ID that Salesforce gives its record, under the name that Salesforce gives it.',
		displayOptions: { show: { operation: ['sync', 'preview'], source: ['items'] } },
	},
	{
		displayName: 'Preset',
		name: 'preset',
		type: 'options',
		options: presetOptions(words),
		default: 'Account',
		description: 'How each input item is turned into a payload',
		displayOptions: { show: { operation: ['mapItems'] } },
	},
	{
		displayName: 'Forget',
		name: 'forget',
		type: 'options',
		options: [
			{
				name: 'Progress and Rejected Records',
				value: 'cursors',
				description: 'The next run compares everything and writes only what differs',
			},
			{
				name: 'Everything, Links Included',
				value: 'links',
				description: `Also which record belongs to which, for every workflow that syncs these objects. The next run recognises records by ${words.recognisedBy}.`,
			},
		],
		default: 'cursors',
		description: `How much to forget. Nothing in Salesforce or ${words.label} is changed.`,
		displayOptions: { show: { operation: ['reset'] } },
	},
];
