/** How often the process is measured, in milliseconds of real time. */
const INTERVAL_MS = 250;

/** The most memory that the process holds while something is under way. */
export class MemoryMeter {
	private peak = 0;
	private timer?: NodeJS.Timeout;

	start(): void {
		this.measure();
		this.timer = setInterval(() => this.measure(), INTERVAL_MS);
		this.timer.unref();
	}

	/** Ends the measuring. @returns bytes */
	stop(): number {
		clearInterval(this.timer);
		this.measure();
		return this.peak;
	}

	private measure(): void {
		this.peak = Math.max(this.peak, process.memoryUsage.rss());
	}
}
