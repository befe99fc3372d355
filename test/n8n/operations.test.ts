import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution } from './harness';
import { aWhileAgo, itemOf, Scene } from './scene';
import { n8nForTheseTests } from './server';

const ALL = ['Account', 'Contact', 'Lead'];

describe('The operations in a real n8n', () => {
	const n8n = n8nForTheseTests('operations');
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterEach(async () => await scene.close());

	const runOnce = async (parameters: Record<string, unknown>, items?: object[]): Promise<Execution> =>
		await scene.run(await scene.workflow(parameters, items));

	/** Everything in the state directory, except what a reader of SQLite touches. */
	function stateOnDisk(): Record<string, string> {
		const directory = join(n8n.current.userFolder, '.n8n', 'sophia');
		const files = readdirSync(directory).filter((name) => !name.endsWith('-shm'));
		return Object.fromEntries(
			files.map((name) => [
				name,
				createHash('sha256')
					.update(readFileSync(join(directory, name)))
					.digest('hex'),
			]),
		);
	}

	describe('Preview', () => {
		it('shows every record that a sync would write, and writes nothing', async () => {
			scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
			const { result: preview, ...writes } = await scene.writesOf(
				async () => await runOnce({ operation: 'preview', objects: ALL }),
			);
			expect(writes).toEqual({ calls: 0, records: 0, associations: 0 });
			expect(scene.hubspot.count('companies') + scene.hubspot.count('contacts')).toBe(0);
			expect(scene.hubspot.writes.properties).toBe(0);
			const results = preview.json('Results');
			expect(results.filter(({ action }) => action === 'created')).toHaveLength(49);
			expect(results[0]).toEqual({
				action: 'created',
				object: 'Account',
				recordId: expect.any(String),
				hubspotObject: 'companies',
				changes: expect.arrayContaining([{ field: 'industry', to: 'BIOTECHNOLOGY' }]),
			});
			expect(preview.json('Rejected').map(({ object, category }) => [object, category])).toEqual([
				['Contact', 'invalidEmail'],
				['Contact', 'invalidEmail'],
				['Lead', 'duplicate'],
			]);
			expect(itemOf(results, 'Run')).toMatchObject({
				operation: 'preview',
				created: 49,
				rejected: 3,
				writeCallsNeeded: { write: 3, archive: 0, associate: 1 },
			});
		});

		it('shows old and new values of what has changed, and leaves state and HubSpot as they are', async () => {
			const ids = scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
			const syncKey = 'same-for-both';
			await runOnce({ operation: 'sync', objects: ALL, syncKey });
			scene.salesforce.update('Account', ids.Account[0], { NumberOfEmployees: 312, Phone: null }, aWhileAgo());
			const [state, hubspot] = [stateOnDisk(), JSON.stringify(scene.hubspot.records('companies'))];
			const preview = await runOnce({ operation: 'preview', objects: ALL, syncKey });
			expect(preview.json('Results')).toEqual([
				{
					action: 'updated',
					object: 'Account',
					recordId: ids.Account[0],
					hubspotObject: 'companies',
					hubspotId: expect.any(String),
					changes: expect.arrayContaining([
						{ field: 'numberofemployees', from: '265', to: '312' },
						{ field: 'phone', from: '(650) 867-3450', to: '' },
					]),
				},
				expect.objectContaining({
					object: 'Run',
					updated: 1,
					writeCallsNeeded: { write: 1, archive: 0, associate: 0 },
				}),
			]);
			expect(JSON.stringify(scene.hubspot.records('companies'))).toBe(hubspot);
			expect(stateOnDisk()).toEqual(state);
			const after = await runOnce({ operation: 'sync', objects: ALL, syncKey });
			expect(itemOf(after.json('Results'), 'Run')).toMatchObject({ updated: 1 });
		});
	});

	describe('Map Items', () => {
		const account = {
			Id: '001000000000001AAA',
			Name: 'Example Ltd',
			Website: 'https://www.example.com/about',
			Industry: 'Banking',
			NumberOfEmployees: 12,
		};

		it.each([
			[
				'Account',
				account,
				{
					name: 'Example Ltd',
					domain: 'example.com',
					industry: 'BANKING',
					numberofemployees: '12',
					sophia_salesforce_account_id: account.Id,
				},
			],
			[
				'Contact',
				{ Id: '003000000000001AAA', FirstName: 'Ada', LastName: 'Example', Email: 'Ada@Example.com', Title: 'CTO' },
				{
					firstname: 'Ada',
					lastname: 'Example',
					email: 'Ada@example.com',
					jobtitle: 'CTO',
					sophia_salesforce_contact_id: '003000000000001AAA',
				},
			],
			[
				'Lead',
				{ Id: '00Q000000000001AAA', LastName: 'Example', Company: 'Example Ltd', Status: 'Open - Not Contacted' },
				{
					lastname: 'Example',
					company: 'Example Ltd',
					hs_lead_status: 'OPEN',
					lifecyclestage: 'lead',
					sophia_salesforce_lead_id: '00Q000000000001AAA',
				},
			],
		])('%s: HubSpot’s own properties, each linked to its item, without a call', async (preset, item, properties) => {
			const calls = scene.hubspot.requests.length + scene.salesforce.requests.length;
			const execution = await runOnce({ operation: 'mapItems', preset }, [
				{ ...item, Id: `${item.Id.slice(0, 14)}9AAA` },
				item,
			]);
			expect(execution.items('Sophia')[1]).toMatchObject({ json: { properties }, pairedItem: { item: 1 } });
			expect(scene.hubspot.requests.length + scene.salesforce.requests.length).toBe(calls);
		});

		it('Sophia 2.1 payload: as the former webhook answered', async () => {
			const execution = await runOnce({ operation: 'mapItems', preset: 'sophia21' }, [
				{
					salesforce_data: {
						Id: account.Id,
						AccountName: 'Example Ltd',
						Industry: 'Technology',
						BillingCity: 'Berlin',
						AnnualRevenue: 1000,
						contacts: [
							{
								Id: '003000000000001AAA',
								FirstName: 'Ada',
								LastName: 'Example',
								Email: 'ada@example.com',
								Title: 'CTO',
							},
						],
					},
				},
			]);
			expect(execution.json('Results')).toEqual([
				{
					status: 'success',
					transformed_data: {
						properties: {
							company: 'Example Ltd',
							industry: 'Technology',
							website: '',
							phone: '',
							city: 'Berlin',
							state: '',
							country: '',
							annual_revenue: 1000,
							number_of_employees: 0,
							description: '',
							salesforce_id: account.Id,
							last_modified_date: '',
							created_date: '',
						},
						contacts: [
							{
								properties: {
									firstname: 'Ada',
									lastname: 'Example',
									email: 'ada@example.com',
									phone: '',
									jobtitle: 'CTO',
									salesforce_contact_id: '003000000000001AAA',
								},
							},
						],
					},
					transformation_type: 'salesforce_to_hubspot',
					timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				},
			]);
		});

		it('an item of a wrong shape goes to the error output, the others are mapped', async () => {
			const execution = await runOnce({ operation: 'mapItems', preset: 'sophia21' }, [
				{ nothing: 1 },
				{ salesforce_data: { Id: '1' } },
			]);
			expect(execution.json('Results')).toHaveLength(1);
			expect(execution.json('Failed')).toEqual([
				expect.objectContaining({
					error: expect.stringContaining('salesforce_data'),
					details: expect.stringContaining('items of the form'),
				}),
			]);
		});
	});

	it('Set Up HubSpot creates the unique properties once', async () => {
		const parameters = { operation: 'setUp', objects: ALL };
		const first = await runOnce(parameters);
		expect(first.json('Results')).toHaveLength(3);
		for (const [object, name] of [
			['companies', 'sophia_salesforce_account_id'],
			['contacts', 'sophia_salesforce_contact_id'],
			['contacts', 'sophia_salesforce_lead_id'],
		]) {
			expect(scene.hubspot.property(object, name)).toMatchObject({ hasUniqueValue: true });
		}
		const made = scene.hubspot.writes.properties;
		await runOnce(parameters);
		expect(scene.hubspot.writes.properties).toBe(made);
	});

	describe('Reset', () => {
		it.each(['cursors', 'links'])(
			'forgetting %s: the next run reads everything and doubles nothing',
			async (forget) => {
				scene.salesforce.loadDeveloperEdition(aWhileAgo(60));
				const syncKey = `reset-${forget}`;
				await runOnce({ operation: 'sync', objects: ALL, syncKey });
				const { result: reset, ...writes } = await scene.writesOf(
					async () => await runOnce({ operation: 'reset', objects: ALL, syncKey, forget }),
				);
				expect(writes).toEqual({ calls: 0, records: 0, associations: 0 });
				expect(reset.json('Results')).toEqual([
					{
						syncKey,
						objects: ALL,
						forgottenLinks: forget === 'links' ? expect.any(Number) : 0,
						forgottenRejections: 3,
					},
				]);
				const next = await runOnce({ operation: 'sync', objects: ALL, syncKey });
				expect(itemOf(next.json('Results'), 'Account')).toMatchObject({
					created: 0,
					readKind: 'full',
					completed: true,
				});
				expect(itemOf(next.json('Results'), 'Run')).toMatchObject({ created: 0, rejected: 3 });
				expect(scene.hubspot.count('companies')).toBe(12);
				expect(scene.hubspot.count('contacts')).toBe(37);
			},
		);
	});

	describe('input items as the source', () => {
		const people = [
			{ Id: '003000000000001AAA', FirstName: 'Ada', LastName: 'Example', Email: 'ada@example.com' },
			{ Id: '003000000000002AAA', FirstName: 'Bad', LastName: 'Address', Email: 'no address' },
			{ Id: '003000000000003AAA', FirstName: 'Cleo', LastName: 'Example', Email: 'cleo@example.com' },
		];
		const parameters = { operation: 'sync', source: 'items', itemObject: 'Contact' };

		it('are written, each result and each rejection linked to its item', async () => {
			const workflow = await scene.workflow(parameters, people);
			const execution = await scene.run(workflow);
			expect(
				execution.items('Sophia', 0).map(({ json, pairedItem }) => [json.action, json.recordId, pairedItem]),
			).toEqual([
				['created', people[0].Id, [{ item: 0 }]],
				['created', people[2].Id, [{ item: 2 }]],
			]);
			expect(
				execution.items('Sophia', 1).map(({ json, pairedItem }) => [json.recordId, json.category, pairedItem]),
			).toEqual([[people[1].Id, 'invalidEmail', [{ item: 1 }]]]);
			expect([...scene.arrived('contacts', 'contact').keys()]).toEqual([people[0].Id, people[2].Id]);
			expect(scene.salesforce.requests).toEqual([]);
			const { result: again, records } = await scene.writesOf(async () => await scene.run(workflow));
			expect(records).toBe(0);
			expect(again.json('Results').map(({ action }) => action)).toEqual(['unchanged', 'unchanged']);
		});

		it('are mapped by expressions of the user’s own', async () => {
			const value = {
				firstname: '={{ $json.FirstName.toUpperCase() }}',
				email: '={{ $json.Email }}',
				jobtitle: 'Guest',
				phone: null,
			};
			scene.hubspot.seed('contacts', { email: 'ada@example.com', phone: '+49 30 123456' });
			await runOnce({ ...parameters, mapping: 'custom', mapItem: { mappingMode: 'defineBelow', value } }, [people[0]]);
			expect(scene.arrived('contacts', 'contact').get(people[0].Id)).toMatchObject({
				firstname: 'ADA',
				email: 'ada@example.com',
				jobtitle: 'Guest',
				// The row without a value.
				phone: '+49 30 123456',
			});
		});
	});

	it('a mapping of the user’s own keeps what the ready mapping knows of a pair', async () => {
		const [id] = scene.salesforce.loadDeveloperEdition(aWhileAgo(60)).Account;
		await runOnce({
			operation: 'sync',
			objects: ['Account'],
			mapping: 'custom',
			mapAccount: { mappingMode: 'defineBelow', value: { name: 'Name', domain: 'Website', industry: 'Industry' } },
		});
		expect(scene.arrived('companies', 'account').get(id)).toMatchObject({
			domain: 'genepoint.com',
			industry: 'BIOTECHNOLOGY',
		});
	});

	it('a mapping of the user’s own: HubSpot property from Salesforce field', async () => {
		const [id] = scene.salesforce.loadDeveloperEdition(aWhileAgo(60)).Account;
		await runOnce({
			operation: 'sync',
			objects: ['Account'],
			mapping: 'custom',
			mapAccount: { mappingMode: 'defineBelow', value: { name: 'Name', description: 'AccountNumber', phone: null } },
		});
		expect(scene.arrived('companies', 'account').get(id)).toEqual({
			name: 'GenePoint',
			description: 'CC978213',
			sophia_salesforce_account_id: id,
		});
	});
});
