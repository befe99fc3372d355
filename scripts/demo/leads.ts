import { ENRICH_NODE, KNOWN_LEADS, seedCompaniesOfLeads } from '../../test/n8n/companiesOfLeads';
import { secondTurned } from '../../test/n8n/bothSides';
import type { Execution, Item, N8nServer } from '../../test/n8n/harness';
import { TRIGGER } from '../../test/n8n/vendors';
import type { DemoOptions } from './index';
import { table } from './print';
import type { Stage } from './stage';

type Filled = Record<string, { value: unknown; provider: string }>;

/** What one provider did, as the run's item tells it. */
interface ProviderItem {
	label: string;
	asked: number;
	answered: number;
	shared: number;
	filled: number;
	cost: number;
}

/** Shows the workflow that enriches leads: who filled what, what Salesforce has then, and that a second run asks nobody. */
export async function showLeads(
	n8n: N8nServer,
	workflow: string,
	stage: Stage,
	{ say, print }: Pick<DemoOptions, 'say' | 'print'>,
): Promise<void> {
	const { salesforce, hubspot } = stage;
	seedCompaniesOfLeads({ salesforce, hubspot });
	await secondTurned();
	say('first run of the workflow "Sophia: Lead Enrichment"; the companies of two leads are in Salesforce or HubSpot');
	const first = (await run(n8n, workflow)).items(ENRICH_NODE);
	print(`\n${leads(first, stage)}\n\n${providers(first)}\n`);
	const row = salesforce.rows('Lead').find(({ Email }) => Email === KNOWN_LEADS.inBoth);
	if (row?.NumberOfEmployees !== 480 || row.Industry !== 'Insurance')
		throw new Error(`The lead of ${KNOWN_LEADS.inBoth} should have been filled in.`);
	say(
		`Salesforce has Phyllis Cotton's industry (${row.Industry}) from HubSpot and the ${row.NumberOfEmployees} employees from its own account`,
	);

	await secondTurned();
	const second = runOf((await run(n8n, workflow)).items(ENRICH_NODE));
	const asked = (second.providers as ProviderItem[]).reduce((sum, provider) => sum + provider.asked, 0);
	if (second.leads !== 0 || asked !== 0)
		throw new Error(`The second run should have asked nobody: ${JSON.stringify(second)}`);
	say('the second run of it took no lead, asked nobody and wrote nothing');
}

async function run(n8n: N8nServer, workflow: string): Promise<Execution> {
	const execution = await n8n.rest.run(workflow, TRIGGER);
	const [failed] = execution.json('Enrichment Failed');
	if (execution.status !== 'success' || failed !== undefined)
		throw new Error(
			`The workflow ended with status "${execution.status}": ${JSON.stringify(failed ?? execution.error())}`,
		);
	return execution;
}

/** A line per lead, as far as a screen takes them: what the providers say of it. */
function leads(items: Item[], { salesforce }: Stage): string {
	const rows = items
		.filter(({ json }) => json.object !== 'Run')
		.map(({ json }) => {
			const filled = json.filled as Filled;
			const { FirstName, LastName, Title } = salesforce.row('Lead', String(json.id));
			const by = (field: string) =>
				filled[field] === undefined ? '' : `${String(filled[field].value)} (${WHO[filled[field].provider]})`;
			return [
				`${FirstName} ${LastName}, ${Title ?? 'no title'}`,
				by('seniority'),
				by('countryCode'),
				by('industry'),
				by('employees'),
				String(json.score),
			];
		});
	return table(['Lead', 'Seniority', 'Country', 'Industry', 'Employees', 'Score'], rows);
}

const WHO: Record<string, string> = { derived: 'derived', crmSalesforce: 'Salesforce', crmHubspot: 'HubSpot' };

const providers = (items: Item[]): string =>
	table(
		['Provider', 'asked', 'answered', 'shared', 'fields filled', 'cost'],
		(runOf(items).providers as ProviderItem[]).map(({ label, asked, answered, shared, filled, cost }) =>
			[label, asked, answered, shared, filled, `$${cost}`].map(String),
		),
	);

function runOf(items: Item[]): Record<string, unknown> {
	const found = items.find(({ json }) => json.object === 'Run');
	if (found === undefined) throw new Error('The node gave no summary of its run.');
	return found.json;
}
