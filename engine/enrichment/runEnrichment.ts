import type { Clock } from '../clock';
import type { StateStore } from '../state/types';
import { CleanStop, StopWatch, asCleanStop } from '../runs/stop';
import { chunks } from '../systems/shared/batches';
import type { Traffic } from '../traffic/types';
import { BudgetMeter, NOTHING, addUsage } from './budget';
import type { LeadField } from './fields';
import { ENRICHMENT_DEFAULTS, preparePlan } from './plan';
import { StepRun, type RunParts } from './stepRun';
import type { EnrichedLead, EnrichmentPlan, EnrichmentReport, Lead, Provider } from './types';
import { WorkingLead } from './working';

/** Leads on their way at once: memory is bounded by this, however many come in one page. */
export const ENRICHMENT_PAGE = 500;

export interface EnrichmentParts {
	/** Every provider that the plan names, made for this run. */
	providers: readonly Provider[];
	/** Pages of leads, of any size. */
	leads: AsyncIterable<readonly Lead[]> | Iterable<readonly Lead[]>;
	/** Where answers are kept. Absent: they are forgotten with the run. */
	state?: Pick<StateStore, 'getCached' | 'putCached' | 'expireCached'>;
	traffic: Traffic;
	signal?: AbortSignal;
	/**
	 * Takes a page of results, at most `ENRICHMENT_PAGE`, in the order of the leads. What it awaits (write-back, the
	 * marker of the next run) is done before the next page begins. Answers are kept already: when a run is killed here,
	 * the next one asks nobody again.
	 */
	onPage(results: EnrichedLead[]): Promise<void> | void;
	onProgress?(report: EnrichmentReport): void;
}

/**
 * Enriches leads by a waterfall of providers: each field is filled by the first provider in the user's order whose
 * confidence passes the threshold, and existing values stay unless the rule says otherwise. A provider that is down, or
 * out of budget, is left out: its fields are `open` in the results, and the run goes on with the others.
 *
 * The run ends cleanly (`stopped`) on cancel and after `maxRunMs`. A page for which something was still to be asked is not
 * handed over then; what was answered for it is kept.
 * @throws SophiaError `configuration` for a plan that makes no sense; what `onPage`, the leads or the state throw
 */
export async function runEnrichment(plan: EnrichmentPlan, parts: EnrichmentParts): Promise<EnrichmentReport> {
	return await new Run(plan, parts).run();
}

class Run {
	private readonly clock: Clock;
	private readonly prepared;
	private readonly steps: StepRun[];
	private readonly budget: BudgetMeter;
	private readonly watch: StopWatch;
	private readonly counts: Pick<EnrichmentReport, 'leads' | 'changed' | 'open' | 'fields'> = {
		leads: 0,
		changed: 0,
		open: 0,
		fields: {},
	};

	constructor(
		plan: EnrichmentPlan,
		private readonly parts: EnrichmentParts,
	) {
		const { traffic, state, signal } = parts;
		this.clock = traffic.clock;
		this.prepared = preparePlan(plan, parts.providers);
		this.budget = new BudgetMeter(plan.budget);
		this.watch = new StopWatch(this.clock, plan.maxRunMs, signal);
		const runParts: RunParts = {
			clock: this.clock,
			traffic,
			state,
			signal,
			budget: this.budget,
			breaker: {
				failures: plan.breakerFailures ?? ENRICHMENT_DEFAULTS.breakerFailures,
				pauseMs: plan.breakerPauseMs ?? ENRICHMENT_DEFAULTS.breakerPauseMs,
			},
			checkStop: () => this.watch.check(),
		};
		this.steps = this.prepared.steps.map((step) => new StepRun(step, runParts));
	}

	async run(): Promise<EnrichmentReport> {
		const stop = await this.pages().then(
			() => undefined,
			(error: unknown) => this.asStop(error),
		);
		await this.parts.state?.expireCached();
		return this.report(stop);
	}

	private async pages(): Promise<void> {
		for await (const page of this.parts.leads) {
			for (const leads of chunks(page, ENRICHMENT_PAGE)) {
				this.watch.check();
				const results = await this.page(leads);
				this.count(results);
				await this.parts.onPage(results);
				this.parts.onProgress?.(this.report());
			}
		}
	}

	private async page(leads: readonly Lead[]): Promise<EnrichedLead[]> {
		const working = leads.map((lead) => new WorkingLead(lead, this.prepared));
		for (const step of this.steps) await step.run(working);
		// What others have found may let something be derived that could not be before (a title, its seniority).
		for (const run of this.steps) {
			if (run.step.provider.capabilities.metered || run.step.provider.capabilities.cacheable) continue;
			const again = working.filter((lead) => lead.hasNewsFor(run.step) && lead.wants(run.step));
			if (again.length > 0) await run.run(again);
		}
		return working.map((lead) => lead.result());
	}

	private count(results: EnrichedLead[]): void {
		this.counts.leads += results.length;
		for (const { changes, open } of results) {
			const changed = Object.entries(changes) as Array<[LeadField, { before?: unknown }]>;
			if (changed.length > 0) this.counts.changed++;
			if (open.length > 0) this.counts.open++;
			for (const [field, change] of changed) {
				const count = (this.counts.fields[field] ??= { filled: 0, replaced: 0 });
				count[change.before === undefined ? 'filled' : 'replaced']++;
			}
		}
	}

	/** @throws what is no way to end a run */
	private asStop(error: unknown): CleanStop {
		const stop = asCleanStop(error, this.parts.signal);
		if (stop === undefined) throw error;
		return stop;
	}

	/** A copy of the counts so far. */
	private report(stop?: CleanStop): EnrichmentReport {
		const providers = this.steps.map(({ report }) => ({ ...report }));
		const usage = { ...NOTHING };
		for (const run of this.steps) if (run.step.provider.capabilities.metered) addUsage(usage, run.report);
		const budgetSpent = this.budget.spent ?? this.steps.find((run) => run.budgetSpent !== undefined)?.budgetSpent;
		return {
			status: stop === undefined ? 'completed' : 'stopped',
			...(stop === undefined ? {} : { stopReason: stop.reason }),
			...(stop?.resumeAt === undefined ? {} : { resumeAt: stop.resumeAt.toISOString() }),
			...structuredClone(this.counts),
			providers,
			usage,
			...(budgetSpent === undefined ? {} : { budgetSpent }),
			warnings: providers.flatMap(({ label, unavailable }) =>
				unavailable === undefined
					? []
					: [`${label} was left out: ${[unavailable.message, unavailable.remedy].filter(Boolean).join(' ')}`],
			),
		};
	}
}
