import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { LEAD_FIELD_NAMES, type LeadField } from '../../../engine/enrichment/fields';
import { COMPANY_FIELDS, TITLE_FIELDS } from '../../../engine/enrichment/model/question';
import { COMPANY, TITLE } from '../../../engine/enrichment/model/subject';
import { CRM_FIELDS, DERIVED_FIELDS } from '../../../engine/enrichment/fillable';
import { leadFieldOptions } from '../leadFieldLists';
import type { ProviderType } from '../leadEnrichmentOptions';
import { ENRICHERS } from './operation';

/** As people read them. */
export const PROVIDER_LABELS: Record<ProviderType, string> = {
	derived: 'Derived',
	hubspotMatch: 'CRM Match: HubSpot Companies',
	salesforceMatch: 'CRM Match: Salesforce Accounts',
	portkey: 'Portkey AI',
	cortex: 'Snowflake Cortex',
	http: 'HTTP',
};

const MODELS: ProviderType[] = ['portkey', 'cortex'];

type Shown = Record<string, string[]>;

const fillable = (shown: Shown, fields: readonly LeadField[]): INodeProperties => ({
	displayName: 'Fields It May Fill',
	name: 'fields',
	type: 'multiOptions',
	options: leadFieldOptions(fields),
	default: [],
	description: 'Nothing ticked: all that it can fill',
	displayOptions: { show: shown },
});

const sendable = (shown: Shown, fields: readonly LeadField[]): INodeProperties => ({
	displayName: 'Fields to Send',
	name: 'send',
	type: 'multiOptions',
	options: leadFieldOptions(fields),
	default: [],
	description: 'What this provider may get to see. Only what is ticked leaves n8n.',
	displayOptions: { show: shown },
});

const price = (name: string, what: string): INodeProperties => ({
	displayName: `Price of a Million ${what} Tokens (USD)`,
	name,
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 4 },
	default: 0,
	description: 'As your contract has it: for the cost in the result, and for the budget in money',
	displayOptions: { show: { type: MODELS } },
});

const mapping: INodeProperties = {
	displayName: 'Values in the Answer',
	name: 'mapping',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Value',
	default: {},
	description: 'Where in the JSON of its answer the values stand',
	displayOptions: { show: { type: ['http'] } },
	options: [
		{
			displayName: 'Value',
			name: 'row',
			values: [
				{
					displayName: 'Confidence',
					name: 'confidence',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
					default: 0.85,
					description: 'How likely the value is to be right, from 0 to 1',
				},
				{
					displayName: 'Lead Field',
					name: 'field',
					type: 'options',
					options: leadFieldOptions(),
					default: 'industry',
					description: 'The field that it fills',
				},
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: 'e.g. organization.industry or people.0.title',
					description: 'Names and positions with dots between them',
				},
			],
		},
	],
};

