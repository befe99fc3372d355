import type { LeaseKeeper } from '../../runs/lease';
import { runEnrichment } from '../runEnrichment';
import type { EnrichmentReport, Lead } from '../types';
import { LeadRun, type LeadWorkOptions } from './leadRun';
import type { LeadRunReport, LeadWork, LeadWorkSystems } from './types';

/**
 * Enriches leads that are handed over, by choice with write-back: to Salesforce the leads whose id is that of a Salesforce
 * lead, to HubSpot by e-mail address. Nothing is remembered but the providers' answers.
 *
 * @throws SophiaError as `runLeads`
 */
export async function runGivenLeads(
	plan: LeadWork,
	leads: readonly Lead[],
	systems: LeadWorkSystems,
	options: LeadWorkOptions = {},
): Promise<LeadRunReport> {
	return await new GivenLeadRun(plan, systems, options, leads).go();
}

class GivenLeadRun extends LeadRun<LeadWork, LeadWorkSystems> {
	constructor(
		plan: LeadWork,
		systems: LeadWorkSystems,
		options: LeadWorkOptions,
		private readonly given: readonly Lead[],
	) {
		super(plan, systems, options);
	}

	protected async salesforceLease(): Promise<string> {
		const { salesforce } = this.systems;
		const account = await salesforce?.account(this.options.signal);
		return `salesforce:${account}/Lead`;
	}

	protected async work(lease: LeaseKeeper): Promise<EnrichmentReport> {
		const { providers, state, traffic } = this.systems;
		this.counts.read = this.given.length;
		return await runEnrichment(this.plan.enrichment, {
			providers,
			state,
			traffic,
			signal: this.options.signal,
			leads: [this.given],
			onPage: async (page) => void (await this.settle(page, lease)),
		});
	}
}
