import type { Clock } from '../clock';
import { SophiaError } from '../errors';

/** Thrown between two steps to end a run cleanly; what is committed stays, the next run goes on. */
export class CleanStop extends Error {
	constructor(
		readonly reason: string,
		readonly resumeAt?: Date,
	) {
		super(reason);
	}
}

/** Watches the two reasons for which a run ends itself: the caller's signal and the run time. */
export class StopWatch {
	private readonly deadline?: number;

	constructor(
		private readonly clock: Clock,
		private readonly maxRunMs: number | undefined,
		private readonly signal?: AbortSignal,
	) {
		if (maxRunMs !== undefined) this.deadline = clock.now() + maxRunMs;
	}

	/** @throws CleanStop when the run should end here */
	check(): void {
		if (this.signal?.aborted) throw new CleanStop('cancelled');
		if (this.deadline !== undefined && this.clock.now() >= this.deadline) {
			throw new CleanStop(
				`the maximum run time of ${Math.round((this.maxRunMs ?? 0) / 1000)} s is over; the next run goes on from here`,
			);
		}
	}
}

/** Errors that end a run without being its failure, as the stop they are; undefined for the others. */
export function asCleanStop(error: unknown, signal?: AbortSignal): CleanStop | undefined {
	if (error instanceof CleanStop) return error;
	if (error instanceof SophiaError && error.kind === 'limit') return new CleanStop(error.message, error.resumeAt);
	if (error instanceof SophiaError && error.kind === 'cancelled' && error.code !== 'LEASE_LOST')
		return new CleanStop('cancelled');
	if (signal?.aborted) return new CleanStop('cancelled');
	return undefined;
}