/** In the order in which somebody fills in a row. */
export const providerRowProperties: INodeProperties[] = [
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: [
			{
				name: PROVIDER_LABELS.hubspotMatch,
				value: 'hubspotMatch',
				description: 'The company with the same domain: industry, size, revenue, owner, customer or not',
			},
			{
				name: PROVIDER_LABELS.salesforceMatch,
				value: 'salesforceMatch',
				description: 'The account with the same web site: industry, size, revenue, owner, customer or not',
			},
			{
				name: PROVIDER_LABELS.derived,
				value: 'derived',
				description: "From the lead's own values by rules and tables, offline; always on, also without a row",
			},
			{ name: PROVIDER_LABELS.http, value: 'http', description: 'Any service that answers in JSON to a GET' },
			{ name: PROVIDER_LABELS.portkey, value: 'portkey', description: 'A model, through the gateway of Portkey' },
			{ name: PROVIDER_LABELS.cortex, value: 'cortex', description: 'A model in your Snowflake account' },
		],
		default: 'derived',
		description: 'Who is asked. What it needs has to be ticked under "Connections".',
	},
	{
		displayName: 'Ask About',
		name: 'about',
		type: 'options',
		options: [
			{ name: 'Companies', value: 'company', description: 'Once per domain, however many leads share it' },
			{ name: 'Job Titles', value: 'title', description: 'Once per title: seniority, job function, buying role' },
		],
		default: 'company',
		description: 'For both, add two rows',
		displayOptions: { show: { type: MODELS } },
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: 'HTTP',
		placeholder: 'e.g. Apollo',
		description: 'As results name it. Answers are kept under it.',
		displayOptions: { show: { type: ['http'] } },
	},
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://api.example.com/companies?domain={companyDomain}',
		description:
			'With names of lead fields in braces where their values belong. They are encoded, and may stand in path and query only.',
		displayOptions: { show: { type: ['http'] } },
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{ name: 'HTTP Header Auth', value: 'httpHeaderAuth' },
			{ name: 'HTTP Query Auth', value: 'httpQueryAuth' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		description: "Which of n8n's own credentials goes with each request to this URL",
		displayOptions: { show: { type: ['http'] } },
	},
	mapping,
	{
		displayName: 'Model',
		name: 'model',
		type: 'string',
		default: '',
		placeholder: 'e.g. gpt-4o-mini',
		description: "Empty: the credential's",
		displayOptions: { show: { type: ['portkey'] } },
	},
	{
		displayName: 'Model',
		name: 'model',
		type: 'string',
		default: '',
		placeholder: 'e.g. claude-4-sonnet',
		description: 'As Snowflake names it. It must support structured outputs.',
		displayOptions: { show: { type: ['cortex'] } },
	},
	sendable({ type: MODELS, about: ['company'] }, COMPANY.reads),
	sendable({ type: MODELS, about: ['title'] }, TITLE.reads),
	sendable({ type: ['http'] }, LEAD_FIELD_NAMES),
	fillable({ type: MODELS, about: ['company'] }, COMPANY_FIELDS),
	fillable({ type: MODELS, about: ['title'] }, TITLE_FIELDS),
	fillable({ type: ['derived'] }, DERIVED_FIELDS),
	fillable({ type: ['hubspotMatch'] }, [...CRM_FIELDS, 'hubspotCompanyId']),
	fillable({ type: ['salesforceMatch'] }, [...CRM_FIELDS, 'salesforceAccountId']),
	fillable({ type: ['http'] }, LEAD_FIELD_NAMES),
	{
		displayName: 'Least Confidence',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0,
		description: "For this provider's values alone; 0: as for all",
	},
	price('inputPrice', 'Input'),
	price('outputPrice', 'Output'),
	{
		displayName: 'Calls per Minute',
		name: 'callsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'Upper limit',
		displayOptions: { show: { type: ['http'] } },
	},
	{
		displayName: 'Price of a Call (USD)',
		name: 'costPerCall',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 4 },
		default: 0,
		description: 'For the cost in the result, and for the budget in money',
		displayOptions: { show: { type: ['http'] } },
	},
];

const provider: INodePropertyCollection = { displayName: 'Provider', name: 'provider', values: providerRowProperties };

/** Who is asked, in which order, and what stands against what is there. */
export const providerProperties: INodeProperties[] = [
	{
		displayName: 'Providers',
		name: 'providers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Provider',
		default: { provider: [{ type: 'derived' }, { type: 'salesforceMatch' }] },
		description:
			'Asked from top to bottom: a field is filled by the first whose confidence is high enough. Drag to change the order.',
		displayOptions: { show: { operation: ENRICHERS } },
		options: [provider],
	},
	{
		displayName: 'Least Confidence',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.7,
		description: 'How sure a provider must be of a value, from 0 to 1',
		displayOptions: { show: { operation: ENRICHERS } },
	},
	{
		displayName: 'Existing Values',
		name: 'existing',
		type: 'options',
		options: [
			{ name: 'Keep', value: 'keep', description: 'Only empty fields are filled' },
			{
				name: 'Keep, but Tidy Up',
				value: 'tidy',
				description: 'Case, spaces and punctuation may change, nothing else',
			},
			{ name: 'Replace', value: 'replace', description: 'By any value that is sure enough' },
			{ name: 'Replace if More Confident', value: 'replaceIfMoreConfident' },
		],
		default: 'keep',
		description: 'What happens to a value that a lead has already',
		displayOptions: { show: { operation: ENRICHERS } },
	},
];
