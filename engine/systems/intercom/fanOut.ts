import { mapConcurrent } from '../../traffic';

/** More than any number of lanes: how many calls really are under way is the lanes' business. */
export const MOST_AT_ONCE = 64;

/**
 * Runs `work` on every item, as many at once as the lanes let through. After the first failure, calls that
 * still wait for a lane are not sent; those under way are awaited.
 *
 * @param work makes its calls with the guard as their `beforeCall`
 * @throws the first failure
 */
export async function fanOut<T, R>(
	items: readonly T[],
	{ signal, beforeCall }: { signal?: AbortSignal; beforeCall?: () => void },
	work: (item: T, guard: () => void) => Promise<R>,
): Promise<R[]> {
	let failure: { error: unknown } | undefined;
	const guard = () => {
		if (failure !== undefined) throw failure.error;
		beforeCall?.();
	};
	return await mapConcurrent(
		items,
		MOST_AT_ONCE,
		async (item) =>
			await work(item, guard).catch((error: unknown) => {
				failure ??= { error };
				throw error;
			}),
		signal,
	);
}
