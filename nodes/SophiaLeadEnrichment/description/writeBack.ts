import type { INodeProperties } from 'n8n-workflow';
import type { FieldRow } from '../leadEnrichmentOptions';
import { leadFieldOptions } from '../leadFieldLists';
import { ENRICHERS, WRITERS } from './operation';

type System = 'Salesforce' | 'HubSpot';

const BY_EXPRESSION =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.';

const shownFor = (system: System, operation: string[]) => ({
	show: { operation, writeTo: [system.toLowerCase()] },
});

const listed = (system: System) => ({ loadOptionsMethod: `get${system}Fields`, loadOptionsDependsOn: ['connections'] });

const rows = (system: System, object: string, standard: FieldRow[]): INodeProperties => ({
	displayName: `${system} Fields`,
	name: `${system.toLowerCase()}Fields`,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Field',
	default: { field: standard.map((row) => ({ ...row })) },
	description: `Which value goes to which field of the ${object}. Only what this run has found is written, and never over what somebody has entered meanwhile.`,
	displayOptions: shownFor(system, ENRICHERS),
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
					default: 'industry',
					description: 'What is written',
				},
				{
					displayName: `${system} Field Name or ID`,
					name: 'name',
					type: 'options',
					typeOptions: listed(system),
					default: '',
					description:
						'Where it is written. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
	],
});

const single = (system: System, name: string, label: string, operation: string[], what: string): INodeProperties => ({
	displayName: `${system} ${label} Field Name or ID`,
	name: `${system.toLowerCase()}${name}`,
	type: 'options',
	typeOptions: listed(system),
	default: '',
	description: [what, BY_EXPRESSION].join(' '),
	displayOptions: shownFor(system, operation),
});

const score = (system: System) =>
	single(system, 'ScoreField', 'Score', WRITERS, 'A number field for the score. Empty: the score is not written.');

const enrichedAt = (system: System) =>
	single(
		system,
		'EnrichedAtField',
		'Enriched At',
		ENRICHERS,
		'A date and time field for when the lead was last enriched. Empty: it is not written.',
	);

/** What is written back, and where. */
export const writeBackProperties: INodeProperties[] = [
	{
		displayName: 'Write Back To',
		name: 'writeTo',
		type: 'multiOptions',
		options: [
			{ name: 'HubSpot Contacts', value: 'hubspot', description: 'By e-mail address; none are created' },
			{ name: 'Salesforce Leads', value: 'salesforce', description: 'By ID' },
		],
		default: [],
		description: 'Where what was found is written, beside the output. Nothing ticked: nothing is written.',
		displayOptions: { show: { operation: WRITERS } },
	},
	rows('Salesforce', 'lead', [
		{ field: 'industry', name: 'Industry' },
		{ field: 'employees', name: 'NumberOfEmployees' },
		{ field: 'revenue', name: 'AnnualRevenue' },
	]),
	score('Salesforce'),
	enrichedAt('Salesforce'),
	rows('HubSpot', 'contact', [{ field: 'industry', name: 'industry' }]),
	score('HubSpot'),
	enrichedAt('HubSpot'),
];
