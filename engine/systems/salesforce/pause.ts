import type { Clock } from '../../clock';
import { cancelled } from '../../traffic/abort';

/** Waits. @throws SophiaError `cancelled` as soon as the signal fires */
export async function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
	await clock
		.sleep(ms, signal)
		.catch(async (error: unknown) => await Promise.reject(signal?.aborted ? cancelled(signal) : error));
}
