import { systemClock } from '../../../../engine/clock';
import {
	salesforceToHubspotPlan,
	type SalesforceToHubspotChoices,
} from '../../../../engine/routes/salesforceToHubspot';
import { openSqliteState } from '../../../../engine/state';
import { runSync } from '../../../../engine/sync/runSync';
import { createHubspotDestination } from '../../../../engine/systems/hubspot';
import { createSalesforceSource } from '../../../../engine/systems/salesforce';
import { createTraffic } from '../../../../engine/traffic';

/** What the parent tells a worker. */
export interface Orders {
	salesforce: { url: string; clientId: string; clientSecret: string };
	hubspot: { url: string; accessToken: string };
	/** Where the state is. */
	directory: string;
	/** Answers when it is this worker's turn: workers are started ahead, as loading takes longest. */
	gate: string;
	pageSize: number;
	bulkThreshold: number;
	/** What is synced; default: accounts, contacts and leads. */
	choices?: Partial<SalesforceToHubspotChoices>;
}

/** One run of the whole sync, as n8n makes it: nothing but the state on disk is there from before. */
async function work({ salesforce, hubspot, directory, gate, choices, ...options }: Orders): Promise<void> {
	await Promise.all([import('jsforce'), import('@hubspot/api-client')]);
	await fetch(gate);
	const traffic = createTraffic({}, systemClock);
	const state = await openSqliteState({ directory });
	const { url: loginUrl, clientId, clientSecret } = salesforce;
	const source = createSalesforceSource({
		credentials: { authMethod: 'clientCredentials', loginUrl, clientId, clientSecret },
		traffic,
		options: { pollMs: 1, ...options },
	});
	const destination = createHubspotDestination({
		credentials: { accessToken: hubspot.accessToken, apiBaseUrl: hubspot.url },
		traffic,
	});
	const plan = salesforceToHubspotPlan({
		syncKey: 'killed',
		objects: ['Account', 'Contact', 'Lead'],
		onDelete: 'archive',
		...choices,
	});
	const report = await runSync(plan, { source, destination, state, traffic, clock: systemClock });
	destination.close();
	await state.close();
	process.stdout.write(`${JSON.stringify({ status: report.status, reason: report.reason })}\n`);
}

void work(JSON.parse(process.argv[2]) as Orders);
