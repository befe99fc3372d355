import { aWhileAgo, itemOf, Scene, SOPHIA } from './scene';
import { n8nForTheseTests } from './server';

interface Listed {
	name: string;
	value: string;
}

describe('Filters, the trial and owners in a real n8n', () => {
	const n8n = n8nForTheseTests('filters');
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
	});
	afterEach(async () => await scene.close());

	const run = async (parameters: object) => await scene.run(await scene.workflow({ operation: 'sync', ...parameters }));
	const account = (fields: object) => scene.salesforce.create('Account', { Name: 'Example', ...fields }, aWhileAgo(60));

	const ask = async (methodName: string, path: string, parameters: object) =>
		await n8n.current.rest.request<Listed[]>('POST', '/rest/dynamic-node-parameters/options', {
			path,
			methodName,
			nodeTypeAndVersion: { name: SOPHIA, version: 1 },
			currentNodeParameters: { operation: 'sync', source: 'salesforce', ...parameters },
			credentials: scene.credentials,
		});

	it('syncs what meets the conditions, of the record types, and the SOQL text', async () => {
		const type = scene.salesforce.addRecordType('Account', { name: 'Retail', developerName: 'Retail' });
		const big = account({ Name: 'Big', AnnualRevenue: 2000, RecordTypeId: type });
		account({ Name: 'Small', AnnualRevenue: 2, RecordTypeId: type });
		account({ Name: 'Other type', AnnualRevenue: 2000 });
		account({ Name: 'Left out', AnnualRevenue: 3000, RecordTypeId: type });
		const execution = await run({
			objects: ['Account'],
			conditionsAccount: {
				filter: {
					match: 'all',
					conditions: { condition: [{ field: 'AnnualRevenue', operator: 'greater', value: '1000' }] },
					recordTypes: ['Retail'],
				},
			},
			options: { filterAccount: "Name != 'Left out'" },
		});
		expect(itemOf(execution.json('Results'), 'Account')).toMatchObject({ read: 1, created: 1 });
		expect([...scene.arrived('companies', 'account').keys()]).toEqual([big]);
	});

	it('a wrong row is told with its number and the remedy', async () => {
		const execution = await run({
			objects: ['Account'],
			conditionsAccount: {
				filter: { conditions: { condition: [{ field: 'AnnualRevenue', operator: 'greater', value: 'a lot' }] } },
			},
		});
		const [failed] = execution.json('Failed');
		expect(JSON.stringify(failed)).toMatch(/Condition 1 of the filter for Account \(AnnualRevenue\)/);
		expect(JSON.stringify(failed)).not.toContain('a lot');
		expect(scene.hubspot.count('companies')).toBe(0);
	});

	it('a trial takes the first records, says so, and the next run everything', async () => {
		for (let index = 0; index < 5; index++) account({ Name: `Company ${index}` });
		const id = await scene.workflow({ operation: 'sync', objects: ['Account'], options: { recordLimit: 2 } });
		const execution = await scene.run(id);
		expect(itemOf(execution.json('Results'), 'Run')).toMatchObject({ recordLimit: 2, created: 2 });
		expect(JSON.stringify(itemOf(execution.json('Results'), 'Run').warnings)).toContain('A trial');
		expect(scene.hubspot.count('companies')).toBe(2);
		await run({ objects: ['Account'] });
		expect(scene.hubspot.count('companies')).toBe(5);
	});

	it('gives records of unknown owners to the default owner, from a list', async () => {
		scene.hubspot.addOwner({ email: 'default@example.com', id: '20' });
		const owner = scene.salesforce.create('User', {
			Username: 'u@example.com',
			LastName: 'U',
			Alias: 'u',
			Email: 'stranger@example.com',
		});
		const id = account({ OwnerId: owner });
		const owners = await ask('getHubspotOwners', 'parameters.defaultOwner', { unknownOwner: 'default' });
		expect(owners).toEqual([{ name: 'default@example.com', value: '20' }]);
		const execution = await run({ objects: ['Account'], unknownOwner: 'default', defaultOwner: '20' });
		expect(scene.arrived('companies', 'account').get(id)?.hubspot_owner_id).toBe('20');
		const text = JSON.stringify(itemOf(execution.json('Results'), 'Account').warnings);
		expect(text).toContain(owner);
		expect(text).not.toContain('stranger@example.com');
	});

	it('lists fields, operators that fit, and record types', async () => {
		scene.salesforce.addRecordType('Account', { name: 'Retail', developerName: 'Retail_Type' });
		const path = 'parameters.conditionsAccount.filter.conditions.condition[0].operator';
		const chosen = (field: string) => ({
			operation: 'sync',
			conditionsAccount: { filter: { conditions: { condition: [{ field, operator: '' }] } } },
		});
		const fields = await ask('getAccountFilterFields', path, chosen(''));
		expect(fields.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['Industry', 'AnnualRevenue', 'Owner.Name']),
		);
		expect(fields.map(({ value }) => value)).not.toContain('Description');
		const operators = await ask('getAccountOperators', path, chosen('CreatedDate'));
		expect(operators.map(({ name }) => name)).toEqual(expect.arrayContaining(['After', 'On or Before', 'Is Empty']));
		const booleans = await ask('getAccountOperators', path, chosen('IsDeleted'));
		expect(booleans.map(({ value }) => value)).toEqual(['equals', 'notEquals']);
		expect(await ask('getAccountOperators', path, chosen(''))).toEqual([]);
		const types = await ask('getAccountRecordTypes', 'parameters.conditionsAccount.filter.recordTypes', chosen(''));
		expect(types.map(({ value }) => value)).toEqual(['Master', 'Retail_Type']);
	});
});
