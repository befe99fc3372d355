import { defaultSettings, problemsOf } from '../../../engine/alerts';
import { asPng, drawPicture, renderPage } from '../../../engine/report/page';
import { DARK, LIGHT } from '../../../engine/report/page/palette';
import { escape, markup, shortened } from '../../../engine/report/page/markup';
import type { RunsReport } from '../../../engine/report/runs';
import type { StateStore } from '../../../engine/state';
import { Temporary } from '../state/temporary';
import {
	addRejection,
	addRun,
	addWatermark,
	fillHostile,
	fillRealistic,
	HOUR_MS,
	reportOfSamples,
	syncReport,
} from './samples';

const temporary = new Temporary();

const reportOf = async (fill: (state: StateStore) => Promise<void>) => await reportOfSamples(temporary, fill);

const problems = (report: RunsReport) => problemsOf(report, defaultSettings());

describe('text in a page', () => {
	it('is escaped, and loses what no reader may see', () => {
		expect(escape(`<a href="x" id='y'>&`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
		expect(escape('a\u0000b\ud800c\u202ed\u009b\ne')).toBe('a�b�c�d�\ne');
		expect(markup`<p title="${'"'}">${['<', markup`<b>${1}</b>`]}${undefined}${false}</p>`.text).toBe(
			'<p title="&quot;">&lt;<b>1</b></p>',
		);
		expect(shortened('🚀🚀🚀', 2)).toBe('🚀…');
	});
});

describe('the page of the report', () => {
	it('is one file: no script, nothing from elsewhere, what is wrong first', async () => {
		const report = await reportOf(fillRealistic);
		const page = renderPage(report, problems(report));
		expect(page).not.toMatch(/<script|<link|<iframe|<img|@import|\bsrc=|\son[a-z]+=|href=/i);
		expect(page.match(/https?:\/\/[^"]+/g)?.every((url) => url === 'http://www.w3.org/2000/svg')).toBe(true);
		expect(page.indexOf('What needs attention')).toBeLessThan(page.indexOf('Records per day'));
		expect(page).toContain('2 of 4 syncs need attention.');
		expect(page).toContain('Intercom refuses the access token.');
		expect(page).toContain('Europe/Berlin');
		expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
		expect(page.length).toBeLessThan(120_000);
	});

	it('tells one matter of a sync once, the worst first', async () => {
		const report = await reportOf(async (state) => {
			await addRun(state, { ago: 40 * HOUR_MS, report: syncReport({ read: 20, created: 10, rejected: 10 }) });
			await addRun(state, { ago: HOUR_MS, status: 'failed', report: { error: 'No' } });
			await addWatermark(state, 'contacts', 'Contact', 40 * HOUR_MS);
			await addRejection(state, 'contacts', '003', 40 * HOUR_MS);
		});
		expect(problems(report).map(({ weight, text }) => [weight, text])).toEqual([
			['bad', 'The last run of "contacts" failed: No.'],
			['warning', '50 % of the records of "contacts" were rejected: 10 of 20.'],
		]);
	});

	it('names a chart in words, and has its figures as a table', async () => {
		const report = await reportOf(fillRealistic);
		const page = renderPage(report, problems(report));
		const charts = page.match(/<svg role="img"/g) ?? [];
		expect(charts).toHaveLength(3 + 4);
		expect(page.match(/aria-labelledby="/g)).toHaveLength(charts.length);
		const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		for (const [, names] of page.matchAll(/aria-labelledby="([^"]+)"/g))
			for (const name of names.split(' ')) expect(ids).toContain(name);
		const written = report.total.days.reduce((sum, { created }) => sum + created, 0);
		expect(written).toBe(report.total.records.created);
		for (const { created } of report.total.days) expect(page).toContain(`<td>${created.toLocaleString('en-US')}</td>`);
	});

	it('of a state without runs says so', async () => {
		const report = await reportOf(async () => {});
		expect(renderPage(report, problems(report))).toContain('No sync has run yet.');
	});

	it('can be read: texts stand out from their ground in both schemes', () => {
		for (const { ink, muted, card, ground } of [LIGHT, DARK])
			for (const text of [ink, muted])
				for (const behind of [card, ground]) expect(contrast(text, behind)).toBeGreaterThan(4.5);
		// Parts of a column that lie on each other differ in lightness, too.
		for (const { created, updated } of [LIGHT, DARK]) expect(contrast(created, updated)).toBeGreaterThan(1.7);
		for (const { rejected, failed, completed, card } of [LIGHT, DARK])
			for (const mark of [rejected, failed, completed]) expect(contrast(mark, card)).toBeGreaterThan(3);
	});
});

describe('the picture', () => {
	it('is drawn whatever the names are', async () => {
		for (const fill of [fillRealistic, fillHostile, async () => {}]) {
			const report = await reportOf(fill);
			const png = await asPng(drawPicture(report, problems(report)));
			expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
			expect(png.readUInt32BE(16)).toBe(1200);
			expect(png.readUInt32BE(20)).toBeGreaterThan(400);
		}
	});

	it('has letters: without its font the same picture would be smaller', async () => {
		const text = (words: string) =>
			`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60"><rect width="400" height="60" fill="#fff"/><text x="9" y="40" font-size="30" font-family="Lato">${words}</text></svg>`;
		const [empty, written] = [await asPng(text('')), await asPng(text('All syncs are well'))];
		expect(written.length).toBeGreaterThan(empty.length + 500);
	});
});

/** By WCAG: 1 (the same) to 21. */
function contrast(one: string, other: string): number {
	const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
	const [red, green, blue] = [1, 3, 5]
		.map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
		.map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
