import type { Browser, Page } from 'playwright-core';
import { defaultSettings, problemsOf } from '../../engine/alerts';
import { renderPage } from '../../engine/report/page';
import type { StateStore } from '../../engine/state';
import { fillHostile, fillRealistic, HOSTILE, reportOfSamples } from '../engine/report/samples';
import { Temporary } from '../engine/state/temporary';
import { launchBrowser } from './browser';

const temporary = new Temporary();

async function pageOf(fill: (state: StateStore) => Promise<void>): Promise<string> {
	const report = await reportOfSamples(temporary, fill);
	return renderPage(report, problemsOf(report, defaultSettings()));
}

describe('the page in a browser', () => {
	let browser: Browser;
	let page: Page;
	const noise: string[] = [];

	beforeAll(async () => {
		browser = await launchBrowser();
		page = await (await browser.newContext({ viewport: { width: 390, height: 800 } })).newPage();
		page.on('console', (message) => noise.push(message.text()));
		page.on('pageerror', (error) => noise.push(error.message));
		page.on('request', (request) => noise.push(request.url()));
		page.on('dialog', (dialog) => noise.push(dialog.message()));
	});
	afterAll(async () => await browser?.close());

	it('shows hostile names as text, runs nothing of them and asks nobody', async () => {
		await page.setContent(await pageOf(fillHostile));
		expect(await page.title()).toBe('Sophia: 9 of 9 syncs need attention.');
		expect(await page.locator('script, img, iframe, object, embed, link, a, main style, svg svg').count()).toBe(0);
		const text = await page.locator('main').innerText();
		for (const name of [HOSTILE[0], HOSTILE[1], HOSTILE[3], HOSTILE[5], HOSTILE[7]]) expect(text).toContain(name);
		expect(text).not.toMatch(/\u202e|pat\.example/);
		expect(noise).toEqual([]);
	});

	it('fits a telephone: nothing but a chart or a table scrolls sideways', async () => {
		for (const fill of [fillRealistic, fillHostile]) {
			await page.setContent(await pageOf(fill));
			expect(
				await page.locator('html').evaluate((html) => (html as unknown as { scrollWidth: number }).scrollWidth),
			).toBe(390);
		}
	});
});
