import { formatDuration, formatShare, plural } from '../runs/format';
import type { Figures, Lag, RunsReport, StatusCounts, SyncSummary } from '../runs/types';

/** What is to be told first: one thing that is wrong. */
export interface ReportProblem {
	/** `bad`: data does not arrive. `warning`: somebody should look. */
	weight: 'bad' | 'warning';
	syncKey: string;
	text: string;
	remedy: string;
}

/** The report in one sentence. */
export function verdictOf({ syncs }: RunsReport, problems: readonly ReportProblem[]): string {
	if (syncs.length === 0) return 'No sync has run yet.';
	const concerned = new Set(problems.map(({ syncKey }) => syncKey)).size;
	if (concerned === 0) return syncs.length === 1 ? 'The sync is well.' : `All ${syncs.length} syncs are well.`;
	if (syncs.length === 1) return 'The sync needs attention.';
	return `${concerned} of ${syncs.length} syncs ${concerned === 1 ? 'needs' : 'need'} attention.`;
}

/** How a sync is: by its problems, in one or two words. */
export function stateOf(
	sync: SyncSummary,
	problems: readonly ReportProblem[],
): { word: string; weight: 'good' | 'warning' | 'bad' } {
	const own = problems.filter(({ syncKey }) => syncKey === sync.syncKey);
	if (own.some(({ weight }) => weight === 'bad')) return { word: 'Failing', weight: 'bad' };
	if (own.length > 0) return { word: 'Needs attention', weight: 'warning' };
	if (sync.resumeAt !== undefined) return { word: 'Waits for its limit', weight: 'warning' };
	return sync.runs.total === 0 ? { word: 'Did not run', weight: 'warning' } : { word: 'Well', weight: 'good' };
}

/** Those with problems first, in the order of their problems; then by name. */
export function worstFirst(syncs: readonly SyncSummary[], problems: readonly ReportProblem[]): SyncSummary[] {
	const first = [...new Set(problems.map(({ syncKey }) => syncKey))];
	const rank = ({ syncKey }: SyncSummary) => {
		const at = first.indexOf(syncKey);
		return at < 0 ? first.length : at;
	};
	return [...syncs].sort((a, b) => rank(a) - rank(b));
}

/** '84 completed, 2 failed' */
export function statusWords(runs: StatusCounts): string {
	const parts = (['completed', 'stopped', 'failed', 'crashed', 'skipped', 'running'] as const)
		.filter((status) => runs[status] > 0)
		.map((status) => `${runs[status]} ${status}`);
	return parts.length === 0 ? 'none' : parts.join(', ');
}

export function lagWords(lag: Lag): string {
	if (lag.state === 'unknown') return 'not known: it is handed its records';
	if (lag.state === 'firstRead') return `first read under way for ${formatDuration(lag.lagMs)}`;
	return `at most ${formatDuration(lag.lagMs)}`;
}

/** 'up 12 % from 1,200' */
export function trendWords(now: number, before: number, format: (value: number) => string): string {
	if (before === 0) return now === 0 ? 'as before' : 'none before';
	if (now === before) return `as before`;
	const change = Math.abs(now - before) / before;
	return `${now > before ? 'up' : 'down'} ${change > 9.99 ? 'more than tenfold' : formatShare(change)} from ${format(before)}`;
}

/** For the error rate, where a percentage of a percentage confuses. */
export function rateTrendWords(before: Figures): string {
	if (before.errorRate === null) return 'nothing to compare with';
	return `${formatShare(before.errorRate)} before`;
}

export const periodWords = (days: number): string =>
	days === 1 ? 'the last 24 hours' : `the last ${plural(days, 'day')}`;
