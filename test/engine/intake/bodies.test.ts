import fc from 'fast-check';
import { OUTPUTS, outputsOf, toItems, type BodySettings, type IntakeKind } from '../../../engine/intake';
import { bodyKind } from '../../../engine/intake/kinds';
import { Refusal } from '../../../engine/intake/refusal';

const KINDS = Object.keys(OUTPUTS) as IntakeKind[];

const read = (kind: IntakeKind, body: unknown, settings: BodySettings = {}) => bodyKind(kind).read(body, settings);

/** The field and the message of a refusal. */
function refusal(kind: IntakeKind, body: unknown, settings?: BodySettings): { field?: string; message: string } {
	try {
		read(kind, body, settings);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error as Error;
		expect(error.status).toBe(400);
		return { field: error.details.field, message: error.message };
	}
	throw new Error('it was taken');
}

/** Output name → items, of a body as a whole. */
function outOf(kind: IntakeKind, body: unknown): Record<string, unknown[]> {
	const entries = read(kind, body).map((entry, index) => ({ id: `entry ${index}`, body: entry.body }));
	return Object.fromEntries(toItems(kind, entries).map((items, output) => [outputsOf(kind)[output], items]));
}

const keys = (kind: IntakeKind, body: unknown, settings?: BodySettings) =>
	read(kind, body, settings).map(({ dedupeKey }) => dedupeKey);

