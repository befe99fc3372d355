import { hostname } from 'node:os';
import { join } from 'node:path';
import { openSqliteState, processHolder, type StateStore } from '../../engine/state';
import { IntercomSimulator } from '../simulators/intercom';
import { EnrichmentScene } from './enrichmentScene';
import { importWorkflow, type Execution, type WorkflowDefinition } from './harness';
import { ask, IntakeScene, isOpen, SECRETS } from './intakeScene';
import { Held } from './held';
import { Scene, workflowAround } from './scene';
import { n8nForTheseTests } from './server';
import { bundledWorkflow, createIntercomCredentials, readyWorkflow, TRIGGER } from './vendors';

const MONITOR = 'n8n-nodes-sophia.sophiaMonitor';

/** Of a process of this host that is no more: there is no such number. */
const GONE = processHolder('gone', { host: hostname(), pid: 2 ** 30, start: '1' });

describe('Sophia Monitor in a real n8n', () => {
	const n8n = n8nForTheseTests('monitor');

	/** The state as the n8n under test has it. */
	const withState = async <T>(work: (state: StateStore) => Promise<T>): Promise<T> => {
		const state = await openSqliteState({ directory: join(n8n.current.userFolder, '.n8n', 'sophia') });
		try {
			return await work(state);
		} finally {
			await state.close();
		}
	};

	/** A node of one execution, with a node behind each of its outputs and the error output. */
	const run = async (
		parameters: Record<string, unknown>,
		{
			credentials = {},
			items,
			outputs = ['Results', 'Failed'],
		}: { credentials?: object; items?: object[]; outputs?: string[] } = {},
	): Promise<Execution> => {
		const { rest } = n8n.current;
		const { id } = await rest.createWorkflow(workflowAround(MONITOR, credentials, parameters, items, outputs));
		return await rest.run(id, 'Start');
	};

	describe('Health Check', () => {
		const HEALTH = { operation: 'healthCheck' };
		const outputs = ['Overall', 'Checks', 'Failed'];

		it('looks at every system, and at the state', async () => {
			const scene = await EnrichmentScene.open(n8n.current.rest);
			const intercom = await new IntercomSimulator().start();
			const { sophiaIntercomApi } = await createIntercomCredentials(n8n.current.rest, {
				salesforce: scene.crm.salesforce,
				intercom,
			});
			try {
				const systems = ['salesforce', 'hubspot', 'intercom', 'portkey', 'snowflake', 'state'];
				const credentials = { ...scene.credentials, sophiaIntercomApi };
				const execution = await run({ ...HEALTH, systems }, { credentials, outputs });
				const [overall] = execution.json('Overall');
				expect(overall).toMatchObject({ status: 'healthy', healthy: true, problems: [], text: 'Sophia is healthy.' });
				const checks = execution.json('Checks');
				expect(checks.map(({ check, status }) => [check, status])).toEqual(systems.map((name) => [name, 'healthy']));
				for (const { authorised, latencyMs } of checks.slice(0, -1))
					expect({ authorised, latencyMs }).toEqual({ authorised: true, latencyMs: expect.any(Number) });
				expect(checks.at(-1)).toMatchObject({ details: { integrity: 'ok', inboxPending: 0 } });
				expect(execution.nodesThatRan()).not.toContain('Failed');
			} finally {
				await intercom.stop();
				await scene.close();
			}
		});

		it('a credential that is missing or wrong, and a system that is down, are items', async () => {
			const scene = await Scene.open(n8n.current.rest, { wrong: { salesforce: { clientSecret: 'wrong-secret' } } });
			await scene.hubspot.stop();
			try {
				const { credentials } = scene;
				const systems = ['salesforce', 'hubspot', 'intercom'];
				const execution = await run({ ...HEALTH, systems }, { credentials, outputs });
				expect(execution.status).toBe('success');
				const [overall] = execution.json('Overall');
				expect(overall).toMatchObject({ status: 'unhealthy', healthy: false, changed: true });
				expect(String(overall.text)).toMatch(/^Sophia is unhealthy\.\n• Salesforce: .*Client Secret/);
				expect(execution.json('Checks')).toMatchObject([
					{ check: 'salesforce', status: 'unhealthy', reachable: true, authorised: false },
					{ check: 'hubspot', status: 'unhealthy', reachable: false },
					{ check: 'intercom', status: 'unhealthy', problems: [{ code: 'CREDENTIAL' }] },
				]);
				expect(JSON.stringify(execution.result)).not.toContain('wrong-secret');
			} finally {
				await scene.salesforce.stop();
			}
		});
	});

	describe('the bundled workflow', () => {
		const ready = async (credentials: Scene['credentials']): Promise<string> =>
			(await n8n.current.rest.createWorkflow({ ...readyWorkflow(credentials, 'health'), id: undefined })).id;
		const told = (execution: Execution) =>
			execution
				.nodesThatRan()
				.filter((name) => /^(Healthy Again|Tell the Team|Call for Help|Check Failed)$/.test(name));

		it('is imported unchanged, every 5 minutes, with only parameters that the node has', async () => {
			const { rest, userFolder } = n8n.current;
			const workflow = bundledWorkflow('health');
			await importWorkflow(userFolder, workflow);
			const { name, nodes, connections, active } = await rest.workflow(workflow.id);
			expect({ name, nodes, connections }).toEqual({
				name: workflow.name,
				nodes: workflow.nodes,
				connections: workflow.connections,
			});
			expect(active).toBe(false);
			expect(nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger')?.parameters).toEqual({
				rule: { interval: [{ field: 'minutes', minutesInterval: 5 }] },
			});
			const type = (await rest.types('nodes')).find((one) => one.name === MONITOR);
			const known = (type?.properties as Array<{ name: string }>).map((property) => property.name);
			for (const { parameters } of nodes.filter((node) => node.type === MONITOR))
				expect(known).toEqual(expect.arrayContaining(Object.keys(parameters as object)));
		});

		it('runs as it is imported, and says that credentials are missing', async () => {
			const { rest } = n8n.current;
			const { id } = await rest.createWorkflow({ ...bundledWorkflow('health'), id: undefined });
			const execution = await rest.run(id, TRIGGER);
			expect(execution.error()).toBeUndefined();
			expect(told(execution)).toEqual(['Call for Help']);
			expect(execution.json('Call for Help')).toMatchObject([
				{
					status: 'unhealthy',
					problems: [
						{ check: 'salesforce', code: 'CREDENTIAL' },
						{ check: 'hubspot', code: 'CREDENTIAL' },
					],
				},
			]);
		});

		it('tells once when something goes wrong and once when it is well again', async () => {
			const { rest } = n8n.current;
			const scene = await Scene.open(rest);
			try {
				const id = await ready(scene.credentials);
				const next = async () => await rest.run(id, TRIGGER);
				const first = await next();
				expect(first.error()).toBeUndefined();
				expect(told(first)).toEqual([]);
				expect(first.json('Each Check').map(({ check }) => check)).toEqual(['salesforce', 'hubspot', 'state']);

				scene.hubspot.setLimits({ daily: scene.hubspot.callsToday + 3 });
				const degraded = await next();
				expect(told(degraded)).toEqual(['Tell the Team']);
				expect(degraded.json('Tell the Team')).toMatchObject([
					{
						status: 'degraded',
						previousStatus: 'healthy',
						problems: [{ check: 'hubspot', code: 'LIMIT_NEARLY_USED' }],
					},
				]);

				scene.hubspot.setLimits({ daily: 625_000 });
				scene.salesforce.faults.add({ kind: 'status', status: 503, body: '<html></html>', times: 99 });
				expect(told(await next())).toEqual(['Call for Help']);
				expect(told(await next())).toEqual([]);
				scene.salesforce.faults.clear();
				const again = await next();
				expect(told(again)).toEqual(['Healthy Again']);
				expect(again.json('Healthy Again')).toMatchObject([{ previousStatus: 'unhealthy', healthy: true }]);
				expect(told(await next())).toEqual([]);
			} finally {
				await scene.close();
			}
		});
	});

	describe('Drain Inbox', () => {
		const DRAIN = { operation: 'drainInbox' };
		const emit = (bodies: string, inbox: string, options = {}) => ({
			...DRAIN,
			inboxAction: 'emit',
			bodies,
			inbox,
			options,
		});

		/** What a trigger of a process that is gone has accepted. */
		const leave = async (inbox: string, kind: string, bodies: unknown[]): Promise<void> => {
			const entry = { inbox, kind, receivedAt: new Date().toISOString(), holder: GONE };
			await withState(
				async (state) =>
					await state.putInbox(
						bodies.map((body) => ({ ...entry, body: JSON.stringify(body) })),
						{ maxPending: 100 },
					),
			);
		};
		const statusOf = async (inbox: string) => await withState(async (state) => await state.inboxStatus(inbox));

		it('after a crash it emits what the trigger did, on the same output, until it is finished', async () => {
			const { rest } = n8n.current;
			const scene = await IntakeScene.open(rest, { bodies: 'estuary', settings: { inbox: 'crash' } }, { outputs: 2 });
			const document = { id: 1, name: 'Example', _meta: { uuid: 'a-1', op: 'u' } };
			const gone = { id: 2, _meta: { uuid: 'a-2', op: 'd' } };
			expect(await scene.post([document, gone])).toMatchObject({ status: 200 });
			const [changed] = await scene.items(0);
			const [deleted] = await scene.items(1);
			// n8n dies before anybody has said that it is finished.
			await n8n.current.kill('SIGKILL');
			await n8n.restart();

			const outputs = ['Changed', 'Deleted', 'Failed'];
			const first = await run(emit('estuary', 'crash'), { outputs });
			expect(first.json('Changed')).toEqual([changed]);
			expect(first.json('Deleted')).toEqual([deleted]);
			expect(changed).toMatchObject({ name: 'Example', sophiaInboxId: expect.any(String) });

			// Somebody is at work on it now: it stays until it is finished.
			expect((await run(emit('estuary', 'crash'), { outputs })).nodesThatRan()).not.toContain('Changed');
			expect(await statusOf('crash')).toMatchObject({ pending: 2 });
			const marked = await run(
				{ ...DRAIN, inboxAction: 'markFinished' },
				{ items: [...first.json('Changed'), ...first.json('Deleted')], outputs: ['Finished', 'Failed'] },
			);
			expect(marked.json('Finished')).toEqual([changed, deleted]);
			expect(await statusOf('crash')).toEqual({ pending: 0, abandoned: 0 });
		}, 120_000);

		it('what a crash cut off in the bundled intake workflow goes through the same four jobs', async () => {
			const { rest, url } = n8n.current;
			const { id: credential } = await rest.createCredential('Callers', 'sophiaWebhookApi', SECRETS);
			const workflow = bundledWorkflow('intake');
			const [trigger] = workflow.nodes;
			trigger.credentials = { sophiaWebhookApi: { id: credential, name: 'Callers' } };
			// What callers send reaches a node that is never answered, so that n8n dies in the middle of all of them.
			const held = await Held.open();
			workflow.nodes.push({
				...trigger,
				id: 'Hold',
				name: 'Hold',
				type: 'n8n-nodes-base.httpRequest',
				parameters: { url: held.url },
				webhookId: undefined,
			});
			const { main } = workflow.connections[trigger.name] as { main: object[] };
			workflow.connections[trigger.name] = { main: main.map(() => [{ node: 'Hold', type: 'main', index: 0 }]) };
			const { id } = await rest.createWorkflow({ ...workflow, id: undefined });
			await rest.activate(id);
			await isOpen(`${url}/webhook/sophia`);
			const salesforce_data = { Id: '001A', AccountName: 'Example' };
			const bodies = [
				{ workflow_type: 'salesforce_to_hubspot', salesforce_data },
				{ workflow_type: 'salesforce_to_intercom', salesforce_data },
				{ source_data: [{ a: 1 }] },
				{ workflow_type: 'lead_enrichment', lead_data: { email: 'ada@example.com' } },
			];
			const headers = { 'content-type': 'application/json', 'x-api-key': SECRETS.apiKey };
			const answers = bodies.map(
				async (body) => await ask(`${url}/webhook/sophia`, { method: 'POST', headers, body: JSON.stringify(body) }),
			);
			const cutOff = Promise.allSettled(answers);
			await held.requests(bodies.length);
			await n8n.current.kill('SIGKILL');
			expect((await cutOff).map(({ status }) => status)).toEqual(bodies.map(() => 'rejected'));
			await held.close();
			expect(await statusOf('sophia-intake')).toMatchObject({ pending: bodies.length });
			await n8n.restart();

			const drained = await n8n.current.rest.run(id, TRIGGER);
			expect(drained.error()).toBeUndefined();
			const done = [
				['Salesforce to HubSpot', { transformation_type: 'salesforce_to_hubspot' }],
				['Salesforce to Intercom', { transformation_type: 'salesforce_to_intercom' }],
				['Data Sync', { processed_data: [{ a: 1 }] }],
				['Lead Enrichment', { transformation_type: 'lead_enrichment' }],
			] as const;
			for (const [job, item] of done) expect(drained.json(job)).toMatchObject([{ status: 'success', ...item }]);
			expect(drained.json('Mark Finished')).toEqual(done.flatMap(([job]) => drained.json(job)));
			expect(await statusOf('sophia-intake')).toEqual({ pending: 0, abandoned: 0 });
			expect((await n8n.current.rest.run(id, TRIGGER)).nodesThatRan()).not.toContain('Mark Finished');
			await n8n.current.rest.deactivate(id);
		}, 120_000);

		it('leaves other inboxes and other kinds of bodies alone', async () => {
			await leave('mine', 'json', [{ n: 1 }]);
			await leave('mine', 'hubspot', [{ n: 2 }]);
			await leave('yours', 'json', [{ n: 3 }]);
			const outputs = ['Items', 'Failed'];
			expect((await run(emit('json', 'mine'), { outputs })).json('Items')).toMatchObject([{ n: 1 }]);
			expect(await statusOf('mine')).toMatchObject({ pending: 2 });
			expect((await run(emit('json', ''), { outputs })).json('Items')).toMatchObject([{ n: 3 }]);
		});

		it('what was emitted too often is abandoned, listed, and emitted again once it is released', async () => {
			await leave('hopeless', 'json', [{ n: 1 }, { n: 2 }]);
			const outputs = ['Items', 'Failed'];
			const tryOnce = async () => await run(emit('json', 'hopeless', { maxAttempts: 1 }), { outputs });
			// The trigger's own emission was the first.
			expect((await tryOnce()).nodesThatRan()).not.toContain('Items');
			expect(await statusOf('hopeless')).toMatchObject({ pending: 0, abandoned: 2 });

			const list = { ...DRAIN, inboxAction: 'listAbandoned', inbox: 'hopeless' };
			const listed = (await run(list, { outputs: ['Abandoned', 'Failed'] })).json('Abandoned');
			expect(listed).toMatchObject([
				{ inbox: 'hopeless', kind: 'json', attempts: 1 },
				{ inbox: 'hopeless', kind: 'json', attempts: 1 },
			]);
			expect(JSON.stringify(listed)).not.toContain('"n"');

			const release = { ...DRAIN, inboxAction: 'releaseAbandoned', inbox: 'hopeless' };
			expect((await run(release, { items: [listed[0]] })).json('Results')).toEqual([{ released: 1 }]);
			expect((await tryOnce()).json('Items')).toMatchObject([{ n: 1 }]);
			expect((await run({ ...release, entries: 'inbox' })).json('Results')).toEqual([{ released: 1 }]);
			expect((await tryOnce()).json('Items')).toMatchObject([{ n: 2 }]);
		});

		it('marks all of the execution as finished, where nodes in between have dropped the ids', async () => {
			const { rest } = n8n.current;
			await leave('through', 'json', [{ n: 1 }, [{ n: 2 }, { n: 3 }]]);
			const workflow = workflowAround(MONITOR, {}, emit('json', 'through'), undefined, ['Results']);
			const set: WorkflowDefinition['nodes'][number] = {
				...workflow.nodes[2],
				id: 'Forgetful',
				name: 'Forgetful',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: '{"done": true}', options: {} },
			};
			const finish = (entries: string) => ({
				...workflow.nodes[2],
				id: 'Finish',
				name: 'Finish',
				type: MONITOR,
				parameters: { ...DRAIN, inboxAction: 'markFinished', entries },
				onError: 'continueErrorOutput',
			});
			const connections = {
				Start: { main: [[{ node: 'Sophia', type: 'main', index: 0 }]] },
				Sophia: { main: [[{ node: 'Forgetful', type: 'main', index: 0 }]] },
				Forgetful: { main: [[{ node: 'Finish', type: 'main', index: 0 }]] },
			};
			const nodes = [workflow.nodes[0], workflow.nodes[1], set];
			const byItems = await rest.createWorkflow({ ...workflow, nodes: [...nodes, finish('items')], connections });
			const lost = await rest.run(byItems.id, 'Start');
			expect(lost.json('Finish', 1)).toMatchObject([{ error: 'No input item has the field "sophiaInboxId"' }]);
			expect(await statusOf('through')).toMatchObject({ pending: 2 });

			await leave('through', 'json', [{ n: 4 }]);
			const byExecution = { ...workflow, nodes: [...nodes, finish('execution')], connections };
			const { id } = await rest.createWorkflow(byExecution);
			const finished = await rest.run(id, 'Start');
			expect(finished.json('Finish')).toEqual([{ done: true }]);
			// The two before are with the execution that lost them.
			expect(await statusOf('through')).toMatchObject({ pending: 2 });
		});
	});

	it('Maintain forgets what is old, gives space back and finds no damage', async () => {
		await withState(async (state) => {
			for (const day of ['2020-01-01', '2020-01-02', '2020-01-03']) {
				const at = `${day}T00:00:00.000Z`;
				await state.startRun({ runId: day, syncKey: 'ancient', operation: 'sync', startedAt: at });
				await state.finishRun({ runId: day, status: 'completed', finishedAt: at, report: {} });
			}
		});
		const execution = await run({ operation: 'maintain', reencrypt: true });
		expect(execution.json('Results')).toMatchObject([
			{
				deleted: { runs: 2 },
				integrity: { ok: true, problems: [] },
				vacuum: { bytesAfter: expect.any(Number) },
				reencrypted: { unreadable: 0 },
			},
		]);
		const left = await withState(async (state) => await state.listRuns({ syncKey: 'ancient', limit: 10 }));
		expect(left.map(({ runId }) => runId)).toEqual(['2020-01-03']);
		expect(await withState(async (state) => await state.listSyncKeys())).toContain('ancient');
	});
});
