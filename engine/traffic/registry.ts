import { DailyBudget } from './budget';
import { SlidingWindow } from './limiter';
import type { LimitDefinition } from './types';

/** What is shared of an account by everything in this process that calls it. */
export interface AccountTraffic {
	windows: Map<string, SlidingWindow>;
	/** Limit names in the order in which every call takes them, so that no two calls wait for each other. */
	order: string[];
	budget: DailyBudget;
	/** No call leaves before this (the vendor has said no). */
	pausedUntil: number;
}

/**
 * Two copies of the package in one process find the same registry here, and call the classes of whichever
 * came first: methods may be added to them, never changed. They throw nothing of ours (a copy's
 * SophiaError is unknown to the other).
 */
const REGISTRY = Symbol.for('n8n-nodes-sophia.traffic');

/** The shared state of an account, made on first use. */
export function accountTraffic(system: string, account: string): AccountTraffic {
	const holder = globalThis as { [REGISTRY]?: Map<string, AccountTraffic> };
	const registry = (holder[REGISTRY] ??= new Map<string, AccountTraffic>());
	const key = JSON.stringify([system, account]);
	let shared = registry.get(key);
	if (shared === undefined) {
		shared = { windows: new Map(), order: [], budget: new DailyBudget(), pausedUntil: 0 };
		registry.set(key, shared);
	}
	return shared;
}

/** Declares windows of an account. The scarcest comes first in the order in which calls take them. */
export function defineWindows(shared: AccountTraffic, limits: LimitDefinition[]): void {
	const scarcestFirst = [...limits].sort((a, b) => a.calls / a.windowMs - b.calls / b.windowMs);
	for (const { name, calls, windowMs } of scarcestFirst) {
		if (!(Number.isInteger(calls) && calls >= 1 && Number.isFinite(windowMs) && windowMs > 0)) {
			throw new RangeError(`The limit '${name}' needs at least one call and a window longer than nothing.`);
		}
		const known = shared.windows.get(name);
		if (known !== undefined) known.declare({ calls, windowMs });
		else {
			shared.windows.set(name, new SlidingWindow({ calls, windowMs }));
			shared.order.push(name);
		}
	}
}
