/** What one call has brought: pages to hand out, and where to go on. */
export interface Loaded<Page, Position> {
	pages: Page[];
	/** Absent at the end. */
	next?: Position;
}

/**
 * Hands out pages while the next call is already under way; never more than one ahead. A failure of
 * that call is raised when its turn comes, so that what came before it is not lost. Whoever stops
 * reading, or cancels, ends it.
 */
export async function* readAhead<Page, Position>(
	first: (signal: AbortSignal) => Promise<Loaded<Page, Position>>,
	load: (position: Position, signal: AbortSignal) => Promise<Loaded<Page, Position>>,
	signal?: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
	const stop = new AbortController();
	const onAbort = () => stop.abort(signal?.reason);
	if (signal?.aborted) onAbort();
	signal?.addEventListener('abort', onAbort, { once: true });
	const begin = (call: Promise<Loaded<Page, Position>>) => {
		call.catch(() => undefined);
		return call;
	};
	try {
		let pending: Promise<Loaded<Page, Position>> | undefined = begin(first(stop.signal));
		while (pending !== undefined) {
			const { pages, next }: Loaded<Page, Position> = await pending;
			pending = next === undefined ? undefined : begin(load(next, stop.signal));
			yield* pages;
		}
	} finally {
		signal?.removeEventListener('abort', onAbort);
		stop.abort();
	}
}
