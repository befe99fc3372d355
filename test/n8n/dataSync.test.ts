import { ACCOUNTS_NODE, changeBothSides, secondTurned } from './bothSides';
import { importWorkflow } from './harness';
import { aWhileAgo, itemOf, Scene, workflowAround } from './scene';
import { n8nForTheseTests } from './server';
import { bundledWorkflow, createPostgresCredentials, readyWorkflow, TRIGGER } from './vendors';
import { PostgresServer } from '../shared/postgres';

const DATA_SYNC = 'n8n-nodes-sophia.sophiaDataSync';
const OUTPUTS = ['Results', 'Conflicts', 'Rejected', 'Failed'];
const ACCOUNTS = { pair: 'salesforceAccounts-hubspotCompanies' };

/** Of Salesforce's sample accounts. */
const WITHOUT_OWN_KEY = ['http://www.uos.com', 'http://www.uos.com', 'http://www.uos.com', 'www.expressl&t.net'];

describe('Data Sync in a real n8n', () => {
	const n8n = n8nForTheseTests('data-sync');
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterEach(async () => await scene.close());

	const create = async (
		parameters: Record<string, unknown>,
		items?: object[],
		credentials: object = scene.credentials,
	) => (await n8n.current.rest.createWorkflow(workflowAround(DATA_SYNC, credentials, parameters, items, OUTPUTS))).id;

	const run = async (id: string) => await n8n.current.rest.run(id, 'Start');

	const edited = async (id: string, change: (parameters: Record<string, unknown>) => object) => {
		const { rest } = n8n.current;
		const { nodes, versionId } = await rest.workflow(id);
		for (const node of nodes)
			if (node.name === 'Sophia') node.parameters = change(node.parameters as Record<string, unknown>);
		await rest.request('PATCH', `/rest/workflows/${id}`, { nodes, versionId });
	};

	describe('the bundled workflow', () => {
		const imported = async () =>
			(
				await n8n.current.rest.createWorkflow({
					...readyWorkflow(scene.credentials, 'data-sync'),
					id: undefined,
				})
			).id;

		it('is imported unchanged, every 2 hours at minute 20, with only parameters that the node has', async () => {
			const { rest, userFolder } = n8n.current;
			const workflow = bundledWorkflow('data-sync');
			await importWorkflow(userFolder, workflow);
			const { name, nodes, connections, active } = await rest.workflow(workflow.id);
			expect({ name, nodes, connections }).toEqual({
				name: workflow.name,
				nodes: workflow.nodes,
				connections: workflow.connections,
			});
			expect(active).toBe(false);
			const schedules = nodes.filter(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
			expect(schedules.map(({ parameters }) => parameters)).toEqual([
				{ rule: { interval: [{ field: 'hours', hoursInterval: 2, triggerAtMinute: 20 }] } },
				{ rule: { interval: [{ field: 'days', daysInterval: 1, triggerAtHour: 5, triggerAtMinute: 50 }] } },
			]);
			const type = (await rest.types('nodes')).find((one) => one.name === DATA_SYNC);
			const known = (type?.properties as Array<{ name: string }>).map((property) => property.name);
			const ours = nodes.filter((node) => node.type === DATA_SYNC);
			expect(ours).toHaveLength(4);
			for (const { parameters } of ours)
				expect(known).toEqual(expect.arrayContaining(Object.keys(parameters as object)));
		});

		it('brings both sides into agreement, then changes of either side across, and then writes nothing', async () => {
			const { salesforce, hubspot } = scene;
			const ids = salesforce.loadDeveloperEdition(aWhileAgo(60));
			const ours = hubspot.seed('companies', {
				name: 'Ours Ltd',
				domain: 'ours.example.com',
				website: 'ours.example.com',
			});
			const person = hubspot.seed('contacts', { firstname: 'Ada', lastname: 'Ours', email: 'ada@ours.example.com' });
			hubspot.seedAssociation(person, ours, true);
			const id = await imported();

			const first = await n8n.current.rest.run(id, TRIGGER);
			expect(first.error()).toBeUndefined();
			expect(first.nodesThatRan()).not.toContain('Sync Failed');
			// Who cannot be told from another is left to people: three accounts have one web address, one has none.
			const rejected = first.json(ACCOUNTS_NODE, 2);
			const unclear = rejected.map(({ recordId }) => String(recordId));
			expect(unclear.map((account) => salesforce.row('Account', account).Website).sort()).toEqual(WITHOUT_OWN_KEY);
			expect(rejected.every(({ side, reason }) => side === 'left' && typeof reason === 'string')).toBe(true);
			const arrived = [...scene.arrived('companies', 'account').keys()];
			expect(arrived).toEqual(expect.arrayContaining(ids.Account.filter((account) => !unclear.includes(account))));
			const account = salesforce.rows('Account').find(({ Name }) => Name === 'Ours Ltd');
			expect(account).toMatchObject({ Website: 'ours.example.com' });
			expect(salesforce.rows('Contact').find(({ Email }) => Email === 'ada@ours.example.com')).toMatchObject({
				LastName: 'Ours',
				AccountId: account?.Id,
			});
			expect(scene.arrived('companies', 'account').get(String(account?.Id))?.name).toBe('Ours Ltd');

			const [gene] = salesforce.rows('Account').filter(({ Name }) => Name === 'GenePoint');
			salesforce.update('Account', String(gene.Id), { Phone: '(650) 555-0100' });
			hubspot.edit('companies', ours, { city: 'Utrecht' });
			hubspot.edit('contacts', person, { jobtitle: 'Owner' });
			await secondTurned();
			const second = await n8n.current.rest.run(id, TRIGGER);
			expect(second.status).toBe('success');
			expect(scene.arrived('companies', 'account').get(String(gene.Id))?.phone).toBe('(650) 555-0100');
			expect(salesforce.row('Account', String(account?.Id))).toMatchObject({ BillingCity: 'Utrecht' });
			expect(salesforce.rows('Contact').find(({ Email }) => Email === 'ada@ours.example.com')?.Title).toBe('Owner');
			expect(second.json('Conflicts')).toEqual([]);

			await secondTurned();
			const stamps = () =>
				salesforce
					.rows('Account')
					.concat(salesforce.rows('Contact'))
					.map((row) => row.SystemModstamp);
			const before = stamps();
			const { result: third, ...writes } = await scene.writesOf(async () => await n8n.current.rest.run(id, TRIGGER));
			expect(third.status).toBe('success');
			expect(writes).toEqual({ calls: 0, records: 0, associations: 0 });
			expect(stamps()).toEqual(before);
		});

		it('tells of a conflict, in which Salesforce wins', async () => {
			const { salesforce, hubspot } = scene;
			const accountId = salesforce.create(
				'Account',
				{ Name: 'Acme', Website: 'acme.example.com', Phone: '1' },
				aWhileAgo(60),
			);
			const id = await imported();
			await n8n.current.rest.run(id, TRIGGER);
			const [company] = hubspot.records('companies');
			salesforce.update('Account', accountId, { Phone: '2' });
			hubspot.edit('companies', company.id, { phone: '3' });
			await secondTurned();
			const execution = await n8n.current.rest.run(id, TRIGGER);
			expect(execution.json('Conflicts')).toEqual([
				{
					leftObject: 'Account',
					rightObject: 'companies',
					leftId: accountId,
					rightId: company.id,
					leftField: 'Phone',
					rightField: 'phone',
					leftValue: '2',
					rightValue: '3',
					winner: 'left',
				},
			]);
			expect(hubspot.record('companies', company.id)?.properties.phone).toBe('2');
			expect(salesforce.row('Account', accountId).Phone).toBe('2');
		});

		it('compares once a day, and reports what differs on a branch of its own', async () => {
			const { salesforce, hubspot } = scene;
			hubspot.addOwner({ email: salesforce.settings.username });
			const accountId = salesforce.create('Account', { Name: 'Acme', Website: 'acme.example.com' }, aWhileAgo(60));
			const id = await imported();
			await n8n.current.rest.run(id, TRIGGER);
			const agreed = await n8n.current.rest.run(id, 'Once a Day');
			expect(agreed.status).toBe('success');
			expect(agreed.json('Compare Accounts')).toEqual([
				expect.objectContaining({ object: 'Run', operation: 'reconcile', agree: true, matched: 1, differing: 0 }),
			]);
			const [company] = hubspot.records('companies');
			hubspot.edit('companies', company.id, { name: 'Acme Corp' });
			const only = hubspot.seed('companies', { name: 'Only Here', domain: 'only.example.com' });
			const { calls } = hubspot.writes;
			const differing = await n8n.current.rest.run(id, 'Once a Day');
			expect(differing.json('Compare Accounts')).toEqual([
				{
					finding: 'differing',
					leftObject: 'Account',
					rightObject: 'companies',
					leftId: accountId,
					rightId: company.id,
					fields: [{ leftField: 'Name', rightField: 'name', leftValue: 'Acme', rightValue: 'Acme Corp' }],
				},
				expect.objectContaining({ finding: 'onlyRight', rightId: only }),
				expect.objectContaining({ object: 'Run', agree: false, differing: 1, onlyRight: 1, onlyLeft: 0, ambiguous: 0 }),
			]);
			expect(differing.nodesThatRan()).toContain('Reconcile Report');
			expect(hubspot.writes.calls).toBe(calls);
		});

		it('beside the workflow of every 6 hours: neither undoes what the other has written', async () => {
			const { salesforce, hubspot } = scene;
			const { rest } = n8n.current;
			hubspot.addOwner({ email: salesforce.settings.username });
			salesforce.loadDeveloperEdition(aWhileAgo(60));
			const both = await imported();
			const oneWay = (await rest.createWorkflow({ ...readyWorkflow(scene.credentials), id: undefined })).id;
			await rest.run(oneWay, TRIGGER);
			await rest.run(both, TRIGGER);
			const { conflict, contact } = changeBothSides(scene);
			await secondTurned();
			await rest.run(both, TRIGGER);
			const company = () => hubspot.record('companies', conflict.companyId)?.properties.phone;
			const person = () => hubspot.record('contacts', contact.companyContactId)?.properties.jobtitle;
			expect([company(), person()]).toEqual([conflict.left, contact.title]);
			expect(salesforce.row('Contact', contact.contactId).Title).toBe(contact.title);
			await secondTurned();
			for (const id of [oneWay, both, oneWay]) {
				const { result, records, associations } = await scene.writesOf(async () => await rest.run(id, TRIGGER));
				expect(result.status).toBe('success');
				expect([records, associations]).toEqual([0, 0]);
			}
			expect([company(), person()]).toEqual([conflict.left, contact.title]);
			expect(salesforce.row('Contact', contact.contactId).Title).toBe(contact.title);
			expect(salesforce.row('Account', conflict.accountId).Phone).toBe(conflict.left);
		});

		it('with a wrong token it fails, and says what to mend', async () => {
			await scene.close();
			scene = await Scene.open(n8n.current.rest, { wrong: { hubspot: { accessToken: 'pat-wrong' } } });
			const execution = await n8n.current.rest.run(await imported(), TRIGGER);
			const [item] = execution.json('Sync Failed');
			expect(item.error).toMatch(/HubSpot.*token|token.*HubSpot/i);
			expect(item.details).toMatch(/private app/i);
			expect(JSON.stringify(item)).not.toContain('pat-wrong');
			expect(execution.status).toBe('error');
			expect(execution.nodesThatRan()).not.toContain('Contacts and Contacts');
		});
	});

	it('shows in a preview what it would write on either side, and writes nothing', async () => {
		const { salesforce, hubspot } = scene;
		salesforce.create('Account', { Name: 'Left', Website: 'left.example.com' }, aWhileAgo(60));
		hubspot.seed('companies', { name: 'Right', domain: 'right.example.com' });
		const id = await create({ operation: 'syncBothWays', ...ACCOUNTS, preview: true });
		const execution = await run(id);
		const results = execution.json('Results');
		expect(
			results
				.map(({ action, side, object }) => [action, side, object])
				.slice(0, 2)
				.sort(),
		).toEqual([
			['created', 'left', 'Account'],
			['created', 'right', 'companies'],
		]);
		expect(itemOf(results, 'Run')).toMatchObject({ preview: true, created: 2, status: 'completed' });
		expect(salesforce.rows('Account')).toHaveLength(1);
		expect(hubspot.count('companies')).toBe(1);
		expect(hubspot.writes.records).toBe(0);
	});

	it('a mirror is stopped by its guard and let through by its token, for exactly what it was given', async () => {
		const { salesforce, hubspot } = scene;
		const ids = ['a', 'b', 'c', 'd'].map((name) =>
			salesforce.create('Account', { Name: name, Website: `${name}.example.com` }, aWhileAgo(60)),
		);
		const id = await create({ operation: 'syncOneWay', ...ACCOUNTS, mode: 'mirror', syncKey: 'mirror' });
		await run(id);
		expect(hubspot.count('companies')).toBe(4);
		for (const gone of ids.slice(0, 2)) salesforce.remove('Account', gone);
		await secondTurned();
		const held = await run(id);
		expect(hubspot.count('companies')).toBe(4);
		const [asked] = held.json('Results').filter(({ approvalRequired, token }) => approvalRequired === true && token);
		expect(asked).toMatchObject({ archives: 2, linked: 4, share: 0.5, maxArchiveShare: 0.1 });
		expect(itemOf(held.json('Results'), 'Run')).toMatchObject({ approvalRequired: true, archived: 0, archiveHeld: 2 });

		await edited(id, (parameters) => ({ ...parameters, approval: 'another token' }));
		await run(id);
		expect(hubspot.count('companies')).toBe(4);

		await edited(id, (parameters) => ({ ...parameters, approval: asked.token }));
		const through = await run(id);
		expect(itemOf(through.json('Results'), 'Run')).toMatchObject({ approvalRequired: false, archived: 2 });
		expect([...scene.arrived('companies', 'account').keys()].sort()).toEqual(ids.slice(2).sort());
	});

	it('one way from HubSpot: Salesforce is written, and HubSpot is not', async () => {
		const { salesforce, hubspot } = scene;
		const accountId = salesforce.create('Account', { Name: 'Acme', Website: 'acme.example.com' }, aWhileAgo(60));
		hubspot.seed('companies', { name: 'ACME', domain: 'acme.example.com', website: 'acme.example.com', city: 'Bonn' });
		hubspot.seed('companies', { name: 'Beta', domain: 'beta.example.com', website: 'beta.example.com' });
		const id = await create({
			operation: 'syncOneWay',
			pair: 'hubspotCompanies-salesforceAccounts',
			mode: 'updateOnly',
			output: 'records',
		});
		const execution = await run(id);
		expect(execution.json('Failed')).toEqual([]);
		expect(salesforce.row('Account', accountId)).toMatchObject({ Name: 'ACME', BillingCity: 'Bonn' });
		expect(salesforce.rows('Account')).toHaveLength(1);
		expect(hubspot.writes.records).toBe(0);
		expect(execution.json('Results').filter(({ action }) => action === 'updated')).toEqual([
			expect.objectContaining({ side: 'right', object: 'Account', rightId: accountId }),
		]);
	});

	it('repairs by its rule what the comparison finds, and makes nothing unless it is told to', async () => {
		const { salesforce, hubspot } = scene;
		const accountId = salesforce.create('Account', { Name: 'Acme', Website: 'acme.example.com' }, aWhileAgo(60));
		salesforce.create('Account', { Name: 'Only Left', Website: 'only.example.com' }, aWhileAgo(60));
		const company = hubspot.seed('companies', { name: 'ACME', domain: 'acme.example.com' });
		const repair = await run(await create({ operation: 'repair', ...ACCOUNTS, rule: 'rightWins' }));
		expect(itemOf(repair.json('Results'), 'Run')).toMatchObject({ operation: 'repair', status: 'completed' });
		expect(salesforce.row('Account', accountId).Name).toBe('ACME');
		expect(hubspot.record('companies', company)?.properties.name).toBe('ACME');
		expect(hubspot.count('companies')).toBe(1);
	});

	it('input items are the source: each result leads back to its item', async () => {
		const { hubspot } = scene;
		const items = [
			{ no: 'a1', firm: 'Acme', web: 'https://www.acme.example.com/about' },
			{ no: 'b2', firm: 'Beta', web: 'beta.example.com' },
		];
		const parameters = {
			operation: 'syncOneWay',
			pair: 'items-hubspot',
			itemsName: 'fair',
			itemsIdField: 'no',
			rightObject: { __rl: true, mode: 'name', value: 'companies' },
			keys: { key: [{ left: 'web', right: 'domain', normalise: 'domain' }] },
			fields: {
				field: [
					{ left: 'firm', right: 'name' },
					{ left: 'web', right: 'domain', toRight: ['domainFromUrl'] },
				],
			},
			output: 'records',
		};
		const id = await create(parameters, items);
		const first = await run(id);
		expect(first.json('Failed')).toEqual([]);
		expect(
			hubspot
				.records('companies')
				.map(({ properties }) => [properties.name, properties.domain])
				.sort(),
		).toEqual([
			['Acme', 'acme.example.com'],
			['Beta', 'beta.example.com'],
		]);
		const created = first.items('Results').filter(({ json }) => json.action === 'created');
		expect(created.map(({ json, pairedItem }) => [json.leftId, pairedItem]).sort()).toEqual([
			['a1', { item: 0 }],
			['b2', { item: 1 }],
		]);
		const { records } = await scene.writesOf(async () => await run(id));
		expect(records).toBe(0);
	});

	it('cleans items, by rules and as the former webhook did', async () => {
		const cleaned = await run(
			await create(
				{ operation: 'cleanItems', normalise: { field: [{ path: 'email', form: 'email' }] }, uniqueBy: 'email' },
				[{ email: ' Ann@Example.COM ', n: null, zero: 0 }, { email: 'ann@example.com' }],
			),
		);
		expect(cleaned.json('Results')).toEqual([{ email: 'ann@example.com', zero: 0 }]);
		const former = await run(
			await create({ operation: 'cleanItems', preset: 'sophia21' }, [
				{ source_data: [{ a: ' b ', c: null }, { a: '' }] },
			]),
		);
		expect(former.json('Results')).toEqual([
			{
				status: 'success',
				sync_type: 'unknown',
				target_format: 'json',
				processed_data: [{ a: 'b' }, { a: '' }],
				record_count: 2,
				timestamp: expect.any(String),
			},
		]);
	});

	it('forgets its progress, and with it nothing on either side', async () => {
		const { salesforce, hubspot } = scene;
		salesforce.create('Account', { Name: 'Acme', Website: 'acme.example.com' }, aWhileAgo(60));
		const id = await create({ operation: 'syncBothWays', ...ACCOUNTS });
		await run(id);
		await edited(id, () => ({ operation: 'reset', ...ACCOUNTS, forget: 'links' }));
		expect((await run(id)).json('Results')).toEqual([expect.objectContaining({ forgottenLinks: 1 })]);
		await edited(id, () => ({ operation: 'syncBothWays', ...ACCOUNTS }));
		const again = itemOf((await run(id)).json('Results'), 'Run');
		expect(again).toMatchObject({ created: 0, linked: 1 });
		expect(hubspot.count('companies')).toBe(1);
		expect(salesforce.rows('Account')).toHaveLength(1);
	});

	describe('with PostgreSQL', () => {
		let postgres: PostgresServer;

		beforeAll(async () => {
			postgres = await PostgresServer.start();
			await postgres.sql(`CREATE TABLE customers (
				id serial PRIMARY KEY, name text, domain text UNIQUE, hubspot_id text UNIQUE,
				changed timestamptz NOT NULL DEFAULT now())`);
			await postgres.sql(`CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
				'BEGIN NEW.changed := clock_timestamp(); RETURN NEW; END'`);
			await postgres.sql('CREATE TRIGGER touched BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch()');
		});

		afterAll(async () => await postgres.stop());

		const rows = async () => await postgres.sql('SELECT name, domain FROM customers ORDER BY domain');

		it('a table and an object of HubSpot are kept in agreement both ways', async () => {
			const { hubspot, rest, credentials } = scene;
			await postgres.sql(`INSERT INTO customers (name, domain) VALUES ('Acme', 'acme.example.com')`);
			hubspot.seed('companies', { name: 'Beta', domain: 'beta.example.com' });
			const both = {
				postgres: await createPostgresCredentials(rest, postgres.credentials),
				sophiaHubspotApi: credentials.sophiaHubspotApi,
			};
			const id = await create(
				{
					operation: 'syncBothWays',
					pair: 'postgres-hubspot',
					leftObject: { __rl: true, mode: 'name', value: 'public.customers' },
					leftColumns: { modifiedColumn: 'changed' },
					rightObject: { __rl: true, mode: 'name', value: 'companies' },
					keys: { key: [{ left: 'domain', right: 'domain', normalise: 'domain' }] },
					fields: {
						field: [
							{ left: 'name', right: 'name' },
							{ left: 'domain', right: 'domain' },
						],
					},
					options: { ownIdLeft: 'hubspot_id' },
				},
				undefined,
				both,
			);
			const first = await run(id);
			expect(first.json('Failed')).toEqual([]);
			expect(await rows()).toEqual([
				{ name: 'Acme', domain: 'acme.example.com' },
				{ name: 'Beta', domain: 'beta.example.com' },
			]);
			expect(hubspot.count('companies')).toBe(2);
			await postgres.sql(`UPDATE customers SET name = 'Acme Ltd' WHERE domain = 'acme.example.com'`);
			const beta = hubspot.records('companies').find(({ properties }) => properties.name === 'Beta');
			hubspot.edit('companies', beta!.id, { name: 'Beta Ltd' });
			await secondTurned();
			await run(id);
			expect((await rows()).map(({ name }) => name)).toEqual(['Acme Ltd', 'Beta Ltd']);
			expect(
				hubspot
					.records('companies')
					.map(({ properties }) => properties.name)
					.sort(),
			).toEqual(['Acme Ltd', 'Beta Ltd']);
			await secondTurned();
			const { records } = await scene.writesOf(async () => await run(id));
			expect(records).toBe(0);
		});
	});

	describe('what the editor asks for', () => {
		const ask = async <T>(
			what: 'options' | 'resource-locator-results',
			methodName: string,
			parameters: object,
			more = {},
		) =>
			await n8n.current.rest.request<T>('POST', `/rest/dynamic-node-parameters/${what}`, {
				path: 'parameters.anything',
				methodName,
				nodeTypeAndVersion: { name: DATA_SYNC, version: 1 },
				currentNodeParameters: { operation: 'syncBothWays', ...parameters },
				credentials: scene.credentials,
				...more,
			});
		type Listed = Array<{ name: string; value: string }>;

		it('the objects of both systems, found by a word', async () => {
			const search = async (methodName: string, pair: string, filter?: string) =>
				(await ask<{ results: Listed }>('resource-locator-results', methodName, { pair }, { filter })).results;
			expect(await search('searchLeftObjects', 'salesforce-hubspot', 'no such object')).toEqual([]);
			expect(await search('searchLeftObjects', 'salesforce-hubspot', 'acc')).toContainEqual({
				name: 'Account',
				value: 'Account',
			});
			expect((await search('searchRightObjects', 'salesforce-hubspot')).map(({ value }) => value)).toEqual(
				expect.arrayContaining(['companies', 'contacts', 'deals']),
			);
			expect(await search('searchLeftObjects', 'items-hubspot')).toEqual([]);
		});

		it('the fields of what is chosen, associations among them', async () => {
			const chosen = {
				pair: 'salesforce-hubspot',
				leftObject: { __rl: true, mode: 'name', value: 'Contact' },
				rightObject: { __rl: true, mode: 'list', value: 'contacts' },
			};
			const fields = async (method: string, parameters: object) =>
				(await ask<Listed>('options', method, parameters)).map(({ value }) => value);
			expect(await fields('getLeftFields', chosen)).toEqual(
				expect.arrayContaining(['Email', 'AccountId', 'Owner.Email']),
			);
			expect(await fields('getRightFields', chosen)).toEqual(expect.arrayContaining(['email', '@companies']));
			expect(await fields('getLeftFields', { pair: 'salesforce-hubspot' })).toEqual([]);
		});
	});
});
