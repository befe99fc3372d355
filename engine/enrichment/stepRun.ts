import type { Clock } from '../clock';
import { isSophiaError, type SophiaError } from '../errors';
import { turn } from '../state/order';
import { chunks } from '../systems/shared/batches';
import { mapConcurrent } from '../traffic/concurrency';
import type { Traffic } from '../traffic/types';
import { Answers, checkedValues, type Answer } from './answers';
import { BatchFailed, Breaker, type BreakerSettings } from './breaker';
import { BUDGET_CODE, BudgetMeter, NOTHING, addUsage, type Ticket } from './budget';
import type { Step } from './plan';
import type { StateStore } from '../state/types';
import type { MissReason, ProviderAnswer, ProviderReport, ProviderRequest, Usage } from './types';
import type { WorkingLead } from './working';

/** What every step of a run shares. */
export interface RunParts {
	clock: Clock;
	traffic: Traffic;
	state?: Pick<StateStore, 'getCached' | 'putCached'>;
	signal?: AbortSignal;
	/** The run's own budget. */
	budget: BudgetMeter;
	breaker: BreakerSettings;
	/** @throws when the run is to end here */
	checkStop(): void;
}

/** A request and the leads that wait for its answer. */
interface Asked {
	request: ProviderRequest;
	leads: WorkingLead[];
}

/** One provider's part in a run. */
export class StepRun {
	readonly report: ProviderReport;
	private readonly answers: Answers;
	private readonly breaker: Breaker;
	private readonly ownBudget: BudgetMeter;

	constructor(
		readonly step: Step,
		private readonly parts: RunParts,
	) {
		const { provider, settings } = step;
		this.answers = new Answers(step, parts.clock, parts.state);
		this.breaker = new Breaker(parts.breaker);
		this.ownBudget = new BudgetMeter(settings.budget);
		this.report = { name: provider.name, label: provider.label, ...counters() };
	}

	/** What of the provider's own budget was used up, if anything. */
	get budgetSpent() {
		return this.ownBudget.spent;
	}

	/**
	 * Asks for every lead of a page that the provider can still do something for, and applies the answers in the
	 * leads' order.
	 * @throws CleanStop, SophiaError `cancelled` when the run ends; whatever is a bug
	 */
	async run(leads: readonly WorkingLead[]): Promise<void> {
		const { capabilities } = this.step.provider;
		const asked = this.requestsFor(leads);
		const open = capabilities.cacheable ? await this.fromMemory(asked) : asked;
		await mapConcurrent(
			chunks(open, capabilities.batchSize),
			capabilities.concurrency,
			async (batch) => {
				this.parts.checkStop();
				await this.affordable(batch);
			},
			this.parts.signal,
		);
	}

	/** One request per key; leads that share it wait together. */
	private requestsFor(leads: readonly WorkingLead[]): Asked[] {
		const { provider, fields } = this.step;
		const byKey = new Map<string, Asked>();
		for (const lead of leads) {
			const known = lead.wants(this.step) ? lead.knownTo(this.step) : undefined;
			const key = known && provider.keyFor(known, lead.lead.id);
			if (known === undefined || key === undefined) {
				this.report.notAsked++;
				continue;
			}
			const asked = byKey.get(key);
			if (asked !== undefined) {
				asked.leads.push(lead);
				this.report.shared++;
			} else byKey.set(key, { request: { key, fields, known, leadId: lead.lead.id }, leads: [lead] });
		}
		return [...byKey.values()];
	}

	/** Answers what is known already. @returns the rest */
	private async fromMemory(asked: Asked[]): Promise<Asked[]> {
		const unknown: Asked[] = [];
		for (const one of asked) {
			const known = this.answers.known(one.request.key);
			if (known === undefined) unknown.push(one);
			else {
				this.report.shared++;
				if (known === 'failed') this.miss([one], 'failed');
				else if (known !== 'refused') this.apply(one, known);
			}
		}
		const cached = await this.answers.cached(unknown.map(({ request }) => request.key));
		return unknown.filter((one) => {
			const answer = cached.get(one.request.key);
			if (answer === undefined) return true;
			this.report.cached++;
			this.apply(one, answer);
			return false;
		});
	}

	/** Sends as much of a batch as the budget allows. */
	private async affordable(batch: Asked[]): Promise<void> {
		if (this.report.unavailable !== undefined) return this.skip(batch, 'down');
		for (let size = batch.length; size > 0; size = Math.floor(size / 2)) {
			const part = batch.slice(0, size);
			const tickets = this.admit(part.map(({ request }) => request));
			if (tickets === undefined) continue;
			this.skip(batch.slice(size), 'budget');
			return await this.send(part, tickets);
		}
		this.skip(batch, 'budget');
	}

	/** Room in both budgets, or undefined. */
	private admit(requests: ProviderRequest[]): Ticket[] | undefined {
		const { provider } = this.step;
		const estimate: Usage = provider.capabilities.metered
			? { ...NOTHING, ...(provider.estimate?.(requests) ?? { calls: 1 }) }
			: NOTHING;
		const own = this.ownBudget.admit(estimate);
		if (own === undefined || !provider.capabilities.metered) return own && [own];
		const shared = this.parts.budget.admit(estimate);
		if (shared === undefined) own.close();
		return shared && [own, shared];
	}

