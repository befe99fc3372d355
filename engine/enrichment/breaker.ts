import type * as Cockatiel from 'cockatiel';
import { isSophiaError } from '../errors';

export interface BreakerSettings {
	/** Failures in a row that open the circuit. */
	failures: number;
	/** How long it stays open before one try is let through. */
	pauseMs: number;
}

/** A failure that says nothing against the provider, or that was dealt with, does not count. */
const countsAgainst = (error: Error): boolean => error instanceof BatchFailed || isSophiaError(error, 'transient');

/** Thrown inside the breaker when every request of a batch failed, though each for itself. */
export class BatchFailed extends Error {}

/** Leaves a provider alone that fails again and again. The circuit is cockatiel's, loaded with the first batch. */
export class Breaker {
	private circuit?: Promise<{ policy: Cockatiel.CircuitBreakerPolicy; library: typeof Cockatiel }>;

	constructor(private readonly settings: BreakerSettings) {}

	/** The work's result; 'open' when nothing was tried. @throws what the work throws */
	async run<T>(work: () => Promise<T>): Promise<{ result: T } | 'open'> {
		const { policy, library } = await (this.circuit ??= this.makeCircuit());
		return await policy
			.execute(async () => ({ result: await work() }))
			.catch((error: unknown) => {
				if (library.isBrokenCircuitError(error)) return 'open';
				throw error;
			});
	}

	private async makeCircuit() {
		const library = await import('cockatiel');
		const policy = library.circuitBreaker(library.handleWhen(countsAgainst), {
			halfOpenAfter: this.settings.pauseMs,
			breaker: new library.ConsecutiveBreaker(this.settings.failures),
		});
		return { policy, library };
	}
}
