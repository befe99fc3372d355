import type { RunsReport, SyncSummary } from '../runs/types';
import { dateFormatter, formatDay, formatDuration, formatNumber } from '../runs/format';
import { systemLabel } from '../../systemLabel';
import { columns } from './charts/columns';
import { ranges } from './charts/ranges';
import { activityOf, callsOf } from './charts/series';
import { STATUS_WORDS } from './charts/strip';
import { Markup, markup, shortened } from './markup';
import { VARIABLES } from './palette';
import { STYLES } from './styles';
import { syncCard } from './syncCard';
import { chartWithTable, legend, tableOf } from './table';
import { tiles } from './tiles';
import { periodWords, verdictOf, worstFirst, type ReportProblem } from './words';

/** So many syncs are shown one by one, those with problems first; of all of them there are items. */
const MOST_SYNCS = 40;
const MOST_PROBLEMS = 30;

/**
 * The report as one HTML page: no script, nothing loaded from anywhere, light and dark, and what is wrong comes first.
 * Whatever comes from outside is escaped; a policy in the page forbids everything but its own style sheet besides.
 */
export function renderPage(report: RunsReport, problems: readonly ReportProblem[]): string {
	const date = dateFormatter(report.timeZone);
	const syncs = worstFirst(report.syncs, problems);
	const shown = syncs.slice(0, MOST_SYNCS);
	const title = `Sophia: ${verdictOf(report, problems)}`;
	const page = markup`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title>
<style>${STYLE_SHEET}</style></head><body><main>
<header><p class="eyebrow">Sophia run report</p><h1>${verdictOf(report, problems)}</h1>
<p>${sentenceCase(periodWords(report.periodDays))}: ${date(report.from)} to ${date(report.to)} (${report.timeZone})</p></header>
${problemList(problems)}
${tiles(report)}
${report.total.runs.total > 0 && activity(report)}
${shown.some(({ duration }) => duration !== null) && durations(shown)}
${report.total.calls.calls > 0 && calls(report)}
<section class="syncs"><h2>${shown.length === 1 ? 'The sync' : 'Sync by sync'}</h2>${shown.length > 0 && stripLegend()}
${shown.map((sync, index) => syncCard(sync, index, { problems, report, date }))}
${syncs.length > shown.length && markup`<p class="last muted">${formatNumber(syncs.length - shown.length)} more are not shown here; the node's items have all of them.</p>`}</section>
${footer(report)}
</main></body></html>
`;
	return page.text;
}

/** A constant of this package's own, and the only text that is not escaped. */
const STYLE_SHEET = new Markup(STYLES);

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function problemList(problems: readonly ReportProblem[]): Markup {
	if (problems.length === 0)
		return markup`<section class="well"><h2>Nothing needs attention</h2><p class="muted">No run failed last, no record is rejected, and every sync keeps up.</p></section>`;
	const worst = problems.some(({ weight }) => weight === 'bad') ? 'bad' : 'warning';
	const items = problems
		.slice(0, MOST_PROBLEMS)
		.map(
			({ weight, text, remedy }) =>
				markup`<li><span class="tag ${weight}">${weight === 'bad' ? 'Failing' : 'Look at'}</span><p>${shortened(text, 600)}</p><p>${shortened(remedy, 400)}</p></li>`,
		);
	return markup`<section class="problems ${worst}"><h2>What needs attention</h2><ul>${items}</ul>${problems.length > MOST_PROBLEMS && markup`<p class="muted">${formatNumber(problems.length - MOST_PROBLEMS)} more are in the node's items.</p>`}</section>`;
}

function activity({ total, periodDays }: RunsReport): Markup {
	const series = activityOf(total.days, VARIABLES);
	const description = `Stacked columns, one per day of ${periodWords(periodDays)}: ${formatNumber(total.written)} records written, ${formatNumber(total.records.rejected)} rejected.`;
	const chart = columns(
		{ id: 'activity', title: 'Records per day', description, days: total.days.map(({ day }) => day), series },
		VARIABLES,
	);
	return chartWithTable({
		title: 'Records per day',
		intro: 'What was written to the other side, and what it did not take.',
		legend: legend(series),
		chart,
		table: tableOf(
			['Day', 'Runs', 'Failed runs', ...series.map(({ name }) => name)],
			total.days.map((day, index) => [
				formatDay(day.day),
				formatNumber(day.runs),
				formatNumber(day.failedRuns),
				...series.map(({ values }) => formatNumber(values[index])),
			]),
		),
	});
}

function durations(syncs: SyncSummary[]): Markup {
	const rows = syncs.flatMap(({ syncKey, duration }) => (duration === null ? [] : [{ name: syncKey, ...duration }]));
	const description = `One row per sync: the median, the 95th percentile and the longest run. The longest of all took ${formatDuration(Math.max(...rows.map(({ maxMs }) => maxMs)))}.`;
	return chartWithTable({
		title: 'How long runs take',
		intro: 'Thick bar: half of the runs end within it. Thin bar: 95 of 100 do. Tick: the longest one.',
		chart: ranges({ id: 'durations', title: 'How long runs take', description, rows }, VARIABLES),
		table: tableOf(
			['Sync', 'Median', '95 % within', 'Longest', 'Together'],
			rows.map(({ name, medianMs, p95Ms, maxMs, totalMs }) => [
				shortened(name, 120),
				...[medianMs, p95Ms, maxMs, totalMs].map(formatDuration),
			]),
		),
	});
}

function calls({ total }: RunsReport): Markup {
	const series = callsOf(total.days, VARIABLES);
	const description = `Stacked columns, one per day: ${Object.entries(total.calls.bySystem)
		.map(([system, { calls: count }]) => `${systemLabel(system)} ${formatNumber(count)}`)
		.join(', ')}.`;
	return chartWithTable({
		title: 'API calls per day',
		intro: 'Calls to each system, retries and previews included.',
		legend: legend(series),
		chart: columns(
			{ id: 'calls', title: 'API calls per day', description, days: total.days.map(({ day }) => day), series },
			VARIABLES,
		),
		table: tableOf(
			['Day', ...series.map(({ name }) => name)],
			total.days.map(({ day }, index) => [formatDay(day), ...series.map(({ values }) => formatNumber(values[index]))]),
		),
	});
}

/** The taller a mark, the worse: what it means is seen without its colour, too. */
const stripLegend = (): Markup =>
	legend(
		(['completed', 'stopped', 'failed', 'skipped', 'running'] as const).map((status) => ({
			name: status === 'failed' ? 'failed or crashed (tallest)' : STATUS_WORDS[status],
			colour: VARIABLES[status],
		})),
	);

const footer = ({ timeZone }: RunsReport): Markup => markup`<footer>
<p><b>Error rate</b>: rejected records as a share of all that should be on the other side (written, unchanged and rejected). <b>Lag</b>: a change in the source that has not arrived yet is at most this old, rejected records apart; it grows until the next run ends. <b>Longest and median</b> count runs that ended by themselves.</p>
<p>Days begin at midnight in ${timeZone}. E-mail addresses and telephone numbers are shown as hashes. Previews count for API calls only.</p></footer>`;
