import { randomUUID } from 'node:crypto';
import { processHolder } from '../../state/holder';
import { LeaseKeeper } from '../../sync/lease';
import { asCleanStop } from '../../sync/stop';
import type { EnrichedLead, EnrichmentReport } from '../types';
import type { LeadListener, LeadRunReport, LeadWork, LeadWorkSystems, Scorer, WriteResult } from './types';
import { WriteBack, type LeadToWrite, type Written } from './writeBack';

export interface LeadWorkOptions {
	signal?: AbortSignal;
	onResult?: LeadListener;
	scorer?: Scorer;
}

const NOTHING: Omit<EnrichmentReport, 'status'> = {
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
	protected readonly runId = randomUUID();
	protected readonly counts = { read: 0, unchanged: 0, rejected: 0 };
	protected readonly writers: WriteBack[] = [];
	private readonly startedAt: number;
	private readonly written: Record<string, number> = {};

	constructor(
		protected readonly plan: Plan,
		protected readonly systems: Systems,
		protected readonly options: LeadWorkOptions,
	) {
		this.startedAt = systems.traffic.clock.now();
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
		const { state } = this.systems;
		const { syncKey, operation } = this.plan;
		await state.startRun({ runId: this.runId, syncKey, operation, startedAt: this.iso(this.startedAt) });
		let lease: LeaseKeeper | undefined;
		try {
			const names = operation === 'preview' ? [] : await this.leaseNames();
			const acquired = await state.acquireLeases(names, processHolder(this.runId));
			if (!acquired.acquired) {
				const reason = `already running: ${acquired.heldBy} has been at work since ${acquired.since}`;
				return await this.finish('skipped', { ...NOTHING, stopReason: reason });
			}
			lease = new LeaseKeeper(state, acquired.leases);
			for (const writer of this.writers) await writer.prepare(this.options.signal);
			const report = await this.work(lease);
			return await this.finish(report.status, report);
		} catch (error) {
			return await this.interrupted(error);
		} finally {
			await lease?.release();
		}
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
		});
	}

	private tally(writes: WriteResult[]): void {
		for (const write of writes) {
			if (write.status === 'written') this.written[write.system] = (this.written[write.system] ?? 0) + 1;
			if (write.status === 'rejected') this.counts.rejected++;
		}
	}

	private async interrupted(error: unknown): Promise<LeadRunReport> {
		const stop = asCleanStop(error, this.options.signal);
		if (stop !== undefined)
			return await this.finish('stopped', {
				...NOTHING,
				stopReason: stop.reason,
				...(stop.resumeAt === undefined ? {} : { resumeAt: stop.resumeAt.toISOString() }),
			});
		const message = error instanceof Error ? error.message : String(error);
		await this.systems.state.finishRun({
			runId: this.runId,
			status: 'failed',
			finishedAt: this.now(),
			report: { error: message },
		});
		throw error;
	}

	private async finish(
		status: LeadRunReport['status'],
		enrichment: Omit<EnrichmentReport, 'status'>,
	): Promise<LeadRunReport> {
		const { traffic, state } = this.systems;
		const finishedAt = traffic.clock.now();
		const { syncKey, operation } = this.plan;
		const report: LeadRunReport = {
			...enrichment,
			...this.counts,
			runId: this.runId,
			syncKey,
			operation,
			status,
			startedAt: this.iso(this.startedAt),
			finishedAt: this.iso(finishedAt),
			durationMs: finishedAt - this.startedAt,
			written: { ...this.written },
			calls: traffic.stats(),
		};
		await state.finishRun({ runId: this.runId, status, finishedAt: report.finishedAt, report });
		return report;
	}

	/** ISO 8601. */
	protected now(): string {
		return this.iso(this.systems.traffic.clock.now());
	}

	private iso(at: number): string {
		return new Date(at).toISOString();
	}
}
