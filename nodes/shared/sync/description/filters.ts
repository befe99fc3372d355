import type { INodeProperties } from 'n8n-workflow';
import type { SyncRoute } from '../route';

const listed =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

export const filterValue: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	placeholder: 'e.g. Energy, 1000000, 2026-01-31, LAST_N_DAYS:30',
	description:
		'What the field is compared with; several values between semicolons. Dates as 2026-01-31, moments as 2026-01-31T08:00:00Z, periods as Salesforce names them (TODAY, THIS_MONTH, LAST_N_DAYS:30). For a field with a time, a day is a day in UTC.',
};

/** Conditions and record types of one object: rows of field, operator and value. */
const filter = (object: string, plural: string): INodeProperties => ({
	displayName: `Filter ${plural}`,
	name: `conditions${object}`,
	type: 'fixedCollection',
	placeholder: 'Add Filter',
	default: {},
	description: `Which Salesforce ${plural.toLowerCase()} are synced. A SOQL condition in the options applies as well.`,
	displayOptions: { show: { operation: ['sync', 'preview'], source: ['salesforce'], objects: [object] } },
	options: [
		{
			displayName: 'Filter',
			name: 'filter',
			values: [
				{
					displayName: 'Conditions',
					name: 'conditions',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true, sortable: true },
					placeholder: 'Add Condition',
					default: {},
					options: [
						{
							displayName: 'Condition',
							name: 'condition',
							values: [
								{
									displayName: 'Field Name or ID',
									name: 'field',
									type: 'options',
									typeOptions: { loadOptionsMethod: `get${object}FilterFields` },
									default: '',
									description: `The Salesforce field. ${listed}.`,
								},
								{
									displayName: 'Operator Name or ID',
									name: 'operator',
									type: 'options',
									typeOptions: {
										loadOptionsMethod: `get${object}Operators`,
										loadOptionsDependsOn: ['&field'],
									},
									default: '',
									description: `How the field is compared. An empty field meets "is not", "is none of", "does not contain" and "includes none of". ${listed}.`,
								},
								filterValue,
							],
						},
					],
				},
				{
					displayName: 'Match',
					name: 'match',
					type: 'options',
					options: [
						{ name: 'All Conditions', value: 'all' },
						{ name: 'Any Condition', value: 'any' },
					],
					default: 'all',
					description: 'How many of the conditions a record has to meet',
				},
				{
					displayName: 'Record Type Names or IDs',
					name: 'recordTypes',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: `get${object}RecordTypes` },
					default: [],
					description:
						'Only records of these types; none chosen: of any. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
	],
});

/** A filter for each object that is synced. */
export const filterProperties = ({ words: { objects } }: SyncRoute): INodeProperties[] =>
	Object.entries(objects).map(([object, { plural }]) => filter(object, plural));
