import type { INodeProperties } from 'n8n-workflow';
import { allowAgents } from './agents';
import { fileOptions, limitOption, showPersonal } from './exports';
import type { OperationDescription } from './types';

const OPERATION = ['rejected'];
const shown = (...rejectedAction: string[]) => ({ show: { operation: OPERATION, rejectedAction } });

const CATEGORIES = [
	'ambiguous',
	'duplicate',
	'invalidEmail',
	'invalidValue',
	'notFound',
	'permission',
	'refused',
	'requiredField',
	'unavailable',
	'unknownOption',
];

/** 'invalidEmail' → 'Invalid Email' */
const titled = (name: string): string =>
	name.replace(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase());

const filterFields: INodeProperties[] = [
	{
		displayName: 'Category',
		name: 'category',
		type: 'options',
		options: CATEGORIES.map((value) => ({ name: titled(value), value })),
		default: 'invalidValue',
		description: 'Why they were refused',
	},
	{
		displayName: 'Object',
		name: 'sourceObject',
		type: 'string',
		default: '',
		placeholder: 'e.g. Contact',
		description: 'The object that the records are of, as it is called where they come from',
	},
	{
		displayName: 'Record ID',
		name: 'recordId',
		type: 'string',
		default: '',
		description: 'The ID where the record comes from',
	},
	{
		displayName: 'Show',
		name: 'dismissed',
		type: 'options',
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'Dismissed Ones', value: 'dismissed' },
			{ name: 'Open Ones', value: 'open' },
		],
		default: 'open',
		description: 'Whether those that somebody has dismissed are among them',
	},
	{
		displayName: 'Sync Key',
		name: 'syncKey',
		type: 'string',
		default: '',
		description: 'The sync that refused them',
	},
];

const filters = (displayOptions: INodeProperties['displayOptions']): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	displayOptions,
	options: filterFields,
});

export const rejected: OperationDescription = {
	option: {
		name: 'Rejected Records',
		value: 'rejected',
		description: 'See which records were refused and what to do, have them tried again, or dismiss them',
		action: 'Look after rejected records',
	},
	properties: [
		{
			displayName: 'Action',
			name: 'rejectedAction',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Dismiss',
					value: 'dismiss',
					description: 'They are no longer listed and counted until they are refused for something else',
				},
				{ name: 'Export CSV', value: 'exportCsv', description: 'All of them as one file' },
				{ name: 'List and Explain', value: 'list', description: 'One item each, with the reason and what to do' },
				{
					name: 'Retry',
					value: 'retry',
					description: 'The next run of their sync reads them and tries again, although nothing has changed',
				},
			],
			default: 'list',
			displayOptions: { show: { operation: OPERATION } },
		},
		{
			displayName: 'Records',
			name: 'rejectedRecords',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'All That Fit the Filters', value: 'filters' },
				{
					name: 'Of the Input Items',
					value: 'items',
					description:
						'By the field "rejectionId" of this list, or by "recordId" and "object" as on the output "Rejected" of the nodes that sync',
				},
			],
			default: 'items',
			description: 'Which records are meant',
			displayOptions: shown('retry', 'dismiss'),
		},
		filters(shown('list', 'exportCsv')),
		filters({ show: { operation: OPERATION, rejectedAction: ['retry', 'dismiss'], rejectedRecords: ['filters'] } }),
		limitOption(shown('list')),
		{
			displayName: 'Include Payload',
			name: 'includePayload',
			type: 'boolean',
			default: false,
			description: 'Whether to show what was to be sent. It holds personal data.',
			displayOptions: shown('list', 'exportCsv'),
		},
		showPersonal({ ...shown('list', 'exportCsv').show, includePayload: [true] }),
		fileOptions('rejected-records.csv', shown('exportCsv').show),
		allowAgents({ operation: OPERATION, rejectedAction: ['dismiss'] }),
	],
};
