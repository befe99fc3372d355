import { formatDuration, formatNumber, formatShare, formatShort, plural } from '../runs/format';
import type { RunsReport, SyncSummary } from '../runs/types';
import { markup, shortened, type Markup } from './markup';
import { rateTrendWords, trendWords } from './words';

export interface Tile {
	name: string;
	figure: string;
	trend: string;
}

/** The figures that a person looks at first. */
export function tilesOf({ total, syncs }: RunsReport): Tile[] {
	const { before } = total;
	const failed = total.runs.failed + total.runs.crashed;
	const behind = furthestBehind(syncs);
	return [
		{
			name: 'Runs',
			figure: formatShort(total.runs.total),
			trend: failed === 0 ? 'none failed' : `${formatNumber(failed)} failed`,
		},
		{
			name: 'Records written',
			figure: formatShort(total.written),
			trend: trendWords(total.written, before.written, formatShort),
		},
		{ name: 'Error rate', figure: formatShare(total.errorRate), trend: rateTrendWords(before) },
		{
			name: 'Rejected, open',
			figure: formatShort(total.rejectedOpen),
			trend: `in ${plural(syncs.filter(({ rejectedOpen }) => rejectedOpen > 0).length, 'sync')}`,
		},
		{
			name: 'API calls',
			figure: formatShort(total.calls.calls),
			trend: trendWords(total.calls.calls, before.calls.calls, formatShort),
		},
		{
			name: 'Greatest lag',
			figure: behind === undefined ? '–' : formatDuration(behind.lag.lagMs),
			trend: behind === undefined ? 'not known' : shortened(behind.syncKey, 24),
		},
	];
}

function furthestBehind(syncs: SyncSummary[]): SyncSummary | undefined {
	const known = syncs.filter(({ lag }) => lag.lagMs !== null);
	return known.sort((a, b) => (b.lag.lagMs ?? 0) - (a.lag.lagMs ?? 0))[0];
}

export const tiles = (report: RunsReport): Markup =>
	markup`<div class="tiles">${tilesOf(report).map(
		({ name, figure, trend }) =>
			markup`<div class="tile"><span>${name}</span><b>${figure}</b><span class="trend">${trend}</span></div>`,
	)}</div>`;
