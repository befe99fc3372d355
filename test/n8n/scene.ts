import { HubSpotSimulator, type HubSpotSimulatorOptions } from '../simulators/hubspot';
import { SalesforceSimulator, type SalesforceOptions } from '../simulators/salesforce';
import type { Execution, N8nRest, WorkflowDefinition } from './harness';
import { createCredentials, type ChosenCredentials } from './vendors';

export const SOPHIA = 'n8n-nodes-sophia.sophiaSalesforceToHubspot';

type WorkflowNode = WorkflowDefinition['nodes'][number];

let portals = 0;

export interface SceneOptions {
	salesforce?: SalesforceOptions;
	hubspot?: HubSpotSimulatorOptions;
	/** Fields of the credentials that are to be wrong. */
	wrong?: { salesforce?: object; hubspot?: object };
}

/**
 * Two simulators with credentials for them in a running n8n. Links are kept by HubSpot account and progress by
 * workflow, so scenes in one n8n know nothing of each other.
 */
export class Scene {
	private constructor(
		readonly rest: N8nRest,
		readonly salesforce: SalesforceSimulator,
		readonly hubspot: HubSpotSimulator,
		readonly credentials: ChosenCredentials,
	) {}

	static async open(rest: N8nRest, options: SceneOptions = {}): Promise<Scene> {
		const salesforce = await new SalesforceSimulator(options.salesforce).start();
		portals += 1;
		const hubspot = await new HubSpotSimulator({
			portalId: 30_000_000 + portals,
			indexingLagMs: 0,
			...options.hubspot,
		}).start();
		return new Scene(rest, salesforce, hubspot, await createCredentials(rest, { salesforce, hubspot }, options.wrong));
	}

	async close(): Promise<void> {
		await Promise.all([this.salesforce.stop(), this.hubspot.stop()]);
		expect(this.hubspot.bugs).toEqual([]);
	}

	/** "Start" → "Sophia" → "Results", "Rejected", "Failed"; between the first two the given items. @returns the workflow's id */
	async workflow(parameters: Record<string, unknown>, items?: object[]): Promise<string> {
		return (await this.rest.createWorkflow(this.definition(parameters, items))).id;
	}

	definition(parameters: Record<string, unknown>, items?: object[]): WorkflowDefinition {
		return workflowAround(SOPHIA, this.credentials, parameters, items);
	}

	/** Runs a workflow of `workflow()` to its end, however it ends. */
	async run(id: string): Promise<Execution> {
		return await this.rest.run(id, 'Start');
	}

	/** Unarchived HubSpot records by the value of their Salesforce id property. */
	arrived(
		object: 'companies' | 'contacts' | 'deals' | 'calls' | 'notes' | 'meetings',
		salesforceObject: 'account' | 'contact' | 'lead' | 'opportunity' | 'task' | 'event',
	): Map<string, Readonly<Record<string, string>>> {
		const property = `sophia_salesforce_${salesforceObject}_id`;
		const live = this.hubspot
			.records(object)
			.filter(({ archived, properties }) => !archived && properties[property] !== undefined);
		return new Map(live.map(({ properties }) => [properties[property], properties]));
	}

	/** What HubSpot was told to write while something was done: calls and records. */
	async writesOf<T>(
		work: () => Promise<T>,
	): Promise<{ result: T; calls: number; records: number; associations: number }> {
		const before = { ...this.hubspot.writes };
		const result = await work();
		const { calls, records, associations } = this.hubspot.writes;
		return {
			result,
			calls: calls - before.calls,
			records: records - before.records,
			associations: associations - before.associations,
		};
	}
}

/** "Start" → "Sophia", a node of the type → one node per output; between the first two the given items. */
export function workflowAround(
	type: string,
	credentials: object,
	parameters: Record<string, unknown>,
	items?: object[],
	outputs = ['Results', 'Rejected', 'Failed'],
): WorkflowDefinition {
	const nodes: WorkflowNode[] = [
		node('Start', 'n8n-nodes-base.manualTrigger', 0, {}),
		{ ...node('Sophia', type, 3, parameters), credentials: { ...credentials }, onError: 'continueErrorOutput' },
		...outputs.map((name) => node(name, 'n8n-nodes-base.noOp', 4, {})),
	];
	const connections: Record<string, unknown> = {
		Start: to(items === undefined ? 'Sophia' : 'Make'),
		Sophia: { main: outputs.map((name) => [target(name)]) },
	};
	if (items !== undefined) {
		const jsonOutput = JSON.stringify({ items });
		nodes.push({
			...node('Make', 'n8n-nodes-base.set', 1, { mode: 'raw', jsonOutput, options: {} }),
			typeVersion: 3.4,
		});
		nodes.push(node('Items', 'n8n-nodes-base.splitOut', 2, { fieldToSplitOut: 'items', options: {} }));
		Object.assign(connections, { Make: to('Items'), Items: to('Sophia') });
	}
	return { name: 'Test', nodes, connections };
}

/** Salesforce shows whole seconds and a run reads up to the second it starts in: tests write a while ago. */
export const aWhileAgo = (seconds = 10): { modifiedAt: Date } => ({
	modifiedAt: new Date(Date.now() - seconds * 1000),
});

/** The item of one object in a summary, or of the run. */
export function itemOf(items: Array<Record<string, unknown>>, object: string): Record<string, unknown> {
	const found = items.find((item) => item.object === object);
	if (found === undefined) throw new Error(`no item for ${object} among ${JSON.stringify(items)}`);
	return found;
}

const node = (name: string, type: string, column: number, parameters: object): WorkflowNode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [column * 200, 0],
	parameters,
});

const target = (name: string) => ({ node: name, type: 'main', index: 0 });
const to = (name: string) => ({ main: [[target(name)]] });
