import { aWhileAgo, itemOf, Scene, SOPHIA } from './scene';
import { n8nForTheseTests } from './server';

const OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity', 'CallTask', 'NoteTask', 'Event'];
const SYNC = { operation: 'sync', objects: OBJECTS };

describe('activities in a real n8n', () => {
	const n8n = n8nForTheseTests('activities');
	let scene: Scene;

	beforeEach(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterEach(async () => await scene.close());

	/** A contact of an account with an opportunity, who was called, written to and visited. */
	function seed() {
		const create = (object: string, fields: Record<string, string | number>) =>
			scene.salesforce.create(object, fields, aWhileAgo(60));
		const AccountId = create('Account', { Name: 'Example' });
		const WhoId = create('Contact', { LastName: 'Archer', Email: 'archer@example.com', AccountId });
		const WhatId = create('Opportunity', {
			Name: 'Machine',
			AccountId,
			StageName: 'Qualification',
			CloseDate: '2026-12-31',
		});
		const about = { WhoId, WhatId, AccountId };
		const done = { ...about, Status: 'Completed' };
		return {
			call: create('Task', { ...done, Subject: 'Call', TaskSubtype: 'Call', CallDurationInSeconds: 60 }),
			note: create('Task', { ...done, Subject: 'Email: Offer', TaskSubtype: 'Email', Description: 'Hello\nthere' }),
			open: create('Task', { ...about, Subject: 'Not done yet' }),
			event: create('Event', {
				...about,
				Subject: 'Visit',
				StartDateTime: '2026-01-05T09:00:00Z',
				EndDateTime: '2026-01-05T10:00:00Z',
			}),
		};
	}

	it('brings calls, notes and meetings with whom and what they are about, once', async () => {
		const { call, note, open, event } = seed();
		const id = await scene.workflow(SYNC);
		const first = await scene.run(id);
		expect(first.status).toBe('success');
		expect(first.json('Rejected')).toEqual([]);
		expect(scene.arrived('calls', 'task').get(call)).toMatchObject({ hs_call_duration: '60000' });
		expect(scene.arrived('notes', 'task').get(note)).toMatchObject({ hs_note_body: 'Email: Offer<br>Hello<br>there' });
		expect(scene.arrived('meetings', 'event').get(event)).toMatchObject({
			hs_meeting_end_time: '2026-01-05T10:00:00.000Z',
		});
		for (const kind of ['calls', 'notes', 'meetings']) {
			for (const to of ['contacts', 'companies', 'deals'])
				expect([kind, to, scene.hubspot.associations(kind, to).length]).toEqual([kind, to, 1]);
		}
		const tasks = first.json('Results').filter(({ object }) => object === 'Task');
		expect(tasks.map(({ hubspotObject, created }) => [hubspotObject, created])).toEqual([
			['calls', 1],
			['notes', 1],
		]);
		expect(itemOf(first.json('Results'), 'Event')).toMatchObject({ hubspotObject: 'meetings', created: 1 });

		const { result: second, ...writes } = await scene.writesOf(async () => await scene.run(id));
		expect(second.status).toBe('success');
		expect(writes).toEqual({ calls: 0, records: 0, associations: 0 });

		scene.salesforce.update('Task', open, { Status: 'Completed' }, aWhileAgo());
		await scene.run(id);
		expect(scene.arrived('notes', 'task').get(open)).toMatchObject({ hs_note_body: 'Not done yet' });
		expect(scene.hubspot.count('notes')).toBe(2);
	});

	it('sets up the ID properties, with the scopes of contacts alone', async () => {
		const setUp = await scene.run(
			await scene.workflow({ operation: 'setUp', objects: ['CallTask', 'NoteTask', 'Event'] }),
		);
		expect(setUp.json('Results').map(({ object, property, status }) => [object, property, status])).toEqual([
			['calls', 'sophia_salesforce_task_id', 'created'],
			['notes', 'sophia_salesforce_task_id', 'created'],
			['meetings', 'sophia_salesforce_event_id', 'created'],
		]);
	});

	it('maps items without a network, and takes items for tasks', async () => {
		const item = {
			Id: '00T000000000001AAA',
			Subject: 'Call',
			Status: 'Completed',
			CreatedDate: '2026-01-02T03:04:05Z',
		};
		const mapped = await scene.run(await scene.workflow({ operation: 'mapItems', preset: 'CallTask' }, [item]));
		expect(mapped.json('Results')).toEqual([
			{
				properties: {
					hs_timestamp: '2026-01-02T03:04:05.000Z',
					hs_call_title: 'Call',
					hs_call_status: 'COMPLETED',
					sophia_salesforce_task_id: item.Id,
				},
			},
		]);
		const given = { operation: 'sync', source: 'items', itemObject: 'CallTask' };
		const synced = await scene.run(await scene.workflow(given, [item]));
		expect(synced.json('Results')).toEqual([
			expect.objectContaining({ action: 'created', recordId: item.Id, object: 'Task', hubspotObject: 'calls' }),
		]);
		expect(scene.arrived('calls', 'task').get(item.Id)).toMatchObject({ hs_call_title: 'Call' });
	});

	it('offers the fields of Task for a mapping and a filter of calls', async () => {
		const ask = async (path: string, methodName: string) =>
			await n8n.current.rest.request('POST', `/rest/dynamic-node-parameters/${path}`, {
				path: 'parameters.anything',
				methodName,
				nodeTypeAndVersion: { name: SOPHIA, version: 1 },
				currentNodeParameters: SYNC,
				credentials: scene.credentials,
			});
		expect(await ask('options', 'getCallTaskFilterFields')).toEqual(
			expect.arrayContaining([expect.objectContaining({ value: 'CallDurationInSeconds' })]),
		);
		const { fields } = (await ask('resource-mapper-fields', 'mapCallTaskFields')) as {
			fields: Array<{ id: string; defaultValue: string | null }>;
		};
		expect(fields.find(({ id }) => id === 'hs_call_title')).toMatchObject({ defaultValue: 'Subject' });
	});
});
