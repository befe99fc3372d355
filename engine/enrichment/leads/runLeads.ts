import { randomUUID } from 'node:crypto';
import { processHolder } from '../../state/holder';
import type { Lease } from '../../state/types';
import { LeaseKeeper } from '../../sync/lease';
import { asCleanStop, CleanStop } from '../../sync/stop';
import type { SourceRecord } from '../../systems/types';
import { runEnrichment } from '../runEnrichment';
import type { EnrichedLead, EnrichmentReport, Lead } from '../types';
import { LeadProgress, type Finished, type ReadLead } from './progress';
import { leadOf } from './salesforceLead';
import type { LeadListener, LeadRunPlan, LeadRunReport, LeadSystems, Scorer, WriteResult } from './types';
import { WriteBack, type Written } from './writeBack';

export interface LeadRunOptions {
	signal?: AbortSignal;
	onResult?: LeadListener;
	scorer?: Scorer;
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
	return await new LeadRun(plan, systems, options).go();
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

class LeadRun {
	private readonly runId = randomUUID();
	private readonly startedAt: number;
	private readonly counts = { read: 0, unchanged: 0, rejected: 0 };
	private readonly written: Record<string, number> = {};
	private readonly pending = new Map<string, ReadLead>();
	private readonly writers: WriteBack[] = [];
	private taken = 0;

	constructor(
		private readonly plan: LeadRunPlan,
		private readonly systems: LeadSystems,
		private readonly options: LeadRunOptions,
	) {
		this.startedAt = systems.traffic.clock.now();
		const { salesforce, hubspot } = plan.writeBack;
		if (salesforce !== undefined && systems.salesforce !== undefined)
			this.writers.push(WriteBack.toSalesforce(salesforce, systems.salesforce));
		if (hubspot !== undefined && systems.hubspot !== undefined)
			this.writers.push(WriteBack.toHubspot(hubspot, systems.hubspot));
	}

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
			return await this.work(lease);
		} catch (error) {
			return await this.interrupted(error);
		} finally {
			await lease?.release();
		}
	}

	/** One writer per object and sync: two workflows that write other fields may still not race each other. */
	private async leaseNames(): Promise<string[]> {
		const { source, hubspot } = this.systems;
		const { signal } = this.options;
		const names = [`enrichment/${this.plan.syncKey}`];
		if (this.plan.writeBack.salesforce !== undefined)
			names.push(`${source.system}:${await source.organisation(signal)}/Lead`);
		if (this.plan.writeBack.hubspot !== undefined && hubspot !== undefined)
			names.push(`hubspot:${await hubspot.account(signal)}/contacts`);
		return names;
	}

	private async work(lease: LeaseKeeper): Promise<LeadRunReport> {
		const { source, state, traffic, providers } = this.systems;
		const { plan } = this;
		const { signal } = this.options;
		if (plan.filter !== undefined) await source.validateFilter('Lead', plan.filter, signal);
		for (const writer of this.writers) await writer.prepare(signal);
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
		return await this.finish(report.status, report);
	}

	private async *leads(progress: LeadProgress, until: Date, leases: Lease[]): AsyncGenerator<Lead[], void, undefined> {
		const { source, state } = this.systems;
		const { plan, options } = this;
		const { signal } = options;
		const fields = [...new Set(Object.values(plan.leadFields))];
		const filter = plan.filter === undefined ? 'IsConverted = false' : `IsConverted = false AND (${plan.filter})`;
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
		const scored = page.map((enriched) => ({ enriched, ...this.options.scorer?.(enriched) }));
		const preview = this.plan.operation === 'preview';
		const results: Array<Map<string, Written>> = [];
		if (!preview) for (const writer of this.writers) results.push(await this.write(writer, scored, lease));
		const finished: Finished[] = [];
		for (const { enriched, score, reasons } of scored) {
			const { id } = enriched.lead;
			const written = results.flatMap((result) => result.get(id) ?? []);
			const writes = written.map(({ result }) => result);
			this.tally(writes);
			finished.push(this.finishedOf(id, enriched, written));
			this.options.onResult?.({ ...enriched, score, scoreReasons: reasons, writes });
		}
		const now = this.iso(this.systems.traffic.clock.now());
		if (!preview) await progress.commit(finished, { runId: this.runId, at: now }, lease.leases);
		for (const { record } of finished) this.pending.delete(record.id);
	}

	private async write(writer: WriteBack, leads: Parameters<WriteBack['write']>[0], lease: LeaseKeeper) {
		return await writer.write(leads, {
			signal: this.options.signal,
			beforeCall: () => lease.assertHeld(),
			now: this.iso(this.systems.traffic.clock.now()),
		});
	}

	private finishedOf(id: string, enriched: EnrichedLead, written: Written[]): Finished {
		const read = this.pending.get(id) as ReadLead;
		const own = written.find(({ result }) => result.system === 'Salesforce');
		const rejected = written.map(({ result }) => result).find((result) => result.status === 'rejected');
		return {
			...read,
			written: own?.values ?? {},
			open: enriched.open.length > 0,
			...(rejected === undefined ? {} : { rejection: { ...rejected.problem, payload: null } }),
		};
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
		const { state, traffic } = this.systems;
		const message = error instanceof Error ? error.message : String(error);
		await state.finishRun({
			runId: this.runId,
			status: 'failed',
			finishedAt: this.iso(traffic.clock.now()),
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

	private iso(at: number): string {
		return new Date(at).toISOString();
	}
}
