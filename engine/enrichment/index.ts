export * from './fields';
export type * from './types';
export { ENRICHMENT_DEFAULTS } from './plan';
export { ENRICHMENT_PAGE, runEnrichment, type EnrichmentParts } from './runEnrichment';
export { checkedLeadValue, leadValueSchema, type LeadValueSchema } from './schema';
