import { systemClock } from '../engine/clock';
import { runReconcile } from '../engine/pairs/reconcile';
import type { PairPlan, ReconcileReport, Side } from '../engine/pairs/types';
import { salesforceAndHubspot } from '../engine/routes/salesforceAndHubspot';
import { openSqliteState } from '../engine/state';
import { createHubspotSource } from '../engine/systems/hubspot';
import { createSalesforceSource } from '../engine/systems/salesforce';
import { createTraffic, type Traffic } from '../engine/traffic';
import { note, serve } from './child';
import { Meter, type Measured } from './meter';
import { withRaisedLimits } from './raisedLimits';
import type { ReconcileAddress } from './reconcileSimulators';

export interface ReconcileRun {
	address: ReconcileAddress;
	stateDirectory: string;
}

export interface ReadResult {
	measured: Measured;
	records: number;
}

export interface ReconcileResult {
	measured: Measured;
	report: ReconcileReport;
}

/** Fields that the generated contacts have, and some that all of them lack. */
const FIELDS = ['firstname', 'lastname', 'email', 'phone', 'jobtitle', 'mobilephone', 'city', 'country'];

const records = salesforceAndHubspot('contacts', 'leftWins');
const plan: PairPlan = {
	syncKey: 'bench',
	direction: 'both',
	mode: 'upsert',
	keys: records.keys,
	fields: records.fields.filter(({ right }) => FIELDS.includes(right)),
	references: [],
	create: { left: false, right: false },
	onDelete: { left: 'ignore', right: 'ignore' },
	ownId: records.ownId,
	maxArchiveShare: 0,
	fullCompareDays: 7,
	overlapMs: 0,
	retryRejected: false,
};

function sides({ salesforceUrl, hubspotUrl, ...credentials }: ReconcileAddress, traffic: Traffic) {
	const salesforce = createSalesforceSource({
		credentials: {
			authMethod: 'clientCredentials',
			loginUrl: salesforceUrl,
			clientId: credentials.clientId,
			clientSecret: credentials.clientSecret,
		},
		traffic,
		options: { pollMs: 10 },
	});
	const hubspot = createHubspotSource({
		credentials: { accessToken: credentials.accessToken, apiBaseUrl: hubspotUrl },
		traffic,
		options: { callsPer10Seconds: 100_000 },
	});
	const tells = { tellsChanges: true, tellsDeletions: true };
	const left: Side = { object: records.leftObject, source: salesforce, ...tells };
	const right: Side = { object: records.rightObject, source: hubspot, ...tells };
	return { left, right, close: () => hubspot.close() };
}

/** Both sides read at once, the fields that a reconciliation reads, and nothing done with them. */
async function read({ address }: ReconcileRun): Promise<ReadResult> {
	const meter = new Meter();
	const { left, right, close } = sides(address, withRaisedLimits(createTraffic({}, systemClock)));
	let count = 0;
	const readSide = async ({ source, object }: Side, fields: string[]) => {
		for await (const page of source.changes({ object, fields, until: await source.now() })) {
			meter.working();
			count += page.records.length;
			note(`${count} records read`);
		}
	};
	const ownId = plan.ownId.right?.field ?? '';
	await Promise.all([
		readSide(
			left,
			plan.fields.map((field) => field.left),
		),
		readSide(right, [...plan.fields.map((field) => field.right), ownId]),
	]);
	const measured = meter.stop();
	close();
	return { measured, records: count };
}

async function reconcile({ address, stateDirectory }: ReconcileRun): Promise<ReconcileResult> {
	const meter = new Meter();
	const clock = systemClock;
	const traffic = withRaisedLimits(createTraffic({}, clock));
	const state = await openSqliteState({ directory: stateDirectory, clock });
	const { left, right, close } = sides(address, traffic);
	try {
		const report = await runReconcile(
			plan,
			{ left, right, state, traffic, clock, directory: stateDirectory },
			{ onFinding: () => meter.working() },
		);
		return { report, measured: meter.stop() };
	} finally {
		close();
		await state.close();
	}
}

serve({ read, reconcile });
