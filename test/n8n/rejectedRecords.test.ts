import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution, WorkflowDefinition } from './harness';
import { aWhileAgo, Scene, workflowAround } from './scene';
import { n8nForTheseTests } from './server';

const MONITOR = 'n8n-nodes-sophia.sophiaMonitor';
const SYNC = { operation: 'sync', objects: ['Account', 'Contact'] };

type Json = Record<string, unknown>;

describe('Rejected records, explanations and the audit log in a real n8n', () => {
	const n8n = n8nForTheseTests('rejected');
	let scene: Scene;
	let sync: string;
	let syncKey: string;

	beforeEach(async () => {
		// Every simulated organisation gives the same ids: what is remembered of one must not be taken for another's.
		rmSync(join(n8n.current.userFolder, '.n8n', 'sophia'), { recursive: true, force: true });
		scene = await Scene.open(n8n.current.rest);
		syncKey = `sync ${scene.hubspot.url}`;
		sync = await scene.workflow({ ...SYNC, syncKey });
	});

	afterEach(async () => await scene.close());

	const monitor = (parameters: Json, items?: object[]): WorkflowDefinition =>
		workflowAround(MONITOR, {}, parameters, items, ['Results', 'Failed']);

	/** A Monitor node of one execution. */
	const ask = async (parameters: Json, items?: object[]): Promise<Execution> => {
		const { id } = await n8n.current.rest.createWorkflow(monitor(parameters, items));
		return await n8n.current.rest.run(id, 'Start');
	};

	const list = async (filters: Json = {}, more: Json = {}): Promise<Json[]> =>
		(await ask({ operation: 'rejected', filters: { syncKey, ...filters }, ...more })).json('Results');

	const explained = async (recordId: string, more: Json = {}): Promise<Json> =>
		(await ask({ operation: 'explain', recordId, ...more })).json('Results')[0];

	/** The rows of the file that a Monitor node makes, as n8n's own node reads them. */
	const exported = async (parameters: Json): Promise<Array<Record<string, string>>> => {
		const workflow = monitor(parameters);
		const parse = {
			id: 'Parse',
			name: 'Parse',
			type: 'n8n-nodes-base.extractFromFile',
			typeVersion: 1,
			position: [900, 0] as [number, number],
			parameters: { operation: 'csv', binaryPropertyName: 'data', options: { enableBOM: true } },
		};
		const { id } = await n8n.current.rest.createWorkflow({
			...workflow,
			nodes: [...workflow.nodes, parse],
			connections: { ...workflow.connections, Results: { main: [[{ node: 'Parse', type: 'main', index: 0 }]] } },
		});
		return (await n8n.current.rest.run(id, 'Start')).json('Parse') as Array<Record<string, string>>;
	};

	const contact = (LastName: string, Email: string) =>
		scene.salesforce.create('Contact', { LastName, Email }, aWhileAgo());

	it('rejected, corrected, retried, synced', async () => {
		const company = scene.hubspot.seed('companies', { name: 'Example', domain: 'example.com' });
		const twin = scene.hubspot.seed('companies', { name: 'Example Two', domain: 'example.com' });
		const account = scene.salesforce.create(
			'Account',
			{ Name: 'Example', Website: 'https://example.com' },
			aWhileAgo(),
		);
		const bad = contact('Bad', 'not an address');
		contact('Good', 'good@example.org');

		const first = await scene.run(sync);
		expect(first.json('Rejected').map(({ recordId }) => recordId)).toEqual([account, bad]);
		const listed = await list();
		expect(listed).toMatchObject([
			{
				recordId: account,
				object: 'Account',
				category: 'ambiguous',
				whatToDo: expect.stringContaining('retry it'),
				attempts: 1,
				syncKey,
			},
			{ recordId: bad, object: 'Contact', category: 'invalidEmail', field: 'email' },
		]);
		expect(listed[0]).not.toHaveProperty('payload');
		expect(await explained(bad)).toMatchObject({
			status: 'rejected',
			explanation: expect.stringContaining('What to do: Correct the e-mail address in the source.'),
		});

		// A person merges the companies in HubSpot and corrects the contact in Salesforce.
		scene.hubspot.archive('companies', twin);
		scene.salesforce.update('Contact', bad, { Email: 'corrected@example.org' });
		await scene.run(sync);
		expect(scene.arrived('companies', 'account').size).toBe(0);

		const retry = { operation: 'rejected', rejectedAction: 'retry' };
		const retried = await ask(retry, first.json('Rejected'));
		expect(retried.items('Sophia')).toMatchObject([
			{ json: { recordId: account, retried: 1 }, pairedItem: { item: 0 } },
			{ json: { recordId: bad }, pairedItem: { item: 1 } },
		]);
		await scene.run(sync);
		expect(await list({ dismissed: 'all' })).toEqual([]);
		expect(scene.hubspot.record('companies', company)?.properties.sophia_salesforce_account_id).toBe(account);
		expect(scene.arrived('contacts', 'contact').get(bad)?.email).toBe('corrected@example.org');
		expect(await explained(account)).toMatchObject({ status: 'synced', rejections: [] });
		expect((await ask(retry, [{ recordId: account }])).json('Results')).toMatchObject([{ retried: 0 }]);
	});

	it('dismissed, by item or by filter: not counted, and seen again when refused for something else', async () => {
		const [one, two] = [contact('One', 'not an address'), contact('Two', 'nor this')];
		await scene.run(sync);
		const [item] = await list({ recordId: one });
		const dismiss = { operation: 'rejected', rejectedAction: 'dismiss' };
		const items = [item, { recordId: two, object: 'Account' }, { name: 'neither' }];
		const execution = await ask(dismiss, items);
		expect(execution.json('Results')).toMatchObject([{ recordId: one, dismissed: 1 }, { dismissed: 0 }]);
		expect(execution.items('Sophia', 1)).toMatchObject([
			{ json: { error: 'The input item names no rejected record' }, pairedItem: [{ item: 2 }] },
		]);
		expect((await list()).map(({ recordId }) => recordId)).toEqual([two]);
		expect((await list({ dismissed: 'dismissed' })).map(({ recordId }) => recordId)).toEqual([one]);
		expect(await explained(one)).toMatchObject({ status: 'dismissed' });
		const all = await ask({ ...dismiss, rejectedRecords: 'filters', filters: { syncKey, category: 'invalidEmail' } });
		expect(all.json('Results')).toEqual([{ dismissed: 1 }]);
		const again = await scene.run(sync);
		expect(again.json('Results').find(({ object }) => object === 'Run')).toMatchObject({ rejectedOpen: 0 });
		scene.salesforce.update('Contact', one, { Email: 'still none' }, aWhileAgo(1));
		await scene.run(sync);
		expect((await list()).map(({ recordId }) => recordId)).toEqual([one]);
	});

	it('as CSV: everything that fits; payloads only when asked for, without addresses, and no formulas', async () => {
		const bad = scene.salesforce.create(
			'Contact',
			{ LastName: 'Bad', FirstName: '=HYPERLINK("https://example.com")', Email: 'pat@', Phone: '+1 512 555 0100' },
			aWhileAgo(),
		);
		await scene.run(sync);
		const request = { operation: 'rejected', rejectedAction: 'exportCsv', filters: { syncKey } };
		const [row, ...others] = await exported(request);
		expect(others).toEqual([]);
		expect(row).toMatchObject({
			'Record ID': bad,
			Object: 'Contact',
			Category: 'invalidEmail',
			'Sync Key': syncKey,
			Attempts: '1',
		});
		expect(row).not.toHaveProperty('Payload');
		const [hidden] = await exported({ ...request, includePayload: true });
		expect(hidden.Payload).toContain('"lastname":"Bad"');
		expect(hidden.Payload).not.toMatch(/pat@|555 0100/);
		const [shown] = await exported({ ...request, includePayload: true, showPersonal: true });
		expect(JSON.parse(shown.Payload)).toMatchObject({ email: 'pat@' });
	});

	it('explained by the id in Salesforce, long or short, and in HubSpot: when and by whom what was sent', async () => {
		const id = contact('Ann', 'ann@example.org');
		await scene.run(sync);
		scene.salesforce.update('Contact', id, { LastName: 'Lee' }, aWhileAgo(1));
		const second = await scene.run(sync);
		const [{ id: hubspotId }] = scene.hubspot.records('contacts').filter(({ archived }) => !archived);
		const execution = await ask({ operation: 'explain', recordId: '={{ $json.id }}' }, [
			{ id },
			{ id: id.slice(0, 15) },
			{ id: Number(hubspotId) },
			{ id: '' },
			{ id: '003000000000999' },
		]);
		const [long, short, byHubspot, unknown] = execution.json('Results');
		expect(execution.items('Failed')).toMatchObject([{ json: { error: 'There is no record ID' } }]);
		expect(short).toEqual(long);
		expect(byHubspot.links).toEqual(long.links);
		expect(long).toMatchObject({
			recordId: id,
			status: 'synced',
			links: [
				{
					recordId: id,
					object: 'Contact',
					destinationObject: 'contacts',
					destinationId: hubspotId,
					lastWrite: { action: 'updated', node: 'Sophia', executionId: second.id, workflow: 'Test' },
				},
			],
			history: [
				{ action: 'updated', fields: ['lastname'] },
				{ action: 'created', fields: expect.arrayContaining(['email', 'lastname']) },
			],
			syncs: [{ syncKey, object: 'Contact', lastRun: { status: 'completed' } }],
		});
		expect(long.explanation).toContain(`HubSpot contacts ${hubspotId} was updated`);
		expect(long.explanation).toContain("by the node 'Sophia' of the workflow 'Test'");
		expect(JSON.stringify(long)).not.toMatch(/Lee|ann@example/);
		expect(unknown).toMatchObject({ status: 'unknown', links: [], history: [] });
	});

	it('in the audit log: which workflow, execution and node did what to which record', async () => {
		const id = contact('Ann', 'ann@example.org');
		const run = await scene.run(sync);
		const query = async (auditFilters: Json) =>
			(await ask({ operation: 'auditLog', auditFilters: { syncKey, ...auditFilters } })).json('Results');
		const [entry, ...others] = await query({ recordId: id });
		expect(others).toEqual([]);
		expect(entry).toMatchObject({
			action: 'created',
			recordId: id,
			object: 'Contact',
			destinationObject: 'contacts',
			fields: ['email', 'lastname'],
			operation: 'sync',
			workflow: 'Test',
			workflowId: sync,
			executionId: run.id,
			node: 'Sophia',
		});
		expect(JSON.stringify(entry)).not.toContain('ann@example');
		expect(await query({ until: '2020-01-01T00:00:00Z' })).toEqual([]);
		expect(await query({ since: '2020-01-01T00:00:00Z', runId: String(entry.runId) })).toHaveLength(1);
		const failed = await ask({ operation: 'auditLog', auditFilters: { since: 'yesterday or so' } });
		expect(failed.json('Failed')).toMatchObject([{ error: '"Since" is not a date' }]);
		const request = { operation: 'auditLog', auditAction: 'exportCsv', auditFilters: { syncKey } };
		expect(await exported(request)).toMatchObject([
			{ Action: 'created', 'Record ID': id, Workflow: 'Test', Node: 'Sophia', 'Execution ID': run.id },
		]);
	});
});
