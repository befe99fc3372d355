import fc from 'fast-check';
import { Agent, request } from 'node:http';
import type { N8nRest } from './harness';
import { IntakeScene, SECRETS } from './intakeScene';
import { n8nForTheseTests } from './server';

const BODIES = Number(process.env.SOPHIA_FUZZ_BODIES ?? 10_000);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_261_122);
const AT_ONCE = 8;
/** Far more than any answer takes on a slow machine: what it tells is a hang. */
const HANG_MS = 60_000;

const KEYS = [
	'workflow_type',
	'salesforce_data',
	'source_data',
	'lead_data',
	'timestamp',
	'sync_type',
	'enrichment_sources',
	'__proto__',
	'constructor',
];
const TYPES = ['salesforce_to_hubspot', 'salesforce_to_intercom', 'lead_enrichment', 'nonsense', ''];

/** JSON of all shapes, more often with the names that the trigger looks for and with wrong values under them. */
const body: fc.Arbitrary<string> = fc.oneof(
	{ weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
	{
		weight: 5,
		arbitrary: fc
			.tuple(
				fc.constantFrom(...TYPES),
				fc.array(fc.tuple(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 3 })), { maxLength: 4 }),
			)
			.map(
				([type, fields]) =>
					`{"workflow_type":${JSON.stringify(type)}${fields.map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`).join('')}}`,
			),
	},
	{ weight: 1, arbitrary: fc.integer({ min: 60, max: 5000 }).map((deep) => '['.repeat(deep) + ']'.repeat(deep)) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'1e999',
			'{"source_data":1e999}',
			'"\\ud800"',
			'{"a":1,"a":2}',
			'[]',
			'null',
			'-0',
			'""',
		),
	},
);

describe('Sophia Trigger under fuzzed bodies, in a real n8n', () => {
	const n8n = n8nForTheseTests('intake-fuzz', {
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
		// n8n's default engine starts two virtual machines for each request to any webhook that is not its own node's.
		N8N_EXPRESSION_ENGINE: 'legacy',
	});

	it(`${BODIES} of them: no 5xx, no hang, and no item for what is refused`, async () => {
		const scene = await IntakeScene.open(n8n.current.rest, { bodies: 'sophia21' });
		const bodies = fc.sample(body, { numRuns: BODIES, seed: SEED });
		const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
		const counts = new Map<number, number>();
		let next = 0;
		const sender = async (): Promise<void> => {
			while (next < bodies.length) {
				const text = bodies[next++];
				const status = await post(scene.url, text, agent);
				if (status >= 500) throw new Error(`${status} for ${text.slice(0, 500)}`);
				counts.set(status, (counts.get(status) ?? 0) + 1);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, sender));
		agent.destroy();
		const accepted = counts.get(200) ?? 0;
		const refused = counts.get(400) ?? 0;
		expect(accepted + refused).toBe(BODIES);
		expect(refused).toBeGreaterThan(BODIES / 2);
		// n8n answers before it has written down that it starts.
		let started = 0;
		while (started < accepted) started = await executions(n8n.current.rest, scene.workflowId);
		expect(started).toBe(accepted);
		expect((await scene.send(undefined, { method: 'GET' })).status).toBe(200);
	}, 600_000);
});

async function executions(rest: N8nRest, workflowId: string): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	return (await rest.request<{ count: number }>('GET', `/rest/executions?limit=1&filter=${filter}`)).count;
}

async function post(url: string, text: string, agent: Agent): Promise<number> {
	return await new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json', 'x-api-key': SECRETS.apiKey };
		const sent = request(url, { method: 'POST', agent, headers, timeout: HANG_MS }, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode ?? 0));
		});
		sent.once('timeout', () => sent.destroy(new Error(`no answer for ${text.slice(0, 500)}`)));
		sent.once('error', reject);
		sent.end(text);
	});
}
