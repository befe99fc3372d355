import { SophiaError, isSophiaError } from '../errors';

/**
 * The promise's outcome, or the signal's reason as soon as it fires. The promise itself goes on; if it
 * fails later, nobody is told.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (signal === undefined) return await promise;
	let onAbort: () => void = () => {};
	const aborted = new Promise<never>((_resolve, reject) => (onAbort = () => reject(signal.reason)));
	if (signal.aborted) onAbort();
	else signal.addEventListener('abort', onAbort, { once: true });
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

/** The error for a caller whose signal has fired: its own reason where that is one of ours. */
export function cancelled(signal: AbortSignal, mayHaveHappened = false): SophiaError {
	if (isSophiaError(signal.reason)) return signal.reason;
	return new SophiaError('cancelled', 'The run was cancelled.', { cause: signal.reason, mayHaveHappened });
}
