import {
	runEnrichment,
	type EnrichedLead,
	type EnrichmentParts,
	type EnrichmentPlan,
	type EnrichmentReport,
	type Lead,
	type Provider,
} from '../../../engine/enrichment';
import type { StateStore } from '../../../engine/state';
import { createTraffic } from '../../../engine/traffic';
import { HandClock } from './providers';

export interface RunResult {
	report: EnrichmentReport;
	results: EnrichedLead[];
	/** By lead id: field → value. */
	values: Record<string, Record<string, unknown>>;
}

export type RunMore = Partial<Omit<EnrichmentParts, 'providers' | 'traffic'>> & {
	clock?: HandClock;
	state?: StateStore;
};

/** One run over the leads given, in one page unless `more.leads` says otherwise. Every provider may send what it reads. */
export async function enrich(
	leads: Lead[],
	providers: Provider[],
	plan: Partial<EnrichmentPlan> = {},
	{ clock = new HandClock(), ...more }: RunMore = {},
): Promise<RunResult> {
	const results: EnrichedLead[] = [];
	const report = await runEnrichment(
		{ providers: providers.map(({ name, reads }) => ({ name, send: [...reads] })), ...plan },
		{
			providers,
			leads: [leads],
			traffic: createTraffic({}, clock),
			...more,
			onPage: async (page) => {
				await more.onPage?.(page);
				results.push(...page);
			},
		},
	);
	const values = results.map(({ lead, changes }) => [
		lead.id,
		Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change.value])),
	]);
	return { report, results, values: Object.fromEntries(values) };
}
