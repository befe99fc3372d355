/** A vendor's counter: a sliding window over the times at which calls arrive, as strict as it can be. */
export class StrictVendor {
	readonly arrivals: number[] = [];
	/** Calls that found the window full. They count as well. */
	refused = 0;
	/** The most that were ever in one window. */
	fullest = 0;

	constructor(
		readonly calls: number,
		readonly windowMs: number,
	) {}

	/** @returns how many calls of the window are left, or undefined when it was full already */
	arrive(at: number): number | undefined {
		const inWindow = this.arrivals.filter((arrival) => arrival >= at - this.windowMs).length + 1;
		this.arrivals.push(at);
		this.fullest = Math.max(this.fullest, inWindow);
		if (inWindow <= this.calls) return this.calls - inWindow;
		this.refused++;
		return undefined;
	}
}
