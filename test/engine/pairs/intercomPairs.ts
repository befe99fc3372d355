import { runReconcile } from '../../../engine/pairs/reconcile';
import { runPairSync } from '../../../engine/pairs/runPairSync';
import type {
	Finding,
	PairField,
	PairPlan,
	PairReport,
	PairResult,
	ReconcileReport,
	Side,
	SideName,
} from '../../../engine/pairs/types';
import type { StateStore } from '../../../engine/state';
import { connectIntercom, intercomTells } from '../../../engine/systems/intercom';
import { createSalesforceDestination, createSalesforceSource } from '../../../engine/systems/salesforce';
import { createTraffic, type Traffic } from '../../../engine/traffic';
import { difference } from '../sync/baseWorld';
import { World } from '../sync/intercom/world';

/** Pairs of fields as the route's mapping fills them. */
export const fields = (pairs: Array<[left: string, right: string]>): PairField[] =>
	pairs.map(([left, right]) => ({ left, right, rule: 'leftWins' }));

export const plan = (more: Partial<PairPlan>): PairPlan => ({
	syncKey: 'pair',
	direction: 'toRight',
	mode: 'upsert',
	keys: [],
	fields: [],
	references: [],
	create: { left: false, right: true },
	onDelete: { left: 'ignore', right: 'ignore' },
	ownId: {},
	maxArchiveShare: 0.1,
	fullCompareDays: 7,
	overlapMs: 300_000,
	retryRejected: false,
	...more,
});

export const COMPANIES = plan({
	keys: [{ left: 'Id', right: 'company_id', normalise: 'exact' }],
	fields: fields([
		['Name', 'name'],
		['Website', 'website'],
		['NumberOfEmployees', 'size'],
		['CreatedDate', 'remote_created_at'],
		['AnnualRevenue', 'custom_attributes.annual_revenue'],
	]),
});

export const PEOPLE = plan({
	keys: [{ left: 'Email', right: 'email', normalise: 'email' }],
	fields: fields([
		['Name', 'name'],
		['Email', 'email'],
		['Title', 'custom_attributes.job_title'],
	]),
	references: [
		{ left: 'AccountId', right: '@companies', rule: 'leftWins', leftObject: 'Account', rightObject: 'companies' },
	],
});

/** Users only: leads are another object's. */
const USERS = JSON.stringify({ field: 'role', operator: '=', value: 'user' });

/** What a run works with: accounts against companies, or contacts against users. Made anew for every run, as n8n does. */
async function withSides<T>(
	world: World,
	pair: PairPlan,
	work: (systems: Record<SideName, Side> & { state: StateStore; traffic: Traffic }) => Promise<T>,
): Promise<T> {
	const { clock, intercom } = world;
	const traffic = createTraffic({}, clock);
	const connection = connectIntercom({
		credentials: { accessToken: intercom.accessToken, region: 'custom', apiBaseUrl: intercom.url },
		traffic,
	});
	const companies = pair.keys[0].right === 'company_id';
	const left: Side = {
		object: companies ? 'Account' : 'Contact',
		source: createSalesforceSource({ credentials: world.credentials, traffic }),
		destination: createSalesforceDestination({ credentials: world.credentials, traffic }),
		tellsChanges: true,
		tellsDeletions: true,
	};
	const right: Side = {
		object: companies ? 'companies' : 'contacts',
		...connection,
		...(companies ? {} : { filter: USERS }),
		tellsChanges: intercomTells.changes,
		tellsDeletions: intercomTells.deletions,
	};
	return await world.withState(async (state) => await work({ left, right, state, traffic }));
}

/** What Reconcile finds; it writes nothing to Intercom. */
export async function reconcile(
	world: World,
	pair: PairPlan,
): Promise<{ report: ReconcileReport; findings: Finding[] }> {
	const { clock, intercom, directory } = world;
	const findings: Finding[] = [];
	const before = intercom.writes;
	const report = await withSides(
		world,
		pair,
		async (systems) =>
			await runReconcile(pair, { ...systems, clock, directory }, { onFinding: (finding) => findings.push(finding) }),
	);
	expect(intercom.writes).toEqual(before);
	return { report, findings };
}

/** One run of Data Sync, and what it wrote as Intercom counted it. */
export async function sync(world: World, pair: PairPlan) {
	const { clock, intercom, directory } = world;
	const results: PairResult[] = [];
	const before = intercom.writes;
	const report: PairReport = await withSides(
		world,
		pair,
		async (systems) =>
			await runPairSync(pair, { ...systems, clock, directory }, { onResult: (result) => results.push(result) }),
	);
	expect(report.status).toBe('completed');
	return { report, results, writes: difference(intercom.writes, before) };
}
