import { systemClock } from '../../../../../engine/clock';
import { salesforceToIntercomPlan } from '../../../../../engine/routes/salesforceToIntercom';
import { openSqliteState } from '../../../../../engine/state';
import { runSync } from '../../../../../engine/sync/runSync';
import { createIntercomDestination } from '../../../../../engine/systems/intercom';
import { createSalesforceSource } from '../../../../../engine/systems/salesforce';
import { createTraffic } from '../../../../../engine/traffic';

/** What the parent tells a worker. */
export interface Orders {
	salesforce: { url: string; clientId: string; clientSecret: string };
	intercom: { url: string; accessToken: string };
	/** Where the state is. */
	directory: string;
	/** Answers when it is this worker's turn. */
	gate: string;
	pageSize: number;
}

/** One run of the whole sync, as n8n makes it: nothing but the state on disk is there from before. */
async function work({ salesforce, intercom, directory, gate, pageSize }: Orders): Promise<void> {
	await Promise.all([import('jsforce'), import('intercom-client')]);
	await fetch(gate);
	const traffic = createTraffic({}, systemClock);
	const state = await openSqliteState({ directory });
	const { url: loginUrl, clientId, clientSecret } = salesforce;
	const source = createSalesforceSource({
		credentials: { authMethod: 'clientCredentials', loginUrl, clientId, clientSecret },
		traffic,
		options: { pageSize },
	});
	const { url: apiBaseUrl, accessToken } = intercom;
	const destination = createIntercomDestination({
		credentials: { accessToken, region: 'custom', apiBaseUrl },
		traffic,
		options: { callsPer10Seconds: 100_000 },
	});
	const plan = salesforceToIntercomPlan({ syncKey: 'killed', objects: ['Account', 'Contact'], onDelete: 'archive' });
	const report = await runSync(plan, { source, destination, state, traffic, clock: systemClock });
	destination.close();
	await state.close();
	process.stdout.write(`${JSON.stringify({ status: report.status, reason: report.reason })}\n`);
}

void work(JSON.parse(process.argv[2]) as Orders);
