import { rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { installPackage, newUserFolder, packTarball, startN8n, type N8nRest } from '../test/n8n/harness';
import { isOpen } from '../test/n8n/intakeScene';
import { INTAKE } from './intakeSettings';

const KEY = 'key of the bench';
const BODY = JSON.stringify({ Id: '001000000000001', Name: 'Example', Website: 'https://example.com', n: 1 });

/** The trigger and a node that does nothing; answered at once, executions not saved. @returns the address */
async function publish(rest: N8nRest, path: string, trigger: object): Promise<string> {
	const node = (name: string, own: object) => ({ id: name, name, type: '', position: [0, 0], parameters: {}, ...own });
	const { id } = await rest.createWorkflow({
		name: path,
		nodes: [
			node('Trigger', { webhookId: path, ...trigger }),
			node('End', { type: 'n8n-nodes-base.noOp', typeVersion: 1 }),
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { saveDataSuccessExecution: 'none' },
	});
	await rest.activate(id);
	const url = `${rest.url}/webhook/${path}`;
	await isOpen(url, 'POST');
	return url;
}

/** @returns requests answered with 200 in a second */
async function throughput(url: string): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: INTAKE.atOnce });
	const headers = { 'content-type': 'application/json', 'x-api-key': KEY };
	const post = async () =>
		await new Promise<void>((resolve, reject) => {
			const sent = request(url, { method: 'POST', agent, headers }, (response) => {
				response.resume();
				response.once('end', () =>
					response.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${response.statusCode}`)),
				);
			});
			sent.once('error', reject);
			sent.end(BODY);
		});
	let left = INTAKE.requests;
	const sender = async () => {
		while (left-- > 0) await post();
	};
	const start = performance.now();
	await Promise.all(Array.from({ length: INTAKE.atOnce }, sender));
	agent.destroy();
	return (INTAKE.requests * 1000) / (performance.now() - start);
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * The Sophia Trigger against n8n's own Webhook node: same n8n, same bodies, by turns. Prints the medians as JSON. In a
 * process of its own, from the sources: it installs the package as the tests do.
 */
async function main(): Promise<void> {
	const userFolder = newUserFolder('bench-intake');
	await installPackage(userFolder, await packTarball());
	const n8n = await startN8n({ userFolder });
	try {
		await n8n.rest.login();
		const { id } = await n8n.rest.createCredential('Bench', 'sophiaWebhookApi', { apiKey: KEY });
		const bare = await publish(n8n.rest, 'bare', {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			parameters: { httpMethod: 'POST', path: 'bare', responseMode: 'onReceived', options: {} },
		});
		const settings = { requestsPerMinute: 0, maxPending: 1_000_000 };
		const sophia = await publish(n8n.rest, 'sophia', {
			type: 'n8n-nodes-sophia.sophiaTrigger',
			typeVersion: 1,
			parameters: { bodies: 'json', path: 'sophia', responseMode: 'onReceived', settings },
			credentials: { sophiaWebhookApi: { id, name: 'Bench' } },
		});
		const measured: Record<'bare' | 'sophia', number[]> = { bare: [], sophia: [] };
		const measure = async (one: 'bare' | 'sophia') => await throughput(one === 'bare' ? bare : sophia);
		for (const one of ['bare', 'sophia'] as const) await measure(one);
		for (let round = 0; round < INTAKE.rounds; round++) {
			const order = round % 2 === 0 ? (['bare', 'sophia'] as const) : (['sophia', 'bare'] as const);
			for (const one of order) measured[one].push(await measure(one));
		}
		process.stdout.write(JSON.stringify({ sophia: median(measured.sophia), bare: median(measured.bare) }));
	} finally {
		await n8n.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}
}

void main();
