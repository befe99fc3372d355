import { aWhileAgo, itemOf, Scene, type SceneOptions } from './scene';
import { n8nForTheseTests } from './server';
import { createCredentials, NODE, readyWorkflow, TRIGGER } from './vendors';

const CONTACTS = { operation: 'sync', objects: ['Contact'] };

describe('What goes wrong, in a real n8n', () => {
	const n8n = n8nForTheseTests('failures');
	let scene: Scene;

	const open = async (options?: SceneOptions) => {
		scene = await Scene.open(n8n.current.rest, options);
		return scene;
	};

	/** Contacts that take a while: a round trip per hundred. */
	const openWithContacts = async (contacts: number, latencyMs: number) => {
		await open({ salesforce: { latencyMs }, hubspot: { latencyMs } });
		scene.salesforce.generate({ contacts });
	};

	afterEach(async () => await scene.close());

	it.each([
		[
			'HubSpot token',
			{ hubspot: { accessToken: 'pat-wrong' } },
			{ message: /HubSpot.*token|token.*HubSpot/i, details: /private app/i },
		],
		[
			'Salesforce secret',
			{ salesforce: { clientSecret: 'wrong' } },
			{ message: /Salesforce/i, details: /Client Secret/ },
		],
		[
			'Salesforce address',
			{ salesforce: { loginUrl: 'http://127.0.0.1:6' } },
			{ message: /Salesforce|127\.0\.0\.1/i, details: /URL/ },
		],
	])(
		'a wrong %s comes out of the error output, says what to mend, and fails the execution',
		async (_, wrong, { message, details }) => {
			await open({ wrong });
			scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
			const workflow = readyWorkflow(scene.credentials);
			for (const node of workflow.nodes) {
				if (node.name === NODE)
					node.parameters = { ...(node.parameters as object), options: { retries: 0, timeoutSeconds: 5 } };
			}
			const { id } = await n8n.current.rest.createWorkflow({ ...workflow, id: undefined });
			const execution = await n8n.current.rest.run(id, TRIGGER);

			const [item] = execution.json('Sync Failed');
			expect(item.error).toMatch(message);
			expect(item.details).toMatch(details);
			expect(JSON.stringify(item)).not.toMatch(/pat-wrong|"wrong"/);
			expect(execution.json(NODE, 0)).toEqual([]);
			expect(execution.json(NODE, 1)).toEqual([]);
			expect(execution.nodesThatRan()).not.toContain('Results');
			expect(execution.status).toBe('error');
			expect(execution.error()?.message).toBe(`${item.error} ${item.details}`);
			expect(scene.hubspot.count('companies')).toBe(0);
		},
	);

	it('without an error output the node itself fails', async () => {
		await open({ wrong: { hubspot: { accessToken: 'pat-wrong' } } });
		const workflow = scene.definition(CONTACTS);
		for (const node of workflow.nodes) delete node.onError;
		const { id } = await n8n.current.rest.createWorkflow(workflow);
		const execution = await scene.run(id);
		expect(execution.status).toBe('error');
		expect(execution.error('Sophia')).toMatchObject({
			message: expect.stringContaining('HubSpot'),
			description: expect.stringMatching(/private app/i),
		});
	});

	it('a workflow mended after a failure goes on', async () => {
		await open({ wrong: { hubspot: { accessToken: 'pat-wrong' } } });
		scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
		const id = await scene.workflow(CONTACTS);
		expect((await scene.run(id)).json('Failed')).toHaveLength(1);
		const mended = await createCredentials(n8n.current.rest, scene);
		const saved = await n8n.current.rest.workflow(id);
		for (const node of saved.nodes) if (node.name === 'Sophia') node.credentials = mended;
		await n8n.current.rest.request('PATCH', `/rest/workflows/${id}`, {
			nodes: saved.nodes,
			versionId: saved.versionId,
		});
		const execution = await scene.run(id);
		expect(execution.json('Failed')).toEqual([]);
		expect(itemOf(execution.json('Results'), 'Contact')).toMatchObject({ created: 18 });
	});

	it('Stop ends a run within a second and keeps what is written; the next run completes', async () => {
		await openWithContacts(5_000, 150);
		const { rest } = n8n.current;
		const id = await scene.workflow(CONTACTS);
		const executionId = await rest.start(id, 'Start');
		await until(() => scene.hubspot.count('contacts') >= 500);
		await rest.cancel(executionId);
		const stopped = Date.now();
		const execution = await rest.finished(executionId);
		expect(execution.status).toBe('canceled');
		// What was under way may still be answered; nothing new begins.
		await until(() => Date.now() > stopped + 3_000);
		const late = [...scene.hubspot.requests, ...scene.salesforce.requests].filter(({ at }) => at > stopped + 1_000);
		expect(late).toEqual([]);
		const kept = scene.hubspot.count('contacts');
		expect(kept).toBeGreaterThanOrEqual(500);
		expect(kept).toBeLessThan(5_000);

		scene.hubspot.latencyMs = scene.salesforce.latencyMs = 0;
		const { result: next, records } = await scene.writesOf(async () => await scene.run(id));
		expect(next.status).toBe('success');
		expect(itemOf(next.json('Results'), 'Run')).toMatchObject({ status: 'completed', rejected: 0 });
		expect(scene.arrived('contacts', 'contact').size).toBe(5_000);
		expect(scene.hubspot.duplicates('contacts', 'email')).toEqual(new Map());
		// At most the batches that were under way are written again.
		expect(records).toBeLessThanOrEqual(5_000 - kept + 800);
	});

	it('the maximum run time ends a run cleanly; the next runs go on until all is done', async () => {
		await openWithContacts(3_000, 200);
		const id = await scene.workflow({ ...CONTACTS, options: { maxRunMinutes: 0.05 } });
		const first = await scene.run(id);
		expect(first.status).toBe('success');
		const run = itemOf(first.json('Results'), 'Run');
		expect(run).toMatchObject({ status: 'stopped', reason: expect.stringContaining('maximum run time') });
		expect(first.json('Failed')).toEqual([]);
		const afterFirst = scene.hubspot.count('contacts');
		expect(afterFirst).toBeGreaterThan(0);
		expect(afterFirst).toBeLessThan(3_000);
		scene.hubspot.latencyMs = scene.salesforce.latencyMs = 0;
		expect(itemOf((await scene.run(id)).json('Results'), 'Run')).toMatchObject({ status: 'completed' });
		expect(scene.arrived('contacts', 'contact').size).toBe(3_000);
		expect(scene.hubspot.duplicates('contacts', 'email')).toEqual(new Map());
	});

	it('a second run beside the first is skipped', async () => {
		await openWithContacts(2_000, 200);
		const { rest } = n8n.current;
		const [one, other] = [await scene.workflow(CONTACTS), await scene.workflow(CONTACTS)];
		const executionId = await rest.start(one, 'Start');
		await until(() => scene.hubspot.count('contacts') > 0);
		const second = await scene.run(other);
		expect(itemOf(second.json('Results'), 'Run')).toMatchObject({
			status: 'skipped',
			reason: expect.stringContaining('already running'),
		});
		scene.hubspot.latencyMs = scene.salesforce.latencyMs = 0;
		expect(itemOf((await rest.finished(executionId)).json('Results'), 'Run')).toMatchObject({ status: 'completed' });
		expect(scene.arrived('contacts', 'contact').size).toBe(2_000);
	});

	it('n8n killed in the middle: the next run takes the lease over at once and ends as if nothing had been', async () => {
		await openWithContacts(4_000, 150);
		const id = await scene.workflow(CONTACTS);
		await n8n.current.rest.start(id, 'Start');
		await until(() => scene.hubspot.count('contacts') >= 800);
		await n8n.current.kill('SIGKILL');
		const atDeath = scene.hubspot.count('contacts');
		expect(atDeath).toBeLessThan(4_000);
		scene.hubspot.latencyMs = scene.salesforce.latencyMs = 0;
		await n8n.restart();
		const execution = await n8n.current.rest.run(id, 'Start');
		expect(execution.status).toBe('success');
		expect(itemOf(execution.json('Results'), 'Run')).toMatchObject({ status: 'completed', rejected: 0 });
		expect(scene.arrived('contacts', 'contact').size).toBe(4_000);
		expect(scene.hubspot.count('contacts')).toBe(4_000);
		expect(scene.hubspot.duplicates('contacts', 'email')).toEqual(new Map());
	});
});

/** Waits for something that is bound to happen. */
async function until(happened: () => boolean): Promise<void> {
	while (!happened()) await new Promise((resolve) => setTimeout(resolve, 20));
}
