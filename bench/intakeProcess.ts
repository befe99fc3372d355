import { readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { installPackage, newUserFolder, packTarball, startN8n, type N8nRest } from '../test/n8n/harness';
import { isOpen } from '../test/n8n/intakeScene';
import { EMPTY_NODE, writeEmptyNode } from './emptyNode';
import { INTAKE, type IntakeNode, type IntakeRound, type IntakeRounds } from './intakeSettings';

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

/** What Linux has counted for a process, all threads: in ms, to 10 ms. */
function cpuMs(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** One round: requests answered with 200 in a second, and what n8n took for one. */
async function round(url: string, pid: number): Promise<IntakeRound> {
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
	const [start, cpu] = [performance.now(), cpuMs(pid)];
	await Promise.all(Array.from({ length: INTAKE.atOnce }, sender));
	agent.destroy();
	return {
		perSecond: (INTAKE.requests * 1000) / (performance.now() - start),
		cpuMs: (cpuMs(pid) - cpu) / INTAKE.requests,
	};
}

/**
 * The Sophia Trigger, n8n's own Webhook node and a node that does nothing: same n8n, same bodies, by turns. Prints the
 * rounds as JSON. In a process of its own, from the sources: it installs the package as the tests do.
 */
async function main(): Promise<void> {
	const userFolder = newUserFolder('bench-intake');
	await installPackage(userFolder, await packTarball());
	const n8n = await startN8n({ userFolder, env: { N8N_CUSTOM_EXTENSIONS: writeEmptyNode(userFolder) } });
	try {
		await n8n.rest.login();
		const { id } = await n8n.rest.createCredential('Bench', 'sophiaWebhookApi', { apiKey: KEY });
		const settings = { requestsPerMinute: 0, maxPending: 1_000_000 };
		const urls: Record<IntakeNode, string> = {
			bare: await publish(n8n.rest, 'bare', {
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2.1,
				parameters: { httpMethod: 'POST', path: 'bare', responseMode: 'onReceived', options: {} },
			}),
			empty: await publish(n8n.rest, 'empty', EMPTY_NODE),
			sophia: await publish(n8n.rest, 'sophia', {
				type: 'n8n-nodes-sophia.sophiaTrigger',
				typeVersion: 1,
				parameters: { bodies: 'json', path: 'sophia', responseMode: 'onReceived', settings },
				credentials: { sophiaWebhookApi: { id, name: 'Bench' } },
			}),
		};
		const nodes = Object.keys(urls) as IntakeNode[];
		const measured: IntakeRounds = { bare: [], empty: [], sophia: [] };
		for (const one of nodes) await round(urls[one], n8n.pid);
		for (let count = 0; count < INTAKE.rounds; count++)
			for (const one of count % 2 === 0 ? nodes : nodes.toReversed())
				measured[one].push(await round(urls[one], n8n.pid));
		process.stdout.write(JSON.stringify(measured));
	} finally {
		await n8n.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}
}

void main();
