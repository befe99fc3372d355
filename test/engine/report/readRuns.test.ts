import { readRuns, type RunsQuery, type RunsReport } from '../../../engine/report/runs';
import type { Cursor, StateStore } from '../../../engine/state';
import { Temporary } from '../state/temporary';
import { addRejection, addRun, addWatermark, DAY_MS, fillHostile, HOUR_MS, NOW, stats, syncReport } from './samples';

const temporary = new Temporary();

describe('runs summed up', () => {
	let state: StateStore;
	beforeEach(async () => (state = await temporary.open({ directory: temporary.directory() })));

	const read = async (more: Partial<RunsQuery> = {}): Promise<RunsReport> =>
		await readRuns(state, { days: 7, timeZone: 'Europe/Berlin', nowMs: NOW, ...more });
	const sync = async (syncKey = 'contacts', more: Partial<RunsQuery> = {}) => {
		const found = (await read(more)).syncs.find((one) => one.syncKey === syncKey);
		if (found === undefined) throw new Error(`no figures of ${syncKey}`);
		return found;
	};
	const putCursor = async (object: string, cursor: Cursor) =>
		await state.commit({ cursor: { syncKey: 'contacts', object, cursor } }, []);

	it('of nothing are nothing', async () => {
		const { total, syncs } = await read();
		expect(syncs).toEqual([]);
		expect(total).toMatchObject({
			runs: { total: 0 },
			written: 0,
			errorRate: null,
			duration: null,
			recordsPerSecond: null,
			cache: null,
			peakBytes: null,
			rejectedOpen: 0,
		});
		expect(total.days.map(({ day }) => day)).toEqual([
			'2026-03-08',
			'2026-03-09',
			'2026-03-10',
			'2026-03-11',
			'2026-03-12',
			'2026-03-13',
			'2026-03-14',
			'2026-03-15',
		]);
	});

	it('count by status, action and system; the period before stands beside', async () => {
		const report = syncReport(
			{ read: 30, created: 4, updated: 3, adopted: 2, archived: 1, unchanged: 8, skipped: 1, shadowed: 1, rejected: 2 },
			{ calls: { hubspot: stats(7, { retries: 2, throttled: 1, waitMs: 500 }), salesforce: stats(3) } },
		);
		await addRun(state, { ago: HOUR_MS, lasts: 10_000, report });
		await addRun(state, { ago: 2 * HOUR_MS, lasts: 20_000, report });
		await addRun(state, { ago: 3 * HOUR_MS, status: 'skipped', report: { reason: 'already running', calls: {} } });
		await addRun(state, { ago: 4 * HOUR_MS, status: 'crashed', lasts: DAY_MS });
		await addRun(state, { ago: 8 * DAY_MS, lasts: 60_000, report });
		await addRun(state, { ago: 15 * DAY_MS, report });
		expect(await sync()).toMatchObject({
			runs: { total: 4, completed: 2, skipped: 1, crashed: 1 },
			records: { read: 61, created: 8, updated: 7, adopted: 4, archived: 2, unchanged: 16, skipped: 4, rejected: 4 },
			written: 21,
			errorRate: 4 / 41,
			calls: {
				calls: 30,
				retries: 4,
				throttled: 2,
				waitMs: 1000,
				bySystem: { hubspot: { calls: 20, retries: 4 }, salesforce: { calls: 10 } },
			},
			duration: { maxMs: 20_000, totalMs: 30_000 },
			recordsPerSecond: 2,
			before: { runs: { total: 1 }, written: 10, duration: { maxMs: 60_000 } },
		});
	});

	it('of pairs, comparisons and enrichments count as their reports do', async () => {
		await addRun(state, {
			operation: 'syncBothWays',
			ago: HOUR_MS,
			report: {
				left: { object: 'Account', counts: { read: 5, updated: 2, linked: 1 } },
				right: { object: 'companies', counts: { read: 6, created: 3, archiveHeld: 4, rejected: 1 } },
				conflicts: 2,
				calls: {},
			},
		});
		await addRun(state, {
			operation: 'reconcile',
			ago: 2 * HOUR_MS,
			report: { left: { object: 'Account', read: 10 }, right: { object: 'companies', read: 20 }, calls: {} },
		});
		await addRun(state, {
			operation: 'enrich',
			ago: 3 * HOUR_MS,
			report: {
				read: 9,
				unchanged: 4,
				rejected: 1,
				written: { salesforce: 3, hubspot: 2 },
				providers: [
					{ asked: 1, cached: 2 },
					{ asked: 0, cached: 1 },
				],
				calls: {},
			},
		});
		expect(await sync()).toMatchObject({
			operations: ['enrich', 'reconcile', 'syncBothWays'],
			records: { read: 50, created: 3, updated: 7, adopted: 1, unchanged: 4, skipped: 4, rejected: 2, conflicts: 2 },
			cache: { asked: 1, cached: 3, hitRate: 0.75 },
		});
	});

	it('previews count for calls, and for nothing else', async () => {
		await addRun(state, { operation: 'preview', ago: HOUR_MS, report: syncReport({ read: 5, created: 5 }) });
		await addRun(state, {
			operation: 'syncOneWay',
			ago: HOUR_MS,
			report: { preview: true, calls: { hubspot: stats(2) } },
		});
		expect(await sync()).toMatchObject({ previews: 2, runs: { total: 0 }, written: 0, calls: { calls: 12 } });
		expect((await sync()).lastRun).toBeUndefined();
	});

	it('reports that make no sense count as nothing', async () => {
		const counts = { read: -1, created: 'many', updated: Infinity };
		for (const report of [
			null,
			7,
			[],
			'text',
			{ objects: 'x', calls: [1], providers: {} },
			{ objects: [{ counts }, null] },
		])
			await addRun(state, { ago: HOUR_MS, report });
		expect(await sync()).toMatchObject({ runs: { completed: 6 }, records: { read: 0 }, written: 0 });
	});

	it('medians and percentiles are within one percent', async () => {
		const exact = Array.from({ length: 200 }, (_, n) => Math.round(50 * 1.04 ** n));
		for (const [n, lasts] of exact.entries()) await addRun(state, { ago: HOUR_MS + n, lasts });
		const { duration } = await sync();
		expect(Math.abs((duration?.medianMs ?? 0) / exact[99] - 1)).toBeLessThan(0.011);
		expect(Math.abs((duration?.p95Ms ?? 0) / exact[189] - 1)).toBeLessThan(0.011);
		expect(duration?.maxMs).toBe(exact[199]);
	});

	it('each is counted once, however many start at one instant and whatever the pages', async () => {
		for (let n = 0; n < 130; n++) await addRun(state, { ago: HOUR_MS });
		for (let n = 0; n < 150; n++)
			await addRun(state, { ago: HOUR_MS + n, syncKey: n % 2 === 0 ? 'contacts' : 'leads' });
		const { total, syncs } = await read();
		expect(total.runs.completed).toBe(280);
		expect(syncs.map(({ runs }) => runs.total)).toEqual([205, 75]);
		expect((await read({ syncKeys: ['leads'] })).total.runs.total).toBe(75);
	});

	it('belong to the day of the time zone, summer time included', async () => {
		const nowMs = Date.parse('2026-03-30T12:00:00Z');
		// 23:30 UTC is 01:30 of the next day in Berlin, which went to summer time on the 29th.
		await addRun(state, { ago: NOW - Date.parse('2026-03-28T23:30:00Z') });
		const days = (await read({ nowMs, days: 3 })).total.days.map(({ day, runs }) => [day, runs]);
		expect(days).toEqual([
			['2026-03-27', 0],
			['2026-03-28', 0],
			['2026-03-29', 1],
			['2026-03-30', 0],
		]);
	});

	describe('the lag', () => {
		it('is the age of the oldest watermark, whatever ran since', async () => {
			await addRun(state, { ago: 5 * HOUR_MS });
			await addRun(state, { ago: HOUR_MS, status: 'failed', report: { error: 'No.' } });
			await addWatermark(state, 'contacts', 'Contact', 5 * HOUR_MS);
			await addWatermark(state, 'contacts', 'Account', 2 * HOUR_MS);
			await state.commit({}, []);
			expect((await sync()).lag).toMatchObject({ state: 'upToDate', object: 'Contact', lagMs: 5 * HOUR_MS });
		});

		it('knows of objects that are no longer read by the newest completed run', async () => {
			await addRun(state, { ago: HOUR_MS });
			await addWatermark(state, 'contacts', 'Contact', HOUR_MS);
			await addWatermark(state, 'contacts', 'Lead', 90 * DAY_MS);
			expect((await sync()).lag).toMatchObject({ object: 'Contact', lagMs: HOUR_MS });
		});

		it('of a read under way is that of what was read before; of a first one it counts from the first run', async () => {
			const open = { kind: 'full', fingerprint: 'f', until: new Date(NOW).toISOString(), phase: 'changes' } as const;
			await addRun(state, { ago: 9 * HOUR_MS, status: 'stopped' });
			await addRun(state, { ago: HOUR_MS, status: 'stopped' });
			await putCursor('Contact', { open });
			expect((await sync()).lag).toMatchObject({ state: 'firstRead', lagMs: 9 * HOUR_MS });
			await putCursor('Contact', { watermark: new Date(NOW - HOUR_MS).toISOString(), open });
			expect((await sync()).lag).toMatchObject({ state: 'upToDate', lagMs: HOUR_MS, readOpen: true });
		});

		it('is not known where no progress is kept, and never negative', async () => {
			await addRun(state, { ago: HOUR_MS });
			expect((await sync()).lag).toEqual({ state: 'unknown', lagMs: null });
			await addWatermark(state, 'contacts', 'Contact', -HOUR_MS);
			expect((await sync()).lag).toMatchObject({ lagMs: 0 });
		});
	});

	it('tell of the last run, the last success, failures in a row, what is rejected and when it goes on', async () => {
		const resumeAt = new Date(NOW + HOUR_MS).toISOString();
		await addRun(state, { ago: 9 * HOUR_MS });
		await addRun(state, { ago: 4 * HOUR_MS, status: 'failed', report: { error: 'No.', remedy: 'Do.' } });
		await addRun(state, { ago: 3 * HOUR_MS, status: 'crashed' });
		await addRun(state, { ago: 2 * HOUR_MS, status: 'skipped' });
		await addRejection(state, 'contacts', '1', 5 * DAY_MS);
		await addRejection(state, 'contacts', '2', DAY_MS);
		expect(await sync()).toMatchObject({
			lastRun: { status: 'skipped' },
			lastFailure: { status: 'crashed' },
			lastSuccessAt: new Date(NOW - 9 * HOUR_MS).toISOString(),
			failedInARow: 2,
			rejectedOpen: 2,
			oldestRejectedAt: new Date(NOW - 5 * DAY_MS).toISOString(),
		});
		await addRun(state, {
			ago: HOUR_MS,
			status: 'stopped',
			report: { reason: 'The calls are used.', resumeAt, calls: {} },
		});
		expect(await sync()).toMatchObject({ resumeAt, failedInARow: 0, lastRun: { reason: 'The calls are used.' } });
		expect((await sync('contacts', { nowMs: NOW + 2 * HOUR_MS })).resumeAt).toBeUndefined();
	});

	it('hold no e-mail address and no telephone number, wherever somebody put one', async () => {
		await fillHostile(state);
		const text = JSON.stringify(await read());
		expect(text).not.toContain('pat.example');
		expect(text).not.toContain('7946');
		expect(text).toMatch(/email#[\w-]{12} phone#[\w-]{12}/);
	});
});
