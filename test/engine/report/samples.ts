import { readRuns, type RunsReport } from '../../../engine/report/runs';
import type { RunStatus, StateStore } from '../../../engine/state';
import type { CallStats } from '../../../engine/traffic/types';
import type { Temporary } from '../state/temporary';

export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;
/** When the samples are looked at. */
export const NOW = Date.parse('2026-03-15T06:30:00.000Z');

export const stats = (calls: number, more: Partial<CallStats> = {}): CallStats => ({
	calls,
	retries: 0,
	throttled: 0,
	waitMs: 0,
	byPurpose: {},
	...more,
});

const noCounts = {
	read: 0,
	created: 0,
	updated: 0,
	adopted: 0,
	unchanged: 0,
	archived: 0,
	skipped: 0,
	shadowed: 0,
	rejected: 0,
};

/** The report of a one-way sync of one object. */
export const syncReport = (counts: Partial<typeof noCounts>, more: object = {}): object => ({
	objects: [
		{ object: 'Contact', destinationObject: 'contacts', readKind: 'incremental', counts: { ...noCounts, ...counts } },
	],
	associations: [],
	calls: { salesforce: stats(4), hubspot: stats(6) },
	memory: { peakBytes: 180 * 1024 ** 2 },
	warnings: [],
	...more,
});

const ACCOUNTS = 'data-sync/accounts';

let runs = 0;

/** A run in the state, `ago` before the samples are looked at. @returns its id */
export async function addRun(
	state: StateStore,
	run: {
		syncKey?: string;
		operation?: string;
		ago: number;
		lasts?: number;
		status?: RunStatus;
		report?: unknown;
		workflow?: string;
	},
): Promise<string> {
	const { syncKey = 'contacts', operation = 'sync', ago, lasts = 60_000, status = 'completed', report } = run;
	const runId = `run-${++runs}`;
	const startedAt = new Date(NOW - ago).toISOString();
	const origin = run.workflow === undefined ? {} : { origin: { workflowName: run.workflow } };
	await state.startRun({ runId, syncKey, operation, startedAt, ...origin });
	if (status !== 'running')
		await state.finishRun({
			runId,
			status,
			finishedAt: new Date(NOW - ago + lasts).toISOString(),
			report: report === undefined ? syncReport({ read: 1, updated: 1 }) : report,
		});
	return runId;
}

/** Progress of a sync. */
export async function addWatermark(state: StateStore, syncKey: string, object: string, ago: number): Promise<void> {
	const cursor = { watermark: new Date(NOW - ago).toISOString(), fingerprint: 'f' };
	await state.commit({ cursor: { syncKey, object, cursor } }, []);
}

export async function addRejection(state: StateStore, syncKey: string, recordId: string, ago: number): Promise<void> {
	const scope = {
		sourceOrganisation: 'salesforce:1',
		sourceObject: 'Contact',
		destinationAccount: 'hubspot:1',
		destinationObject: 'contacts',
	};
	await state.commit(
		{
			rejections: [
				{
					syncKey,
					scope,
					recordId,
					category: 'invalidValue',
					reason: 'email is not valid',
					retryable: false,
					payloadHash: 'h',
					payload: null,
					at: new Date(NOW - ago).toISOString(),
					runId: 'r',
				},
			],
		},
		[],
	);
}

