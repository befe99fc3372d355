import type { SophiaError } from '../errors';

const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;
/** Spread over callers that were told the same delay. */
const SUPPLIED_JITTER_MS = 100;
const MOST_SUPPLIED = 20;
/** The most that a vendor's delays can hold up one call, in total. */
export const LONGEST_SUPPLIED_MS = 15 * 60_000;

/** How long to wait before the next try, and whether the vendor asked for it. */
export interface RetryDelay {
	ms: number;
	supplied: boolean;
}

/**
 * Decides, for one call, whether a transient failure is tried again and when. A delay that the vendor
 * supplies is obeyed and consumes no try, but at most 20 times and 15 minutes in one call; otherwise the
 * delay grows exponentially with jitter, between 0.5 and 30 seconds.
 */
export class RetryPolicy {
	private triesLeft: number;
	private suppliedLeft = MOST_SUPPLIED;
	private suppliedMsLeft = LONGEST_SUPPLIED_MS;
	private backoff?: AsyncIterator<number, never>;

	/** @param retries tries beside the first */
	constructor(
		retries: number,
		private readonly repeatable: boolean,
	) {
		this.triesLeft = retries;
	}

	/** The delay before the next try, or undefined when the error is final. */
	async next(error: SophiaError): Promise<RetryDelay | undefined> {
		if (error.kind !== 'transient') return undefined;
		if (error.mayHaveHappened && !this.repeatable) return undefined;
		const asked = suppliedDelay(error);
		if (asked !== undefined) {
			if (this.suppliedLeft === 0 || asked > this.suppliedMsLeft) return undefined;
			this.suppliedLeft--;
			this.suppliedMsLeft -= asked;
			return { ms: asked + Math.random() * SUPPLIED_JITTER_MS, supplied: true };
		}
		if (this.triesLeft === 0) return undefined;
		this.triesLeft--;
		this.backoff ??= backoffDelays();
		return { ms: (await this.backoff.next()).value, supplied: false };
	}
}

/** The delay that the vendor asks for, where it makes sense. */
export function suppliedDelay({ retryAfterMs }: SophiaError): number | undefined {
	return retryAfterMs !== undefined && retryAfterMs >= 0 ? retryAfterMs : undefined;
}

/** Milliseconds to wait before each further try: growing, with jitter, between 0.5 and 30 seconds. */
export async function* backoffDelays(): AsyncGenerator<number, never> {
	// Loaded on the first failure: most runs never need it.
	const { ExponentialBackoff } = await import('cockatiel');
	let step = new ExponentialBackoff({ initialDelay: 1_000, maxDelay: LONGEST_MS - SHORTEST_MS }).next();
	for (;;) {
		yield SHORTEST_MS + step.duration;
		step = step.next(undefined);
	}
}
