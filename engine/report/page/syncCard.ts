import { systemLabel } from '../../systemLabel';
import { formatBytes, formatDuration, formatNumber, formatShare, plural } from '../runs/format';
import type { RunsReport, SyncSummary } from '../runs/types';
import { strip } from './charts/strip';
import { markup, shortened, type Markup } from './markup';
import { VARIABLES } from './palette';
import { tableOf } from './table';
import { lagWords, periodWords, stateOf, statusWords, type ReportProblem } from './words';

interface Surroundings {
	problems: readonly ReportProblem[];
	report: RunsReport;
	date: (iso: string) => string;
}

/** All that is told of one sync. */
export function syncCard(sync: SyncSummary, index: number, { problems, report, date }: Surroundings): Markup {
	const { word, weight } = stateOf(sync, problems);
	const { syncKey, workflow, operations } = sync;
	const title = `Runs of ${shortened(syncKey, 120)} in ${periodWords(report.periodDays)}: ${statusWords(sync.runs)}`;
	const where = [workflow === undefined ? undefined : `Workflow “${shortened(workflow, 120)}”`, operations.join(', ')];
	return markup`<article class="sync"><div class="head"><h3>${shortened(syncKey, 160)}</h3><span class="tag ${weight}">${word}</span></div>
<p class="sub">${where.filter(Boolean).join(' · ')}</p>
<div class="strip">${strip({ id: `strip-${index}`, title, slots: sync.slots, width: 840 }, VARIABLES)}</div>
<div class="ends"><span>${date(report.from)}</span><span>${date(report.to)}</span></div>
<dl>${figuresOf(sync).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${lastRunOf(sync, date)}
<details><summary>All figures, beside the period before</summary>${comparison(sync)}</details></article>`;
}

function figuresOf(sync: SyncSummary): Array<[string, string]> {
	const { records, written, runs, calls, duration, recordsPerSecond, cache, peakBytes } = sync;
	const figures: Array<[string, string | undefined]> = [
		['Runs', statusWords(runs)],
		['Read', plural(records.read, 'record')],
		['Written', writtenWords(sync, written)],
		['Rejected', `${formatNumber(records.rejected)} in the period, ${formatNumber(sync.rejectedOpen)} open`],
		['Error rate', formatShare(sync.errorRate)],
		['Lag', lagWords(sync.lag)],
		[
			'Duration',
			duration === null
				? '–'
				: `median ${formatDuration(duration.medianMs)}, longest ${formatDuration(duration.maxMs)}`,
		],
		[
			'Throughput',
			recordsPerSecond === null
				? undefined
				: `${recordsPerSecond >= 10 ? formatNumber(recordsPerSecond) : recordsPerSecond} records/s`,
		],
		['API calls', callWords(sync)],
		[
			'Retries and waits',
			calls.retries + calls.waitMs === 0
				? 'none'
				: `${plural(calls.retries, 'retry', 'retries')}, ${formatDuration(calls.waitMs)} waited for limits`,
		],
		[
			'Answered by the cache',
			cache === null ? undefined : `${formatShare(cache.hitRate)} of ${formatNumber(cache.asked + cache.cached)}`,
		],
		['Conflicts', records.conflicts === 0 ? undefined : formatNumber(records.conflicts)],
		['Memory', peakBytes === null ? undefined : `${formatBytes(peakBytes)} at most, n8n included`],
	];
	return figures.filter((figure): figure is [string, string] => figure[1] !== undefined);
}

function writtenWords({ records }: SyncSummary, written: number): string {
	const parts = (['created', 'updated', 'adopted', 'archived'] as const)
		.filter((name) => records[name] > 0)
		.map((name) => `${formatNumber(records[name])} ${name}`);
	return parts.length === 0 ? formatNumber(written) : parts.join(', ');
}

const callWords = ({ calls }: SyncSummary): string =>
	Object.entries(calls.bySystem)
		.map(
			([system, { calls: count, dayShare }]) =>
				`${systemLabel(system)} ${formatNumber(count)}${dayShare === null ? '' : ` (day: ${formatShare(dayShare)} used)`}`,
		)
		.join(', ') || 'none';

function lastRunOf(
	{ lastRun, lastSuccessAt, resumeAt }: SyncSummary,
	date: (iso: string) => string,
): Markup | undefined {
	if (lastRun === undefined) return undefined;
	const { status, startedAt, reason } = lastRun;
	const why = reason === undefined ? '.' : `: ${shortened(reason, 400)}`;
	return markup`<p class="last">Last run: ${date(startedAt)}, ${status}${why}${resumeAt !== undefined && ` It can go on after ${date(resumeAt)}.`}${
		status !== 'completed' && lastSuccessAt !== undefined && ` Last good one: ${date(lastSuccessAt)}.`
	}</p>`;
}

function comparison({ before, ...now }: SyncSummary): Markup {
	const row = (name: string, of: (figures: typeof before) => string): string[] => [name, of(now), of(before)];
	const { records } = now;
	return tableOf(
		['', 'This period', 'Before'],
		[
			row('Runs', ({ runs }) => statusWords(runs)),
			...(Object.keys(records) as Array<keyof typeof records>).map((name) =>
				row(`Records ${name === 'conflicts' ? 'in conflict' : name}`, (figures) => formatNumber(figures.records[name])),
			),
			row('Error rate', ({ errorRate }) => formatShare(errorRate)),
			row('API calls', ({ calls }) => formatNumber(calls.calls)),
			row('Retries', ({ calls }) => formatNumber(calls.retries)),
			row('Too many requests', ({ calls }) => formatNumber(calls.throttled)),
			row('Waited for limits', ({ calls }) => formatDuration(calls.waitMs)),
			row('Duration, median', ({ duration }) => formatDuration(duration?.medianMs ?? null)),
			row('Duration, 95 % within', ({ duration }) => formatDuration(duration?.p95Ms ?? null)),
			row('Duration, longest', ({ duration }) => formatDuration(duration?.maxMs ?? null)),
			row('Records per second', ({ recordsPerSecond }) => (recordsPerSecond === null ? '–' : String(recordsPerSecond))),
		],
	);
}
