import { aWhileAgo, itemOf, Scene, SOPHIA } from './scene';
import { n8nForTheseTests } from './server';

const OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity'];
const SYNC = { operation: 'sync', objects: OBJECTS };

describe('Opportunities to Deals in a real n8n', () => {
	const n8n = n8nForTheseTests('deals');
	let scene: Scene;

	const open = async (...args: Parameters<typeof Scene.open> extends [unknown, ...infer Rest] ? Rest : never) => {
		scene = await Scene.open(n8n.current.rest, ...args);
		return scene;
	};

	afterEach(async () => await scene.close());

	/** An account with a contact and an opportunity between the two. */
	function seed(more = {}) {
		const { salesforce } = scene;
		const account = salesforce.create('Account', { Name: 'Example' }, aWhileAgo(60));
		const contact = salesforce.create(
			'Contact',
			{ LastName: 'Lee', Email: 'lee@example.com', AccountId: account },
			aWhileAgo(60),
		);
		const opportunity = salesforce.create(
			'Opportunity',
			{
				Name: 'Machine',
				AccountId: account,
				StageName: 'Qualification',
				CloseDate: '2026-12-31',
				Amount: 900,
				...more,
			},
			aWhileAgo(60),
		);
		const role = salesforce.create(
			'OpportunityContactRole',
			{ OpportunityId: opportunity, ContactId: contact, IsPrimary: true },
			aWhileAgo(60),
		);
		return { account, contact, opportunity, role };
	}

	const pairs = (to: string) => scene.hubspot.associations('deals', to).length;

	it('brings deals with companies and contacts, writes nothing when nothing has changed, and follows what has', async () => {
		const { salesforce } = await open();
		const { opportunity, role } = seed();
		const id = await scene.workflow(SYNC);

		const first = await scene.run(id);
		expect(first.status).toBe('success');
		expect(scene.arrived('deals', 'opportunity').get(opportunity)).toMatchObject({
			dealname: 'Machine',
			pipeline: 'default',
			dealstage: 'qualifiedtobuy',
			amount: '900',
			closedate: '2026-12-31T05:00:00.000Z',
		});
		expect([pairs('companies'), pairs('contacts')]).toEqual([1, 1]);
		expect(itemOf(first.json('Results'), 'Opportunity')).toMatchObject({ hubspotObject: 'deals', read: 1, created: 1 });

		const { result: second, ...writes } = await scene.writesOf(async () => await scene.run(id));
		expect(second.status).toBe('success');
		expect(writes).toEqual({ calls: 0, records: 0, associations: 0 });

		const other = salesforce.create('Contact', { LastName: 'Kim', Email: 'kim@example.com' }, aWhileAgo());
		salesforce.update('Opportunity', opportunity, { StageName: 'Closed Won' }, aWhileAgo());
		salesforce.update('OpportunityContactRole', role, { ContactId: other }, aWhileAgo());
		const third = await scene.run(id);
		expect(itemOf(third.json('Results'), 'Opportunity')).toMatchObject({ updated: 1 });
		expect(scene.arrived('deals', 'opportunity').get(opportunity)).toMatchObject({ hs_is_closed_won: 'true' });
		const [{ toId }, ...others] = scene.hubspot.associations('deals', 'contacts');
		expect(scene.hubspot.record('contacts', toId)?.properties.lastname).toBe('Kim');
		expect(others).toEqual([]);
	});

	it('rejects a stage that no deal stage has the name of, until the table says which one it becomes', async () => {
		const { salesforce, hubspot } = await open();
		const stages = hubspot.pipelines.add('777', 'Partners', { Signing: '0.9', Signed: '1.0' });
		seed();
		const odd = salesforce.create(
			'Opportunity',
			{ Name: 'Odd', StageName: 'In Legal', CloseDate: '2026-12-31' },
			aWhileAgo(60),
		);
		const first = await scene.run(await scene.workflow(SYNC));
		expect(first.json('Rejected')).toEqual([
			expect.objectContaining({
				recordId: odd,
				category: 'unknownOption',
				field: 'dealstage',
				reason: expect.stringMatching(/"Sales Pipeline" has no stage "In Legal"/) as string,
			}),
		]);
		const dealStages = { stage: [{ salesforceStage: 'In Legal', dealStage: `777/${stages.Signing}` }] };
		const second = await scene.run(await scene.workflow({ ...SYNC, dealStages }));
		expect(second.json('Rejected')).toEqual([]);
		expect(scene.arrived('deals', 'opportunity').get(odd)).toMatchObject({
			pipeline: '777',
			dealstage: stages.Signing,
		});
	});

	it('offers pipelines, their stages and the stages of Salesforce in the editor', async () => {
		const { hubspot, credentials } = await open();
		const { Won } = hubspot.pipelines.add('888', 'Renewals', { Won: '1.0' });
		const list = async (methodName: string) =>
			await n8n.current.rest.request('POST', '/rest/dynamic-node-parameters/options', {
				path: 'parameters.anything',
				methodName,
				nodeTypeAndVersion: { name: SOPHIA, version: 1 },
				currentNodeParameters: SYNC,
				credentials,
			});
		expect(await list('getDealPipelines')).toEqual([
			{ name: 'Sales Pipeline', value: 'default' },
			{ name: 'Renewals', value: '888' },
		]);
		expect(await list('getDealStages')).toEqual(
			expect.arrayContaining([
				{ name: 'Sales Pipeline: Closed Won', value: 'default/closedwon' },
				{ name: 'Renewals: Won', value: `888/${Won}` },
			]),
		);
		expect(await list('getOpportunityStages')).toEqual(
			expect.arrayContaining([{ name: 'Closed Won', value: 'Closed Won' }]),
		);
	});

	it('previews deals field by field, maps items without a network, and takes items for opportunities', async () => {
		const { hubspot } = await open();
		const { opportunity } = seed();
		const preview = await scene.run(await scene.workflow({ ...SYNC, operation: 'preview' }));
		expect(preview.json('Results').find(({ recordId }) => recordId === opportunity)).toMatchObject({
			action: 'created',
			hubspotObject: 'deals',
			changes: expect.arrayContaining([{ field: 'dealstage', to: 'qualifiedtobuy' }]) as unknown,
		});
		expect(hubspot.count('deals')).toBe(0);

		const item = { Id: opportunity, Name: 'Machine', StageName: 'Closed Lost', CloseDate: '2026-01-02' };
		const mapped = await scene.run(await scene.workflow({ operation: 'mapItems', preset: 'Opportunity' }, [item]));
		expect(mapped.json('Results')).toEqual([
			expect.objectContaining({
				properties: expect.objectContaining({
					dealname: 'Machine',
					pipeline: 'default',
					dealstage: 'closedlost',
					sophia_salesforce_opportunity_id: opportunity,
				}) as unknown,
			}),
		]);

		const given = { operation: 'sync', source: 'items', itemObject: 'Opportunity' };
		const synced = await scene.run(await scene.workflow(given, [item]));
		expect(synced.json('Results')).toEqual([expect.objectContaining({ action: 'created', recordId: opportunity })]);
		expect(scene.arrived('deals', 'opportunity').get(opportunity)).toMatchObject({ dealstage: 'closedlost' });
	});
});
