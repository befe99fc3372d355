import { importWorkflow } from './harness';
import { IntercomScene, SOPHIA_INTERCOM } from './intercomScene';
import { aWhileAgo, itemOf } from './scene';
import { n8nForTheseTests } from './server';
import { bundledWorkflow, INTERCOM_NODE, readyWorkflow, TRIGGER } from './vendors';

const BUNDLED = 'salesforce-to-intercom';
const SYNC = { operation: 'sync', objects: ['Account', 'Contact'] };
const RECORDS = { ...SYNC, output: 'records' };
const PEOPLE = { operation: 'sync', objects: ['Contact'], output: 'records' };

describe('Salesforce to Intercom in a real n8n', () => {
	const n8n = n8nForTheseTests('intercom');
	let scene: IntercomScene;

	const open = async (wrong?: object) => {
		scene = await IntercomScene.open(n8n.current.rest, wrong);
		return scene;
	};

	afterEach(async () => await scene.close());

	describe('the bundled workflow', () => {
		it('is imported unchanged, every 8 hours, with only parameters that the node has', async () => {
			await open();
			const { rest, userFolder } = n8n.current;
			const workflow = bundledWorkflow(BUNDLED);
			await importWorkflow(userFolder, workflow);
			const { name, nodes, connections, active } = await rest.workflow(workflow.id);
			expect({ name, nodes, connections }).toEqual({
				name: workflow.name,
				nodes: workflow.nodes,
				connections: workflow.connections,
			});
			expect(active).toBe(false);
			const schedule = nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
			expect(schedule?.parameters).toMatchObject({ rule: { interval: [{ field: 'hours', hoursInterval: 8 }] } });
			const type = (await rest.types('nodes')).find((one) => one.name === SOPHIA_INTERCOM);
			const known = (type?.properties as Array<{ name: string }>).map((property) => property.name);
			const node = workflow.nodes.find((one) => one.name === INTERCOM_NODE);
			expect(known).toEqual(expect.arrayContaining(Object.keys(node?.parameters as object)));
		});

		it('brings everything across in the first run, and writes nothing in the second', async () => {
			const { salesforce, intercom, credentials } = await open();
			const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
			const { rest } = n8n.current;
			const { id } = await rest.createWorkflow({ ...readyWorkflow(credentials), id: undefined });

			const first = await rest.run(id, TRIGGER);
			expect(first.status).toBe('success');
			expect([...scene.companies.keys()].sort()).toEqual(ids.Account.toSorted());
			expect(scene.users.size).toBe(18);
			expect(intercom.attachments()).toHaveLength(18);
			const genePoint = [...scene.companies.values()].find(({ name }) => name === 'GenePoint');
			expect(genePoint).toMatchObject({
				website: 'www.genepoint.com',
				industry: 'Biotechnology',
				size: 265,
				monthly_spend: 0,
				custom_attributes: { annual_revenue: 30_000_000, billing_city: 'Mountain View' },
			});
			expect(scene.users.get(ids.Contact[0])).toMatchObject({
				email: 'rose@edge.com',
				name: 'Rose Gonzalez',
				custom_attributes: { job_title: 'SVP, Procurement' },
				companies: [scene.companies.get(ids.Account[3])?.id],
			});
			const results = first.json('Results');
			expect(results.map(({ object }) => object)).toEqual(['Account', 'Contact', 'Run']);
			expect(itemOf(results, 'Account')).toMatchObject({
				intercomObject: 'companies',
				read: 12,
				created: 12,
				rejected: 0,
				completed: true,
			});
			expect(itemOf(results, 'Contact')).toMatchObject({
				intercomObject: 'contacts',
				read: 20,
				created: 18,
				rejected: 2,
			});
			expect(itemOf(results, 'Run')).toMatchObject({ status: 'completed', created: 30, rejectedOpen: 2 });
			expect(first.json('Rejected Records').map(({ object, category, field }) => [object, category, field])).toEqual([
				['Contact', 'invalidEmail', 'email'],
				['Contact', 'invalidEmail', 'email'],
			]);
			expect(first.nodesThatRan()).not.toContain('Sync Failed');

			const { result: second, ...writes } = await scene.writesOf(async () => await rest.run(id, TRIGGER));
			expect(second.status).toBe('success');
			expect(writes).toEqual({ calls: 0, records: 0, attached: 0, detached: 0 });
			expect(itemOf(second.json('Results'), 'Run')).toMatchObject({
				status: 'completed',
				created: 0,
				updated: 0,
				unchanged: 30,
			});
		});

		it('with a wrong Intercom token it fails, and says what to mend', async () => {
			const { salesforce, intercom, credentials } = await open({ accessToken: 'wrong-token' });
			salesforce.loadDeveloperEdition(aWhileAgo(60));
			const { rest } = n8n.current;
			const { id } = await rest.createWorkflow({ ...readyWorkflow(credentials), id: undefined });
			const execution = await rest.run(id, TRIGGER);
			const [item] = execution.json('Sync Failed');
			expect(item.error).toMatch(/Intercom.*token/i);
			expect(item.details).toMatch(/Developer Hub/);
			expect(JSON.stringify(item)).not.toContain('wrong-token');
			expect(execution.status).toBe('error');
			expect(execution.nodesThatRan()).not.toContain('Results');
			expect(intercom.count('company')).toBe(0);
		});
	});

	it('writes only what has changed, and moves attachments only where the account has', async () => {
		const { salesforce } = await open();
		const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
		const workflow = await scene.workflow(RECORDS);
		await scene.run(workflow);
		salesforce.update('Account', ids.Account[3], { NumberOfEmployees: 77 }, aWhileAgo());
		salesforce.update(
			'Contact',
			ids.Contact[0],
			{ Title: 'Head of Procurement', AccountId: ids.Account[0] },
			aWhileAgo(),
		);
		// A system's write that changes nothing that is mapped.
		salesforce.touch('Contact', ids.Contact[5]);
		const added = salesforce.create(
			'Contact',
			{ LastName: 'Newcomer', Email: 'newcomer@example.com', AccountId: ids.Account[0] },
			aWhileAgo(),
		);
		const { result, records, attached, detached } = await scene.writesOf(async () => await scene.run(workflow));
		expect(recordsOf(result.json('Results')).map(({ action, recordId }) => [action, recordId])).toEqual([
			['updated', ids.Account[3]],
			['updated', ids.Contact[0]],
			['created', added],
		]);
		expect({ records, attached, detached }).toEqual({ records: 3, attached: 2, detached: 1 });
		expect(scene.users.get(ids.Contact[0])).toMatchObject({
			custom_attributes: { job_title: 'Head of Procurement' },
			companies: [scene.companies.get(ids.Account[0])?.id],
		});
		expect(scene.companies.get(ids.Account[3])?.size).toBe(77);
	});

	it.each([
		['archive', { users: ['Stayer'], attachments: 1 }],
		['detach', { users: ['Stayer', 'Leaver'], attachments: 1 }],
		['ignore', { users: ['Stayer', 'Leaver'], attachments: 2 }],
	])('what is deleted in Salesforce, with the choice "%s"', async (onDelete, { users, attachments }) => {
		const { salesforce, intercom } = await open();
		const account = salesforce.create('Account', { Name: 'Example Ltd' }, aWhileAgo(60));
		const [, goes] = ['Stayer', 'Leaver'].map((LastName) =>
			salesforce.create('Contact', { LastName, Email: `${LastName}@example.com`, AccountId: account }, aWhileAgo(60)),
		);
		const workflow = await scene.workflow({ ...RECORDS, onDelete });
		await scene.run(workflow);
		expect(intercom.attachments()).toHaveLength(2);
		salesforce.remove('Contact', goes);
		// Removed in this very second, which the next run leaves to the one after it.
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		const execution = await scene.run(workflow);
		expect(execution.status).toBe('success');
		expect([...scene.users.values()].map(({ name }) => name)).toEqual(users);
		const live = new Set([...scene.users.values()].map(({ id }) => id));
		expect(intercom.attachments().filter(({ contactId }) => live.has(contactId))).toHaveLength(attachments);
		const archived = recordsOf(execution.json('Results'));
		expect(archived.map(({ action, recordId }) => [action, recordId])).toEqual(
			onDelete === 'archive' ? [['archived', goes]] : [],
		);
	});

	it('existing contacts are adopted by e-mail, archived ones too, and companies by their id: no duplicates', async () => {
		const { salesforce, intercom } = await open();
		const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
		const company = intercom.seedCompany({ company_id: ids.Account[3], name: 'Edge (from Intercom)' });
		const rose = intercom.seedContact({ email: 'rose@edge.com', name: 'R.' });
		const archived = intercom.seedContact({ email: 'sean@edge.com', name: 'S.' });
		intercom.archive(archived);
		const stranger = intercom.seedContact({ email: 'stranger@example.org', name: 'Stranger' });
		const execution = await scene.run(await scene.workflow(RECORDS));
		const adopted = execution
			.json('Results')
			.filter(({ action, object }) => action === 'adopted' && object === 'Contact');
		expect(adopted.map(({ intercomId }) => intercomId)).toEqual([rose, archived]);
		expect(intercom.contact(rose)).toMatchObject({
			name: 'Rose Gonzalez',
			external_id: ids.Contact[0],
			companies: [company],
		});
		expect(intercom.contact(archived)).toMatchObject({ archived: false, companies: [company] });
		expect(intercom.contact(stranger)).toMatchObject({ name: 'Stranger', external_id: null, revision: 1 });
		expect(intercom.company(company)).toMatchObject({ name: 'Edge Communications' });
		expect([intercom.count('company'), intercom.count('contact')]).toEqual([12, 19]);
	});

	it('Preview shows what a sync would write, and writes nothing', async () => {
		const { salesforce } = await open();
		salesforce.loadDeveloperEdition(aWhileAgo(60));
		const workflow = await scene.workflow({ ...SYNC, operation: 'preview' });
		const { result: preview, ...writes } = await scene.writesOf(async () => await scene.run(workflow));
		expect(writes).toEqual({ calls: 0, records: 0, attached: 0, detached: 0 });
		expect(scene.companies.size + scene.users.size).toBe(0);
		const results = preview.json('Results');
		expect(results.filter(({ action }) => action === 'created')).toHaveLength(30);
		expect(results[0]).toMatchObject({
			action: 'created',
			object: 'Account',
			intercomObject: 'companies',
			changes: expect.arrayContaining([{ field: 'custom_attributes.annual_revenue', to: '30000000' }]),
		});
		expect(itemOf(results, 'Run')).toMatchObject({
			operation: 'preview',
			created: 30,
			rejected: 2,
			writeCallsNeeded: { write: 30, archive: 0, associate: 18 },
		});
	});

	it('companies that Intercom does not show are told of', async () => {
		const { salesforce } = await open();
		salesforce.create('Account', { Name: 'Lonely Ltd' }, aWhileAgo(60));
		const execution = await scene.run(await scene.workflow(SYNC));
		expect(itemOf(execution.json('Results'), 'Run').warnings).toEqual([
			expect.stringMatching(/1 company of this sync has no contact.*do not show/),
		]);
		expect([...scene.companies.values()]).toEqual([expect.objectContaining({ name: 'Lonely Ltd', visible: false })]);
	});

	it('leads, by choice, become leads', async () => {
		const { salesforce, intercom } = await open();
		salesforce.create('Lead', { LastName: 'Pine', Email: 'pine@example.com', Company: 'Example Ltd' }, aWhileAgo(60));
		await scene.run(await scene.workflow({ operation: 'sync', objects: ['Lead'] }));
		expect(intercom.contacts()).toEqual([
			expect.objectContaining({
				role: 'lead',
				email: 'pine@example.com',
				custom_attributes: expect.objectContaining({ lead_company: 'Example Ltd' }),
			}),
		]);
	});

	it('one bad record among many is rejected with its reason, and arrives once mended', async () => {
		const { salesforce } = await open();
		const ids = Array.from({ length: 40 }, (_, i) =>
			salesforce.create(
				'Contact',
				{ LastName: `Person ${i}`, Email: i === 17 ? 'no address' : `person${i}@example.com` },
				aWhileAgo(60),
			),
		);
		const workflow = await scene.workflow(PEOPLE);
		const execution = await scene.run(workflow);
		expect(scene.users.size).toBe(39);
		expect(execution.json('Rejected').map(({ recordId, category, field }) => [recordId, category, field])).toEqual([
			[ids[17], 'invalidEmail', 'email'],
		]);
		salesforce.update('Contact', ids[17], { Email: 'person17@example.com' }, aWhileAgo());
		const { result, records } = await scene.writesOf(async () => await scene.run(workflow));
		expect(records).toBe(1);
		expect(itemOf(result.json('Results'), 'Run')).toMatchObject({ created: 1, rejectedOpen: 0 });
		expect(scene.users.size).toBe(40);
	});

	it('Set Up Intercom creates the attributes once, each with the type of its Salesforce field', async () => {
		const { intercom } = await open();
		const workflow = await scene.workflow({ operation: 'setUp', objects: ['Account', 'Contact', 'Lead'] });
		const { result } = await scene.writesOf(async () => await scene.run(workflow));
		const created = result.json('Results').filter(({ status }) => status === 'created');
		expect(created.map(({ property }) => property)).toEqual(
			expect.arrayContaining([
				'custom_attributes.annual_revenue',
				'custom_attributes.job_title',
				'custom_attributes.salesforce_lead_id',
			]),
		);
		expect(intercom.attribute('company', 'annual_revenue')?.data_type).toBe('float');
		expect(intercom.attribute('contact', 'job_title')?.data_type).toBe('string');
		expect(intercom.writes.attributes).toBe(created.length);
		const { calls } = await scene.writesOf(async () => await scene.run(workflow));
		expect(calls).toBe(0);
	});

	it('Map Items, Sophia 2.1 payload: as the former webhook answered, without a call', async () => {
		const { salesforce, intercom } = await open();
		const workflow = await scene.workflow({ operation: 'mapItems', preset: 'sophia21' }, [
			{
				salesforce_data: {
					Id: '001000000000001AAA',
					AccountName: 'Example Ltd',
					Industry: 'Technology',
					BillingCity: 'Berlin',
					AnnualRevenue: 1000,
					contacts: [
						{ Id: '003000000000001AAA', FirstName: 'Ada', LastName: 'Example', Email: 'ada@example.com', Title: 'CTO' },
					],
				},
			},
			{ nothing: 1 },
		]);
		const execution = await scene.run(workflow);
		expect(execution.json('Results')).toEqual([
			{
				status: 'success',
				transformed_data: {
					company: {
						name: 'Example Ltd',
						website: '',
						industry: 'Technology',
						size: 0,
						custom_attributes: {
							salesforce_id: '001000000000001AAA',
							annual_revenue: 1000,
							billing_city: 'Berlin',
							billing_state: '',
							billing_country: '',
							description: '',
							last_modified_date: '',
							created_date: '',
						},
					},
					contacts: [
						{
							email: 'ada@example.com',
							name: 'Ada Example',
							phone: '',
							custom_attributes: {
								job_title: 'CTO',
								salesforce_contact_id: '003000000000001AAA',
								lead_source: '',
								department: '',
							},
						},
					],
				},
				transformation_type: 'salesforce_to_intercom',
				timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			},
		]);
		expect(execution.json('Failed')).toEqual([
			expect.objectContaining({ error: expect.stringContaining('salesforce_data') }),
		]);
		expect([...salesforce.requests, ...intercom.requests]).toEqual([]);
	});

	it('what the editor asks for: rows are Intercom’s fields and the attributes to come, values Salesforce’s', async () => {
		const { intercom } = await open();
		intercom.seedAttribute('company', 'segment');
		const ask = async <T>(
			what: 'options' | 'resource-mapper-fields',
			path: string,
			methodName: string,
			parameters: object,
		) =>
			await n8n.current.rest.request<T>('POST', `/rest/dynamic-node-parameters/${what}`, {
				path,
				methodName,
				nodeTypeAndVersion: { name: SOPHIA_INTERCOM, version: 1 },
				currentNodeParameters: parameters,
				credentials: scene.credentials,
			});
		const parameters = {
			operation: 'sync',
			source: 'salesforce',
			mapping: 'custom',
			fieldSettings: { setting: [{ object: 'Account', property: '' }] },
		};
		const { fields } = await ask<{ fields: Array<{ id: string; defaultValue?: string | null }> }>(
			'resource-mapper-fields',
			'parameters.mapAccount',
			'mapAccountFields',
			parameters,
		);
		expect(fields.find(({ id }) => id === 'custom_attributes.annual_revenue')).toMatchObject({
			type: 'options',
			removed: false,
			defaultValue: 'AnnualRevenue',
		});
		expect(fields.find(({ id }) => id === 'custom_attributes.segment')).toMatchObject({ removed: true });
		expect(fields.find(({ id }) => id === 'company_id')).toBeUndefined();
		const attributes = await ask<Array<{ value: string }>>(
			'options',
			'parameters.fieldSettings.setting[0].property',
			'getIntercomAttributes',
			parameters,
		);
		expect(attributes.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['name', 'size', 'custom_attributes.segment']),
		);
	});
});

/** The items of single records, without the run's. */
const recordsOf = (items: Array<Record<string, unknown>>) => items.filter(({ object }) => object !== 'Run');
