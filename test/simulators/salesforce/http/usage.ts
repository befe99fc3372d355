import { ApiError } from '../errors';

const HOUR = 3_600_000;
const WINDOW_HOURS = 24;

/** Calls of the last 24 hours, counted by the hour as Salesforce does. */
export class Usage {
	private readonly hours = new Map<number, number>();
	private running = 0;

	constructor(private readonly now: () => number) {}

	get used(): number {
		const hour = this.hour();
		let sum = 0;
		for (const [at, count] of this.hours) {
			if (at <= hour - WINDOW_HOURS) this.hours.delete(at);
			else sum += count;
		}
		return sum;
	}

	/** Pretends that so many calls were made by others. */
	add(calls: number): void {
		this.hours.set(this.hour(), (this.hours.get(this.hour()) ?? 0) + calls);
	}

	/** @throws ApiError REQUEST_LIMIT_EXCEEDED when the day's calls are used up; such a call is not counted */
	count(dailyLimit: number): void {
		if (this.used >= dailyLimit) throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
		this.add(1);
	}

	/** @throws ApiError REQUEST_LIMIT_EXCEEDED when too many requests run at once */
	begin(limit: number | undefined): void {
		if (limit !== undefined && this.running >= limit) {
			throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.');
		}
		this.running++;
	}

	end(): void {
		this.running--;
	}

	private hour(): number {
		return Math.floor(this.now() / HOUR);
	}
}
