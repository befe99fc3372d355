import { systemClock, type Clock } from '../clock';
import { SophiaError, isSophiaError } from '../errors';
import { systemLabel } from '../systemLabel';
import { cancelled, unlessAborted } from './abort';
import { dayUsedUp, type DayUse } from './budget';
import type { Slot, SlidingWindow } from './limiter';
import { networkFailure } from './network';
import { accountTraffic, defineWindows, type AccountTraffic } from './registry';
import { LONGEST_SUPPLIED_MS, RetryPolicy, suppliedDelay } from './retry';
import type { AttemptContext, CallRequest, CallStats, LimitDefinition, Traffic, TrafficSettings } from './types';

/** The longest that a timer of Node can take. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A controller for one run. Windows and daily budgets are shared with every other one in the process;
 * settings and statistics are its own.
 * @throws SophiaError `configuration` when a setting makes no sense
 */
export function createTraffic(settings: Partial<TrafficSettings> = {}, clock: Clock = systemClock): Traffic {
	return new TrafficController(checked(settings), clock);
}

function checked({ retries = 3, timeoutMs = 300_000, dailyShare = 0.8 }: Partial<TrafficSettings>): TrafficSettings {
	const refuse = (what: string) => new SophiaError('configuration', what, { code: 'TRAFFIC_SETTINGS' });
	if (!(Number.isInteger(retries) && retries >= 0)) throw refuse('Retries must be a whole number, 0 or more.');
	if (!(timeoutMs > 0)) throw refuse('The time-out must be longer than nothing.');
	if (!(dailyShare >= 0 && dailyShare <= 1)) throw refuse("The share of the day's calls must be between 0 and 1.");
	return { retries, timeoutMs: Math.min(timeoutMs, LONGEST_TIMEOUT_MS), dailyShare };
}

class TrafficController implements Traffic {
	private readonly counts: Record<string, CallStats> = {};

	constructor(
		readonly settings: TrafficSettings,
		readonly clock: Clock,
	) {}

	define(system: string, account: string, limits: LimitDefinition[]): void {
		defineWindows(accountTraffic(system, account), limits);
	}

	async call<T>(request: CallRequest, attempt: (context: AttemptContext) => Promise<T>): Promise<T> {
		const shared = accountTraffic(request.system, request.account);
		const retry = new RetryPolicy(this.settings.retries, request.repeatable ?? true);
		for (let number = 1; ; number++) {
			const slots = await this.permission(request, shared);
			try {
				return await this.attempt(request, shared, slots, number, attempt);
			} catch (error) {
				await this.waitToRetry(request, shared, retry, asFailure(request.system, error));
			}
		}
	}

	observeWindow(
		system: string,
		account: string,
		limit: string,
		observed: { max?: number; remaining?: number; windowMs?: number },
	): void {
		windowOf(accountTraffic(system, account), system, limit).observe(observed, this.clock.now());
	}

	observeDay(system: string, account: string, observed: { used: number; max: number; resetsAt?: Date }): void {
		accountTraffic(system, account).budget.observe(observed, this.clock.now());
		const { used, max } = observed;
		if (Number.isFinite(used) && used >= 0 && Number.isFinite(max) && max > 0) this.of(system).day = { used, max };
	}

	stats(): Record<string, CallStats> {
		return structuredClone(this.counts);
	}

	/** Waits until one call may leave; it holds a slot in each of its windows then, and counts for the day. */
	private async permission(request: CallRequest, shared: AccountTraffic): Promise<Map<SlidingWindow, Slot>> {
		const { signal } = request;
		const { dailyShare } = this.settings;
		const slots = new Map<SlidingWindow, Slot>();
		const names = new Set(request.limits);
		for (const name of names) windowOf(shared, request.system, name);
		const since = this.clock.now();
		try {
			if (signal?.aborted) throw cancelled(signal);
			this.checkDay(request.system, shared.budget.exhausted(dailyShare, this.clock.now()));
			for (const name of shared.order) {
				if (!names.has(name)) continue;
				const window = windowOf(shared, request.system, name);
				slots.set(window, await window.acquire(this.clock, signal));
			}
			await this.pauseOver(shared, signal);
			if (signal?.aborted) throw cancelled(signal);
			request.beforeAttempt?.();
			this.checkDay(request.system, shared.budget.take(dailyShare, this.clock.now()));
		} catch (error) {
			for (const [window, slot] of slots) window.giveBack(slot);
			throw signal?.aborted && error === signal.reason ? cancelled(signal) : error;
		} finally {
			this.of(request.system).waitMs += Math.max(0, this.clock.now() - since);
		}
		return slots;
	}

