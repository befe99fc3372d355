import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { byName } from '../../byName';
import type { SyncRoute } from '../route';
import { withArticle } from '../words';
import {
	callLimitOption,
	dailyShareOption,
	maxItemsOption,
	maxRunTimeOption,
	retriesOption,
	syncKeyProperty,
	timeoutOption,
} from '../../description/runOptions';

const soqlFilter = (name: string, displayName: string, example: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	description: 'A SOQL condition, as it would stand behind WHERE. Records that do not meet it are not synced.',
	displayOptions: { show: { '/source': ['salesforce'] } },
});

const ordered = (properties: INodeProperties[]): INodeProperties[] =>
	properties.sort((one, other) => byName(one.displayName, other.displayName));

const filterPolicies = (label: string): INodePropertyOptions[] => [
	{ name: `Archive in ${label}`, value: 'archive' },
	{ name: `Leave in ${label}`, value: 'keep' },
];

/** How a run behaves. */
export const optionProperties = ({
	words: { label, dailyLimitsOf, destructive, objects },
	deletePolicies,
	burst,
}: SyncRoute): INodeProperties[] => [
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		options: [
			{ name: 'Create or Update', value: 'upsert' },
			{ name: 'Create Only', value: 'createOnly', description: `Existing ${label} records stay as they are` },
			{ name: 'Update Only', value: 'updateOnly', description: `Nothing new is created in ${label}` },
		],
		default: 'upsert',
		description: `What may be done in ${label}`,
		displayOptions: { show: { operation: ['sync', 'preview'] } },
	},
	{
		displayName: 'Deleted in Salesforce',
		name: 'onDelete',
		type: 'options',
		options: deletePolicies,
		default: 'ignore',
		description: `What happens to ${withArticle(label)} record when its Salesforce record is deleted`,
		displayOptions: { show: { operation: ['sync', 'preview'], source: ['salesforce'] } },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'Summary per Object',
				value: 'summary',
				description: 'One item per object with its counts, and one for the run',
			},
			{
				name: 'Changed Records',
				value: 'records',
				description: 'One item per record created, updated, adopted or archived, and one for the run',
			},
		],
		default: 'summary',
		description: 'What comes out of the Results output. Rejected records always come out of the second one.',
		displayOptions: { show: { operation: ['sync'], source: ['salesforce'] } },
	},
	syncKeyProperty(['sync', 'preview', 'reset']),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['sync', 'preview'] } },
		options: ordered([
			...Object.entries(objects).map(([object, { singular, filterExample }]) =>
				soqlFilter(`filter${object}`, `${singular} Filter`, filterExample),
			),
			{
				displayName: 'Bulk API Above',
				name: 'bulkThreshold',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10000,
				description: 'Read by Salesforce Bulk API 2.0 when more records than this are to be read',
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			{
				displayName: 'Full Compare Every (Days)',
				name: 'fullCompareDays',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 7,
				description:
					'How often everything is read and compared, to find what modification dates do not show (formula fields, parent fields, records that left the filter)',
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			callLimitOption(label, burst.name, burst.calls),
			{
				displayName: 'Left the Filter',
				name: 'onFilterExit',
				type: 'options',
				options: filterPolicies(label),
				default: 'keep',
				description: `What happens to ${withArticle(label)} record when its Salesforce record no longer meets the filter; found by the full compare`,
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			{
				displayName: 'Only the First Records',
				name: 'recordLimit',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 50,
				description:
					'For a trial: take no more than this many records of each object, the longest unchanged first, and the associations of those. Nothing is remembered as read: without this option the next run syncs everything as if there had been no trial.',
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			maxItemsOption,
			maxRunTimeOption,
			{
				displayName: 'Overlap (Minutes)',
				name: 'overlapMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 5,
				description:
					'How far each run looks back behind the end of the last one, for changes that Salesforce saved late. Unchanged records cost no call.',
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			{
				displayName: 'Read Everything',
				name: 'forceFullRead',
				type: 'boolean',
				default: false,
				description: 'Whether to compare all records in this run, not only what has changed',
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			retriesOption,
			{
				displayName: 'Retry Rejected Records',
				name: 'retryRejected',
				type: 'boolean',
				default: false,
				description: 'Whether to try all rejected records again although nothing about them has changed',
				displayOptions: { show: { '/source': ['salesforce'] } },
			},
			{
				displayName: 'Salesforce Organisation ID',
				name: 'organisationId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 00Dxx0000001gERAAY',
				description:
					'The organisation that the items come from, so that they share their links with its scheduled sync',
				displayOptions: { show: { '/source': ['items'] } },
			},
			dailyShareOption(dailyLimitsOf),
			timeoutOption,
		]),
	},
	{
		displayName: 'Allow AI Agents to Reset and Archive',
		name: 'allowDestructiveFromAgents',
		type: 'boolean',
		default: false,
		description: `Whether an AI agent that uses this node as a tool may reset it or ${destructive}`,
		displayOptions: { show: { operation: ['sync', 'reset'] } },
	},
];
