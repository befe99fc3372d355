import type { LeadField } from '../../engine/enrichment/fields';
import type { ExistingRule } from '../../engine/enrichment/types';
import type { TrafficOptions } from '../shared/description/runOptions';

/** The collection "Options", as stored. */
export interface LeadEnrichmentOptions extends TrafficOptions {
	budgetCalls?: number;
	budgetTokens?: number;
	budgetCost?: number;
	cacheDays?: number;
	notFoundDays?: number;
	defaultCountry?: string;
	existingByField?: { rule?: Array<{ field?: LeadField; rule?: ExistingRule }> };
	filter?: string;
	forceFullRead?: boolean;
	hubspotBurst?: number;
	leadFields?: { field?: FieldRow[] };
	maxItems?: number;
	maxLeads?: number;
	maxRunMinutes?: number;
	overlapMinutes?: number;
	previewAsksPaid?: boolean;
}

export const DEFAULT_MAX_ITEMS = 1000;

/** A row that says which field of a system belongs to which field of a lead. */
export interface FieldRow {
	field?: LeadField | '';
	name?: string;
}

/** What a provider can be. The values are fixed for good. */
export type ProviderType = 'derived' | 'hubspotMatch' | 'salesforceMatch' | 'portkey' | 'cortex' | 'http';

/** One row of "Providers", as stored. */
export interface ProviderRow {
	type?: ProviderType;
	about?: 'company' | 'title';
	fields?: LeadField[];
	send?: LeadField[];
	threshold?: number;
	model?: string;
	inputPrice?: number;
	outputPrice?: number;
	name?: string;
	url?: string;
	authentication?: 'none' | 'httpHeaderAuth' | 'httpQueryAuth';
	mapping?: { row?: Array<{ field?: LeadField | ''; path?: string; confidence?: number }> };
	callsPerMinute?: number;
	costPerCall?: number;
}

/** What a node may use. The values are fixed for good. */
export type ConnectionName =
	| 'salesforce'
	| 'hubspot'
	| 'portkey'
	| 'snowflake'
	| 'httpHeaderAuth'
	| 'httpQueryAuth'
	| 'http';
