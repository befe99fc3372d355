import { itemOf, Scene, workflowAround } from './scene';
import { n8nForTheseTests } from './server';

const DATA_SYNC = 'n8n-nodes-sophia.sophiaDataSync';
const OUTPUTS = ['Results', 'Conflicts', 'Rejected', 'Failed'];

const LIST = {
	pair: 'hubspot-items',
	leftObject: { __rl: true, mode: 'name', value: 'companies' },
	itemsName: 'fair',
	itemsIdField: 'no',
	keys: { key: [{ left: 'domain', right: 'web', normalise: 'domain' }] },
	fields: {
		field: [
			{ left: 'name', right: 'firm' },
			{ left: 'domain', right: 'web' },
		],
	},
	syncKey: 'fair',
};

describe('Data Sync with input items on the right, in a real n8n', () => {
	const n8n = n8nForTheseTests('data-sync-items');
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterEach(async () => await scene.close());

	const run = async (parameters: object, items: object[]) => {
		const { rest } = n8n.current;
		const workflow = workflowAround(DATA_SYNC, scene.credentials, { ...LIST, ...parameters }, items, OUTPUTS);
		const execution = await rest.run((await rest.createWorkflow(workflow)).id, 'Start');
		expect(execution.json('Failed')).toEqual([]);
		return execution;
	};

	it('both ways: HubSpot is written, what would be written to the items comes out, and nothing of it twice', async () => {
		const { hubspot } = scene;
		const acme = hubspot.seed('companies', { name: 'ACME', domain: 'acme.example.com' });
		const beta = hubspot.seed('companies', { name: 'Beta', domain: 'beta.example.com' });
		const items = [
			{ no: 7, firm: 'Gamma', web: 'gamma.example.com' },
			{ no: 8, firm: 'Acme', web: 'acme.example.com', note: 'kept' },
		];
		const both = { operation: 'syncBothWays' };
		const preview = await run({ ...both, preview: true }, items);
		expect(preview.json('Results').filter(({ item }) => item !== undefined)).toEqual([]);
		expect(itemOf(preview.json('Results'), 'Run')).toMatchObject({ created: 2, updated: 1 });
		expect(hubspot.writes.records).toBe(0);

		const first = await run(both, items);
		const out = first.items('Results').filter(({ json }) => json.item !== undefined);
		expect(out.find(({ json }) => json.action === 'updated')).toMatchObject({
			json: {
				side: 'right',
				object: 'fair',
				leftId: acme,
				rightId: '8',
				item: { no: 8, firm: 'ACME', web: 'acme.example.com', note: 'kept' },
			},
			pairedItem: { item: 1 },
		});
		const made = out.find(({ json }) => json.action === 'created')?.json;
		expect(made).toMatchObject({ leftId: beta, item: { firm: 'Beta', web: 'beta.example.com' } });
		expect(out).toHaveLength(2);
		const names = () => hubspot.records('companies').map(({ properties }) => properties.name);
		expect(names().toSorted()).toEqual(['ACME', 'Beta', 'Gamma']);

		const taken = [items[0], ...out.map(({ json }) => json.item as object)];
		const { result, records } = await scene.writesOf(async () => await run(both, taken));
		expect(result.json('Results')).toEqual([expect.objectContaining({ object: 'Run', created: 0, updated: 0 })]);
		expect(records).toBe(0);

		const compared = await run({ operation: 'reconcile' }, taken);
		expect(itemOf(compared.json('Results'), 'Run')).toMatchObject({ matched: 3, agree: true });
		const changed = taken.map((item) => ({ ...item, firm: 'Other' }));
		const repaired = await run({ operation: 'repair', rule: 'leftWins' }, changed);
		expect(repaired.json('Results').filter(({ action }) => action === 'updated')).toHaveLength(3);
		expect(names().toSorted()).toEqual(['ACME', 'Beta', 'Gamma']);
	});
});
