import type { INodeProperties } from 'n8n-workflow';
import { pairsWhere } from '../pairs';
import { WRITERS } from './operation';

/** What a list lacks is not known to be deleted: input items have no such rule. */
const deletion = (side: 'Left' | 'Right'): INodeProperties => ({
	displayName: `Deleted on the ${side}`,
	name: `onDelete${side}`,
	type: 'options',
	options: [
		{ name: 'Archive the Other', value: 'archive', description: 'The record on the other side is archived too' },
		{ name: 'Leave the Other', value: 'ignore', description: 'It stays, and is not copied back' },
		{ name: 'Restore', value: 'restore', description: 'It is made anew from the other' },
	],
	default: 'ignore',
	description: `What happens when a record is deleted on the ${side.toLowerCase()}`,
	displayOptions: {
		show: {
			operation: ['syncBothWays'],
			pair: pairsWhere(({ left, right }) => (side === 'Left' ? left : right) !== 'items'),
		},
	},
});

const create = (operation: string, description: string): INodeProperties => ({
	displayName: 'Create Missing Records',
	name: 'create',
	type: 'multiOptions',
	options: [
		{ name: 'On the Left', value: 'left' },
		{ name: 'On the Right', value: 'right' },
	],
	default: [],
	description,
	displayOptions: { show: { operation: [operation] } },
});

/** What may be written, and whose value stands. */
export const ruleProperties: INodeProperties[] = [
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		options: [
			{ name: 'Create or Update', value: 'upsert' },
			{ name: 'Create Only', value: 'createOnly', description: 'Existing records on the right stay as they are' },
			{
				name: 'Mirror',
				value: 'mirror',
				description: 'Create, update, and archive on the right what has left the left side',
			},
			{ name: 'Update Only', value: 'updateOnly', description: 'Nothing new is created on the right' },
		],
		default: 'upsert',
		description: 'What may be done on the right',
		displayOptions: { show: { operation: ['syncOneWay'] } },
	},
	{
		displayName: 'Most Archives per Run (%)',
		name: 'maxArchivePercent',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 2 },
		default: 10,
		description:
			'Share of the linked records. When more than that have left the left side, nothing is archived, and an item "approvalRequired" with a token comes out.',
		displayOptions: { show: { operation: ['syncOneWay'], mode: ['mirror'] } },
	},
	{
		displayName: 'Approval Token',
		name: 'approval',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.token }}',
		description:
			'The token of an item "approvalRequired": it lets through exactly the archives for which it was given. If others have been added since, the run asks again.',
		displayOptions: { show: { operation: ['syncOneWay'], mode: ['mirror'] } },
	},
	{
		displayName: 'If Both Differ',
		name: 'rule',
		type: 'options',
		options: [
			{ name: 'Fill Blanks Only', value: 'fillBlanks', description: 'Two values that differ are left as they are' },
			{ name: 'Left Wins', value: 'leftWins' },
			{ name: 'Newest Wins', value: 'newestWins', description: 'By the modification times of the whole records' },
			{ name: 'Right Wins', value: 'rightWins' },
		],
		default: 'leftWins',
		description:
			'Which value stands when a field has been changed on both sides since they last agreed, or when two records meet for the first time. A field that was changed on one side only is written to the other whatever the rule.',
		displayOptions: { show: { operation: WRITERS } },
	},
	{
		...create('syncBothWays', 'Where a record is made that only the other side has'),
		default: ['left', 'right'],
	},
	create('repair', 'Where a record is made that only the other side has. Nothing is ever archived.'),
	deletion('Left'),
	deletion('Right'),
	{
		displayName: 'Preview',
		name: 'preview',
		type: 'boolean',
		default: false,
		description: 'Whether to show only what would be written, field by field. Nothing is written or remembered.',
		displayOptions: { show: { operation: WRITERS } },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Summary', value: 'summary', description: 'One item with the counts of the run' },
			{
				name: 'Changed Records',
				value: 'records',
				description: 'One item per record created, updated, linked or archived, and one for the run',
			},
		],
		default: 'summary',
		description: 'What comes out of the Results output. Conflicts and rejected records always have their own.',
		displayOptions: { show: { operation: WRITERS, preview: [false] } },
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
				description:
					'Also which record belongs to which, and on what the two last agreed, for every workflow that syncs these objects. The next run recognises records by the match keys.',
			},
		],
		default: 'cursors',
		description: 'How much to forget. Nothing on either side is changed.',
		displayOptions: { show: { operation: ['reset'] } },
	},
];
