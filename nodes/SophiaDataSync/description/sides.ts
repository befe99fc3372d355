import type { INodeProperties } from 'n8n-workflow';
import { isCustom, itemsSideOf, LABELS, OBJECT_WORDS, PAIRS, pairsWhere } from '../pairs';
import { READERS, WRITERS } from './operation';

type Side = 'left' | 'right';
type Store = keyof typeof OBJECT_WORDS;

const pairProperty: INodeProperties = {
	displayName: 'Left and Right',
	name: 'pair',
	type: 'options',
	noDataExpression: true,
	options: PAIRS.map(({ name, value, description }) => ({
		name,
		value,
		...(description === undefined ? {} : { description }),
	})),
	default: 'salesforceAccounts-hubspotCompanies',
	description:
		'The two sides. In Sync One Way the left one is the source. Input items are a list: what would be written to them comes out as items.',
	displayOptions: { show: { operation: [...READERS, 'reset'] } },
};

const WITH_ITEMS = pairsWhere((pair) => itemsSideOf(pair) !== undefined);

const EXAMPLES: Record<Store, string> = {
	salesforce: 'Account',
	hubspot: 'companies',
	intercom: 'contacts',
	postgres: 'public.customers',
};

/** The same parameter, in the words of the system that is on that side. */
const objectProperty = (side: Side, system: Store): INodeProperties => ({
	displayName: `${side === 'left' ? 'Left' : 'Right'}: ${LABELS[system]} ${OBJECT_WORDS[system]}`,
	name: `${side}Object`,
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: `search${side === 'left' ? 'Left' : 'Right'}Objects`, searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: `e.g. ${EXAMPLES[system]}`,
		},
	],
	description:
		system === 'postgres'
			? 'The table or view, with its schema'
			: `The kind of ${LABELS[system]} records that the ${side} side is`,
	displayOptions: {
		show: {
			operation: [...READERS, 'reset'],
			pair: pairsWhere((pair) => isCustom(pair) && pair[side] === system),
		},
	},
});

const column = (side: Side, name: string, displayName: string, description: string): INodeProperties => ({
	displayName: `${displayName} Name or ID`,
	name,
	type: 'options',
	typeOptions: {
		loadOptionsMethod: side === 'left' ? 'getLeftFields' : 'getRightFields',
		loadOptionsDependsOn: [`${side}Object.value`],
	},
	default: '',
	description: `${description}. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});

/** What single columns of a table mean, which a catalogue does not say. */
const columnsProperty = (side: Side): INodeProperties => ({
	displayName: `${side === 'left' ? 'Left' : 'Right'} Columns`,
	name: `${side}Columns`,
	type: 'collection',
	placeholder: 'Add Column',
	default: {},
	description: 'The parts that columns of the table play',
	displayOptions: {
		show: { operation: [...READERS, 'reset'], pair: pairsWhere((pair) => pair[side] === 'postgres') },
	},
	options: [
		column(
			side,
			'deletedColumn',
			'Deleted Column',
			'Holds when a row was deleted, and is NULL in rows that are there. Archiving fills it; without it, archiving deletes the row',
		),
		column(side, 'idColumn', 'ID Column', 'A unique column that tells the rows apart. Without it, the primary key'),
		column(
			side,
			'modifiedColumn',
			'Modified Column',
			'Holds when a row was last changed; something has to keep it up to date, such as a trigger. Without it, every run reads the whole table',
		),
	],
});

const STORES = Object.keys(OBJECT_WORDS) as Store[];

/** Which systems, and what of them. */
export const sideProperties: INodeProperties[] = [
	pairProperty,
	{
		displayName: 'List Name',
		name: 'itemsName',
		type: 'string',
		default: 'items',
		required: true,
		placeholder: 'e.g. trade-fair-2026',
		description:
			'What the input items are called in what is remembered. The same name in another run means: the same list.',
		displayOptions: {
			show: { operation: [...READERS, 'reset'], pair: WITH_ITEMS },
		},
	},
	{
		displayName: 'ID Field',
		name: 'itemsIdField',
		type: 'string',
		default: 'id',
		required: true,
		placeholder: 'e.g. customer_number',
		description: 'The field of each input item that tells it from the others and does not change',
		displayOptions: {
			show: { operation: READERS, pair: WITH_ITEMS },
		},
	},
	{
		displayName: 'Modified Field',
		name: 'itemsModifiedField',
		type: 'string',
		default: '',
		placeholder: 'e.g. updated_at',
		description:
			'The field of each input item that holds when it was last changed (ISO 8601), for "Newest Wins". Without it the items count as the older ones.',
		displayOptions: {
			show: { operation: WRITERS, pair: WITH_ITEMS },
		},
	},
	...STORES.map((system) => objectProperty('left', system)),
	columnsProperty('left'),
	...STORES.map((system) => objectProperty('right', system)),
	columnsProperty('right'),
];
