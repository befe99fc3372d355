import { systemClock } from '../../../../../engine/clock';
import { runLeads, SALESFORCE_LEAD_FIELDS } from '../../../../../engine/enrichment/leads';
import { portkeyTitleProvider } from '../../../../../engine/enrichment/providers/portkey';
import { openSqliteState } from '../../../../../engine/state';
import { PortkeyGateway } from '../../../../../engine/systems/portkey';
import { createSalesforceDestination, createSalesforceSource } from '../../../../../engine/systems/salesforce';
import { createTraffic } from '../../../../../engine/traffic';

/** What the parent tells a worker. */
export interface Orders {
	salesforce: { loginUrl: string; clientId: string; clientSecret: string };
	portkey: { apiKey: string; apiBaseUrl: string };
	/** Where the state is. */
	directory: string;
	/** Questions under way at once. */
	concurrency: number;
	/** Answers when it is this worker's turn. */
	gate: string;
}

/** One run, as n8n makes it: nothing but the state on disk is there from before. */
async function work({ salesforce, portkey, directory, concurrency, gate }: Orders): Promise<void> {
	await fetch(gate);
	const traffic = createTraffic({}, systemClock);
	const state = await openSqliteState({ directory });
	const credentials = { authMethod: 'clientCredentials' as const, ...salesforce };
	const gateway = new PortkeyGateway({ ...portkey, provider: 'openai-main', model: 'gpt-4o-mini' }, traffic);
	const provider = portkeyTitleProvider(gateway, { concurrency });
	const report = await runLeads(
		{
			syncKey: 'killed',
			operation: 'enrich',
			reading: 'changed',
			enrichment: { providers: [{ name: provider.name, send: ['title'] }] },
			leadFields: SALESFORCE_LEAD_FIELDS,
			overlapMs: 300_000,
			writeBack: { salesforce: { fields: { seniority: 'Description' } } },
		},
		{
			source: createSalesforceSource({ credentials, traffic }),
			salesforce: createSalesforceDestination({ credentials, traffic }),
			providers: [provider],
			state,
			traffic,
		},
	);
	await state.close();
	process.stdout.write(`${JSON.stringify({ status: report.status })}\n`);
}

void work(JSON.parse(process.argv[2]) as Orders);
