/** A call's place in a window. */
export interface Place {
	/** When its answer came; absent while it is under way. */
	doneAt?: number;
}

/**
 * The least that keeps calls within a sliding window, whatever the way to the server takes: a place is
 * free again one window after its call's answer, for only then is it certain that the server has counted
 * it. Nobody else uses the account, and nothing fails.
 */
export class BareLimiter {
	private places: Place[] = [];
	private line: Promise<void> = Promise.resolve();

	/** @param guardMs clocks tick in whole milliseconds, timers wake a little early */
	constructor(
		private readonly rule: { calls: number; windowMs: number },
		private readonly guardMs = 5,
	) {}

	/** Waits for a free place, first come, first served, and takes it. */
	async take(): Promise<Place> {
		const place: Place = {};
		this.line = this.line.then(async () => {
			for (let wait = this.waitMs(); wait > 0; wait = this.waitMs())
				await new Promise((resolve) => setTimeout(resolve, wait));
			this.places.push(place);
		});
		await this.line;
		return place;
	}

	private waitMs(): number {
		const now = performance.now();
		const held = this.rule.windowMs + this.guardMs;
		this.places = this.places.filter(({ doneAt }) => doneAt === undefined || doneAt + held > now);
		if (this.places.length < this.rule.calls) return 0;
		const ends = this.places.map(({ doneAt }) => (doneAt ?? now) + held);
		return Math.max(1, Math.min(...ends) - now);
	}
}
