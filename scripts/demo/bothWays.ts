import type { Execution, Item, N8nServer } from '../../test/n8n/harness';
import { ACCOUNTS_NODE, changeBothSides, CONTACTS_NODE, secondTurned } from '../../test/n8n/bothSides';
import { TRIGGER } from '../../test/n8n/vendors';
import type { DemoOptions } from './index';
import { table } from './print';
import type { Stage } from './stage';

type Show = Pick<DemoOptions, 'say' | 'print'>;

/** What a run's item says of one side. */
interface SideItem {
	system: string;
	object: string;
	counts: Record<string, number>;
}

/**
 * Shows the workflow between Salesforce and HubSpot in both directions, on the records that the other workflow has
 * linked: a change in HubSpot arrives in Salesforce, a conflict is settled and told of, and both sides are compared.
 */
export async function showBothWays(n8n: N8nServer, workflow: string, stage: Stage, { say, print }: Show): Promise<void> {
	const { salesforce, hubspot } = stage;
	say('first run of the workflow "Sophia: Data Sync", which keeps the same records in agreement both ways');
	print(`\n${counts(await run(n8n, workflow, TRIGGER))}\n`);

	const { conflict, contact } = changeBothSides({ salesforce, hubspot });
	say('people work on both sides: a job title changes in HubSpot, a phone number in Salesforce and in HubSpot at once');
	await secondTurned();
	const second = await run(n8n, workflow, TRIGGER);
	print(`\n${conflicts(second.items('Conflicts'))}\n`);
	const title = salesforce.row('Contact', contact.contactId).Title;
	const phone = hubspot.record('companies', conflict.companyId)?.properties.phone;
	if (title !== contact.title || phone !== conflict.left) {
		throw new Error(`The run should have brought "${contact.title}" and ${conflict.left} across: ${title}, ${phone}.`);
	}
	say(`Salesforce has the job title "${title}", and HubSpot Salesforce's phone number ${phone}`);

	say('both sides are compared in full, as once a day');
	const compared = await run(n8n, workflow, 'Once a Day');
	print(`\n${comparison(compared)}\n`);
}

async function run(n8n: N8nServer, workflow: string, trigger: string): Promise<Execution> {
	const execution = await n8n.rest.run(workflow, trigger);
	const [failed] = execution.json('Sync Failed');
	if (execution.status !== 'success' || failed !== undefined) {
		throw new Error(`The workflow ended with status "${execution.status}": ${JSON.stringify(failed ?? execution.error())}`);
	}
	return execution;
}

/** One line per side of each pair. */
function counts(execution: Execution): string {
	const numbers = ['read', 'created', 'updated', 'linked', 'unchanged', 'skipped', 'rejected'];
	const rows = [ACCOUNTS_NODE, CONTACTS_NODE].flatMap((node) => {
		const { left, right } = runOf(execution.items(node)) as unknown as Record<'left' | 'right', SideItem>;
		return [left, right].map((side) => [
			`${node}: ${side.system}`,
			...numbers.map((name) => String(side.counts[name])),
		]);
	});
	return table(['', ...numbers], rows);
}

const conflicts = (items: Item[]): string =>
	table(
		['Conflict', 'Salesforce', 'HubSpot', 'Wins'],
		items.map(({ json: { leftField, leftValue, rightValue, winner } }) =>
			[leftField, leftValue, rightValue, winner].map(String),
		),
	);

function comparison(execution: Execution): string {
	const numbers = ['matched', 'differing', 'onlyLeft', 'onlyRight', 'ambiguous'];
	const rows = ['Compare Accounts', 'Compare Contacts'].map((node) => {
		const found = runOf(execution.items(node));
		return [node, ...numbers.map((name) => String(found[name]))];
	});
	return table(['', ...numbers], rows);
}

function runOf(items: Item[]): Record<string, unknown> {
	const found = items.find(({ json }) => json.object === 'Run');
	if (found === undefined) throw new Error('A node gave no summary of its run.');
	return found.json;
}