describe.each(KINDS)('any JSON as %s', (kind) => {
	it('is read or refused with 400, and what is read comes out as items of known outputs that carry the id', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				try {
					const entries = read(kind, body).map((entry) => ({
						id: 'some id',
						body: JSON.parse(JSON.stringify(entry.body)) as unknown,
					}));
					for (const items of toItems(kind, entries))
						for (const item of items) expect(item).toMatchObject({ sophiaInboxId: 'some id' });
				} catch (error) {
					if (!(error instanceof Refusal)) throw error as Error;
					expect(error.status).toBe(400);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

describe('bodies of Sophia 2.1', () => {
	const account = { Id: '001A', AccountName: 'Example', contacts: [{ FirstName: 'Ada' }] };

	it('come out by their workflow type, data_sync if there is none', () => {
		const none = { 'Salesforce to HubSpot': [], 'Salesforce to Intercom': [], 'Data Sync': [], 'Lead Enrichment': [] };
		const item = (json: object) => ({ ...json, sophiaInboxId: 'entry 0' });
		const toHubspot = { workflow_type: 'salesforce_to_hubspot', salesforce_data: account };
		expect(outOf('sophia21', toHubspot)).toEqual({ ...none, 'Salesforce to HubSpot': [item(toHubspot)] });
		const toIntercom = { workflow_type: 'salesforce_to_intercom', salesforce_data: account };
		expect(outOf('sophia21', toIntercom)).toEqual({ ...none, 'Salesforce to Intercom': [item(toIntercom)] });
		const lead = { workflow_type: 'lead_enrichment', lead_data: { email: 'ada@example.com' } };
		expect(outOf('sophia21', lead)).toEqual({ ...none, 'Lead Enrichment': [item(lead)] });
		for (const type of [{}, { workflow_type: null }, { workflow_type: 'data_sync' }]) {
			const body = { ...type, source_data: [{ a: 1 }] };
			expect(outOf('sophia21', body)).toEqual({
				...none,
				'Data Sync': [item({ ...body, workflow_type: 'data_sync' })],
			});
		}
	});

	it.each<[unknown, string | undefined, RegExp]>([
		[[], undefined, /is array, not object/],
		['text', undefined, /is string/],
		[{ workflow_type: 'mailing' }, 'workflow_type', /none of salesforce_to_hubspot/],
		[{ workflow_type: 7 }, 'workflow_type', /./],
		[{ workflow_type: 'salesforce_to_hubspot' }, 'salesforce_data', /is not an object/],
		[{ workflow_type: 'salesforce_to_hubspot', salesforce_data: [] }, 'salesforce_data', /is not an object/],
		[
			{ workflow_type: 'salesforce_to_hubspot', salesforce_data: { Phone: {} } },
			'salesforce_data.Phone',
			/is not a text/,
		],
		[
			{ workflow_type: 'salesforce_to_intercom', salesforce_data: { contacts: [{}, 1] } },
			'salesforce_data.contacts[1]',
			/is not an object/,
		],
		[{}, 'source_data', /is not there/],
		[{ source_data: null }, 'source_data', /is not there/],
		[{ source_data: {}, sync_type: 1 }, 'sync_type', /is not a text/],
		[{ source_data: {}, timestamp: {} }, 'timestamp', /type that is not allowed/],
		[{ workflow_type: 'lead_enrichment', lead_data: 'x' }, 'lead_data', /is not an object/],
		[{ workflow_type: 'lead_enrichment', lead_data: { email: 5 } }, 'lead_data.email', /is not a text/],
	])('%j is refused for %s', (body, field, message) => {
		expect(refusal('sophia21', body)).toEqual({ field, message: expect.stringMatching(message) });
	});

	it('names no value in a refusal', () => {
		const secret = 'private@example.com';
		for (const body of [
			{ workflow_type: secret },
			{ workflow_type: 'lead_enrichment', lead_data: { email: [secret] } },
			{ workflow_type: 'salesforce_to_hubspot', salesforce_data: { Phone: [secret] } },
		])
			expect(JSON.stringify(refusal('sophia21', body))).not.toContain(secret);
	});

	it('are the same when they have a timestamp and are alike; without one each is an order of its own', () => {
		const body = { source_data: { a: 1 } };
		expect(keys('sophia21', body)).toEqual([undefined]);
		const [first] = keys('sophia21', { ...body, timestamp: '2026-05-05T10:00:00Z' });
		expect(first).toEqual(expect.any(String));
		expect(keys('sophia21', { ...body, timestamp: '2026-05-05T10:00:00Z' })).toEqual([first]);
		expect(keys('sophia21', { ...body, timestamp: '2026-05-05T10:00:01Z' })).not.toEqual([first]);
	});
});

describe("Estuary's documents", () => {
	const document = (uuid: string, more: object = {}) => ({ _meta: { uuid }, id: 1, ...more });

	it('come out as changed or deleted', () => {
		const changed = document('a', { name: 'Example' });
		const gone = { id: 2, _meta: { uuid: 'b', op: 'd' } };
		const made = { id: 3, _meta: { uuid: 'c', op: 'c' } };
		expect(outOf('estuary', [changed, gone, made, {}])).toEqual({
			Changed: [
				{ ...changed, sophiaInboxId: 'entry 0' },
				{ ...made, sophiaInboxId: 'entry 2' },
				{ sophiaInboxId: 'entry 3' },
			],
			Deleted: [{ ...gone, sophiaInboxId: 'entry 1' }],
		});
		expect(outOf('estuary', [])).toEqual({ Changed: [], Deleted: [] });
	});

	it('are the same when uuid and key are', () => {
		const settings = { keyFields: ['id', 'region.code'] };
		const [a] = keys('estuary', [document('a', { region: { code: 'eu' } })], settings);
		expect(keys('estuary', [document('a', { region: { code: 'eu' }, later: true })], settings)).toEqual([a]);
		expect(keys('estuary', [document('b', { region: { code: 'eu' } })], settings)).not.toEqual([a]);
		expect(keys('estuary', [document('a', { region: { code: 'us' } })], settings)).not.toEqual([a]);
		expect(keys('estuary', [{ id: 1 }, { id: 1, _meta: null }])).toEqual([undefined, undefined]);
	});

	it.each<[unknown, string | undefined, BodySettings]>([
		[{ id: 1 }, undefined, {}],
		[[1], '[0]', {}],
		[[{}, null], '[1]', {}],
		[[{ _meta: 'x' }], '[0]._meta', {}],
		[[{ _meta: { uuid: 7 } }], '[0]._meta.uuid', {}],
		[[{ id: 1 }, { other: 1 }], '[1].id', { keyFields: ['id'] }],
	])('%j is refused as a whole for %s', (body, field, settings) => {
		expect(refusal('estuary', body, settings).field).toBe(field);
	});
});

describe("HubSpot's events", () => {
	const event = (subscriptionType: string, more: object = {}) => ({
		eventId: 1,
		portalId: 62515,
		objectId: 123,
		occurredAt: 1564113600000,
		attemptNumber: 0,
		subscriptionType,
		...more,
	});

	it('come out by what happened', () => {
		const types = [
			'contact.creation',
			'object.propertyChange',
			'company.restore',
			'contact.deletion',
			'contact.privacyDeletion',
			'deal.merge',
			'contact.associationChange',
			'conversation.newMessage',
			'constructor',
		];
		const out = outOf(
			'hubspot',
			types.map((type) => event(type)),
		);
		const typesOf = (items: unknown[]) =>
			(items as Array<{ subscriptionType: string }>).map(({ subscriptionType }) => subscriptionType);
		expect(typesOf(out.Changed)).toEqual(types.slice(0, 3));
		expect(typesOf(out.Deleted)).toEqual(types.slice(3, 5));
		expect(typesOf(out.Other)).toEqual(types.slice(5));
	});

	it('are the same when only the attempt differs', () => {
		const [first] = keys('hubspot', [event('contact.creation')]);
		expect(keys('hubspot', [event('contact.creation', { attemptNumber: 3 })])).toEqual([first]);
		expect(keys('hubspot', [event('contact.creation', { objectId: 124 })])).not.toEqual([first]);
		expect(keys('hubspot', [event('contact.deletion')])).not.toEqual([first]);
	});

	it.each<[unknown, string | undefined]>([
		[{}, undefined],
		[[], undefined],
		[[{ eventId: 1 }], '[0].subscriptionType'],
		[[{ subscriptionType: 'contact.creation' }], '[0].eventId'],
		[[event('contact.creation', { occurredAt: 'today' })], '[0].occurredAt'],
	])('%j is refused for %s', (body, field) => expect(refusal('hubspot', body).field).toBe(field));
});

describe("Intercom's notifications", () => {
	const notification = (topic: string, more: object = {}) => ({
		type: 'notification_event',
		id: 'notif_1',
		topic,
		data: { item: { id: '1' } },
		...more,
	});

	it.each([
		['contact.user.created', 'Changed'],
		['user.tag.created', 'Changed'],
		['company.contact.attached', 'Changed'],
		['contact.deleted', 'Deleted'],
		['contact.archived', 'Deleted'],
		['company.deleted', 'Deleted'],
		['conversation.user.created', 'Other'],
		['conversation.deleted', 'Other'],
	])('%s comes out as %s', (topic, output) => {
		const out = outOf('intercom', notification(topic));
		expect(out[output]).toEqual([{ ...notification(topic), sophiaInboxId: 'entry 0' }]);
		expect(Object.values(out).flat()).toHaveLength(1);
	});

	it('a ping is no event', () => expect(read('intercom', notification('ping'))).toEqual([]));

	it('are the same by their id, or without one by all that does not differ per delivery', () => {
		expect(keys('intercom', notification('contact.deleted'))).toEqual(['notif_1']);
		const [first] = keys('intercom', notification('contact.deleted', { id: null, delivery_attempts: 1 }));
		expect(keys('intercom', notification('contact.deleted', { id: null, delivery_attempts: 2 }))).toEqual([first]);
		expect(keys('intercom', notification('contact.deleted', { id: null, created_at: 5 }))).not.toEqual([first]);
	});

	it.each<[unknown, string | undefined]>([
		[[], undefined],
		[{ topic: 'ping' }, 'type'],
		[{ type: 'notification_event' }, 'topic'],
		[notification('contact.deleted', { data: 'x' }), 'data'],
	])('%j is refused for %s', (body, field) => expect(refusal('intercom', body).field).toBe(field));
});

describe('any JSON', () => {
	it('an object is an item, a list one for each part, and what is no object comes as value', () => {
		expect(outOf('json', { a: 1 })).toEqual({ Items: [{ a: 1, sophiaInboxId: 'entry 0' }] });
		expect(outOf('json', [{ a: 1 }, 2, [3], null])).toEqual({
			Items: [
				{ a: 1, sophiaInboxId: 'entry 0' },
				{ value: 2, sophiaInboxId: 'entry 0' },
				{ value: [3], sophiaInboxId: 'entry 0' },
				{ value: null, sophiaInboxId: 'entry 0' },
			],
		});
		expect(outOf('json', 'text')).toEqual({ Items: [{ value: 'text', sophiaInboxId: 'entry 0' }] });
	});

	it('is the same by the field that was named for it', () => {
		const settings = { idField: 'event.key' };
		expect(keys('json', { event: { key: 7 } }, settings)).toEqual(
			keys('json', { event: { key: 7 }, more: 1 }, settings),
		);
		expect(keys('json', { event: { key: 7 } }, settings)).not.toEqual(keys('json', { event: { key: '7' } }, settings));
		expect(keys('json', { 'event.key': 7 }, settings)).toEqual(keys('json', { event: { key: 7 } }, settings));
		expect(keys('json', { event: {} }, settings)).toEqual([undefined]);
		expect(keys('json', { a: 1 })).toEqual([undefined]);
	});
});
