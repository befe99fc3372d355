/**
 * Faults that a test plants in front of a simulator's next matching requests.
 *
 * - `status`    answers with that status, body and headers; nothing is carried out
 * - `reset`     the connection is cut before anything is carried out
 * - `lost`      the request is carried out, then the connection is cut: its answer is lost
 * - `hang`      the request is carried out, the answer never comes (until the client gives up)
 */
export type FaultKind = 'status' | 'reset' | 'lost' | 'hang';

export interface Fault {
	kind: FaultKind;
	/** Default: every method. */
	method?: string;
	/** Matched against the path with its query. Default: every path. */
	path?: RegExp;
	/** How many matching requests it hits. Default 1. */
	times?: number;
	/** How many matching requests pass first. Default 0. */
	after?: number;
	/** Or: the chance (0–1) that a matching request is hit, drawn from the simulator's seeded random source. */
	chance?: number;
	status?: number;
	body?: unknown;
	headers?: Record<string, string>;
}

/** The faults still to come, in the order they were planted. */
export class FaultPlan {
	private faults: Array<Fault & { left: number; wait: number }> = [];

	constructor(private readonly random: () => number) {}

	add(fault: Fault): void {
		this.faults.push({
			...fault,
			left: fault.times ?? (fault.chance === undefined ? 1 : Infinity),
			wait: fault.after ?? 0,
		});
	}

	clear(): void {
		this.faults = [];
	}

	/** The fault that hits this request, if any. */
	take(method: string, path: string): Fault | undefined {
		for (const fault of this.faults) {
			if (fault.left <= 0) continue;
			if (fault.method !== undefined && fault.method !== method) continue;
			if (fault.path !== undefined && !fault.path.test(path)) continue;
			if (fault.wait > 0) {
				fault.wait--;
				continue;
			}
			if (fault.chance !== undefined && this.random() >= fault.chance) continue;
			fault.left--;
			return fault;
		}
		return undefined;
	}
}

/** A small seedable random source (mulberry32): the same seed gives the same run. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
