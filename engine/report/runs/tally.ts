import type { RunStatus } from '../../state/types';
import { noRecords, type RunFacts } from './facts';
import { Quantiles } from './quantiles';
import type { Figures, StatusCounts, SystemCalls } from './types';

const noCalls = (): SystemCalls => ({ calls: 0, retries: 0, throttled: 0, waitMs: 0, dayShare: null });

const noRuns = (): StatusCounts => ({
	total: 0,
	running: 0,
	completed: 0,
	stopped: 0,
	failed: 0,
	skipped: 0,
	crashed: 0,
});

/** Sums runs up as they come; its memory does not grow with their number. */
export class Tally {
	private readonly runs = noRuns();
	private previews = 0;
	private readonly records = noRecords();
	private readonly calls = new Map<string, SystemCalls>();
	private readonly durations = new Quantiles();
	/** Read, by runs whose duration is known. */
	private timedReads = 0;
	private readonly cache = { asked: 0, cached: 0 };
	private peakBytes = 0;

	add(run: RunFacts): void {
		for (const [system, calls] of Object.entries(run.calls)) this.called(system, calls);
		if (run.preview) {
			this.previews++;
			return;
		}
		this.runs.total++;
		this.runs[run.status]++;
		for (const name of Object.keys(this.records) as Array<keyof typeof this.records>)
			this.records[name] += run.records[name];
		if (run.durationMs !== undefined) {
			this.durations.add(run.durationMs);
			this.timedReads += run.records.read;
		}
		this.cache.asked += run.cache.asked;
		this.cache.cached += run.cache.cached;
		this.peakBytes = Math.max(this.peakBytes, run.peakBytes ?? 0);
	}

	figures(): Figures {
		const { created, updated, adopted, archived, unchanged, rejected } = this.records;
		const written = created + updated + adopted + archived;
		const { durations, cache } = this;
		const totalMs = durations.total;
		return {
			runs: { ...this.runs },
			previews: this.previews,
			records: { ...this.records },
			written,
			errorRate: share(rejected, written + unchanged + rejected),
			calls: { ...sumOf([...this.calls.values()]), bySystem: Object.fromEntries(this.calls) },
			duration:
				durations.size === 0
					? null
					: {
							medianMs: Math.round(durations.at(0.5)),
							p95Ms: Math.round(durations.at(0.95)),
							maxMs: durations.max,
							totalMs,
						},
			recordsPerSecond: totalMs === 0 ? null : Math.round((this.timedReads / totalMs) * 100_000) / 100,
			cache:
				cache.asked + cache.cached === 0 ? null : { ...cache, hitRate: cache.cached / (cache.asked + cache.cached) },
			peakBytes: this.peakBytes === 0 ? null : this.peakBytes,
		};
	}

	private called(system: string, more: SystemCalls): void {
		this.calls.set(system, sumOf([this.calls.get(system) ?? noCalls(), more]));
	}
}

function sumOf(all: SystemCalls[]): SystemCalls {
	const sum = noCalls();
	for (const one of all) {
		for (const name of ['calls', 'retries', 'throttled', 'waitMs'] as const) sum[name] += one[name];
		if (one.dayShare !== null) sum.dayShare = Math.max(sum.dayShare ?? 0, one.dayShare);
	}
	return sum;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** From the best to the worst. */
const BY_BADNESS: RunStatus[] = ['skipped', 'completed', 'running', 'stopped', 'crashed', 'failed'];

export const worse = (one: RunStatus | null, other: RunStatus): RunStatus =>
	one === null || BY_BADNESS.indexOf(other) > BY_BADNESS.indexOf(one) ? other : one;
