import type { Clock } from '../clock';
import { unlessAborted } from './abort';

/**
 * Added to the age a call must have before its slot is free again. Clocks tick in whole milliseconds
 * and ours is corrected now and then; the vendor's runs beside it.
 */
const GUARD_MS = 20;

/** A window longer or larger than this in a vendor's header is taken for a mistake. */
const LONGEST_WINDOW_MS = 24 * 60 * 60_000;
const MOST_CALLS = 100_000;

/** One place in a window, from the moment it is taken until its call can no longer count at the vendor. */
export interface Slot {
	/** Absent while the call has the place but has not been sent. */
	sentAt?: number;
	/** When the answer came or was given up: the vendor had counted the call by then at the latest. */
	doneAt?: number;
	/** True for a call of somebody else on the same account, known from the vendor's headers. */
	foreign?: boolean;
}

interface Rule {
	calls: number;
	windowMs: number;
}

/** What a vendor's headers say of a window, see {@link SlidingWindow.observe}. */
export interface WindowObservation {
	max?: number;
	remaining?: number;
	windowMs?: number;
}

/**
 * A sliding window that is kept at the vendor, not only here. We know when a call left and when its
 * answer came; the vendor counts it somewhere between the two. A slot therefore begins to age when the
 * answer is there: whatever leaves `windowMs` later arrives more than `windowMs` after the first one
 * arrived, however long either was on its way. The price is that a slot turns round in
 * `windowMs + latency` instead of `windowMs` (1 % at 100 ms in 10 s).
 *
 * Waiting is first come, first served.
 */
export class SlidingWindow {
	private slots: Slot[] = [];
	private declared: Rule;
	private observed?: Partial<Rule>;
	/** Resolves when everybody who has asked before has had a turn. */
	private tail: Promise<void> = Promise.resolve();
	/** Ends the sleep of whoever is first in the line. */
	private wake?: AbortController;

	constructor(rule: Rule) {
		this.declared = rule;
	}

	/** Replaces the rule: the latest definition holds, beside what the vendor's headers say. */
	declare(rule: Rule): void {
		this.declared = rule;
		this.wake?.abort();
	}

	/**
	 * Waits for a free slot and takes it. The caller hands it to {@link sent} and {@link done}, or to
	 * {@link giveBack}.
	 * @throws the signal's reason when it fires first; no slot is taken then
	 */
	async acquire(clock: Clock, signal?: AbortSignal): Promise<Slot> {
		const before = this.tail;
		let leave: () => void = () => {};
		const turn = new Promise<void>((resolve) => (leave = resolve));
		this.tail = before.then(async () => await turn);
		try {
			await unlessAborted(before, signal);
			for (;;) {
				signal?.throwIfAborted();
				const wait = this.waitMs(clock.now());
				if (wait <= 0) break;
				await this.sleep(clock, wait, signal);
			}
			const slot: Slot = {};
			this.slots.push(slot);
			return slot;
		} finally {
			leave();
		}
	}

	/** The call leaves now. */
	sent(slot: Slot, now: number): void {
		slot.sentAt = now;
	}

	/** The call's answer is there, or nobody waits for it any more. */
	done(slot: Slot, now: number): void {
		slot.doneAt = now;
	}

	/** The slot was not used. */
	giveBack(slot: Slot): void {
		this.slots = this.slots.filter((other) => other !== slot);
		this.wake?.abort();
	}

	/**
	 * Takes over what the vendor's headers say. The declared rule holds for our own calls, the vendor's for
	 * everybody's on the account, so that a lower figure wins whichever side it is on. `remaining` tells how
	 * much of the window others use (see {@link reckonOthers}); without a maximum it says nothing. Senseless
	 * figures are ignored.
	 */
	observe(observed: WindowObservation, now: number): void {
		const { max, remaining, windowMs } = observed;
		if (isFigure(max) && max >= 1 && max <= MOST_CALLS) this.observed = { ...this.observed, calls: Math.floor(max) };
		if (isFigure(windowMs) && windowMs >= 1 && windowMs <= LONGEST_WINDOW_MS) {
			this.observed = { ...this.observed, windowMs };
		}
		if (this.observed?.calls !== undefined && isFigure(remaining) && remaining >= 0) {
			this.reckonOthers(Math.max(0, this.observed.calls - remaining), now);
		}
	}

