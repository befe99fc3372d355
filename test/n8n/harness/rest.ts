import { Execution, toExecution, type StoredExecution } from './execution';
import { keepErrors, rememberSecrets } from './output';

/** The owner of every n8n that tests start. Nobody but loopback can reach it. */
export const owner = { email: 'owner@example.com', firstName: 'Test', lastName: 'Owner', password: 'Loopback-only-1' };

export interface WorkflowDefinition {
	id?: string;
	name: string;
	nodes: Array<Record<string, unknown> & { name: string; type: string }>;
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	[key: string]: unknown;
}

export interface SavedWorkflow extends WorkflowDefinition {
	id: string;
	versionId: string;
	active: boolean;
}

/** n8n answered a REST call with an error status. */
export class RestError extends Error {
	constructor(
		readonly status: number,
		method: string,
		path: string,
		readonly body: string,
	) {
		super(`${method} ${path} answered ${status}: ${body.slice(0, 1000)}`);
	}
}

/** The interface that n8n's own editor uses, signed in as the owner. */
export class N8nRest {
	private cookie = '';

	constructor(readonly url: string) {}

	/** Database migrated, nodes loaded, routes open. */
	async isReady(): Promise<boolean> {
		try {
			return (await fetch(`${this.url}/healthz/readiness`)).ok;
		} catch {
			return false;
		}
	}

	/** Sends JSON, receives what n8n wraps in `data` (or the whole body where it does not). @throws RestError */
	async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) throw new RestError(response.status, method, path, text);
		const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (session !== undefined) this.cookie = session.split(';')[0];
		const answer = JSON.parse(text);
		return answer !== null && typeof answer === 'object' && 'data' in answer ? answer.data : answer;
	}

	/** Makes the owner (on the first start of a user folder) and signs in. */
	async login(): Promise<void> {
		const { userManagement } = await this.request<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (userManagement.showSetupOnFirstLoad) await this.request('POST', '/rest/owner/setup', owner);
		else await this.request('POST', '/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
	}

	/** The descriptions of every node or credential type that n8n has loaded. */
	async types(kind: 'nodes' | 'credentials'): Promise<Array<Record<string, unknown> & { name: string }>> {
		return await this.request('GET', `/types/${kind}.json`);
	}

	async createCredential(name: string, type: string, data: Record<string, unknown>): Promise<{ id: string }> {
		rememberSecrets(data);
		return await this.request('POST', '/rest/credentials', { name, type, data });
	}

	/** The Test button of a credential. */
	async testCredential(
		type: string,
		data: Record<string, unknown>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		rememberSecrets(data);
		return await this.request('POST', '/rest/credentials/test', { credentials: { id: '', name: 'Test', type, data } });
	}

	async createWorkflow(workflow: WorkflowDefinition): Promise<SavedWorkflow> {
		return await this.request('POST', '/rest/workflows', { settings: {}, active: false, ...workflow });
	}

	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** Publishes the workflow's newest version: its triggers go live. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Presses "Execute workflow" on a trigger. @returns the execution's id, at once. */
	async start(id: string, trigger: string): Promise<string> {
		const answer = await this.request<{ executionId?: string }>('POST', `/rest/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		if (answer.executionId === undefined) throw new Error(`workflow ${id} waits for a webhook instead of running`);
		return answer.executionId;
	}

	/** Presses "Stop". */
	async cancel(executionId: string): Promise<void> {
		await this.request('POST', `/rest/executions/${executionId}/stop`, {});
	}

	async executions(workflowId: string): Promise<Array<{ id: string; status: string; mode: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.request<{ results: Array<{ id: string; status: string; mode: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}`,
		);
		return results;
	}

	/** Waits until an execution has ended, however. @throws Error after `timeoutMs`, default 60,000 */
	async finished(executionId: string, timeoutMs = 60_000): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const stored = await this.request<StoredExecution>('GET', `/rest/executions/${executionId}`);
			if (!['new', 'running', 'waiting', 'unknown'].includes(stored.status)) {
				const execution = toExecution(stored);
				keepErrors(execution);
				return execution;
			}
			if (Date.now() > deadline) throw new Error(`execution ${executionId} is still ${stored.status}`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	/**
	 * A binary file of an item. `view`: for the editor to show, which n8n refuses for types that it does not show.
	 *
	 * @returns an empty body where n8n refuses
	 */
	async binary(
		file: { id: string; mimeType: string; fileName: string },
		action: 'view' | 'download' = 'download',
	): Promise<{ status: number; type: string | null; body: Buffer }> {
		const { id, mimeType, fileName } = file;
		const query = new URLSearchParams({ id, action, fileName, mimeType });
		const answer = await fetch(`${this.url}/rest/binary-data?${query}`, { headers: { cookie: this.cookie } });
		// n8n announces the file's length with its refusals too, and then sends less.
		const body = answer.ok ? Buffer.from(await answer.arrayBuffer()) : Buffer.alloc(0);
		return { status: answer.status, type: answer.headers.get('content-type'), body };
	}

	/** A page of n8n's as a browser gets it, signed in. */
	async page(path: string): Promise<string> {
		return await (await fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } })).text();
	}

	/** Starts a workflow at a trigger and waits for its end. */
	async run(id: string, trigger: string, timeoutMs?: number): Promise<Execution> {
		return await this.finished(await this.start(id, trigger), timeoutMs);
	}
}
