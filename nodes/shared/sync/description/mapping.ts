import type { INodeProperties } from 'n8n-workflow';
import type { RouteWords, SyncRoute } from '../route';
import { capital, withArticle } from '../words';

/** One mapper per object: rows are the vendor's fields, values a list of Salesforce's. */
const mapper = (object: string, { label, field, objects }: RouteWords): INodeProperties => ({
	displayName: objects[object].title,
	name: `map${object}`,
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: `Which Salesforce field goes into which ${field.singular} of ${withArticle(label)} ${objects[object].noun}. ${capital(field.plural)} without a field are left alone.`,
	typeOptions: {
		resourceMapper: {
			resourceMapperMethod: `map${object}Fields`,
			valuesLabel: objects[object].title,
			mode: 'add',
			fieldWords: field,
			supportAutoMap: false,
			allowEmptyValues: true,
		},
	},
	displayOptions: {
		show: { operation: ['sync', 'preview'], source: ['salesforce'], mapping: ['custom'], objects: [object] },
	},
});

/** For input items the values are ordinary expressions. */
const itemMapper = ({ label, field }: RouteWords): INodeProperties => ({
	displayName: capital(field.plural),
	name: 'mapItem',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: `The value of each ${label} ${field.singular}, usually an expression on the input item. ${capital(field.plural)} without a value are left alone.`,
	typeOptions: {
		loadOptionsDependsOn: ['itemObject'],
		resourceMapper: {
			resourceMapperMethod: 'mapItemFields',
			valuesLabel: capital(field.plural),
			mode: 'add',
			fieldWords: field,
			supportAutoMap: false,
			allowEmptyValues: true,
		},
	},
	displayOptions: { show: { operation: ['sync', 'preview'], source: ['items'], mapping: ['custom'] } },
});

/** Constants, transforms and rules for single fields, beside preset or mapper. */
const fieldSettings = ({ label, field, objects }: RouteWords, listMethod: string): INodeProperties => ({
	displayName: `${capital(field.singular)} Settings`,
	name: 'fieldSettings',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: `Add ${capital(field.singular)} Setting`,
	default: {},
	description: `Constants, transforms and rules for single ${label} ${field.plural}; they add to the mapping above`,
	displayOptions: { show: { operation: ['sync', 'preview'] } },
	options: [
		{
			displayName: 'Setting',
			name: 'setting',
			values: [
				{
					displayName: 'Constant',
					name: 'constant',
					type: 'string',
					default: '',
					description: 'Write this value instead of a Salesforce field. Leave empty to use the mapped field.',
				},
				{
					displayName: 'If Salesforce Is Empty',
					name: 'nullPolicy',
					type: 'options',
					options: [
						{ name: 'As in the Mapping', value: '' },
						{ name: `Clear the ${capital(field.singular)}`, value: 'clear' },
						{ name: `Keep What ${label} Has`, value: 'keep' },
					],
					default: '',
				},
				{
					displayName: 'Object',
					name: 'object',
					type: 'options',
					options: Object.entries(objects).map(([value, { singular }]) => ({ name: singular, value })),
					default: 'Account',
					description: 'The Salesforce object whose mapping is meant',
				},
				{
					displayName: `${capital(field.singular)} Name or ID`,
					name: 'property',
					type: 'options',
					typeOptions: { loadOptionsMethod: listMethod, loadOptionsDependsOn: ['&object'] },
					default: '',
					description: `The ${label} ${field.singular}. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
				},
				{
					displayName: 'Required',
					name: 'required',
					type: 'boolean',
					default: false,
					description: 'Whether a record without a value is rejected',
				},
				{
					displayName: 'Transform Names or IDs',
					name: 'transforms',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getTransforms' },
					default: [],
					description:
						'Changes of the value, applied in order. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Unknown Option',
					name: 'unknownOption',
					type: 'options',
					options: [
						{ name: `Add the Option to ${label}`, value: 'add' },
						{ name: 'As in the Mapping', value: '' },
						{ name: `Leave the ${capital(field.singular)} and Warn`, value: 'skip' },
						{ name: 'Reject the Record', value: 'reject' },
					],
					default: '',
					description: `For a list ${field.singular}: what to do with a value that is not one of its options`,
				},
				{
					displayName: 'Write',
					name: 'rule',
					type: 'options',
					options: [
						{ name: 'Always', value: 'always' },
						{ name: 'As in the Mapping', value: '' },
						{ name: `Only if Blank in ${label}`, value: 'onlyIfBlank' },
					],
					default: '',
				},
			],
		},
	],
});

export const mappingProperties = ({ words, listMethod }: SyncRoute): INodeProperties[] => [
	{
		displayName: 'Mapping',
		name: 'mapping',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Standard', value: 'preset', description: words.readyMapping },
			{ name: 'Custom', value: 'custom', description: 'Choose each field yourself' },
		],
		default: 'preset',
		description: `How Salesforce fields become ${words.label} ${words.field.plural}`,
		displayOptions: { show: { operation: ['sync', 'preview'] } },
	},
	...Object.keys(words.objects).map((object) => mapper(object, words)),
	itemMapper(words),
	fieldSettings(words, listMethod),
];
