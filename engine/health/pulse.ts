import type { AttemptContext, CallRequest, Traffic } from '../traffic';
import type { Pulse } from './types';

/** Watches the attempts of a controller: what a call waits for its turn is no fault of the service. */
export function timed(inner: Traffic): { traffic: Traffic; pulse: Pulse } {
	let slowest: number | undefined;
	let underWay = 0;
	let waiting = 0;
	const traffic: Traffic = {
		clock: inner.clock,
		settings: inner.settings,
		define: (...rest) => inner.define(...rest),
		observeWindow: (...rest) => inner.observeWindow(...rest),
		observeDay: (...rest) => inner.observeDay(...rest),
		stats: () => inner.stats(),
		call: async <T>(request: CallRequest, attempt: (context: AttemptContext) => Promise<T>): Promise<T> => {
			waiting++;
			try {
				return await inner.call(request, async (context) => {
					const since = inner.clock.now();
					underWay++;
					try {
						return await attempt(context);
					} finally {
						underWay--;
						slowest = Math.max(slowest ?? 0, inner.clock.now() - since);
					}
				});
			} finally {
				waiting--;
			}
		},
	};
	return { traffic, pulse: { slowestMs: () => slowest, waitsForTurn: () => waiting > 0 && underWay === 0 } };
}

/** For what is not asked through a traffic controller. */
export function stopwatch(now: () => number): { pulse: Pulse; time<T>(work: () => Promise<T>): Promise<T> } {
	let slowest: number | undefined;
	return {
		pulse: { slowestMs: () => slowest, waitsForTurn: () => false },
		time: async (work) => {
			const since = now();
			try {
				return await work();
			} finally {
				slowest = Math.max(slowest ?? 0, now() - since);
			}
		},
	};
}
