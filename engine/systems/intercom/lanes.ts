import { isSophiaError } from '../../errors';

/**
 * How many calls may be under way at once, adapted to what the vendor takes: one more after every full
 * round of successes while others wait, half as many when the vendor is overloaded. First come, first served.
 */
export class Lanes {
	private width: number;
	private busy = 0;
	private successes = 0;
	/** Failures of calls that left before the last narrowing tell nothing new. */
	private narrowings = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(
		start: number,
		private readonly widest: number,
	) {
		if (!(Number.isInteger(start) && start >= 1))
			throw new RangeError('At least one call must be under way at a time.');
		this.width = Math.min(start, widest);
	}

	/** How many calls may be under way now. */
	get limit(): number {
		return this.width;
	}

	/** Runs `work` once there is a lane for it. */
	async run<T>(work: () => Promise<T>): Promise<T> {
		if (this.busy >= this.width) await new Promise<void>((resolve) => this.waiting.push(resolve));
		else this.busy++;
		try {
			return await work();
		} finally {
			this.busy--;
			this.admit();
		}
	}

	/** Watches one attempt of a call: its outcome widens or narrows the lanes. */
	async watch<T>(attempt: () => Promise<T>): Promise<T> {
		const left = this.narrowings;
		const result = await attempt().catch((error: unknown) => {
			if (!isOverload(error)) this.widen();
			else if (left === this.narrowings) this.narrow();
			throw error;
		});
		this.widen();
		return result;
	}

	private widen(): void {
		if (this.waiting.length === 0 || this.width >= this.widest) return;
		this.successes++;
		if (this.successes < this.width) return;
		this.successes = 0;
		this.width++;
		this.admit();
	}

	private narrow(): void {
		this.narrowings++;
		this.successes = 0;
		this.width = Math.max(1, Math.floor(this.width / 2));
	}

	/** The lane is taken before the waiting one goes on, so that nobody comes between. */
	private admit(): void {
		while (this.busy < this.width) {
			const next = this.waiting.shift();
			if (next === undefined) return;
			this.busy++;
			next();
		}
	}
}

const isOverload = (error: unknown): boolean => isSophiaError(error, 'transient');
