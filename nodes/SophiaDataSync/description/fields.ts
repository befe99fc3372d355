import type { INodeProperties } from 'n8n-workflow';
import { isCustom, itemsSideOf, pairsWhere } from '../pairs';
import { READERS } from './operation';

type Side = 'left' | 'right';

const CUSTOM = { operation: READERS, pair: pairsWhere(isCustom) };

const BY_EXPRESSION =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

const listedField = (side: Side, what: string): INodeProperties => ({
	displayName: `${side === 'left' ? 'Left' : 'Right'} Field Name or ID`,
	name: side,
	type: 'options',
	typeOptions: {
		loadOptionsMethod: side === 'left' ? 'getLeftFields' : 'getRightFields',
		loadOptionsDependsOn: ['pair', `${side}Object.value`],
	},
	default: '',
	description: `${what} ${BY_EXPRESSION}`,
});

/** Fields of systems are listed; those of input items are typed in. */
const fieldOf = (side: Side, what: string): INodeProperties[] => [
	{
		...listedField(side, what),
		displayOptions: { show: { '/pair': pairsWhere((pair) => pair[side] !== 'items') } },
	},
	{
		displayName: side === 'left' ? 'Left Field' : 'Right Field',
		name: side,
		type: 'string',
		default: '',
		placeholder: 'e.g. email',
		description: `${what} A field of the input items. Of nested ones with dots: owner.email.`,
		displayOptions: { show: { '/pair': pairsWhere((pair) => pair[side] === 'items') } },
	},
];

const listedObject = (side: Side): INodeProperties => ({
	displayName: `${side === 'left' ? 'Left' : 'Right'} Object Name or ID`,
	name: `${side}Object`,
	type: 'options',
	typeOptions: {
		loadOptionsMethod: side === 'left' ? 'getLeftObjects' : 'getRightObjects',
		loadOptionsDependsOn: ['pair'],
	},
	default: '',
	description: `The kind of record that the ${side} field refers to. ${BY_EXPRESSION}.`,
});

const transforms = (side: Side): INodeProperties => ({
	displayName: `Transforms to the ${side === 'left' ? 'Left' : 'Right'} Names or IDs`,
	name: `to${side === 'left' ? 'Left' : 'Right'}`,
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTransforms' },
	default: [],
	description: `Changes of a value on its way to the ${side}, applied in order. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});

const direction: INodeProperties = {
	displayName: 'Direction',
	name: 'direction',
	type: 'options',
	options: [
		{ name: 'Both Ways', value: 'both' },
		{ name: 'To the Left', value: 'toLeft' },
		{ name: 'To the Right', value: 'toRight' },
	],
	default: 'both',
	description: 'Which side may be written',
	displayOptions: { show: { '/operation': ['syncBothWays', 'repair'] } },
};

const rule: INodeProperties = {
	displayName: 'If Both Differ',
	name: 'rule',
	type: 'options',
	options: [
		{ name: 'As for All Fields', value: '' },
		{ name: 'Fill Blanks Only', value: 'fillBlanks' },
		{ name: 'Left Wins', value: 'leftWins' },
		{ name: 'Newest Wins', value: 'newestWins' },
		{ name: 'Right Wins', value: 'rightWins' },
	],
	default: '',
	description: 'Which value stands when both sides have one, and there is no telling which is the newer',
	displayOptions: { show: { '/operation': ['syncBothWays', 'syncOneWay'] } },
};

const keys: INodeProperties = {
	displayName: 'Match Keys',
	name: 'keys',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Match Key',
	default: { key: [{ left: '', right: '', normalise: 'exact', region: '' }] },
	description:
		'How records that have not met before recognise each other. Several form one key: all of them must be there and agree. A key that several records of a side have is never guessed about.',
	displayOptions: { show: CUSTOM },
	options: [
		{
			displayName: 'Match Key',
			name: 'key',
			values: [
				...fieldOf('left', 'The field that recognises a record.'),
				...fieldOf('right', 'The field that has the same value on the right.'),
				{
					displayName: 'Compare As',
					name: 'normalise',
					type: 'options',
					options: [
						{ name: 'Case-Insensitive Text', value: 'caseInsensitive', description: 'ACME is acme' },
						{ name: 'Domain', value: 'domain', description: 'Of a web address or an e-mail address' },
						{ name: 'E-Mail Address', value: 'email' },
						{ name: 'Exact Text', value: 'exact' },
						{ name: 'Phone Number', value: 'phone', description: 'In international form, whatever the spelling' },
					],
					default: 'exact',
					description: 'What makes two values the same',
				},
				{
					displayName: 'Region',
					name: 'region',
					type: 'string',
					default: '',
					placeholder: 'e.g. DE',
					description: 'The country in which phone numbers without a country code are dialled (ISO 3166)',
					displayOptions: { show: { normalise: ['phone'] } },
				},
			],
		},
	],
};

const fields: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Pair of Fields',
	default: {},
	description: 'The pairs of fields that are to agree. Fields that are not named here are left alone.',
	displayOptions: { show: CUSTOM },
	options: [
		{
			displayName: 'Pair of Fields',
			name: 'field',
			values: [
				...fieldOf('left', 'The field on the left.'),
				...fieldOf('right', 'The field on the right.'),
				direction,
				rule,
				{
					displayName: 'If Empty',
					name: 'nullPolicy',
					type: 'options',
					options: [
						{ name: 'Clear the Other Side', value: 'clear' },
						{ name: 'Keep What the Other Side Has', value: 'keep' },
					],
					default: 'clear',
					description: 'What a value that was emptied does to the other side',
				},
				{
					displayName: 'Unknown Option',
					name: 'unknownOption',
					type: 'options',
					options: [
						{ name: 'Add the Option', value: 'add' },
						{ name: 'Leave the Field and Warn', value: 'skip' },
						{ name: 'Reject the Record', value: 'reject' },
					],
					default: 'skip',
					description: 'For a list field: what to do with a value that is not one of its options',
				},
				transforms('right'),
				transforms('left'),
			],
		},
	],
};

const references: INodeProperties = {
	displayName: 'References',
	name: 'references',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Reference',
	default: {},
	description:
		'Pairs of fields that point to other records, such as the account of a contact. They are translated through the links of a Data Sync of those other records, which has to run as well.',
	displayOptions: {
		show: { operation: READERS, pair: pairsWhere((pair) => isCustom(pair) && itemsSideOf(pair) === undefined) },
	},
	options: [
		{
			displayName: 'Reference',
			name: 'reference',
			values: [
				listedField('left', 'The field that holds the ID of the other record.'),
				listedObject('left'),
				listedField('right', 'The field that holds the ID of the other record; in HubSpot an association.'),
				listedObject('right'),
				direction,
				rule,
			],
		},
	],
};

/** Of records that are not ready-made: what recognises them and what of them is to agree. */
export const fieldProperties: INodeProperties[] = [keys, fields, references];
