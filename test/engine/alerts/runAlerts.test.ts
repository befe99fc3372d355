import { defaultSettings, runAlerts, type AlertKind, type AlertRequest } from '../../../engine/alerts';
import type { StateStore } from '../../../engine/state';
import { addRejection, addRun, addWatermark, DAY_MS, HOUR_MS, NOW, stats, syncReport } from '../report/samples';
import { Temporary } from '../state/temporary';

const temporary = new Temporary();

const request = (more: Partial<AlertRequest> = {}): AlertRequest => ({
	name: 'alerts',
	settings: defaultSettings(),
	periodHours: 24,
	nowMs: NOW,
	...more,
});

const only = (kind: AlertKind, threshold: number, syncKey?: string): Pick<AlertRequest, 'settings'> => ({
	settings: {
		...defaultSettings(),
		rules: [{ kind, threshold, ...(syncKey === undefined ? {} : { syncKey }) }],
	},
});

describe('alerts on stored runs', () => {
	let state: StateStore;
	beforeEach(async () => (state = await temporary.open({ directory: temporary.directory() })));

	const fired = async (more: Partial<AlertRequest> = {}) =>
		(await runAlerts(state, request(more))).fired.map(({ kind, syncKey }) => [kind, syncKey]);

	it('of a sync that is well are none', async () => {
		for (let ago = 20; ago > 0; ago -= 2) await addRun(state, { ago: ago * HOUR_MS });
		await addWatermark(state, 'contacts', 'Contact', 2 * HOUR_MS);
		expect(await fired()).toEqual([]);
	});

	it.each<[AlertKind, number, (state: StateStore) => Promise<unknown>]>([
		[
			'errorRate',
			0.05,
			async (one) => await addRun(one, { ago: HOUR_MS, report: syncReport({ read: 20, created: 19, rejected: 1 }) }),
		],
		['failedRuns', 1, async (one) => await addRun(one, { ago: HOUR_MS, status: 'failed', report: { error: 'No.' } })],
		['failedRuns', 1, async (one) => await addRun(one, { ago: HOUR_MS, status: 'crashed' })],
		['runTime', 2 * HOUR_MS, async (one) => await addRun(one, { ago: 3 * HOUR_MS, lasts: 2 * HOUR_MS })],
		['runTime', 2 * HOUR_MS, async (one) => await addRun(one, { ago: 2 * HOUR_MS, status: 'running' })],
		[
			'apiBudget',
			0.8,
			async (one) =>
				await addRun(one, {
					ago: HOUR_MS,
					report: syncReport({}, { calls: { hubspot: stats(1, { day: { used: 80, max: 100 } }) } }),
				}),
		],
		[
			'lag',
			DAY_MS,
			async (one) => {
				await addRun(one, { ago: HOUR_MS });
				await addWatermark(one, 'contacts', 'Contact', DAY_MS);
			},
		],
		[
			'rejectedRecords',
			1,
			async (one) => {
				await addRun(one, { ago: HOUR_MS });
				await addRejection(one, 'contacts', '003', HOUR_MS);
			},
		],
		['noSuccess', DAY_MS, async (one) => await addRun(one, { ago: DAY_MS })],
		['noSuccess', 5 * DAY_MS, async (one) => await addRun(one, { ago: 5 * DAY_MS + 1 })],
	])('%s fires at %d, and not just above', async (kind, threshold, happen) => {
		await happen(state);
		expect(await fired({ ...only(kind, threshold * 1.01), name: 'above' })).toEqual([]);
		expect(await fired(only(kind, threshold))).toEqual([[kind, 'contacts']]);
	});

	it('a rate of few records is none', async () => {
		await addRun(state, { ago: HOUR_MS, report: syncReport({ read: 19, created: 18, rejected: 1 }) });
		expect(await fired(only('errorRate', 0.01))).toEqual([]);
	});

	it('of a sync that was given up are none but its rejected records, and of previews none at all', async () => {
		await addRun(state, { ago: 31 * DAY_MS, status: 'failed', report: { error: 'No.' } });
		await addRejection(state, 'contacts', '003', 31 * DAY_MS);
		await addRun(state, { syncKey: 'tried', operation: 'preview', ago: 2 * DAY_MS });
		expect(await fired()).toEqual([['rejectedRecords', 'contacts']]);
	});

	it('fire once among evaluations at the same time', async () => {
		await addRun(state, { ago: HOUR_MS, status: 'failed', report: { error: 'No.' } });
		const all = await Promise.all(
			Array.from({ length: 8 }, async (_, n) => await runAlerts(state, request({ nowMs: NOW + n }))),
		);
		expect(all.flatMap((one) => one.fired)).toHaveLength(1);
	});

	it('are remembered by name, and not at all when one only looks', async () => {
		await addRun(state, { ago: HOUR_MS, status: 'failed', report: { error: 'No.' } });
		expect(await fired({ lookOnly: true })).toHaveLength(1);
		expect(await fired()).toHaveLength(1);
		expect(await fired({ nowMs: NOW + 1 })).toEqual([]);
		expect(await fired({ name: 'another' })).toHaveLength(1);
	});

	it('clear when a run goes well, and when the sync is no longer chosen', async () => {
		await addRun(state, { ago: HOUR_MS, status: 'failed', report: { error: 'No.' } });
		await addRun(state, { syncKey: 'other', ago: HOUR_MS, status: 'failed', report: { error: 'No.' } });
		expect(await fired(only('failedRuns', 1))).toHaveLength(2);
		await addRun(state, { ago: HOUR_MS / 2 });
		const { cleared } = await runAlerts(
			state,
			request({ ...only('failedRuns', 1), syncKeys: ['contacts'], nowMs: NOW + 1 }),
		);
		expect(cleared.map(({ syncKey, why }) => [syncKey, why])).toEqual([
			['contacts', 'ended'],
			['other', 'unwatched'],
		]);
	});

	it('hold no address, and a rule for a sync named by one is found', async () => {
		const syncKey = 'pat@example.com';
		await addRun(state, { syncKey, ago: HOUR_MS, status: 'failed', report: { error: 'pat@example.com is unknown' } });
		const { fired: list } = await runAlerts(state, request(only('failedRuns', 1, syncKey)));
		expect(list).toHaveLength(1);
		expect(JSON.stringify(list)).not.toContain('pat@');
	});
});
