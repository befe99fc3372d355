import { createHmac } from 'node:crypto';
import type { Execution, N8nRest, WorkflowDefinition } from './harness';

export const TRIGGER_TYPE = 'n8n-nodes-sophia.sophiaTrigger';
export const TRIGGER_NODE = 'Sophia Trigger';

const ofTheTests = (whose: string) => `${whose} secret of the tests`;

/** What the callers of the tests prove who they are with. */
export const SECRETS = {
	apiKey: ofTheTests('key'),
	hmacSecret: ofTheTests('hmac'),
	hubspotClientSecret: ofTheTests('hubspot'),
	intercomClientSecret: ofTheTests('intercom'),
};

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	json: Record<string, unknown>;
}

let triggers = 0;

export interface SceneOptions {
	outputs?: number;
	/** Fields of the credential that are other ones. */
	credential?: object;
	/** The nodes behind the outputs ask this address, and fail when it does. */
	answerUrl?: string;
	/** False: for what n8n cannot publish. */
	live?: boolean;
}

/** One published workflow: the trigger, and a node "Out 0", "Out 1"… behind each of its outputs. */
export class IntakeScene {
	private constructor(
		readonly rest: N8nRest,
		readonly workflowId: string,
		readonly url: string,
	) {}

	static async open(
		rest: N8nRest,
		parameters: Record<string, unknown>,
		{ outputs = 4, credential, answerUrl, live = true }: SceneOptions = {},
	): Promise<IntakeScene> {
		triggers += 1;
		const path = `intake-${process.pid}-${triggers}`;
		const data = { ...SECRETS, ...credential };
		const { id } = await rest.createCredential(`Webhook ${triggers}`, 'sophiaWebhookApi', data);
		const workflow = intakeWorkflow(
			{ path, responseMode: 'onReceived', settings: { requestsPerMinute: 0 }, ...parameters },
			outputs,
		);
		if (answerUrl !== undefined) {
			for (const node of workflow.nodes.slice(1))
				Object.assign(node, { type: 'n8n-nodes-base.httpRequest', parameters: { url: answerUrl } });
		}
		workflow.nodes[0].credentials = { sophiaWebhookApi: { id, name: `Webhook ${triggers}` } };
		const saved = await rest.createWorkflow(workflow);
		const scene = new IntakeScene(rest, saved.id, `${rest.url}/webhook/${path}`);
		await rest.activate(saved.id);
		// n8n says that the workflow is active before its address is.
		if (live) await isOpen(scene.url);
		return scene;
	}

	/** As n8n knows its own address, which callers sign. */
	get publicUrl(): string {
		return this.url.replace('127.0.0.1', 'localhost');
	}

	async close(): Promise<void> {
		await this.rest.deactivate(this.workflowId);
	}

	/** Sends a body as it is; a value that is no text or buffer as JSON. */
	async send(
		body: unknown,
		init: { method?: string; headers?: Record<string, string>; query?: string } = {},
	): Promise<Answer> {
		const { method = 'POST', headers = {}, query = '' } = init;
		const payload =
			typeof body === 'string' || Buffer.isBuffer(body) || body === undefined ? body : JSON.stringify(body);
		return await ask(this.url + query, {
			method,
			body: payload as string | undefined,
			headers: { 'content-type': 'application/json', ...headers },
		});
	}

	/** The same with the right API key. */
	async post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
		return await this.send(body, { headers: { 'x-api-key': SECRETS.apiKey, ...headers } });
	}

	/** Every execution of the workflow, in the order of their starts, after the last one's end. */
	async executions(): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: this.workflowId }));
		const { results } = await this.rest.request<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?limit=100&filter=${filter}`,
		);
		const ids = results.map(({ id }) => id).sort((a, b) => Number(a) - Number(b));
		const ended: Execution[] = [];
		for (const id of ids) ended.push(await this.rest.finished(id));
		return ended;
	}

	/** What has come out of an output so far, of all executions. */
	async items(output = 0): Promise<Array<Record<string, unknown>>> {
		return (await this.executions()).flatMap((execution) => execution.json(`Out ${output}`));
	}
}

/** Waits until n8n knows an address of a trigger. */
export async function isOpen(url: string, method = 'GET'): Promise<void> {
	while ((await ask(url, { method })).status === 404) await new Promise((resolve) => setTimeout(resolve, 50));
}

export async function ask(url: string, init: RequestInit): Promise<Answer> {
	const response = await fetch(url, init);
	const text = await response.text();
	let json: Record<string, unknown> = {};
	try {
		json = JSON.parse(text) as Record<string, unknown>;
	} catch {
		// Not every answer is JSON; the tests look at `text` then.
	}
	return { status: response.status, headers: response.headers, text, json };
}

/** The trigger and what is behind it. */
export function intakeWorkflow(parameters: Record<string, unknown>, outputs: number): WorkflowDefinition {
	const names = Array.from({ length: outputs }, (_, output) => `Out ${output}`);
	const node = (name: string, type: string, column: number, own: object) => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [column * 200, 0],
		parameters: own,
	});
	return {
		name: 'Intake test',
		nodes: [
			{ ...node(TRIGGER_NODE, TRIGGER_TYPE, 0, parameters), webhookId: `hook-${process.pid}-${triggers}` },
			...names.map((name) => node(name, 'n8n-nodes-base.noOp', 1, {})),
		],
		connections: { [TRIGGER_NODE]: { main: names.map((name) => [{ node: name, type: 'main', index: 0 }]) } },
		settings: { saveDataSuccessExecution: 'all' },
	};
}

/** Headers of a request that is signed for "HMAC Signature". @param at Unix seconds */
export function signed(
	body: string,
	at = Math.floor(Date.now() / 1000),
	secret = SECRETS.hmacSecret,
): Record<string, string> {
	const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
	return { 'x-sophia-timestamp': String(at), 'x-sophia-signature': `sha256=${signature}` };
}
