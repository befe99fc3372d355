/**
 * Keeps HubSpot in step with Salesforce from a program, without n8n. Prints the result as JSON.
 *
 * Settings, from the environment: SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET,
 * HUBSPOT_ACCESS_TOKEN, HUBSPOT_API_BASE_URL (optional), SOPHIA_STATE_DIR (optional).
 * The argument `preview` shows what would happen and writes nothing.
 */
import {
	createHubspotDestination,
	createSalesforceSource,
	createTraffic,
	isSophiaError,
	openSqliteState,
	runSync,
	salesforceToHubspotPlan,
	stateDirectory,
	systemClock,
	type RecordResult,
} from '../../index'; // in a program of your own: 'n8n-nodes-sophia'

async function main(operation: 'sync' | 'preview') {
	const { env } = process;
	const traffic = createTraffic({ retries: 3, timeoutMs: 60_000 });
	const source = createSalesforceSource({
		credentials: {
			authMethod: 'clientCredentials',
			loginUrl: env.SALESFORCE_LOGIN_URL,
			clientId: env.SALESFORCE_CLIENT_ID,
			clientSecret: env.SALESFORCE_CLIENT_SECRET,
		},
		traffic,
	});
	const destination = createHubspotDestination({
		credentials: { accessToken: env.HUBSPOT_ACCESS_TOKEN ?? '', apiBaseUrl: env.HUBSPOT_API_BASE_URL },
		traffic,
	});
	const state = await openSqliteState({ directory: stateDirectory() });
	try {
		const plan = salesforceToHubspotPlan({
			syncKey: 'my-program',
			objects: ['Account', 'Contact', 'Lead'],
			maxRunMinutes: 30,
		});
		const rejected = new Map<string, RecordResult>();
		const report = await runSync(
			plan,
			{ source, destination, state, traffic, clock: systemClock },
			{
				operation,
				onResult: (result) => {
					const name = `${result.object} ${result.recordId}`;
					// A record that was in another one's way may get through later in the same run.
					if (result.supersedes) rejected.delete(name);
					if (result.action === 'rejected' && rejected.size < 1000) rejected.set(name, result);
				},
			},
		);
		process.stdout.write(`${JSON.stringify({ report, rejected: [...rejected.values()] })}\n`);
	} finally {
		destination.close();
		await state.close();
	}
}

main(process.argv[2] === 'preview' ? 'preview' : 'sync').catch((error: unknown) => {
	const text = isSophiaError(error) ? `${error.kind}: ${error.message} ${error.remedy ?? ''}` : String(error);
	process.stderr.write(`${text}\n`);
	process.exitCode = 1;
});
