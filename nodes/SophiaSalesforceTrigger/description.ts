import type { INodeProperties } from 'n8n-workflow';
import { SALESFORCE_SIGN_IN, signInProperty } from '../shared/description/signIn';

export const triggerProperties: INodeProperties[] = [
	signInProperty(SALESFORCE_SIGN_IN),
	{
		displayName: 'Object',
		name: 'object',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchObjects', searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Account or Project__c' },
		],
		description: 'The kind of Salesforce records to watch',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Changed', value: 'changed', description: 'Any change of a record, an undelete included' },
			{ name: 'Created', value: 'created' },
			{ name: 'Deleted', value: 'deleted', description: 'Also a record that was merged into another one' },
		],
		default: ['created', 'changed'],
		required: true,
		description: 'What starts the workflow. A record that is changed several times between two polls comes once.',
	},
	{
		displayName: 'Fields',
		name: 'fieldSelection',
		type: 'options',
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'Chosen', value: 'chosen' },
		],
		default: 'all',
		description: 'Which fields each record comes with; its ID always does',
	},
	{
		displayName: 'Field Names or IDs',
		name: 'fields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value'] },
		default: [],
		description:
			'The fields each record comes with. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { fieldSelection: ['chosen'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Filter (SOQL)',
				name: 'filter',
				type: 'string',
				default: '',
				placeholder: "e.g. Type = 'Customer' AND Industry != null",
				description:
					'Only records that meet this condition, as in the WHERE of a SOQL query. Deletions come whatever it says: the values of deleted records are gone.',
			},
			{
				displayName: 'Look Back (Minutes)',
				name: 'overlapMinutes',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 60 },
				default: 5,
				description:
					'How far each poll looks back behind the last one, for records that were saved late. Records that came already do not come again.',
			},
			{
				displayName: 'Max Records per Poll',
				name: 'maxRecords',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 2000 },
				default: 500,
				description: 'The rest comes with the next polls. Deletions are not limited.',
			},
			{
				displayName: 'Start At',
				name: 'startAt',
				type: 'dateTime',
				default: '',
				description:
					'When the workflow is published for the first time: tell what has happened since then. Default: from the first poll on.',
			},
		],
	},
];
