import type { WorkflowDefinition } from './harness';
import { importWorkflow } from './harness';
import { aWhileAgo, Scene, SOPHIA } from './scene';
import { n8nForTheseTests } from './server';
import { bundledWorkflow, NODE, readyWorkflow, TRIGGER } from './vendors';

/** What makes up a workflow, without what n8n adds to every one it keeps. */
const essence = ({ name, nodes, connections }: WorkflowDefinition) => ({ name, nodes, connections });

describe('The bundled workflow in a real n8n', () => {
	const n8n = n8nForTheseTests('workflow');

	it('is imported unchanged by the command line', async () => {
		const { rest, userFolder } = n8n.current;
		const workflow = bundledWorkflow();
		await importWorkflow(userFolder, workflow);
		expect(essence(await rest.workflow(workflow.id))).toEqual(essence(workflow));
		expect((await rest.workflow(workflow.id)).active).toBe(false);
	});

	it('is imported unchanged by the editor, and exported as it was', async () => {
		const { rest } = n8n.current;
		const workflow = bundledWorkflow();
		const saved = await rest.createWorkflow({ ...workflow, id: undefined });
		expect(essence(await rest.workflow(saved.id))).toEqual(essence(workflow));
	});

	it('sets no parameter that the node does not have', async () => {
		const type = (await n8n.current.rest.types('nodes')).find(({ name }) => name === SOPHIA);
		const known = (type?.properties as Array<{ name: string }>).map(({ name }) => name);
		const node = bundledWorkflow().nodes.find(({ name }) => name === NODE);
		expect(known).toEqual(expect.arrayContaining(Object.keys(node?.parameters as object)));
	});

	it('every wire of the node leads where its name says', async () => {
		const scene = await Scene.open(n8n.current.rest);
		try {
			scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
			const { id } = await n8n.current.rest.createWorkflow({ ...readyWorkflow(scene.credentials), id: undefined });
			const execution = await n8n.current.rest.run(id, TRIGGER);
			expect(execution.json('Results').map(({ object }) => object)).toEqual(['Account', 'Contact', 'Lead', 'Opportunity', 'Run']);
			expect(execution.json('Rejected Records').map(({ category }) => category)).toEqual([
				'invalidEmail',
				'invalidEmail',
				'duplicate',
			]);
			expect(execution.nodesThatRan().sort()).toEqual([NODE, 'Rejected Records', 'Results', TRIGGER].sort());
		} finally {
			await scene.close();
		}
	});

	it('runs on its schedule once published', async () => {
		const { rest } = n8n.current;
		const scene = await Scene.open(rest);
		try {
			const ids = scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
			const workflow = readyWorkflow(scene.credentials);
			const schedule = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
			expect(schedule?.parameters).toEqual({
				rule: { interval: [{ field: 'hours', hoursInterval: 6, triggerAtMinute: 0 }] },
			});
			// Nobody waits six hours for a test.
			if (schedule) schedule.parameters = { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } };
			const { id } = await rest.createWorkflow({ ...workflow, id: undefined });
			await rest.activate(id);
			const started = await firstOf(async () => (await rest.executions(id)).at(-1)?.id);
			const execution = await rest.finished(started);
			await rest.deactivate(id);
			expect((await rest.executions(id)).every(({ mode }) => mode === 'trigger')).toBe(true);
			expect(execution.status).toBe('success');
			expect(execution.nodesThatRan()).toContain('Every 6 Hours');
			expect([...scene.arrived('companies', 'account').keys()].sort()).toEqual(ids.Account.toSorted());
		} finally {
			await scene.close();
		}
	});

	it('as it is, it can be published', async () => {
		const scene = await Scene.open(n8n.current.rest);
		try {
			const { rest } = n8n.current;
			const { id } = await rest.createWorkflow({ ...readyWorkflow(scene.credentials), id: undefined });
			await rest.activate(id);
			expect((await rest.workflow(id)).active).toBe(true);
			await rest.deactivate(id);
		} finally {
			await scene.close();
		}
	});
});

/** Asks again until there is an answer. */
async function firstOf<T>(ask: () => Promise<T | undefined>): Promise<T> {
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
