import { SophiaError } from '../errors';
import { systemLabel } from '../systemLabel';

/** An observation without a known reset is worth nothing after this. */
const STALE_MS = 24 * 60 * 60_000;
/** Where the vendor does not say when the day begins anew, one call this often finds out. */
const PROBE_MS = 60 * 60_000;
/** Answers overtake each other: a lower count than the known one holds only when that one is older than this. */
const LATE_ANSWER_MS = 10_000;

/** What the vendor says of the day. */
export interface DayObservation {
	used: number;
	max: number;
	resetsAt?: Date;
}

/** How far the day's calls are used up. */
export interface DayUse {
	used: number;
	max: number;
	/** When the count begins anew, or else when it makes sense to ask again. */
	resumeAt: Date;
}

/**
 * An account's calls for the day: what the vendor said last, and our own calls since, so that calls
 * under way together cannot go past the share by their number.
 */
export class DailyBudget {
	private known?: { used: number; max: number; at: number; resetsAt?: number };
	private sinceObserved = 0;
	private underWay = 0;
	private probedAt?: number;

	/**
	 * Counts a call that leaves now, unless the share is used up: then it must not leave, and the day's use
	 * is returned. In one step, so that calls released together cannot all slip through.
	 */
	take(share: number, now: number): DayUse | undefined {
		const use = this.exhausted(share, now);
		if (use !== undefined) return use;
		if (this.reached(share)) this.probedAt = now;
		this.sinceObserved++;
		this.underWay++;
		return undefined;
	}

	/** A taken call's answer is there, or nobody waits for it any more. */
	done(): void {
		this.underWay--;
	}

	/** Senseless figures are ignored. */
	observe({ used, max, resetsAt }: DayObservation, now: number): void {
		if (!(Number.isFinite(used) && used >= 0 && Number.isFinite(max) && max > 0)) return;
		this.forgetStale(now);
		if (this.known !== undefined && overtaken(used, this.known.used) && now - this.known.at < LATE_ANSWER_MS) return;
		const reset = resetsAt?.getTime();
		this.known = { used, max, at: now, resetsAt: reset !== undefined && reset > now ? reset : undefined };
		this.probedAt = undefined;
		// The call that brought the answer is in its count; the others under way may not be.
		this.sinceObserved = Math.max(0, this.underWay - 1);
	}

	/**
	 * The day's use when it has reached the share, undefined while calls may go on. Where the vendor does
	 * not say when its day begins, one call an hour is let through: its answer tells.
	 */
	exhausted(share: number, now: number): DayUse | undefined {
		this.forgetStale(now);
		if (this.known === undefined || !this.reached(share)) return undefined;
		const { max, resetsAt } = this.known;
		const used = this.known.used + this.sinceObserved;
		if (resetsAt !== undefined) return { used, max, resumeAt: new Date(resetsAt) };
		const askAgain = (this.probedAt ?? this.known.at) + PROBE_MS;
		return now < askAgain ? { used, max, resumeAt: new Date(askAgain) } : undefined;
	}

	private reached(share: number): boolean {
		return this.known !== undefined && (this.known.used + this.sinceObserved) / this.known.max >= share;
	}

	private forgetStale(now: number): void {
		if (this.known === undefined) return;
		// A time ahead of us means that the machine's clock was set back.
		if (this.known.at > now) this.known.at = now;
		if (this.probedAt !== undefined && this.probedAt > now) this.probedAt = now;
		const { at, resetsAt } = this.known;
		if (now - at >= STALE_MS || (resetsAt !== undefined && now >= resetsAt)) {
			this.known = undefined;
			this.sinceObserved = 0;
		}
	}
}

/** A little lower than what is known already; far lower means that the day has begun anew. */
const overtaken = (used: number, known: number): boolean => used < known && used > known / 2;

/** The error that stops a run when the day's share is used up. */
export function dayUsedUp(system: string, use: DayUse, share: number): SophiaError {
	const percent = Math.round(share * 1000) / 10;
	return new SophiaError(
		'limit',
		`${systemLabel(system)}: ${use.used} of the account's ${use.max} calls for the day are used, and the share that may be used is ${percent} %.`,
		{
			system,
			code: 'DAILY_SHARE',
			resumeAt: use.resumeAt,
			remedy: `Run again after ${use.resumeAt.toISOString()}, or allow a greater share of the day's calls.`,
		},
	);
}
