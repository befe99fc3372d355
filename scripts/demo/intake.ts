import { ask, isOpen, SECRETS, TRIGGER_NODE, type Answer } from '../../test/n8n/intakeScene';
import type { N8nServer } from '../../test/n8n/harness';
import { bundledWorkflow, TRIGGER } from '../../test/n8n/vendors';
import type { DemoOptions } from './index';
import { table } from './print';

const salesforce_data = {
	Id: '001000000000001AAA',
	AccountName: 'Example Shipping',
	contacts: [{ FirstName: 'Ada', LastName: 'Example', Email: 'ada@example.com' }],
};

/** What a caller of the former platform sends, and a value that its answer has to hold. */
const BODIES: Array<{ body: Record<string, unknown>; expected: string }> = [
	{ body: { workflow_type: 'salesforce_to_hubspot', salesforce_data }, expected: '"company":"Example Shipping"' },
	{ body: { workflow_type: 'salesforce_to_intercom', salesforce_data }, expected: '"name":"Ada Example"' },
	{
		body: {
			workflow_type: 'data_sync',
			source_data: [{ city: ' Bern ', country: null }],
			timestamp: '2026-05-05T10:00:00Z',
		},
		expected: '"processed_data":[{"city":"Bern"}]',
	},
	{
		body: { workflow_type: 'lead_enrichment', lead_data: { email: 'ada@example.com', company: 'E', title: 'CTO' } },
		expected: '"seniority_level":"executive"',
	},
];

/**
 * Shows the workflow that takes what callers of the former platform send: the four bodies with their answers, one of
 * them sent twice, a wrong key, and what a drain of the inbox finds.
 *
 * @returns the workflow's id
 */
export async function showIntake(
	{ rest, url }: N8nServer,
	{ say, print }: Pick<DemoOptions, 'say' | 'print'>,
): Promise<string> {
	const workflow = bundledWorkflow('intake');
	const credential = await rest.createCredential('Callers of Sophia 2.1', 'sophiaWebhookApi', SECRETS);
	for (const node of workflow.nodes)
		if (node.name === TRIGGER_NODE)
			node.credentials = { sophiaWebhookApi: { id: credential.id, name: 'Callers of Sophia 2.1' } };
	const { id } = await rest.createWorkflow(workflow);
	await rest.activate(id);
	const address = `${url}/webhook/sophia`;
	await isOpen(address);
	const post = async (body: object, key: string): Promise<Answer> =>
		await ask(address, {
			method: 'POST',
			body: JSON.stringify(body),
			headers: { 'content-type': 'application/json', 'x-api-key': key },
		});

	say(`a caller of the former platform posts its four bodies to ${address}`);
	const rows: string[][] = [];
	for (const { body, expected } of BODIES) {
		const answer = await post(body, SECRETS.apiKey);
		expectAnswer(answer, 200, expected);
		rows.push([String(body.workflow_type), String(answer.status), expected]);
	}
	const again = await post(BODIES[2].body, SECRETS.apiKey);
	expectAnswer(again, 200, '"status":"duplicate"');
	rows.push(['data_sync, sent again', String(again.status), again.text]);
	const refused = await post(BODIES[3].body, 'a wrong key');
	expectAnswer(refused, 401, '"error":"UNAUTHORIZED"');
	rows.push(['lead_enrichment, with a wrong key', String(refused.status), refused.text]);
	print(`\n${table(['Body', 'Status', 'In the answer'], rows)}\n`);

	const drain = await rest.run(id, TRIGGER);
	if (drain.status !== 'success' || drain.nodesThatRan().includes('Mark Finished'))
		throw new Error(`The inbox should have been empty; the drain ended with status "${drain.status}".`);
	say('nothing was cut off: the drain of the inbox hands nothing out again');
	return id;
}

function expectAnswer({ status, text }: Answer, expectedStatus: number, words: string): void {
	if (status !== expectedStatus || !text.includes(words))
		throw new Error(`The answer should have been ${expectedStatus} with ${words} and was ${status}: ${text}`);
}