	private async send(batch: Asked[], tickets: Ticket[]): Promise<void> {
		const outcome = await this.ask(batch, tickets).finally(() => {
			for (const ticket of tickets) ticket.close();
		});
		if (outcome === 'open') return this.skip(batch, 'down');
		this.report.asked += batch.length;
		if (Array.isArray(outcome)) return await this.take(batch, outcome);
		// The failure of a whole batch: its requests are not tried again in this run.
		this.giveUpOn(outcome);
		if (outcome.code === BUDGET_CODE) {
			this.report.asked -= batch.length;
			return this.skip(batch, 'budget');
		}
		this.report.failed += batch.length;
		for (const { request } of batch) this.answers.missing(request.key, 'failed');
		this.miss(batch, outcome.kind === 'transient' ? 'failed' : 'down');
	}

	/** The answers, the failure of all, or 'open' when nothing was tried. @throws what ends the run, and bugs */
	private async ask(batch: Asked[], tickets: Ticket[]): Promise<ProviderAnswer[] | SophiaError | 'open'> {
		const { provider } = this.step;
		const { signal, clock, traffic } = this.parts;
		const used = (usage: Partial<Usage>) => {
			for (const ticket of tickets) ticket.use(usage);
			addUsage(this.report, usage);
		};
		let answers: ProviderAnswer[] = [];
		const work = async () => {
			answers = await provider.enrich(
				batch.map(({ request }) => request),
				{ signal, clock, traffic, used },
			);
			if (answers.length !== batch.length) throw new Error(`${provider.name} gave too few or too many answers.`);
			if (answers.length > 0 && answers.every(failedForNow)) throw new BatchFailed();
			return answers;
		};
		// What costs nothing and goes nowhere cannot be down.
		if (!provider.capabilities.cacheable && !provider.capabilities.metered) return await work();
		const outcome = await this.breaker.run(work).catch((error: unknown) => {
			if (error instanceof BatchFailed) return { result: answers };
			if (isSophiaError(error) && error.kind !== 'cancelled') return { result: error };
			throw error;
		});
		return outcome === 'open' ? 'open' : outcome.result;
	}

	private async take(batch: Asked[], answers: ProviderAnswer[]): Promise<void> {
		const at = new Date(this.parts.clock.now()).toISOString();
		const kept: Array<{ key: string; answer: Answer }> = [];
		const due: Array<() => void> = [];
		for (const [index, given] of answers.entries()) {
			const one = batch[index];
			const { key } = one.request;
			if (given.status === 'failed') {
				this.report.failed++;
				if (this.step.provider.capabilities.cacheable)
					this.answers.missing(key, given.retryable ? 'failed' : 'refused');
				if (given.retryable) due.push(() => this.miss([one], 'failed'));
				continue;
			}
			this.report[given.status === 'found' ? 'answered' : 'notFound']++;
			const { values, invalid } =
				given.status === 'found' ? checkedValues(given, this.step.fields) : { values: new Map(), invalid: 0 };
			this.report.invalid += invalid;
			const answer = { values, at };
			kept.push({ key, answer });
			due.push(() => this.apply(one, answer));
		}
		// Kept before anything relies on it: whatever happens next, nothing that was paid for is asked again.
		if (this.step.provider.capabilities.cacheable) await this.answers.keep(kept);
		else await turn();
		for (const apply of due) apply();
	}

	private apply({ leads }: Asked, answer: Answer): void {
		for (const lead of leads) {
			const { filled, replaced, belowThreshold } = lead.apply(this.step, answer);
			this.report.filled += filled.length + replaced.length;
			this.report.belowThreshold += belowThreshold;
		}
	}

	private skip(batch: Asked[], reason: 'down' | 'budget'): void {
		this.report[reason === 'down' ? 'skippedByBreaker' : 'skippedByBudget'] += batch.length;
		this.miss(batch, reason);
	}

	private miss(batch: Asked[], reason: MissReason): void {
		for (const { leads } of batch) for (const lead of leads) lead.miss(this.step, reason);
	}

	/** What will not be better in this run. */
	private giveUpOn({ kind, code, message, remedy, resumeAt }: SophiaError): void {
		if (kind === 'transient' || code === BUDGET_CODE) return;
		this.report.unavailable ??= {
			kind,
			message,
			...(remedy === undefined ? {} : { remedy }),
			...(resumeAt === undefined ? {} : { resumeAt: resumeAt.toISOString() }),
		};
	}
}

const failedForNow = (answer: ProviderAnswer): boolean => answer.status === 'failed' && answer.retryable;

const counters = (): Omit<ProviderReport, 'name' | 'label'> => ({
	...NOTHING,
	asked: 0,
	answered: 0,
	notFound: 0,
	failed: 0,
	cached: 0,
	shared: 0,
	notAsked: 0,
	skippedByBreaker: 0,
	skippedByBudget: 0,
	filled: 0,
	belowThreshold: 0,
	invalid: 0,
});
