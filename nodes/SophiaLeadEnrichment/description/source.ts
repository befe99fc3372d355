import type { INodeProperties } from 'n8n-workflow';
import { leadFieldOptions } from '../leadFieldLists';
import { TAKERS } from './operation';

/** Where leads come from. */
export const sourceProperties: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Input Items', value: 'items', description: 'Each input item is a lead' },
			{ name: 'Salesforce', value: 'salesforce', description: 'The leads of Salesforce that are not converted' },
		],
		default: 'salesforce',
		description: 'Where the leads come from',
		displayOptions: { show: { operation: TAKERS } },
	},
	{
		displayName: 'Leads',
		name: 'reading',
		type: 'options',
		options: [
			{
				name: 'Never Enriched',
				value: 'neverEnriched',
				description: 'All that this node has not taken yet, however old; changed ones are left alone',
			},
			{
				name: 'New or Changed',
				value: 'changed',
				description: 'All at first, then what is new or has changed since the last run, and fields that stayed open',
			},
		],
		default: 'changed',
		description: 'Which of the leads are taken',
		displayOptions: { show: { operation: TAKERS, source: ['salesforce'] } },
	},
	{
		displayName: 'Fields of the Items',
		name: 'itemMatching',
		type: 'options',
		options: [
			{
				name: 'Match by Name',
				value: 'names',
				description: 'Such as email, company, jobtitle, Website, phone_number; the last item of the output shows which',
			},
			{ name: 'Choose Each', value: 'rows', description: 'Say which field of the items is which field of a lead' },
		],
		default: 'names',
		description: 'How the fields of the input items are recognised',
		hint: 'Id (of a Salesforce lead) and the e-mail address are by what a lead is written back.',
		displayOptions: { show: { operation: TAKERS, source: ['items'] } },
	},
	{
		displayName: 'Item Fields',
		name: 'itemFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field',
		default: {
			field: ['email', 'firstName', 'lastName', 'company', 'title', 'website', 'phone', 'country'].map((name) => ({
				field: name,
				name,
			})),
		},
		description: 'Which field of the items is which field of a lead',
		displayOptions: { show: { operation: TAKERS, source: ['items'], itemMatching: ['rows'] } },
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Lead Field',
						name: 'field',
						type: 'options',
						options: leadFieldOptions(),
						default: 'email',
						description: 'What it says of the lead',
					},
					{
						displayName: 'Item Field',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. contact.email',
						description: 'The field of the items; of nested ones with dots',
					},
				],
			},
		],
	},
	{
		displayName: 'Preset',
		name: 'preset',
		type: 'options',
		options: [
			{
				name: 'Sophia 2.1 Payload',
				value: 'sophia21',
				description:
					'The answer of the former Sophia AI webhook, from items with "lead_data"; its seniority is the old, rougher one',
			},
		],
		default: 'sophia21',
		description: 'What each input item is turned into',
		displayOptions: { show: { operation: ['mapItems'] } },
	},
];
