import type { AttemptContext, CallRequest, Traffic } from '../traffic';

/** A traffic controller that remembers how long its slowest answer took. */
export interface TimedTraffic {
	traffic: Traffic;
	/** In milliseconds, without waits for limits and between tries; undefined before the first answer. */
	slowestMs(): number | undefined;
}

/** Times the attempts of a controller: what a call waits for its turn is no fault of the service. */
export function timed(inner: Traffic): TimedTraffic {
	let slowest: number | undefined;
	const traffic: Traffic = {
		clock: inner.clock,
		settings: inner.settings,
		define: (...rest) => inner.define(...rest),
		observeWindow: (...rest) => inner.observeWindow(...rest),
		observeDay: (...rest) => inner.observeDay(...rest),
		stats: () => inner.stats(),
		call: async <T>(request: CallRequest, attempt: (context: AttemptContext) => Promise<T>): Promise<T> =>
			await inner.call(request, async (context) => {
				const since = inner.clock.now();
				try {
					return await attempt(context);
				} finally {
					slowest = Math.max(slowest ?? 0, inner.clock.now() - since);
				}
			}),
	};
	return { traffic, slowestMs: () => slowest };
}
