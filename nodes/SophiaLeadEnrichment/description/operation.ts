import type { INodeProperties } from 'n8n-workflow';

export const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Enrich',
			value: 'enrich',
			description: 'Fill the fields that leads lack, each value with its origin and confidence',
			action: 'Enrich leads',
		},
		{
			name: 'Map Items',
			value: 'mapItems',
			description: 'Turn input items into a ready payload; nothing is sent anywhere',
			action: 'Map items to an enriched lead payload',
		},
		{
			name: 'Preview',
			value: 'preview',
			description: 'Show what Enrich would fill and write; writes nothing, and asks no paid provider unless told to',
			action: 'Preview the enrichment of leads',
		},
		{
			name: 'Reset',
			value: 'reset',
			description: 'Forget which leads were enriched, so that the next run takes all of them; sends nothing',
			action: 'Reset what is remembered of enriched leads',
		},
		{
			name: 'Score',
			value: 'score',
			description: 'Score leads from 0 to 100 by what is known of them, with the reasons; asks nobody',
			action: 'Score leads',
		},
	],
	default: 'enrich',
};

/** They ask providers. */
export const ENRICHERS = ['enrich', 'preview'];
/** They take leads. */
export const TAKERS = [...ENRICHERS, 'score'];
/** They may need an account. */
export const WITH_SYSTEMS = [...TAKERS, 'reset'];
/** They may write to the CRM. */
export const WRITERS = TAKERS;