/** Two weeks of four syncs, as a company of some size has them; the same figures every time. */
export async function fillRealistic(state: StateStore): Promise<void> {
	let seed = 7;
	const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
	const about = (value: number) => Math.round(value * (0.6 + 0.8 * random()));
	for (let ago = 14 * DAY_MS; ago > 0; ago -= 2 * HOUR_MS) {
		const hours = Math.round(ago / HOUR_MS);
		const busy = [0, 6].includes(new Date(NOW - ago).getUTCDay()) ? 0.25 : 1;
		if (hours % 6 === 0) {
			const rejected = random() < 0.4 ? about(3) : 0;
			await addRun(state, {
				syncKey: 'salesforce-to-hubspot',
				workflow: 'Sophia: Salesforce to HubSpot',
				ago,
				lasts: about(95_000),
				report: syncReport(
					{
						read: about(700 * busy),
						created: about(60 * busy),
						updated: about(340 * busy),
						unchanged: about(180),
						rejected,
					},
					{
						calls: {
							salesforce: stats(about(38), { day: { used: about(21_000), max: 100_000 } }),
							hubspot: stats(about(55), {
								retries: random() < 0.2 ? 2 : 0,
								waitMs: about(1800),
								day: { used: about(130_000), max: 650_000 },
							}),
						},
					},
				),
			});
		}
		if (hours % 8 === 0) {
			const failed = ago < 30 * HOUR_MS;
			await addRun(state, {
				syncKey: 'salesforce-to-intercom',
				workflow: 'Sophia: Salesforce to Intercom',
				ago: ago - 600_000,
				lasts: failed ? 2_400 : about(240_000),
				status: failed ? 'failed' : 'completed',
				report: failed
					? {
							error: 'Intercom refuses the access token.',
							remedy: 'Create a new access token in Intercom’s Developer Hub and enter it in the credential.',
							calls: { intercom: stats(1) },
						}
					: syncReport(
							{
								read: about(300 * busy),
								created: about(20 * busy),
								updated: about(150 * busy),
								unchanged: about(90),
								rejected: random() < 0.2 ? 1 : 0,
							},
							{
								calls: {
									salesforce: stats(about(12)),
									intercom: stats(about(210), { throttled: 1, waitMs: about(9000) }),
								},
							},
						),
			});
		}
		const skipped = random() < 0.04;
		await addRun(state, {
			syncKey: ACCOUNTS,
			operation: 'syncBothWays',
			workflow: 'Sophia: Data Sync',
			ago: Math.max(ago - 1_200_000, 60_000),
			lasts: about(31_000),
			status: skipped ? 'skipped' : 'completed',
			report: skipped
				? { reason: 'already running: another run has been at work for a minute', calls: {} }
				: {
						left: {
							system: 'salesforce',
							object: 'Account',
							counts: { read: about(60 * busy), updated: about(14 * busy) },
						},
						right: {
							system: 'hubspot',
							object: 'companies',
							counts: {
								read: about(50 * busy),
								created: about(6 * busy),
								updated: about(20 * busy),
								unchanged: about(40),
								archived: random() < 0.2 ? 2 : 0,
							},
						},
						conflicts: random() < 0.3 ? 1 : 0,
						calls: { salesforce: stats(about(9)), hubspot: stats(about(12)) },
						memory: { peakBytes: 190 * 1024 ** 2 },
					},
		});
		if (hours % 4 === 0) {
			const stopped = ago < 5 * HOUR_MS;
			await addRun(state, {
				syncKey: 'lead-enrichment',
				operation: 'enrich',
				workflow: 'Sophia: Lead Enrichment',
				ago: Math.max(ago - 1_800_000, 60_000),
				lasts: about(140_000),
				status: stopped ? 'stopped' : 'completed',
				report: {
					read: about(80 * busy),
					unchanged: about(20),
					rejected: 0,
					written: { salesforce: about(45 * busy) },
					providers: [{ asked: about(25 * busy), cached: about(50 * busy) }],
					calls: { salesforce: stats(about(8)), portkey: stats(about(25 * busy)) },
					memory: { peakBytes: 175 * 1024 ** 2 },
					...(stopped
						? {
								stopReason: 'Portkey: the budget of the day is used.',
								resumeAt: new Date(NOW + 5 * HOUR_MS).toISOString(),
							}
						: {}),
				},
			});
		}
	}
	await addWatermark(state, 'salesforce-to-hubspot', 'Contact', 5 * HOUR_MS);
	await addWatermark(state, 'salesforce-to-intercom', 'Contact', 33 * HOUR_MS);
	await addWatermark(state, ACCOUNTS, 'left:Account', 1.4 * HOUR_MS);
	await addWatermark(state, ACCOUNTS, 'right:companies', 1.4 * HOUR_MS);
	await addWatermark(state, 'lead-enrichment', 'Lead', 6 * HOUR_MS);
	for (let number = 0; number < 14; number++)
		await addRejection(state, 'salesforce-to-hubspot', `003${number}`, (14 - number) * 7 * HOUR_MS);
}

/** What would run, load or leak if a page took it for markup. */
export const HOSTILE = [
	'<script>document.title="taken"</script>',
	'"><img src=x onerror="document.title=\'taken\'">',
	'</style><style>body{background:url(http://127.0.0.1:9/leak)}</style>',
	'</title><svg onload=document.title="taken">',
	'<![CDATA[<b>]]>&amp;&lt;\u202egnirts\u0000\u0007\ud800',
	'javascript:alert(1)//\'"`${1+1}{{7*7}}',
	`${'very long '.repeat(60)}end`,
	'Unverwüstlich – 同期 – مزامنة – 🚀',
	'pat.example@example.com +44 20 7946 0958',
];

export async function fillHostile(state: StateStore): Promise<void> {
	for (const [index, text] of HOSTILE.entries()) {
		await addRun(state, {
			syncKey: text,
			operation: text.slice(0, 60),
			workflow: text,
			ago: (index + 1) * HOUR_MS,
			status: 'failed',
			report: { error: text, remedy: text, calls: { [text]: stats(3) } },
		});
		await addWatermark(state, text, text, HOUR_MS);
		await addRejection(state, text, text, HOUR_MS);
	}
}

/** The last week of a state with these samples. */
export async function reportOfSamples(
	temporary: Temporary,
	fill: (state: StateStore) => Promise<void>,
): Promise<RunsReport> {
	const state = await temporary.open({ directory: temporary.directory() });
	await fill(state);
	return await readRuns(state, { days: 7, timeZone: 'Europe/Berlin', nowMs: NOW });
}
