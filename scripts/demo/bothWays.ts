import type { Execution, Item, N8nServer } from '../../test/n8n/harness';
import { ACCOUNTS_NODE, changeBothSides, CONTACTS_NODE, secondTurned } from '../../test/n8n/bothSides';
import { TRIGGER } from '../../test/n8n/vendors';
import type { DemoOptions } from './index';
import { table } from './print';
import type { Stage } from './stage';

/** The nodes that compare, once a day. */
const COMPARISONS = ['Compare Accounts', 'Compare Contacts'];

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
export async function showBothWays(
	n8n: N8nServer,
	workflow: string,
	stage: Stage,
	{ say, print }: Show,
): Promise<void> {
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
	print(`\n${comparison(compared)}\n\n${findings(compared)}\n`);
}

async function run(n8n: N8nServer, workflow: string, trigger: string): Promise<Execution> {
	const execution = await n8n.rest.run(workflow, trigger);
	const [failed] = execution.json('Sync Failed');
	if (execution.status !== 'success' || failed !== undefined) {
		throw new Error(
			`The workflow ended with status "${execution.status}": ${JSON.stringify(failed ?? execution.error())}`,
		);
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
	const rows = COMPARISONS.map((node) => {
		const found = runOf(execution.items(node));
		return [node, ...numbers.map((name) => String(found[name]))];
	});
	return table(['', ...numbers], rows);
}

/** What the comparison found: differences field by field, the rest by reason. */
function findings(execution: Execution): string {
	const lines = new Map<string, number>();
	for (const { json } of COMPARISONS.flatMap((node) => execution.items(node))) {
		if (json.finding === undefined) continue;
		const fields = (json.fields ?? []) as Array<Record<string, unknown>>;
		const told =
			fields.length > 0
				? fields.map(({ leftField, leftValue, rightValue }) => `${leftField}: ${leftValue}, ${rightValue ?? 'blank'}`)
				: [String(json.reason ?? '')];
		for (const line of told.map((text) => `${json.finding}: ${text}`)) lines.set(line, (lines.get(line) ?? 0) + 1);
	}
	return [...lines].map(([line, count]) => `   ${count} × ${line}`).join('\n');
}

function runOf(items: Item[]): Record<string, unknown> {
	const found = items.find(({ json }) => json.object === 'Run');
	if (found === undefined) throw new Error('A node gave no summary of its run.');
	return found.json;
}
