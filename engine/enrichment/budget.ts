import { SophiaError } from '../errors';
import type { Budget, Usage } from './types';

export const NOTHING: Readonly<Usage> = { calls: 0, tokens: 0, cost: 0 };

const DIMENSIONS = ['calls', 'tokens', 'cost'] as const;
export type BudgetDimension = (typeof DIMENSIONS)[number];

export const BUDGET_CODE = 'ENRICHMENT_BUDGET';

const LABELS: Record<BudgetDimension, string> = { calls: 'calls', tokens: 'tokens', cost: 'money' };

export function addUsage(sum: Usage, more: Partial<Usage>): void {
	for (const dimension of DIMENSIONS) sum[dimension] += amount(more[dimension]);
}

/** A vendor's own figure: never trusted to be a number that makes sense. */
const amount = (value: number | undefined): number =>
	value !== undefined && Number.isFinite(value) && value > 0 ? value : 0;

/**
 * What a run, or one provider in it, may use. A batch is admitted only when what it is likely to use still fits beside
 * what others under way are likely to use; it then counts with whichever is more, the estimate or what it has used.
 * Calls are never exceeded. Tokens and money are known only afterwards: they are exceeded at most by what the batches
 * under way use beyond their estimates.
 */
export class BudgetMeter {
	private readonly closed: Usage = { ...NOTHING };
	private readonly open = new Set<Ticket>();
	/** The first limit that something was refused for. */
	spent?: BudgetDimension;

	constructor(private readonly budget: Budget = {}) {}

	/** Admits a batch, or says by `undefined` that it does not fit. */
	admit(estimate: Usage): Ticket | undefined {
		const tooMuch = this.firstExceededBy(estimate);
		if (tooMuch !== undefined) {
			this.spent ??= tooMuch;
			return undefined;
		}
		const ticket = new Ticket(
			estimate,
			(calls) => this.allow(ticket, calls),
			(used) => this.close(ticket, used),
		);
		this.open.add(ticket);
		return ticket;
	}

	private firstExceededBy(more: Usage): BudgetDimension | undefined {
		return DIMENSIONS.find((dimension) => {
			const limit = this.budget[dimension];
			if (limit === undefined) return false;
			const total = this.total(dimension);
			// Of something whose amount nobody knows before, the last bit may be used.
			return more[dimension] > 0 ? total + more[dimension] > limit : dimension !== 'calls' && total >= limit;
		});
	}

	private total(dimension: BudgetDimension): number {
		let total = this.closed[dimension];
		for (const ticket of this.open) total += ticket.reserved(dimension);
		return total;
	}

	/** A retry goes beyond what the batch had reserved: there must be room for it. */
	private allow(ticket: Ticket, calls: number): void {
		const limit = this.budget.calls;
		if (limit === undefined) return;
		const others = this.total('calls') - ticket.reserved('calls');
		if (others + Math.max(ticket.estimate.calls, ticket.used.calls + calls) <= limit) return;
		this.spent ??= 'calls';
		throw budgetSpent('calls');
	}

	private close(ticket: Ticket, used: Usage): void {
		if (this.open.delete(ticket)) addUsage(this.closed, used);
	}
}

/** One batch's share of a budget. */
export class Ticket {
	readonly used: Usage = { ...NOTHING };

	constructor(
		readonly estimate: Usage,
		private readonly allow: (calls: number) => void,
		private readonly onClose: (used: Usage) => void,
	) {}

	reserved(dimension: BudgetDimension): number {
		return Math.max(this.estimate[dimension], this.used[dimension]);
	}

	/** @throws SophiaError `limit` when no further call is allowed; what was used already is counted all the same */
	use(usage: Partial<Usage>): void {
		if (amount(usage.calls) > 0) this.allow(amount(usage.calls));
		addUsage(this.used, usage);
	}

	close(): void {
		this.onClose(this.used);
	}
}

export const budgetSpent = (dimension: BudgetDimension): SophiaError =>
	new SophiaError('limit', `The budget of this run is used up (${LABELS[dimension]}).`, {
		code: BUDGET_CODE,
		remedy: 'The next run goes on where this one left off. Raise the budget to do more in one run.',
	});