	/** How long until a slot is free, in milliseconds; never too long, so whoever sleeps asks again. */
	waitMs(now: number): number {
		this.prune(now);
		const own = waitFor(
			this.declared,
			this.slots.filter((slot) => !slot.foreign),
			now,
		);
		return this.observed === undefined ? own : Math.max(own, waitFor(this.vendorRule(), this.slots, now));
	}

	/**
	 * `used` is the vendor's count when one of our calls, still under way here, arrived there. Which of our
	 * calls it holds is not known exactly: at least those answered before the oldest call under way left,
	 * at most all that left. What exceeds the most must be somebody else's, and takes slots of its own;
	 * what exceeds the least cannot be, and gives them up.
	 */
	private reckonOthers(used: number, now: number): void {
		const { windowMs } = this.vendorRule();
		const underWay = this.slots.filter((slot) => slot.sentAt !== undefined && slot.doneAt === undefined);
		const oldest = oldestSent(underWay, now);
		const answered = this.slots.filter((slot) => !slot.foreign && slot.doneAt !== undefined);
		const most = underWay.length + answered.filter((slot) => endOf(slot, windowMs, now) > oldest).length;
		const least =
			Math.min(1, underWay.length) +
			answered.filter((slot) => (slot.doneAt ?? now) <= oldest && (slot.sentAt ?? now) > now - windowMs).length;
		const others = this.slots.filter((slot) => slot.foreign && endOf(slot, windowMs, now) > now);
		if (others.length < used - most) {
			for (let missing = used - most - others.length; missing > 0; missing--) {
				this.slots.push({ sentAt: now, doneAt: now, foreign: true });
			}
		} else if (others.length > Math.max(0, used - least)) {
			const surplus = new Set(others.slice(0, others.length - Math.max(0, used - least)));
			this.slots = this.slots.filter((slot) => !surplus.has(slot));
			this.wake?.abort();
		}
	}

	private vendorRule(): Rule {
		return { ...this.declared, ...this.observed };
	}

	/**
	 * Forgets what counts no more. A slot that has just become free stays known while a call is under way
	 * that left before, because the vendor may have counted both when it answers that call; but no longer
	 * than another window, however long that call takes.
	 */
	private prune(now: number): void {
		for (const slot of this.slots) {
			// After the machine's clock was set back, nothing may wait for a time that is far away.
			if (slot.sentAt !== undefined && slot.sentAt > now) slot.sentAt = now;
			if (slot.doneAt !== undefined && slot.doneAt > now) slot.doneAt = now;
		}
		const windowMs = Math.max(this.declared.windowMs, this.vendorRule().windowMs);
		const underWay = this.slots.filter((slot) => slot.sentAt !== undefined && slot.doneAt === undefined);
		const horizon = Math.max(oldestSent(underWay, now), now - windowMs);
		this.slots = this.slots.filter((slot) => endOf(slot, windowMs, now) > horizon);
	}

	private async sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
		const wake = new AbortController();
		this.wake = wake;
		const forward = () => wake.abort();
		signal?.addEventListener('abort', forward, { once: true });
		try {
			await clock.sleep(ms, wake.signal).catch((error: unknown) => {
				if (!wake.signal.aborted) throw error;
			});
		} finally {
			signal?.removeEventListener('abort', forward);
			this.wake = undefined;
		}
	}
}

/** How long until the rule lets one more call through, as far as these slots are concerned. */
function waitFor({ calls, windowMs }: Rule, slots: Slot[], now: number): number {
	const ends = slots.map((slot) => endOf(slot, windowMs, now)).filter((end) => end > now);
	return ends.length < calls ? 0 : ends.sort((a, b) => a - b)[ends.length - calls] - now;
}

/** When a slot is free again; for one that has no answer yet, the earliest it can be. */
const endOf = (slot: Slot, windowMs: number, now: number): number => (slot.doneAt ?? now) + windowMs + GUARD_MS;

const oldestSent = (slots: Slot[], now: number): number =>
	slots.reduce((oldest, slot) => Math.min(oldest, slot.sentAt ?? now), now);

const isFigure = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
