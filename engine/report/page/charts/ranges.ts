import { formatDuration } from '../../runs/format';
import { markup, shortened, type Markup } from '../markup';
import type { Palette } from '../palette';

export interface Range {
	name: string;
	medianMs: number;
	p95Ms: number;
	maxMs: number;
}

const ROW = 34;
const LEFT = 250;
const RIGHT = 90;

/** One row each: a bar to the median, a thinner one to the 95th percentile, a tick at the longest. */
export function ranges(
	{
		id,
		title,
		description,
		rows,
		width = 1000,
	}: { id: string; title: string; description: string; rows: Range[]; width?: number },
	palette: Palette,
): Markup {
	const height = ROW * rows.length + 6;
	const longest = Math.max(1, ...rows.map(({ maxMs }) => maxMs));
	const x = (ms: number) => Math.round((LEFT + ((width - LEFT - RIGHT) * ms) / longest) * 100) / 100;
	const drawn = rows.map(({ name, medianMs, p95Ms, maxMs }, index) => {
		const middle = ROW * index + ROW / 2 + 2;
		return markup`<g><title>${name}: median ${formatDuration(medianMs)}, 95 % within ${formatDuration(p95Ms)}, longest ${formatDuration(maxMs)}</title>
<text x="${LEFT - 12}" y="${middle + 4.5}" text-anchor="end" font-size="14" fill="${palette.ink}">${shortened(name, 32)}</text>
<rect x="${LEFT}" y="${middle - 4}" width="${Math.max(1, x(p95Ms) - LEFT)}" height="8" rx="2" fill="${palette.updated}"/>
<rect x="${LEFT}" y="${middle - 9}" width="${Math.max(2, x(medianMs) - LEFT)}" height="18" rx="2" fill="${palette.created}"/>
<line x1="${x(p95Ms)}" x2="${x(maxMs)}" y1="${middle}" y2="${middle}" stroke="${palette.muted}" stroke-dasharray="2 3"/>
<line x1="${x(maxMs)}" x2="${x(maxMs)}" y1="${middle - 8}" y2="${middle + 8}" stroke="${palette.ink}" stroke-width="2"/>
<text x="${x(maxMs) + 8}" y="${middle + 4.5}" font-size="13" fill="${palette.muted}">${formatDuration(maxMs)}</text></g>`;
	});
	return markup`<svg role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${drawn}</svg>`;
}
