/** Neighbouring buckets differ by this factor, so a quantile is wrong by at most 1 %. */
const FACTOR = 1.02;

/** Median and percentiles of positive figures, within 1 %; its memory depends on their spread, not on their number. */
export class Quantiles {
	private readonly buckets = new Map<number, number>();
	private count = 0;
	private least = Infinity;
	private greatest = 0;
	private sum = 0;

	add(value: number): void {
		const bucket = value < 1 ? 0 : Math.floor(Math.log(value) / Math.log(FACTOR)) + 1;
		this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
		this.count++;
		this.sum += value;
		this.least = Math.min(this.least, value);
		this.greatest = Math.max(this.greatest, value);
	}

	get size(): number {
		return this.count;
	}

	get max(): number {
		return this.greatest;
	}

	get total(): number {
		return this.sum;
	}

	/** @param share 0.5 for the median: the smallest value that so many are not greater than */
	at(share: number): number {
		const wanted = Math.max(1, Math.ceil(this.count * share));
		let seen = 0;
		for (const bucket of [...this.buckets.keys()].sort((a, b) => a - b)) {
			seen += this.buckets.get(bucket) ?? 0;
			if (seen < wanted) continue;
			const middle = bucket === 0 ? 0 : FACTOR ** (bucket - 0.5);
			return Math.min(this.greatest, Math.max(this.least, middle));
		}
		return 0;
	}
}
