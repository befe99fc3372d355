import {
	runPairSync,
	type PairPlan,
	type PairReport,
	type PairResult,
	type PairRunOptions,
} from '../../../engine/pairs';
import { createHubspotDestination, createHubspotSource } from '../../../engine/systems/hubspot';
import { createSalesforceDestination, createSalesforceSource } from '../../../engine/systems/salesforce';
import { createTraffic } from '../../../engine/traffic';
import { difference } from '../sync/baseWorld';
import type { World } from '../sync/world';

const base: Omit<PairPlan, 'syncKey' | 'keys' | 'fields'> = {
	direction: 'both',
	mode: 'upsert',
	references: [],
	create: { left: true, right: true },
	onDelete: { left: 'ignore', right: 'ignore' },
	ownId: {},
	maxArchiveShare: 0.1,
	fullCompareDays: 7,
	overlapMs: 300_000,
	retryRejected: false,
};

/** Accounts and companies, on some of the fields that the six-hour sync maps, too. */
export const COMPANIES: PairPlan = {
	...base,
	syncKey: 'companies',
	keys: [{ left: 'Website', right: 'domain', normalise: 'domain' }],
	fields: [
		{ left: 'Name', right: 'name', rule: 'leftWins' },
		{
			left: 'Website',
			right: 'domain',
			rule: 'leftWins',
			toRight: { transforms: ['domainFromUrl'], nullPolicy: 'keep' },
			toLeft: { nullPolicy: 'keep' },
		},
		{ left: 'Phone', right: 'phone', rule: 'rightWins' },
		{ left: 'BillingCity', right: 'city', rule: 'newestWins' },
		{ left: 'NumberOfEmployees', right: 'numberofemployees', rule: 'leftWins' },
		{ left: 'Description', right: 'description', rule: 'fillBlanks' },
	],
	ownId: { right: { field: 'sophia_salesforce_account_id', label: 'Salesforce Account ID (Sophia)' } },
};

/** Contacts on both sides, with their companies. */
export const CONTACTS: PairPlan = {
	...base,
	syncKey: 'contacts',
	keys: [{ left: 'Email', right: 'email', normalise: 'email' }],
	fields: [
		{ left: 'FirstName', right: 'firstname', rule: 'leftWins' },
		{ left: 'LastName', right: 'lastname', rule: 'leftWins' },
		{ left: 'Email', right: 'email', rule: 'leftWins' },
		{ left: 'Phone', right: 'phone', rule: 'newestWins' },
		{ left: 'Title', right: 'jobtitle', rule: 'rightWins' },
	],
	references: [
		{ left: 'AccountId', right: '@companies', rule: 'leftWins', leftObject: 'Account', rightObject: 'companies' },
	],
	ownId: { right: { field: 'sophia_salesforce_contact_id', label: 'Salesforce Contact ID (Sophia)' } },
};

const OBJECTS: Record<string, { left: string; right: string }> = {
	companies: { left: 'Account', right: 'companies' },
	contacts: { left: 'Contact', right: 'contacts' },
};

export interface PairRun {
	report: PairReport;
	results: PairResult[];
	/** What it wrote, as HubSpot counted it. */
	hubspot: World['hubspot']['writes'];
	/** Records of Salesforce that it wrote. */
	salesforce: number;
}

/** One run of Data Sync between the world's two systems, with everything made anew. */
export async function syncPair(world: World, plan: PairPlan, options: PairRunOptions = {}): Promise<PairRun> {
	const { clock, hubspot } = world;
	const traffic = createTraffic({}, clock);
	const access = { accessToken: hubspot.accessToken, apiBaseUrl: hubspot.url };
	const destination = createHubspotDestination({ credentials: access, traffic });
	const source = createHubspotSource({ credentials: access, traffic });
	const results: PairResult[] = [];
	const before = { ...hubspot.writes };
	const objects = OBJECTS[plan.syncKey];
	try {
		const report = await world.withState(
			async (state) =>
				await runPairSync(
					plan,
					{
						left: {
							object: objects.left,
							source: createSalesforceSource({ credentials: world.credentials, traffic }),
							destination: createSalesforceDestination({ credentials: world.credentials, traffic }),
							tellsChanges: true,
							tellsDeletions: true,
						},
						right: { object: objects.right, source, destination, tellsChanges: true, tellsDeletions: true },
						state,
						traffic,
						clock,
						directory: world.directory,
					},
					{ onResult: (result) => results.push(result), ...options },
				),
		);
		const written = results.filter(({ side, action }) => side === 'left' && /created|updated|archived/.test(action));
		return { report, results, hubspot: difference(hubspot.writes, before), salesforce: written.length };
	} finally {
		destination.close();
		source.close();
	}
}
