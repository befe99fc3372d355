import type { WorkflowDefinition } from './harness';
import { aWhileAgo, Scene } from './scene';
import { n8nForTheseTests } from './server';

const TYPE = 'n8n-nodes-sophia.sophiaSalesforceTrigger';
describe('Sophia Salesforce Trigger in a real n8n', () => {
	const n8n = n8nForTheseTests('salesforce-trigger');
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterEach(async () => await scene.close());

	const workflow = (parameters: Record<string, unknown> = {}): WorkflowDefinition => ({
		name: 'Watch accounts',
		nodes: [
			{
				id: 'Watch',
				name: 'Watch',
				type: TYPE,
				typeVersion: 1,
				position: [0, 0],
				credentials: { sophiaSalesforceApi: scene.credentials.sophiaSalesforceApi },
				parameters: {
					pollTimes: { item: [{ mode: 'custom', cronExpression: '0 0 1 1 *' }] },
					object: { __rl: true, mode: 'name', value: 'Account' },
					events: ['created', 'changed', 'deleted'],
					fieldSelection: 'chosen',
					fields: ['Name'],
					...parameters,
				},
			},
			{ id: 'Seen', name: 'Seen', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
		],
		connections: { Watch: { main: [[{ node: 'Seen', type: 'main', index: 0 }]] } },
	});

	/** How often Salesforce was asked for its clock: once per poll. */
	const polls = () => scene.salesforce.requests.filter(({ url }) => url === '/services/data').length;

	/**
	 * n8n polls when a workflow is published, a moment after it has said so, and no oftener than once a minute afterwards:
	 * a test does not wait for that.
	 */
	async function pollNow(id: string): Promise<void> {
		const { rest } = n8n.current;
		const before = polls();
		if ((await rest.workflow(id)).active) await rest.deactivate(id);
		await rest.activate(id);
		while (polls() === before) await new Promise((resolve) => setTimeout(resolve, 50));
	}

	/** Every event that the workflow was started with, in order, once there are so many: until then it is polled again. */
	async function events(id: string, atLeast: number): Promise<Array<Record<string, unknown>>> {
		const { rest } = n8n.current;
		for (;;) {
			const items = [];
			for (const execution of (await rest.executions(id)).toReversed())
				items.push(...(await rest.finished(execution.id)).json('Seen'));
			if (items.length >= atLeast) return items;
			await pollNow(id);
		}
	}

	it('starts a published workflow with what is created, changed and deleted, once each', async () => {
		const { rest } = n8n.current;
		const { salesforce } = scene;
		salesforce.create('Account', { Name: 'Before' }, aWhileAgo());
		const { id } = await rest.createWorkflow(workflow());
		await pollNow(id);
		const ids = ['One', 'Two', 'Three'].map((Name) => salesforce.create('Account', { Name }));
		await events(id, 3);
		salesforce.update('Account', ids[0], { Name: 'One again' });
		await events(id, 4);
		salesforce.remove('Account', ids[1]);
		await events(id, 5);
		await pollNow(id);
		await pollNow(id);
		const seen = await events(id, 5);
		expect(seen.map(({ event, recordId }) => `${event} ${recordId}`).sort()).toEqual(
			[...ids.map((one) => `created ${one}`), `changed ${ids[0]}`, `deleted ${ids[1]}`].sort(),
		);
		expect(seen.find(({ event }) => event === 'changed')).toMatchObject({
			object: 'Account',
			record: { Id: ids[0], Name: 'One again' },
		});
		expect((await rest.executions(id)).every(({ status }) => status === 'success')).toBe(true);
		await rest.deactivate(id);
	});

	it('goes on where it was after n8n was started again: nothing is missed, nothing comes twice', async () => {
		const { salesforce } = scene;
		const { id } = await n8n.current.rest.createWorkflow(workflow());
		await pollNow(id);
		const first = salesforce.create('Account', { Name: 'First' });
		await events(id, 1);
		await n8n.current.stop();
		const second = salesforce.create('Account', { Name: 'Second' });
		await n8n.restart();
		const seen = await events(id, 2);
		expect(seen.map(({ recordId }) => recordId)).toEqual([first, second]);
		await n8n.current.rest.deactivate(id);
	});

	it('cannot be published without an object, and says why', async () => {
		const { rest } = n8n.current;
		const { id } = await rest.createWorkflow(workflow({ object: { __rl: true, mode: 'name', value: '' } }));
		await expect(rest.activate(id)).rejects.toThrow(/Object|object/);
	});
});
