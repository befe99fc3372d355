import type { IntakeKind } from './types';

/** The names of the outputs by kind of body, in their order. Apart, because n8n reads them when it starts. */
export const OUTPUTS: Readonly<Record<IntakeKind, readonly string[]>> = {
	sophia21: ['Salesforce to HubSpot', 'Salesforce to Intercom', 'Data Sync', 'Lead Enrichment'],
	estuary: ['Changed', 'Deleted'],
	hubspot: ['Changed', 'Deleted', 'Other'],
	intercom: ['Changed', 'Deleted', 'Other'],
	json: ['Items'],
};

/** The names of the outputs on which items of such bodies come out, in their order. */
export const outputsOf = (kind: IntakeKind): string[] => [...OUTPUTS[kind]];