	/** The pause may be made longer meanwhile; one that is too long was set before the machine's clock was set back. */
	private async pauseOver(shared: AccountTraffic, signal?: AbortSignal): Promise<void> {
		for (;;) {
			const now = this.clock.now();
			shared.pausedUntil = Math.min(shared.pausedUntil, now + LONGEST_SUPPLIED_MS);
			if (shared.pausedUntil <= now) return;
			await this.clock.sleep(shared.pausedUntil - now, signal);
		}
	}

	/** One attempt: counted, with its own time-out, given up at once on cancel. */
	private async attempt<T>(
		request: CallRequest,
		shared: AccountTraffic,
		slots: Map<SlidingWindow, Slot>,
		number: number,
		attempt: (context: AttemptContext) => Promise<T>,
	): Promise<T> {
		const { signal: callers, system, purpose } = request;
		const { timeoutMs } = this.settings;
		const counts = this.of(system);
		counts.calls++;
		counts.byPurpose[purpose] = (counts.byPurpose[purpose] ?? 0) + 1;
		if (number > 1) counts.retries++;
		for (const [window, slot] of slots) window.sent(slot, this.clock.now());

		// Not AbortSignal.any and AbortSignal.timeout: their timers outlive a call that is answered at once.
		const abort = new AbortController();
		const onCancel = () => abort.abort(callers && cancelled(callers, true));
		const timer = setTimeout(() => abort.abort(timedOut(system, timeoutMs)), timeoutMs);
		callers?.addEventListener('abort', onCancel, { once: true });
		if (callers?.aborted) onCancel();
		try {
			const context: AttemptContext = { signal: abort.signal, timeoutMs, attempt: number };
			return await unlessAborted((async () => await attempt(context))(), abort.signal);
		} finally {
			clearTimeout(timer);
			callers?.removeEventListener('abort', onCancel);
			shared.budget.done();
			for (const [window, slot] of slots) window.done(slot, this.clock.now());
		}
	}

	/**
	 * Waits as long as the failure asks for. When the vendor has said that calls come too fast, no other call
	 * of the account leaves meanwhile.
	 * @throws the failure itself when it is final
	 */
	private async waitToRetry(
		request: CallRequest,
		shared: AccountTraffic,
		retry: RetryPolicy,
		failure: unknown,
	): Promise<void> {
		if (!isSophiaError(failure)) throw failure;
		const counts = this.of(request.system);
		const throttled = failure.status === 429;
		if (throttled) counts.throttled++;
		const delay = await retry.next(failure);
		if (throttled) {
			const pause = delay?.ms ?? suppliedDelay(failure) ?? 0;
			shared.pausedUntil = Math.max(shared.pausedUntil, this.clock.now() + Math.min(pause, LONGEST_SUPPLIED_MS));
		}
		if (delay === undefined) throw failure;
		const since = this.clock.now();
		try {
			await this.clock.sleep(delay.ms, request.signal);
		} catch (error) {
			throw request.signal?.aborted ? cancelled(request.signal, failure.mayHaveHappened) : error;
		} finally {
			if (delay.supplied) counts.waitMs += this.clock.now() - since;
		}
	}

	private checkDay(system: string, use: DayUse | undefined): void {
		if (use !== undefined) throw dayUsedUp(system, use, this.settings.dailyShare);
	}

	private of(system: string): CallStats {
		return (this.counts[system] ??= { calls: 0, retries: 0, throttled: 0, waitMs: 0, byPurpose: {} });
	}
}

function windowOf(shared: AccountTraffic, system: string, name: string): SlidingWindow {
	const window = shared.windows.get(name);
	if (window === undefined) throw new Error(`${system} has no limit named '${name}': define it first.`);
	return window;
}

/** A system translates its own failures; what it has left as it was may still be the network's. */
function asFailure(system: string, error: unknown): unknown {
	return isSophiaError(error) ? error : (networkFailure(system, error) ?? error);
}

const timedOut = (system: string, timeoutMs: number): SophiaError =>
	new SophiaError('transient', `${systemLabel(system)} did not answer within ${timeoutMs / 1000} s.`, {
		system,
		code: 'TIMEOUT',
		mayHaveHappened: true,
	});
