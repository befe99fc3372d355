import { systemClock } from '../../../../engine/clock';
import { runPairSync, type ConflictRule, type PairPlan } from '../../../../engine/pairs';
import { salesforceAndHubspot } from '../../../../engine/routes/salesforceAndHubspot';
import { openSqliteState } from '../../../../engine/state';
import { createHubspotDestination, createHubspotSource } from '../../../../engine/systems/hubspot';
import { createSalesforceDestination, createSalesforceSource } from '../../../../engine/systems/salesforce';
import { createTraffic } from '../../../../engine/traffic';

/** What the parent tells a worker. */
export interface Orders {
	salesforce: { url: string; clientId: string; clientSecret: string };
	hubspot: { url: string; accessToken: string };
	/** Where the state is. */
	directory: string;
	/** Answers when it is this worker's turn. */
	gate: string;
}

/** Every rule but the one that goes by clocks, which differ between a killed run and its twin. */
const RULES: ConflictRule[] = ['leftWins', 'rightWins', 'fillBlanks'];

function planFor(pair: 'accounts' | 'contacts'): PairPlan {
	const { keys, fields, references, ownId } = salesforceAndHubspot(pair, 'leftWins');
	return {
		syncKey: `killed ${pair}`,
		direction: 'both',
		mode: 'upsert',
		keys,
		fields: fields.map((field, index) => ({ ...field, rule: RULES[index % RULES.length] })),
		references,
		create: { left: true, right: true },
		onDelete: { left: 'archive', right: 'restore' },
		ownId,
		maxArchiveShare: 1,
		fullCompareDays: 7,
		overlapMs: 300_000,
		retryRejected: false,
	};
}

/** One sync of both pairs, as n8n makes it: nothing but the state on disk is there from before. */
async function work({ salesforce, hubspot, directory, gate }: Orders): Promise<void> {
	await Promise.all([import('jsforce'), import('@hubspot/api-client')]);
	await fetch(gate);
	const traffic = createTraffic({}, systemClock);
	const { url: loginUrl, clientId, clientSecret } = salesforce;
	const left = {
		credentials: { authMethod: 'clientCredentials', loginUrl, clientId, clientSecret } as const,
		traffic,
		options: { pollMs: 1 },
	};
	const right = { credentials: { accessToken: hubspot.accessToken, apiBaseUrl: hubspot.url }, traffic };
	const statuses: string[] = [];
	for (const pair of ['accounts', 'contacts'] as const) {
		const state = await openSqliteState({ directory });
		const destination = createHubspotDestination(right);
		const source = createHubspotSource(right);
		const { leftObject, rightObject } = salesforceAndHubspot(pair, 'leftWins');
		const tells = { tellsChanges: true, tellsDeletions: true };
		const report = await runPairSync(planFor(pair), {
			left: {
				object: leftObject,
				source: createSalesforceSource(left),
				destination: createSalesforceDestination(left),
				...tells,
			},
			right: { object: rightObject, source, destination, ...tells },
			state,
			traffic,
			clock: systemClock,
			directory,
		});
		destination.close();
		source.close();
		await state.close();
		statuses.push(report.status);
	}
	process.stdout.write(`${JSON.stringify({ status: statuses.join(' ') })}\n`);
}

void work(JSON.parse(process.argv[2]) as Orders);
