import * as field from '../simulators/salesforce/schema/fields';
import { aWhileAgo, itemOf, Scene, SOPHIA } from './scene';
import { n8nForTheseTests } from './server';

const SHIP = '2-4711';
const ID = 'sophia_salesforce_ship__c_id';

const parameters = {
	objects: ['Account'],
	moreObjects: {
		object: [
			{
				salesforceObject: { __rl: true, mode: 'list', value: 'Ship__c' },
				hubspotObject: SHIP,
				idProperty: '',
				matchProperty: 'imo',
				filter: "Name != 'Wreck'",
			},
		],
	},
	moreProperties: {
		property: [
			{ object: 'Ship__c', field: 'Name', property: 'ship_name', transforms: ['trim'] },
			{ object: 'Ship__c', field: 'Imo__c', property: 'imo' },
		],
	},
	moreAssociations: { association: [{ object: 'Ship__c', field: 'Account__c', target: 'Account', label: 'Owner' }] },
};

describe('Objects of the user’s own in a real n8n', () => {
	const n8n = n8nForTheseTests('custom');
	let scene: Scene;
	let accountId: string;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
		scene.salesforce.addObject({
			name: 'Ship__c',
			fields: [field.text('Imo__c', 'IMO'), field.reference('Account__c', 'Owner', ['Account'], 'Account__r')],
		});
		scene.hubspot.addCustomObject({
			name: 'ship',
			labels: { singular: 'Ship', plural: 'Ships' },
			objectTypeId: SHIP,
			properties: [
				{ name: 'ship_name', label: 'Name', type: 'string', fieldType: 'text' },
				{ name: 'imo', label: 'IMO', type: 'string', fieldType: 'text' },
			],
			requiredProperties: ['ship_name'],
			associatedObjects: ['companies'],
		});
		scene.hubspot.addAssociationLabel(SHIP, 'companies', 'Owner', 'Owns');
		accountId = scene.salesforce.create('Account', { Name: 'Example' }, aWhileAgo(60));
	});
	afterEach(async () => await scene.close());

	const ship = (fields: object) =>
		scene.salesforce.create('Ship__c', { Account__c: accountId, ...fields }, aWhileAgo(60));
	const ships = () => scene.hubspot.records(SHIP).filter(({ archived }) => !archived);

	it('are set up, previewed, synced with their associations, deleted, rejected and reset', async () => {
		const [a, b] = [ship({ Name: ' Aurora ', Imo__c: '1' }), ship({ Name: 'Borea', Imo__c: '2' })];
		ship({ Name: 'Wreck' });
		const bad = ship({ Name: null, Imo__c: '3' });
		const setUp = await scene.run(await scene.workflow({ operation: 'setUp', ...parameters }));
		expect(setUp.json('Results')).toContainEqual({ object: SHIP, property: ID, status: 'created' });
		const preview = await scene.run(await scene.workflow({ operation: 'preview', ...parameters }));
		expect(preview.json('Results')).toContainEqual(expect.objectContaining({ action: 'created', recordId: a }));
		expect(ships()).toEqual([]);

		const sync = { operation: 'sync', onDelete: 'archive', syncKey: 'ships', ...parameters };
		const id = await scene.workflow(sync);
		const first = await scene.run(id);
		expect(itemOf(first.json('Results'), 'Ship__c')).toMatchObject({ read: 3, created: 2, rejected: 1 });
		expect(first.json('Rejected')).toEqual([
			expect.objectContaining({ recordId: bad, object: 'Ship__c', category: 'requiredField' }),
		]);
		expect(
			ships()
				.map(({ properties }) => [properties[ID], properties.ship_name])
				.sort(),
		).toEqual(
			[
				[a, 'Aurora'],
				[b, 'Borea'],
			].sort(),
		);
		expect(scene.hubspot.associations(SHIP, 'companies')).toHaveLength(2);
		const { calls } = await scene.writesOf(async () => await scene.run(id));
		expect(calls).toBe(0);

		scene.salesforce.remove('Ship__c', b);
		// Removed in this very second, which an ordinary run leaves to the next one.
		await scene.run(await scene.workflow({ ...sync, options: { forceFullRead: true } }));
		expect(ships().map(({ properties }) => properties[ID])).toEqual([a]);

		const reset = await scene.run(
			await scene.workflow({ operation: 'reset', forget: 'links', syncKey: 'ships', ...parameters }),
		);
		expect(reset.json('Results')[0]).toMatchObject({ objects: ['Account', 'Ship__c'], forgottenLinks: 2 });
		await scene.run(id);
		expect(ships()).toHaveLength(1);
	});

	it('a mistake is told before anything is written', async () => {
		ship({ Name: 'Aurora' });
		const rest = { ...parameters, moreProperties: {} };
		const execution = await scene.run(await scene.workflow({ operation: 'sync', ...rest }));
		expect(JSON.stringify(execution.json('Failed'))).toMatch(/No field of Ship__c is mapped/);
		expect(ships()).toEqual([]);
	});

	it('a filter built from fields chooses the records, and is about an object that is synced', async () => {
		const wanted = ship({ Name: 'Aurora', Imo__c: '9000001' });
		ship({ Name: 'Borealis', Imo__c: '8000001' });
		const filter = (object: string) => ({
			condition: [{ object, field: 'Imo__c', operator: 'startsWith', value: '9' }],
		});
		const run = async (moreFilters: object) =>
			await scene.run(await scene.workflow({ operation: 'sync', ...parameters, moreFilters }));
		expect(JSON.stringify((await run(filter('Boat__c'))).json('Failed'))).toMatch(/names Boat__c, which is not under/);
		expect(ships()).toEqual([]);
		await run(filter('Ship__c'));
		expect(ships().map(({ properties }) => properties[ID])).toEqual([wanted]);
	});

	it('the editor lists objects, fields, properties, lookups, targets and labels', async () => {
		const moreFilters = { condition: [{ object: 'Ship__c', field: 'Imo__c', operator: '' }] };
		const ask = async (methodName: string, path: string) =>
			(
				await n8n.current.rest.request<Array<{ name: string; value: string }>>(
					'POST',
					'/rest/dynamic-node-parameters/options',
					{
						path: `parameters.${path}`,
						methodName,
						nodeTypeAndVersion: { name: SOPHIA, version: 1 },
						currentNodeParameters: { operation: 'sync', source: 'salesforce', ...parameters, moreFilters },
						credentials: scene.credentials,
					},
				)
			).map(({ value }) => value);
		const searched = await n8n.current.rest.request<{ results: Array<{ value: string }> }>(
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				path: 'parameters.moreObjects.object[0].salesforceObject',
				methodName: 'searchSalesforceObjects',
				filter: 'ship',
				nodeTypeAndVersion: { name: SOPHIA, version: 1 },
				currentNodeParameters: { operation: 'sync', source: 'salesforce', ...parameters },
				credentials: scene.credentials,
			},
		);
		expect(searched.results.map(({ value }) => value)).toContain('Ship__c');
		expect(await ask('getHubspotObjects', 'moreObjects.object[0].hubspotObject')).toEqual(
			expect.arrayContaining(['tickets', SHIP]),
		);
		expect(await ask('getMatchProperties', 'moreObjects.object[0].matchProperty')).toEqual(
			expect.arrayContaining(['', 'imo']),
		);
		expect(await ask('getMoreObjects', 'moreProperties.property[0].object')).toEqual(['Ship__c']);
		expect(await ask('getMoreFields', 'moreProperties.property[0].field')).toEqual(
			expect.arrayContaining(['Imo__c', 'Owner.Email']),
		);
		expect(await ask('getMoreFilterFields', 'moreFilters.condition[0].field')).toContain('Imo__c');
		expect(await ask('getMoreOperators', 'moreFilters.condition[0].operator')).toContain('startsWith');
		expect(await ask('getMoreProperties', 'moreProperties.property[0].property')).toContain('ship_name');
		expect(await ask('getLookupFields', 'moreAssociations.association[0].field')).toContain('Account__c');
		expect(await ask('getLookupTargets', 'moreAssociations.association[0].target')).toEqual(['Account']);
		expect(await ask('getAssociationLabels', 'moreAssociations.association[0].label')).toEqual(['', 'Owner']);
	});
});
