import { isSophiaError, type RecordProblem } from '../errors';
import type { Destination, WriteOutcome } from '../systems/types';

/**
 * Sends a batch. If it fails all its tries and the destination is down, so is the run. If it answers otherwise, one
 * of the records makes it fail, and halving finds which, so that the others get through.
 *
 * @param send one call's worth of records
 * @param idOf the id by which a record's outcome is known
 * @throws whatever `send` throws that is not `transient`, and what `ping` throws
 */
export async function isolating<T>(
	batch: T[],
	idOf: (item: T) => string,
	send: (batch: T[]) => Promise<WriteOutcome[]>,
	destination: Pick<Destination, 'ping'>,
	options: { signal?: AbortSignal; check: () => void },
): Promise<WriteOutcome[]> {
	return await send(batch).catch(async (error: unknown) => {
		if (!isSophiaError(error, 'transient')) throw error;
		options.check();
		await destination.ping(options.signal);
		if (batch.length === 1) return [{ id: idOf(batch[0]), status: 'rejected', problem: unavailable(error) }];
		const middle = Math.ceil(batch.length / 2);
		return [
			...(await isolating(batch.slice(0, middle), idOf, send, destination, options)),
			...(await isolating(batch.slice(middle), idOf, send, destination, options)),
		];
	});
}

const unavailable = (error: Error): RecordProblem => ({
	category: 'unavailable',
	reason: `The destination failed on this record and no other: ${error.message} It is tried again by the next run.`,
	retryable: true,
});
