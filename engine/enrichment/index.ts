export * from './fields';
export type * from './types';
export { ENRICHMENT_DEFAULTS } from './plan';
export { ENRICHMENT_PAGE, runEnrichment, type EnrichmentParts } from './runEnrichment';
export { checkedLeadValue, leadValueSchema, type LeadValueSchema } from './schema';
export { derivedProvider, type DerivedOptions } from './derived/provider';
export {
	DEFAULT_SCORE_MODEL,
	describeReason,
	parseScoreModel,
	scoreLead,
	type LeadScore,
	type ScoreCriterion,
	type ScoreReason,
} from './score';
export { readTitle, type TitleReading } from './titles/readTitle';
