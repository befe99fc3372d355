import { dateFormatter } from '../runs/format';
import type { RunsReport } from '../runs/types';
import { columns } from './charts/columns';
import { activityOf } from './charts/series';
import { strip } from './charts/strip';
import { markup, shortened, type Markup } from './markup';
import { LIGHT } from './palette';
import { tilesOf } from './tiles';
import { periodWords, stateOf, verdictOf, worstFirst, type ReportProblem } from './words';

const WIDTH = 1200;
const MARGIN = 48;
const MOST_PROBLEMS = 3;
const MOST_SYNCS = 8;
/** The name under which the font is drawn that comes with the package. */
const FONT = 'Lato';

/** The head of the report as an SVG picture of its own: the verdict, what is wrong, the figures, the chart, the runs. */
export function drawPicture(report: RunsReport, problems: readonly ReportProblem[]): string {
	const date = dateFormatter(report.timeZone);
	const worst = problems.some(({ weight }) => weight === 'bad') ? LIGHT.failed : LIGHT.stopped;
	const told = problems.slice(0, MOST_PROBLEMS);
	const syncs = worstFirst(report.syncs, problems).slice(0, MOST_SYNCS);
	const more = [problems.length - told.length, report.syncs.length - syncs.length];
	let y = 150;
	const lines = told.map(({ text }, index) => textAt(MARGIN + 22, y + 30 * index, 19, LIGHT.ink, shortened(text, 118)));
	if (more[0] > 0) lines.push(textAt(MARGIN + 22, y + 30 * told.length, 19, LIGHT.muted, `and ${more[0]} more`));
	const bar =
		lines.length > 0 &&
		markup`<rect x="${MARGIN}" y="${y - 20}" width="6" height="${30 * lines.length}" rx="3" fill="${worst}"/>`;
	y += 30 * lines.length + (lines.length > 0 ? 8 : -26);
	const tiles = tilesDrawn(report, y);
	y += 148;
	const chart = markup`<g transform="translate(${MARGIN} ${y + 16})">${columns(
		{
			id: 'picture',
			title: 'Records per day',
			description: 'Records per day',
			days: report.total.days.map(({ day }) => day),
			series: activityOf(report.total.days, LIGHT),
			width: WIDTH - 2 * MARGIN,
			height: 220,
			text: 15,
		},
		LIGHT,
	)}</g>${textAt(MARGIN, y, 19, LIGHT.ink, 'Records per day', true)}${legendAt(y, activityOf(report.total.days, LIGHT))}`;
	y += 282;
	const rows = syncs.map((sync, index) => {
		const top = y + 44 * index;
		const { word } = stateOf(sync, problems);
		return markup`${textAt(MARGIN, top, 18, LIGHT.ink, shortened(sync.syncKey, 36))}<g transform="translate(400 ${top - 20})">${strip(
			{ id: `strip-${index}`, title: sync.syncKey, slots: sync.slots, width: 580, height: 24 },
			LIGHT,
		)}</g>${textAt(1000, top, 17, LIGHT.muted, word)}`;
	});
	y += 44 * rows.length;
	if (more[1] > 0) rows.push(textAt(MARGIN, y, 18, LIGHT.muted, `and ${more[1]} more syncs`));
	const height = y + (more[1] > 0 ? 30 : 0);
	return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT}, system-ui, sans-serif"><rect width="${WIDTH}" height="${height}" fill="${LIGHT.card}"/>
${textAt(MARGIN, 78, 40, LIGHT.ink, verdictOf(report, problems), true)}
${textAt(MARGIN, 112, 18, LIGHT.muted, `Sophia run report, ${periodWords(report.periodDays)}: ${date(report.from)} to ${date(report.to)} (${report.timeZone})`)}
${bar}${lines}${tiles}${chart}${rows}</svg>`.text;
}

function tilesDrawn(report: RunsReport, y: number): Markup[] {
	const tiles = tilesOf(report);
	const gap = 12;
	const width = (WIDTH - 2 * MARGIN - gap * (tiles.length - 1)) / tiles.length;
	return tiles.map(({ name, figure, trend }, index) => {
		const x = MARGIN + index * (width + gap);
		return markup`<rect x="${x}" y="${y}" width="${width}" height="108" rx="10" fill="${LIGHT.ground}"/>${textAt(x + 14, y + 28, 15, LIGHT.muted, name)}${textAt(x + 14, y + 66, 30, LIGHT.ink, figure, true)}${textAt(x + 14, y + 92, 14, LIGHT.muted, shortened(trend, 23))}`;
	});
}

const legendAt = (y: number, series: ReturnType<typeof activityOf>): Markup[] =>
	series.map(({ name, colour }, index) => {
		const x = WIDTH - MARGIN - 112 * (series.length - index);
		return markup`<rect x="${x}" y="${y - 12}" width="14" height="14" rx="3" fill="${colour}"/>${textAt(x + 22, y, 16, LIGHT.muted, name)}`;
	});

const textAt = (x: number, y: number, size: number, colour: string, text: string, bold = false): Markup =>
	markup`<text x="${x}" y="${y}" font-size="${size}" fill="${colour}"${bold && markup` font-weight="700"`}>${text}</text>`;
