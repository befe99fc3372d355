import type { Lease } from '../../state/types';
import type { LeaseKeeper } from '../../runs/lease';
import { CleanStop } from '../../runs/stop';
import type { SourceRecord } from '../../systems/types';
import { runEnrichment } from '../runEnrichment';
import type { EnrichedLead, EnrichmentReport, Lead } from '../types';
import { LeadRun, type LeadWorkOptions } from './leadRun';
import { LeadProgress, type Finished, type ReadLead } from './progress';
import { leadOf } from './salesforceLead';
import type { LeadRunPlan, LeadRunReport, LeadSystems } from './types';
import type { Written } from './writeBack';

export interface LeadRunOptions extends LeadWorkOptions {
	/** Everything is read and enriched anew, whatever is remembered. */
	forceFullRead?: boolean;
}

/**
 * Enriches Salesforce's leads and writes what was found back: new and changed ones since the last run, and those with
 * fields that stayed open. Each page is written, then remembered: a run that is killed in between writes the same page
 * again, from answers that are kept.
 *
 * @throws SophiaError `credentials`, `configuration`, `transient` (of Salesforce or HubSpot; a provider that fails is left
 * out instead) or `cancelled` with code LEASE_LOST
 */
export async function runLeads(
	plan: LeadRunPlan,
	systems: LeadSystems,
	options: LeadRunOptions = {},
): Promise<LeadRunReport> {
	return await new SalesforceLeadRun(plan, systems, options).go();
}

class SalesforceLeadRun extends LeadRun<LeadRunPlan, LeadSystems> {
	private readonly pending = new Map<string, ReadLead>();
	private taken = 0;

	constructor(
		plan: LeadRunPlan,
		systems: LeadSystems,
		protected override readonly options: LeadRunOptions,
	) {
		super(plan, systems, options);
	}

	protected async salesforceLease(): Promise<string> {
		const { source } = this.systems;
		return `${source.system}:${await source.organisation(this.options.signal)}/Lead`;
	}

	protected async work(lease: LeaseKeeper): Promise<EnrichmentReport> {
		const { source, state, traffic, providers } = this.systems;
		const { plan } = this;
		const { signal } = this.options;
		if (plan.filter !== undefined) await source.validateFilter('Lead', plan.filter, signal);
		const until = await source.now(signal);
		const names = Object.values(plan.leadFields);
		const progress = await LeadProgress.open(
			state,
			`${source.system}:${await source.organisation(signal)}`,
			plan.syncKey,
			names,
		);
		const report = await runEnrichment(plan.enrichment, {
			providers,
			state,
			traffic,
			signal,
			leads: this.leads(progress, until, lease.leases),
			onPage: async (page) => await this.page(page, progress, lease),
		});
		if (report.status === 'completed' && plan.operation === 'enrich') {
			const cursor = { watermark: until.toISOString() };
			await state.commit({ cursor: { syncKey: plan.syncKey, object: 'Lead', cursor } }, lease.leases);
		}
		return report;
	}

	private async *leads(progress: LeadProgress, until: Date, leases: Lease[]): AsyncGenerator<Lead[], void, undefined> {
		const { source, state } = this.systems;
		const { plan, options } = this;
		const { signal } = options;
		const fields = [...new Set(Object.values(plan.leadFields))];
		const filter = plan.filter === undefined ? 'IsConverted = false' : `IsConverted = false AND (${plan.filter})`;
		if (plan.operation === 'enrich') await progress.askAgain(leases);
		for await (const marks of progress.revisits()) {
			const { records } = await source.readByIds({ object: 'Lead', fields, filter, ids: [...marks.keys()], signal });
			const found = new Set(records.map(({ id }) => id));
			if (plan.operation === 'enrich')
				await progress.forget(new Map([...marks].filter(([id]) => !found.has(id))), leases);
			yield* this.take(records, marks);
		}
		const cursor = await state.getCursor(plan.syncKey, 'Lead');
		const since =
			cursor?.watermark === undefined || options.forceFullRead === true || plan.reading === 'neverEnriched'
				? undefined
				: new Date(Date.parse(cursor.watermark) - plan.overlapMs);
		for await (const { records } of source.changes({ object: 'Lead', fields, filter, since, until, signal })) {
			this.counts.read += records.length;
			const news =
				options.forceFullRead === true ? records : await progress.news(records, plan.reading === 'neverEnriched');
			this.counts.unchanged += records.length - news.length;
			yield* this.take(news.filter(({ id }) => !this.pending.has(id)));
		}
	}

	/** Hands leads on, as many as the run may have. */
	private *take(records: SourceRecord[], marks?: Map<string, number>): Generator<Lead[], void, undefined> {
		const most = this.plan.maxLeads ?? Infinity;
		const allowed = records.slice(0, most - this.taken);
		this.taken += allowed.length;
		for (const record of allowed) this.pending.set(record.id, { record, mark: marks?.get(record.id) });
		if (allowed.length > 0) yield allowed.map((record) => leadOf(record, this.plan.leadFields));
		if (allowed.length < records.length)
			throw new CleanStop(`${most} leads are the most that one run may take; the next run goes on`);
	}

	private async page(page: EnrichedLead[], progress: LeadProgress, lease: LeaseKeeper): Promise<void> {
		const settled = await this.settle(page, lease);
		const finished = page.map((enriched) => this.finishedOf(enriched, settled.get(enriched.lead.id) ?? []));
		if (this.plan.operation !== 'preview')
			await progress.commit(finished, { runId: this.runId, at: this.now() }, lease.leases);
		for (const { record } of finished) this.pending.delete(record.id);
	}

	private finishedOf({ lead, open }: EnrichedLead, written: Written[]): Finished {
		const read = this.pending.get(lead.id) as ReadLead;
		const own = written.find(({ result }) => result.system === 'Salesforce');
		const rejected = written.map(({ result }) => result).find((result) => result.status === 'rejected');
		return {
			...read,
			written: own?.values ?? {},
			open: open.length > 0,
			...(rejected === undefined ? {} : { rejection: { ...rejected.problem, payload: null } }),
		};
	}
}
