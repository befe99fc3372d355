import { cancelled } from './abort';

/**
 * Runs `fn` on every item, at most `limit` at once, and returns the results in the items' order. After
 * the first failure, or when the signal fires, nothing new is started; what is under way is awaited, so
 * that nothing goes on behind the caller's back.
 * @throws the first failure; SophiaError `cancelled` when the signal fired before everything was started
 */
export async function mapConcurrent<T, R>(
	items: readonly T[],
	limit: number,
	fn: (item: T, index: number) => Promise<R>,
	signal?: AbortSignal,
): Promise<R[]> {
	if (!(limit >= 1)) throw new RangeError('At least one item must be worked on at a time.');
	const results = new Array<R>(items.length);
	let next = 0;
	let failure: { error: unknown } | undefined;
	const worker = async () => {
		while (failure === undefined && next < items.length) {
			try {
				if (signal?.aborted) throw cancelled(signal);
				const index = next++;
				results[index] = await fn(items[index], index);
			} catch (error) {
				failure ??= { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	if (failure !== undefined) throw failure.error;
	return results;
}
