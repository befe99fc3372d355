/** The part of a clock a simulator needs. Tests hand the same moving clock to simulators and code under test. */
export interface SimulatorClock {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: SimulatorClock = {
	now: () => Date.now(),
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * A clock that jumps: a sleep moves time forward at once instead of passing it. Sleeps that are under
 * way together end in the order of their ends, after pending I/O has had its turn.
 */
export class JumpingClock implements SimulatorClock {
	private current: number;
	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	constructor(start = Date.parse('2026-03-01T00:00:00Z')) {
		this.current = start;
	}

	now(): number {
		return this.current;
	}

	/** Moves time forward without anybody having slept. */
	advance(ms: number): void {
		this.current += ms;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		// Whole milliseconds, as every clock has them.
		const at = this.current + Math.ceil(ms);
		await new Promise<void>((resolve, reject) => {
			const sleeper = { at, wake: resolve };
			this.sleepers.push(sleeper);
			signal?.addEventListener(
				'abort',
				() => {
					const index = this.sleepers.indexOf(sleeper);
					if (index >= 0) this.sleepers.splice(index, 1);
					reject(signal.reason);
				},
				{ once: true },
			);
			setImmediate(() => this.wakeNext());
		});
	}

	private wakeNext(): void {
		let next = 0;
		if (this.sleepers.length === 0) return;
		for (let i = 1; i < this.sleepers.length; i++) if (this.sleepers[i].at < this.sleepers[next].at) next = i;
		const [sleeper] = this.sleepers.splice(next, 1);
		this.current = Math.max(this.current, sleeper.at);
		sleeper.wake();
	}
}
