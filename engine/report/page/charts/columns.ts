import { formatDay, formatNumber, formatShort } from '../../runs/format';
import { markup, type Markup } from '../markup';
import type { Palette } from '../palette';
import { everyNth, roundUp } from './scale';

export interface Series {
	name: string;
	colour: string;
	/** One per day. */
	values: number[];
	/** Told apart without colour, too. */
	hatched?: boolean;
}

export interface ColumnsChart {
	/** Unique on the page. */
	id: string;
	title: string;
	description: string;
	days: string[];
	/** From the bottom up. */
	series: Series[];
	width?: number;
	height?: number;
	/** Size of the text, in units of the width. */
	text?: number;
}

const LEFT = 52;
const TOP = 10;
const BOTTOM = 26;

/** Stacked columns, one per day. */
export function columns(chart: ColumnsChart, palette: Palette): Markup {
	const { id, title, description, days, series, width = 1000, height = 240, text = 13 } = chart;
	const sums = days.map((_, day) => series.reduce((sum, { values }) => sum + values[day], 0));
	const most = roundUp(Math.max(0, ...sums));
	const [plotWidth, plotHeight] = [width - LEFT - 4, height - TOP - BOTTOM];
	const step = plotWidth / days.length;
	const bar = Math.min(64, step * 0.68);
	const y = (value: number) => TOP + plotHeight * (1 - value / most);
	const labelled = everyNth(days.length, Math.floor(plotWidth / (text * 4.6)));
	const lines = [0, most / 2, most].map(
		(
			value,
		) => markup`<line x1="${LEFT}" x2="${width - 4}" y1="${y(value)}" y2="${y(value)}" stroke="${palette.line}" stroke-width="1"/>
<text x="${LEFT - 8}" y="${y(value) + text / 3}" text-anchor="end" font-size="${text}" fill="${palette.muted}">${formatShort(value)}</text>`,
	);
	const bars = days.map((day, index) => {
		const x = LEFT + step * (index + 0.5) - bar / 2;
		let below = 0;
		const parts = series.map(({ values, colour, hatched }, number) => {
			const value = values[index];
			const [top, bottom] = [y(below + value), y(below)];
			below += value;
			if (value === 0) return undefined;
			// What is there is seen, however little it is.
			const tall = Math.max(bottom - top, 1.5);
			const place = markup`x="${round(x)}" y="${round(bottom - tall)}" width="${round(bar)}" height="${round(tall)}"`;
			return markup`<rect ${place} fill="${colour}"/>${hatched === true && markup`<rect ${place} fill="url(#${id}-hatch-${number})"/>`}`;
		});
		const told = series.map(({ name, values }) => `${name} ${formatNumber(values[index])}`).join(', ');
		return markup`<g><title>${formatDay(day)}: ${told}</title><rect x="${round(LEFT + step * index)}" y="${TOP}" width="${round(step)}" height="${plotHeight}" fill="${palette.card}" fill-opacity="0"/>${parts}</g>${
			labelled(index) &&
			markup`<text x="${round(x + bar / 2)}" y="${height - 8}" text-anchor="middle" font-size="${text}" fill="${palette.muted}">${formatDay(day)}</text>`
		}`;
	});
	return markup`<svg role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
<defs>${series.map(({ hatched }, number) => hatched === true && hatching(`${id}-hatch-${number}`, palette))}</defs>${lines}${bars}</svg>`;
}

const hatching = (id: string, palette: Palette): Markup =>
	markup`<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="6" fill="${palette.card}" fill-opacity="0.55"/></pattern>`;

const round = (value: number): number => Math.round(value * 100) / 100;
