import { plural } from '../../runs/format';
import type { Slot } from '../../runs/types';
import { markup, type Markup } from '../markup';
import type { Palette } from '../palette';
import type { RunStatus } from '../../../state/types';

export const STATUS_WORDS: Record<RunStatus, string> = {
	completed: 'completed',
	stopped: 'stopped, goes on',
	failed: 'failed',
	crashed: 'crashed',
	skipped: 'skipped',
	running: 'running',
};

const colourOf = (status: RunStatus, palette: Palette): string =>
	status === 'crashed' ? palette.failed : palette[status];

/** How tall a mark is, as a share: the worse, the taller, so that colour says nothing that height does not. */
const HEIGHT: Record<RunStatus, number> = {
	completed: 0.5,
	running: 0.5,
	skipped: 0.28,
	stopped: 0.72,
	failed: 1,
	crashed: 1,
};

/** One mark per part of the period in which something ran: the worst of its runs. */
export function strip(
	{
		id,
		title,
		slots,
		width = 420,
		height = 28,
	}: { id: string; title: string; slots: Slot[]; width?: number; height?: number },
	palette: Palette,
): Markup {
	const step = width / slots.length;
	const marks = slots.map(({ status, runs }, index) => {
		if (status === null) return undefined;
		const tall = height * HEIGHT[status];
		return markup`<rect x="${(step * index + step * 0.12).toFixed(2)}" y="${(height - tall).toFixed(2)}" width="${(step * 0.76).toFixed(2)}" height="${tall.toFixed(2)}" rx="1" fill="${colourOf(status, palette)}"><title>${STATUS_WORDS[status]} (${plural(runs, 'run')})</title></rect>`;
	});
	return markup`<svg role="img" aria-labelledby="${id}-title" viewBox="0 0 ${width} ${height + 1}" width="${width}" height="${height + 1}" preserveAspectRatio="none" xmlns="http://www.w3.org/2000/svg"><title id="${id}-title">${title}</title><line x1="0" x2="${width}" y1="${height + 0.5}" y2="${height + 0.5}" stroke="${palette.line}"/>${marks}</svg>`;
}
