import type { INodeProperties } from 'n8n-workflow';
import { leadFieldOptions } from '../leadFieldLists';
import {
	callLimitOption,
	dailyShareOption,
	maxItemsOption,
	maxRunTimeOption,
	retriesOption,
	syncKeyProperty,
	timeoutOption,
} from '../../shared/description/runOptions';
import { ENRICHERS, TAKERS, WITH_SYSTEMS } from './operation';

/** What an agent has to be allowed. */
export const AGENTS_MAY = 'Allow AI Agents to Write Back and Reset';

const OF_SALESFORCE = { show: { '/source': ['salesforce'] } };
const OF_ENRICHERS = { show: { '/operation': ENRICHERS } };

const budget = (name: string, displayName: string, what: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0, ...(name === 'budgetCost' ? { numberPrecision: 4 } : {}) },
	default: 0,
	description: `At most ${what} to paid providers in one run; then they are left out, and their fields are asked for in the next run. 0 means no limit.`,
	displayOptions: OF_ENRICHERS,
});

const days = (name: string, displayName: string, value: number, what: string): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 0 },
	default: value,
	description: `How long ${what} of a paid provider is kept, so that nobody pays for it twice. CRMs are asked anew in every run.`,
	displayOptions: OF_ENRICHERS,
});

/** How a run behaves. */
export const optionProperties: INodeProperties[] = [
	syncKeyProperty(WITH_SYSTEMS),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: TAKERS } },
		options: [
			{
				displayName: 'Ask Paid Providers in Preview',
				name: 'previewAsksPaid',
				type: 'boolean',
				default: false,
				description:
					'Whether Preview may ask Portkey, Cortex and HTTP providers. Their answers are kept for the real run.',
				displayOptions: { show: { '/operation': ['preview'] } },
			},
			budget('budgetCalls', 'Budget: Calls', 'so many calls'),
			budget('budgetCost', 'Budget: Money (USD)', 'so much, by the prices of the providers,'),
			budget('budgetTokens', 'Budget: Tokens', 'so many tokens'),
			{
				displayName: 'Default Country',
				name: 'defaultCountry',
				type: 'string',
				default: '',
				placeholder: 'e.g. DE',
				description:
					'The country in which phone numbers without a country code are dialled when nothing else tells (ISO 3166)',
			},
			{
				displayName: 'Existing Values of Single Fields',
				name: 'existingByField',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Field',
				default: {},
				description: 'Where the rule for existing values is another one than for all fields',
				displayOptions: OF_ENRICHERS,
				options: [
					{
						displayName: 'Field',
						name: 'rule',
						values: [
							{
								displayName: 'Lead Field',
								name: 'field',
								type: 'options',
								options: leadFieldOptions(),
								default: 'industry',
							},
							{
								displayName: 'Rule',
								name: 'rule',
								type: 'options',
								options: [
									{ name: 'Keep', value: 'keep' },
									{ name: 'Keep, but Tidy Up', value: 'tidy' },
									{ name: 'Replace', value: 'replace' },
									{ name: 'Replace if More Confident', value: 'replaceIfMoreConfident' },
								],
								default: 'keep',
							},
						],
					},
				],
			},
			{
				displayName: 'Further Lead Fields',
				name: 'leadFields',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Field',
				default: {},
				description:
					'Fields of your own in which Salesforce holds something about a lead. The standard ones, and those that are written back, are read anyway.',
				displayOptions: OF_SALESFORCE,
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
								default: 'companyDomain',
								description: 'What it says of the lead',
							},
							{
								displayName: 'Salesforce Field',
								name: 'name',
								type: 'string',
								default: '',
								placeholder: 'e.g. Company_Domain__c',
								description: 'The API name of the field',
							},
						],
					},
				],
			},
			{ ...callLimitOption('HubSpot', 'hubspotBurst', 190), displayOptions: { show: { '/connections': ['hubspot'] } } },
			days('cacheDays', 'Keep Answers (Days)', 30, 'an answer'),
			days('notFoundDays', 'Keep Unknowns (Days)', 3, 'the answer "knows nothing"'),
			{
				displayName: 'Lead Filter',
				name: 'filter',
				type: 'string',
				default: '',
				placeholder: "e.g. Status != 'Unqualified'",
				description: 'A SOQL condition, as it would stand behind WHERE. Leads that do not meet it are left alone.',
				displayOptions: OF_SALESFORCE,
			},
			maxItemsOption,
			{
				displayName: 'Max Leads per Run',
				name: 'maxLeads',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description: 'Take at most so many leads; the next run goes on. 0 means no limit.',
				displayOptions: OF_SALESFORCE,
			},
			maxRunTimeOption,
			{
				displayName: 'Overlap (Minutes)',
				name: 'overlapMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 5,
				description:
					'How far each run looks back behind the end of the last one, for changes that Salesforce saved late. Leads that have not changed are not taken again.',
				displayOptions: OF_SALESFORCE,
			},
			{
				displayName: 'Read Everything',
				name: 'forceFullRead',
				type: 'boolean',
				default: false,
				description: 'Whether to take all leads in this run, whatever is remembered; answers that are kept still count',
				displayOptions: OF_SALESFORCE,
			},
			retriesOption,
			dailyShareOption("Salesforce's or HubSpot's"),
			timeoutOption,
		],
	},
	{
		displayName: AGENTS_MAY,
		name: 'allowDestructiveFromAgents',
		type: 'boolean',
		default: false,
		description: 'Whether an AI agent that uses this node as a tool may write to Salesforce and HubSpot, and reset it',
		displayOptions: { show: { operation: ['enrich', 'reset', 'score'] } },
	},
];
