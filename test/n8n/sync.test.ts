import { aWhileAgo, itemOf, Scene } from './scene';
import { n8nForTheseTests } from './server';
import { readyWorkflow, TRIGGER } from './vendors';

const SUMMARY = { operation: 'sync', objects: ['Account', 'Contact', 'Lead'] };
const RECORDS = { ...SUMMARY, output: 'records' };

describe('Sync in a real n8n', () => {
	const n8n = n8nForTheseTests('sync');
	let scene: Scene;

	const open = async (...args: Parameters<typeof Scene.open> extends [unknown, ...infer Rest] ? Rest : never) => {
		scene = await Scene.open(n8n.current.rest, ...args);
		return scene;
	};

	afterEach(async () => await scene.close());

	describe('with the records of a Developer Edition organisation', () => {
		it('brings everything across in the first run, and writes nothing in the second', async () => {
			const { salesforce, hubspot, credentials } = await open();
			const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
			const { id } = await n8n.current.rest.createWorkflow(readyWorkflow(credentials));

			const first = await n8n.current.rest.run(id, TRIGGER);
			expect(first.status).toBe('success');
			expect([...scene.arrived('companies', 'account').keys()].sort()).toEqual(ids.Account.toSorted());
			expect(scene.arrived('contacts', 'contact').size).toBe(18);
			expect(scene.arrived('contacts', 'lead').size).toBe(19);
			expect(hubspot.associations()).toHaveLength(18);
			expect(hubspot.associations().every(({ primary }) => primary)).toBe(true);
			expect(hubspot.duplicates('contacts', 'email')).toEqual(new Map());
			const genePoint = [...scene.arrived('companies', 'account').values()].find(({ name }) => name === 'GenePoint');
			expect(genePoint).toMatchObject({
				domain: 'genepoint.com',
				industry: 'BIOTECHNOLOGY',
				annualrevenue: '30000000',
			});

			const results = first.json('Results');
			expect(results.map(({ object }) => object)).toEqual(['Account', 'Contact', 'Lead', 'Opportunity', 'Run']);
			expect(itemOf(results, 'Account')).toMatchObject({ read: 12, created: 12, rejected: 0, completed: true });
			expect(itemOf(results, 'Contact')).toMatchObject({ read: 20, created: 18, rejected: 2 });
			expect(itemOf(results, 'Lead')).toMatchObject({ read: 20, created: 19, rejected: 1 });
			expect(itemOf(results, 'Run')).toMatchObject({ status: 'completed', created: 49, rejected: 3, rejectedOpen: 3 });
			const rejected = first.json('Rejected Records');
			expect(rejected.map(({ object, category, field }) => [object, category, field])).toEqual([
				['Contact', 'invalidEmail', 'email'],
				['Contact', 'invalidEmail', 'email'],
				['Lead', 'duplicate', 'email'],
			]);
			expect(first.nodesThatRan()).not.toContain('Sync Failed');

			const before = hubspot.requests.length;
			const { result: second, ...writes } = await scene.writesOf(async () => await n8n.current.rest.run(id, TRIGGER));
			expect(second.status).toBe('success');
			expect(writes).toEqual({ calls: 0, records: 0, associations: 0 });
			expect(
				hubspot.requests
					.slice(before)
					.filter(({ url, method }) => method !== 'GET' && !/\/(search|batch\/read)/.test(url)),
			).toEqual([]);
			expect(itemOf(second.json('Results'), 'Run')).toMatchObject({
				status: 'completed',
				created: 0,
				updated: 0,
				unchanged: 49,
			});
		});

		it('writes only what has changed', async () => {
			const { salesforce, hubspot } = await open();
			const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
			const workflow = await scene.workflow(RECORDS);
			await scene.run(workflow);
			const revisions = new Map(hubspot.records('contacts').map(({ id, revision }) => [id, revision]));
			salesforce.update('Account', ids.Account[3], { Phone: '+1 512 555 0100' }, aWhileAgo());
			salesforce.update(
				'Contact',
				ids.Contact[0],
				{ Title: 'Head of Procurement', Email: 'rose.gonzalez@example.com' },
				aWhileAgo(),
			);
			salesforce.update('Lead', ids.Lead[0], { Status: 'Closed - Not Converted' }, aWhileAgo());
			// A system's write that changes nothing that is mapped.
			salesforce.touch('Contact', ids.Contact[5]);
			const added = salesforce.create(
				'Contact',
				{ LastName: 'Newcomer', Email: 'newcomer@example.com', AccountId: ids.Account[0] },
				aWhileAgo(),
			);

			const { result, records, calls, associations } = await scene.writesOf(async () => await scene.run(workflow));
			const results = result.json('Results');
			expect(itemOf(results, 'Run')).toMatchObject({ created: 1, updated: 3 });
			expect(recordsOf(results).map(({ action, recordId }) => [action, recordId])).toEqual([
				['updated', ids.Account[3]],
				['updated', ids.Contact[0]],
				['created', added],
				['updated', ids.Lead[0]],
			]);
			expect({ records, associations }).toEqual({ records: 4, associations: 1 });
			// One batch per object and one for the association.
			expect(calls).toBeLessThanOrEqual(5);
			expect(scene.arrived('contacts', 'contact').get(ids.Contact[0])).toMatchObject({
				email: 'rose.gonzalez@example.com',
				jobtitle: 'Head of Procurement',
			});
			const rewritten = hubspot.records('contacts').filter(({ id, revision }) => revisions.get(id) !== revision);
			expect(rewritten).toHaveLength(3);
		});
	});

	describe('deleted records', () => {
		const deleteOne = async (onDelete: string) => {
			const { salesforce } = await open();
			const account = salesforce.create('Account', { Name: 'Example Ltd', Website: 'example.com' }, aWhileAgo(60));
			const [stays, goes] = ['Stayer', 'Leaver'].map((name) =>
				salesforce.create(
					'Contact',
					{ LastName: name, Email: `${name}@example.com`, AccountId: account },
					aWhileAgo(60),
				),
			);
			const workflow = await scene.workflow({ ...RECORDS, onDelete });
			await scene.run(workflow);
			expect(scene.arrived('contacts', 'contact').size).toBe(2);
			salesforce.remove('Contact', goes);
			// Removed in this very second, which the next run leaves to the one after it.
			await new Promise((resolve) => setTimeout(resolve, 1_100));
			return { execution: await scene.run(workflow), stays, goes };
		};

		it('are archived where that is chosen', async () => {
			const { execution, stays, goes } = await deleteOne('archive');
			expect(recordsOf(execution.json('Results'))).toEqual([
				expect.objectContaining({ action: 'archived', object: 'Contact', recordId: goes }),
			]);
			expect([...scene.arrived('contacts', 'contact').keys()]).toEqual([stays]);
		});

		it('are left alone otherwise', async () => {
			const { execution } = await deleteOne('ignore');
			expect(recordsOf(execution.json('Results'))).toEqual([]);
			expect(scene.arrived('contacts', 'contact').size).toBe(2);
		});
	});

	it('one bad record among a hundred: 99 arrive, one is rejected with its reason, and arrives once mended', async () => {
		const { salesforce } = await open();
		const ids = Array.from({ length: 100 }, (_, i) =>
			salesforce.create(
				'Contact',
				{ LastName: `Person ${i}`, Email: i === 41 ? 'no address' : `person${i}@example.com` },
				aWhileAgo(60),
			),
		);
		const workflow = await scene.workflow({ ...SUMMARY, objects: ['Contact'] });
		const execution = await scene.run(workflow);
		expect(execution.status).toBe('success');
		const arrived = scene.arrived('contacts', 'contact');
		expect([...arrived.keys()].sort()).toEqual(ids.filter((id) => id !== ids[41]).sort());
		expect(execution.json('Rejected')).toEqual([
			{
				recordId: ids[41],
				object: 'Contact',
				category: 'invalidEmail',
				reason: expect.stringContaining('e-mail address'),
				field: 'email',
				retryable: expect.any(Boolean),
			},
		]);
		expect(itemOf(execution.json('Results'), 'Contact')).toMatchObject({ read: 100, created: 99, rejected: 1 });
		expect(execution.nodesThatRan()).not.toContain('Failed');

		salesforce.update('Contact', ids[41], { Email: 'person41@example.com' }, aWhileAgo());
		const { result, records } = await scene.writesOf(async () => await scene.run(workflow));
		expect(records).toBe(1);
		expect(result.json('Rejected')).toEqual([]);
		expect(itemOf(result.json('Results'), 'Run')).toMatchObject({ created: 1, rejectedOpen: 0 });
		expect(scene.arrived('contacts', 'contact').size).toBe(100);
	});

	it('existing HubSpot records are adopted by e-mail and domain', async () => {
		const { salesforce, hubspot } = await open();
		const company = hubspot.seed('companies', { name: 'Edge (from HubSpot)', domain: 'edgecomm.com' });
		const rose = hubspot.seed('contacts', { email: 'rose@edge.com', firstname: 'R.', jobtitle: 'Unknown' });
		const stranger = hubspot.seed('contacts', { email: 'stranger@example.org', firstname: 'Stranger' });
		const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
		const execution = await scene.run(await scene.workflow(RECORDS));

		const adopted = execution.json('Results').filter(({ action }) => action === 'adopted');
		expect(adopted.map(({ recordId, hubspotId }) => [recordId, hubspotId])).toEqual([
			[ids.Account[3], company],
			[ids.Contact[0], rose],
		]);
		expect(hubspot.record('companies', company)?.properties).toMatchObject({
			name: 'Edge Communications',
			sophia_salesforce_account_id: ids.Account[3],
		});
		expect(hubspot.record('contacts', rose)?.properties).toMatchObject({
			firstname: 'Rose',
			sophia_salesforce_contact_id: ids.Contact[0],
		});
		expect(hubspot.record('contacts', stranger)?.properties).toEqual({
			email: 'stranger@example.org',
			firstname: 'Stranger',
		});
		expect(hubspot.duplicates('contacts', 'email')).toEqual(new Map());
		expect(hubspot.count('companies')).toBe(12);
		expect(hubspot.count('contacts')).toBe(38);
		expect(hubspot.associations().filter(({ fromId, toId }) => fromId === rose && toId === company)).toHaveLength(1);
	});

	it('filters, modes and property settings reach HubSpot', async () => {
		const { salesforce, hubspot } = await open();
		salesforce.loadDeveloperEdition(aWhileAgo(60));
		hubspot.addProperty('companies', {
			name: 'segment',
			label: 'Segment',
			groupName: 'companyinformation',
			type: 'string',
			fieldType: 'text',
		});
		const execution = await scene.run(
			await scene.workflow({
				...SUMMARY,
				objects: ['Account'],
				mode: 'createOnly',
				options: { filterAccount: "Industry = 'Energy' AND NumberOfEmployees > 5000" },
				fieldSettings: {
					setting: [
						{ object: 'Account', property: 'segment', constant: 'From Salesforce' },
						{ object: 'Account', property: 'name', transforms: ['uppercase'] },
					],
				},
			}),
		);
		expect(itemOf(execution.json('Results'), 'Account')).toMatchObject({ created: 2 });
		expect(hubspot.records('companies').map(({ properties: { name, segment } }) => [name, segment])).toEqual([
			['UNITED OIL & GAS, UK', 'From Salesforce'],
			['UNITED OIL & GAS CORP.', 'From Salesforce'],
		]);
	});
});

/** The items of single records, without the run's. */
const recordsOf = (items: Array<Record<string, unknown>>) => items.filter(({ object }) => object !== 'Run');
