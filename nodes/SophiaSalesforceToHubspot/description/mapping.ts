import type { INodeProperties } from 'n8n-workflow';

type ObjectName = 'Account' | 'Contact' | 'Lead';

/** One mapper per object: rows are HubSpot's properties, values a list of Salesforce's fields. */
const mapper = (object: ObjectName, displayName: string, noun: string): INodeProperties => ({
	displayName,
	name: `map${object}`,
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: `Which Salesforce field goes into which property of a HubSpot ${noun}. Properties without a field are left alone.`,
	typeOptions: {
		resourceMapper: {
			resourceMapperMethod: `map${object}Fields`,
			valuesLabel: displayName,
			mode: 'add',
			fieldWords: { singular: 'property', plural: 'properties' },
			supportAutoMap: false,
			allowEmptyValues: true,
		},
	},
	displayOptions: { show: { operation: ['sync', 'preview'], source: ['salesforce'], mapping: ['custom'], objects: [object] } },
});

/** For input items the values are ordinary expressions. */
const itemMapper: INodeProperties = {
	displayName: 'Properties',
	name: 'mapItem',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'The value of each HubSpot property, usually an expression on the input item. Properties without a value are left alone.',
	typeOptions: {
		loadOptionsDependsOn: ['itemObject'],
		resourceMapper: {
			resourceMapperMethod: 'mapItemFields',
			valuesLabel: 'Properties',
			mode: 'add',
			fieldWords: { singular: 'property', plural: 'properties' },
			supportAutoMap: false,
			allowEmptyValues: true,
		},
	},
	displayOptions: { show: { operation: ['sync', 'preview'], source: ['items'], mapping: ['custom'] } },
};

/** Constants, transforms and rules for single properties, beside preset or mapper. */
const fieldSettings: INodeProperties = {
	displayName: 'Property Settings',
	name: 'fieldSettings',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Property Setting',
	default: {},
	description: 'Constants, transforms and rules for single HubSpot properties; they add to the mapping above',
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
						{ name: 'Clear the Property', value: 'clear' },
						{ name: 'Keep What HubSpot Has', value: 'keep' },
					],
					default: '',
				},
				{
					displayName: 'Object',
					name: 'object',
					type: 'options',
					options: [
						{ name: 'Account', value: 'Account' },
						{ name: 'Contact', value: 'Contact' },
						{ name: 'Lead', value: 'Lead' },
					],
					default: 'Account',
					description: 'The Salesforce object whose mapping is meant',
				},
				{
					displayName: 'Property Name or ID',
					name: 'property',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getHubspotProperties', loadOptionsDependsOn: ['&object'] },
					default: '',
					description:
						'The HubSpot property. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
						{ name: 'Add the Option to HubSpot', value: 'add' },
						{ name: 'As in the Mapping', value: '' },
						{ name: 'Leave the Property and Warn', value: 'skip' },
						{ name: 'Reject the Record', value: 'reject' },
					],
					default: '',
					description: 'For a list property: what to do with a value that is not one of its options',
				},
				{
					displayName: 'Write',
					name: 'rule',
					type: 'options',
					options: [
						{ name: 'Always', value: 'always' },
						{ name: 'As in the Mapping', value: '' },
						{ name: 'Only if Blank in HubSpot', value: 'onlyIfBlank' },
					],
					default: '',
				},
			],
		},
	],
};

export const mappingProperties: INodeProperties[] = [
	{
		displayName: 'Mapping',
		name: 'mapping',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Standard', value: 'preset', description: 'Ready mappings that work on a standard organisation and a standard HubSpot account' },
			{ name: 'Custom', value: 'custom', description: 'Choose each field yourself' },
		],
		default: 'preset',
		description: 'How Salesforce fields become HubSpot properties',
		displayOptions: { show: { operation: ['sync', 'preview'] } },
	},
	mapper('Account', 'Accounts to Companies', 'company'),
	mapper('Contact', 'Contacts to Contacts', 'contact'),
	mapper('Lead', 'Leads to Contacts', 'contact'),
	itemMapper,
	fieldSettings,
];
