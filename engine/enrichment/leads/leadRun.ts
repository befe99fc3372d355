import type { LeaseKeeper } from '../../runs/lease';
import { Run, type RunEnd } from '../../runs/run';
import type { RunSettings } from '../../runs/types';
import type { EnrichedLead, EnrichmentReport } from '../types';
import type { LeadListener, LeadRunReport, LeadWork, LeadWorkSystems, Scorer, WriteResult } from './types';
import { WriteBack, type LeadToWrite, type Written } from './writeBack';
import { WriteJournal } from './writeJournal';

export interface LeadWorkOptions extends RunSettings {
	onResult?: LeadListener;
	scorer?: Scorer;
}

type Enriched = Omit<EnrichmentReport, 'status' | 'stopReason' | 'resumeAt'>;

const NOTHING: Enriched = {
	leads: 0,
	changed: 0,
	open: 0,
	fields: {},
	providers: [],
	usage: { calls: 0, tokens: 0, cost: 0 },
	warnings: [],
};

/** What runs of leads have in common, wherever the leads come from: the lease, the score, the write-back, the report. */
export abstract class LeadRun<Plan extends LeadWork, Systems extends LeadWorkSystems> {
	private readonly run: Run<LeadRunReport['operation']>;
	protected readonly counts = { read: 0, unchanged: 0, rejected: 0 };
	protected readonly writers: WriteBack[] = [];
	private readonly written: Record<string, number> = {};
	private enriched = NOTHING;

	constructor(
		protected readonly plan: Plan,
		protected readonly systems: Systems,
		protected readonly options: LeadWorkOptions,
	) {
		const { syncKey, operation } = plan;
		this.run = new Run({ syncKey, operation }, { ...systems, clock: systems.traffic.clock }, options);
		const { salesforce, hubspot } = plan.writeBack;
		if (salesforce !== undefined && systems.salesforce !== undefined)
			this.writers.push(WriteBack.toSalesforce(salesforce, systems.salesforce));
		if (hubspot !== undefined && systems.hubspot !== undefined)
			this.writers.push(WriteBack.toHubspot(hubspot, systems.hubspot));
	}

	/** The lease on Salesforce's leads. */
	protected abstract salesforceLease(): Promise<string>;

	/** Reads leads, hands them to the waterfall and its results to `settle`. */
	protected abstract work(lease: LeaseKeeper): Promise<EnrichmentReport>;

	async go(): Promise<LeadRunReport> {
		return await this.run.carryOut({
			prepare: async () => ({
				leases: this.plan.operation === 'preview' ? [] : await this.leaseNames(),
				work: async (lease) => await this.enrich(lease),
			}),
			report: () => ({ ...this.enriched, ...this.counts, written: { ...this.written } }),
		});
	}

	private async enrich(lease: LeaseKeeper): Promise<RunEnd> {
		const { signal } = this.options;
		for (const writer of this.writers) await writer.prepare(signal);
		const journal = this.journal(lease);
		if (this.plan.operation !== 'preview') for (const writer of this.writers) await writer.recover({ journal, signal });
		const { status, stopReason: reason, resumeAt, ...enriched } = await this.work(lease);
		this.enriched = enriched;
		return { status, reason, resumeAt };
	}

	protected get runId(): string {
		return this.run.runId;
	}

	/** One writer per object and sync: two workflows that write other fields may still not race each other. */
	private async leaseNames(): Promise<string[]> {
		const { hubspot } = this.systems;
		const names = [`enrichment/${this.plan.syncKey}`];
		if (this.plan.writeBack.salesforce !== undefined) names.push(await this.salesforceLease());
		if (this.plan.writeBack.hubspot !== undefined && hubspot !== undefined)
			names.push(`hubspot:${await hubspot.account(this.options.signal)}/contacts`);
		return names;
	}

	/** Scores a page of results, writes it back unless this is a preview, and tells of it. @returns what was written, by lead */
	protected async settle(page: EnrichedLead[], lease: LeaseKeeper): Promise<Map<string, Written[]>> {
		const scored = page.map((enriched) => ({ enriched, ...this.options.scorer?.(enriched) }));
		const results: Array<Map<string, Written>> = [];
		if (this.plan.operation !== 'preview')
			for (const writer of this.writers) results.push(await this.write(writer, scored, lease));
		const settled = new Map<string, Written[]>();
		for (const { enriched, score, reasons } of scored) {
			const { id } = enriched.lead;
			const written = results.flatMap((result) => result.get(id) ?? []);
			const writes = written.map(({ result }) => result);
			this.tally(writes);
			settled.set(id, written);
			this.options.onResult?.({ ...enriched, score, scoreReasons: reasons, writes });
		}
		return settled;
	}

	private async write(writer: WriteBack, leads: LeadToWrite[], lease: LeaseKeeper) {
		return await writer.write(leads, {
			signal: this.options.signal,
			beforeCall: () => lease.assertHeld(),
			now: this.now(),
			runId: this.runId,
			journal: this.journal(lease),
		});
	}

	private journal(lease: LeaseKeeper): WriteJournal {
		return new WriteJournal(this.systems.state, this.plan.syncKey, lease);
	}

	private tally(writes: WriteResult[]): void {
		for (const write of writes) {
			if (write.status === 'written') this.written[write.system] = (this.written[write.system] ?? 0) + 1;
			if (write.status === 'rejected') this.counts.rejected++;
		}
	}

	/** ISO 8601. */
	protected now(): string {
		return new Date(this.systems.traffic.clock.now()).toISOString();
	}
}
