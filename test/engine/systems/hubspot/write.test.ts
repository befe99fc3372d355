import type { WriteOutcome, WriteRecord } from '../../../../engine/systems/types';
import {
	answering,
	byId,
	COMPANY_ID,
	CONTACT_ID,
	countOf,
	ignoringTraceIds,
	requestsTo,
	setUp,
	type Setup,
} from './helpers';

const UPSERT = /companies\/batch\/upsert/;
const company = (number: number, properties: Record<string, string> = {}): WriteRecord => ({
	id: `001${String(number).padStart(12, '0')}`,
	properties: { name: `Company ${number}`, ...properties },
});
const companies = (count: number): WriteRecord[] => Array.from({ length: count }, (_, index) => company(index));
const request = (records: WriteRecord[]) => ({ object: 'companies', idProperty: COMPANY_ID, records });

let setup: Setup;
afterEach(async () => {
	expect(setup.simulator.bugs).toEqual([]);
	await setup.stop();
});

/** Ids of the source records that HubSpot holds, each once. */
function held(object = 'companies', property = COMPANY_ID): string[] {
	const ids = setup.simulator.records(object).map(({ properties }) => properties[property]);
	expect(new Set(ids).size).toBe(ids.length);
	return ids.sort();
}

const rejected = (outcomes: WriteOutcome[]) => outcomes.filter((outcome) => outcome.status === 'rejected');
const withoutTraces = (body: Record<string, unknown>) =>
	JSON.parse(
		JSON.stringify(body, (key, value: unknown) => (key === 'objectWriteTraceId' ? undefined : value)),
	) as unknown;

describe('upsert', () => {
	test('250 records take three calls; again they are updates of the same records', async () => {
		setup = await setUp();
		const { simulator, hubspot } = setup;
		const first = await hubspot.upsert(request(companies(250)));
		expect(countOf(first, 'created')).toBe(250);
		expect(requestsTo(simulator, UPSERT)).toEqual(['POST 200', 'POST 200', 'POST 200']);
		const second = await hubspot.upsert(request(companies(250)));
		expect(countOf(second, 'updated')).toBe(250);
		expect(byId(second).get(company(7).id)).toMatchObject({
			destinationId: simulator.records('companies').find(({ properties }) => properties[COMPANY_ID] === company(7).id)
				?.id,
		});
		expect(simulator.count('companies')).toBe(250);
		expect(simulator.maxBatch).toBe(100);
	});

	test('bad records of a batch are rejected with their reasons, the others are written, in one call', async () => {
		setup = await setUp();
		const records = companies(100);
		records[3].properties.industry = 'Technology';
		records[50].properties.numberofemployees = 'many';
		records[99].properties.no_such_property = 'x';
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 207']);
		expect(countOf(outcomes, 'created')).toBe(97);
		const of = byId(outcomes);
		expect(of.get(records[3].id)).toMatchObject({
			problem: { category: 'unknownOption', field: 'industry', retryable: false },
		});
		expect(of.get(records[50].id)).toMatchObject({ problem: { category: 'invalidValue', field: 'numberofemployees' } });
		expect(of.get(records[99].id)).toMatchObject({ problem: { category: 'invalidValue', field: 'no_such_property' } });
		expect(held()).toHaveLength(97);
	});

	test('partial failure inside a 200 is read too', async () => {
		setup = await setUp({
			prepare: (simulator) => {
				simulator.app.addHook('onSend', async (_request, reply, payload) => {
					if (reply.statusCode === 207) reply.code(200);
					return payload;
				});
			},
		});
		const records = companies(5);
		records[2].properties.industry = 'Technology';
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(countOf(outcomes, 'created')).toBe(4);
		expect(rejected(outcomes).map(({ id }) => id)).toEqual([records[2].id]);
	});

	test('a server that ignores trace ids: one bad record among 100 is found by halving', async () => {
		setup = await setUp({ prepare: ignoringTraceIds });
		const records = companies(100);
		records[61].properties.industry = 'Technology';
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(countOf(outcomes, 'created')).toBe(99);
		expect(rejected(outcomes)).toEqual([
			{
				id: records[61].id,
				status: 'rejected',
				problem: expect.objectContaining({ category: 'unknownOption', field: 'industry' }),
			},
		]);
		expect(held()).toHaveLength(99);
		expect(requestsTo(setup.simulator, UPSERT).length).toBeLessThanOrEqual(15);
	});

	test('a server that ignores trace ids: all 100 bad are all rejected', async () => {
		setup = await setUp({ prepare: ignoringTraceIds });
		const records = companies(100).map(({ id }) => ({ id, properties: { industry: 'Technology' } }));
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(rejected(outcomes)).toHaveLength(100);
		expect(held()).toEqual([]);
	});

	test('a server that names an unknown property: all records that carry it are taken out at once', async () => {
		setup = await setUp({ prepare: ignoringTraceIds });
		const records = companies(100);
		for (const record of records.slice(0, 40)) record.properties.removed_yesterday = 'x';
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 400', 'POST 200']);
		expect(rejected(outcomes)).toHaveLength(40);
		expect(held()).toHaveLength(60);
	});

	test('a server that sends no trace ids back: results are matched by the id property', async () => {
		setup = await setUp({ prepare: answering(UPSERT, withoutTraces) });
		const records = companies(100);
		records[10].properties.industry = 'Technology';
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(countOf(outcomes, 'created')).toBe(99);
		expect(rejected(outcomes).map(({ id }) => id)).toEqual([records[10].id]);
		for (const record of setup.simulator.records('companies')) {
			expect(byId(outcomes).get(record.properties[COMPANY_ID])).toMatchObject({ destinationId: record.id });
		}
	});

	test('two unnamed errors: every record gets its own outcome', async () => {
		setup = await setUp({ prepare: answering(UPSERT, withoutTraces) });
		const records = companies(20);
		records[4].properties.industry = 'Technology';
		records[15].properties.numberofemployees = 'many';
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(outcomes).toHaveLength(20);
		expect(byId(outcomes).get(records[4].id)).toMatchObject({ problem: { field: 'industry' } });
		expect(byId(outcomes).get(records[15].id)).toMatchObject({ problem: { field: 'numberofemployees' } });
		expect(held()).toHaveLength(18);
	});

	test('a record with neither result nor error is looked up, not assumed', async () => {
		let calls = 0;
		setup = await setUp({
			prepare: answering(UPSERT, (body) => {
				const results = body.results as Array<{ properties: Record<string, string> }>;
				return calls++ > 0
					? body
					: { ...body, results: results.filter(({ properties }) => !/ [0-4]$/.test(properties.name)) };
			}),
		});
		const outcomes = await setup.hubspot.upsert(request(companies(10)));
		expect(outcomes.map(({ status }) => status).sort()).toEqual([
			...Array<string>(5).fill('created'),
			...Array<string>(5).fill('updated'),
		]);
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 200']);
		expect(requestsTo(setup.simulator, /batch\/read/)).toEqual(['POST 200']);
	});

	test('an empty answer for a batch that was not written: each record is sent again', async () => {
		setup = await setUp();
		setup.simulator.faults.add({
			kind: 'status',
			path: UPSERT,
			status: 200,
			body: { status: 'COMPLETE', results: [] },
		});
		const outcomes = await setup.hubspot.upsert(request(companies(5)));
		expect(countOf(outcomes, 'created')).toBe(5);
		expect(held()).toHaveLength(5);
	});

	test.each([
		[{}],
		[[]],
		[{ results: 'none', errors: 7 }],
		[{ results: [null, {}, { id: {} }], errors: [null, []] }],
		[null],
	])('an answer that makes no sense (%j) is never a success', async (body) => {
		setup = await setUp();
		setup.simulator.faults.add({ kind: 'status', path: UPSERT, status: 200, body: JSON.stringify(body), times: 50 });
		const outcomes = await setup.hubspot.upsert(request(companies(3)));
		expect(outcomes).toHaveLength(3);
		for (const outcome of rejected(outcomes))
			expect(outcome.problem).toMatchObject({ category: 'unavailable', retryable: true });
		expect(rejected(outcomes)).toHaveLength(3);
		expect(held()).toEqual([]);
	});

	test("a gateway's page with status 200 is no answer: the call is repeated", async () => {
		setup = await setUp();
		setup.simulator.faults.add({ kind: 'status', path: UPSERT, status: 200, body: '<html>Welcome</html>', times: 2 });
		const outcomes = await setup.hubspot.upsert(request(companies(3)));
		expect(countOf(outcomes, 'created')).toBe(3);
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 200', 'POST 200', 'POST 200']);
	});

	test('a refusal that names records by trace id: those are taken out, the rest is sent again', async () => {
		setup = await setUp();
		setup.simulator.faults.add({
			kind: 'status',
			path: UPSERT,
			status: 400,
			body: {
				status: 'error',
				category: 'VALIDATION_ERROR',
				message: 'Two things are wrong',
				errors: [
					{
						message: 'Email address zoe@ is invalid',
						code: 'INVALID_EMAIL',
						context: { objectWriteTraceId: ['2'], propertyName: ['email'] },
					},
					{
						message: 'bad date',
						code: 'INVALID_DATE',
						context: { objectWriteTraceId: ['7'], propertyName: ['founded'] },
					},
				],
			},
		});
		const records = companies(10);
		const outcomes = await setup.hubspot.upsert(request(records));
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 400', 'POST 200']);
		expect(byId(outcomes).get(records[2].id)).toMatchObject({ problem: { category: 'invalidEmail', field: 'email' } });
		expect(byId(outcomes).get(records[7].id)).toMatchObject({
			problem: { category: 'invalidValue', field: 'founded' },
		});
		expect(held()).toHaveLength(8);
	});

	test('a refusal that names every record is not believed', async () => {
		setup = await setUp();
		const records = companies(4);
		const body = {
			status: 'error',
			category: 'VALIDATION_ERROR',
			message: 'no',
			context: { ids: records.map(({ id }) => id) },
		};
		setup.simulator.faults.add({ kind: 'status', path: UPSERT, status: 400, body });
		expect(countOf(await setup.hubspot.upsert(request(records)), 'created')).toBe(4);
	});

	test('ids that HubSpot alone takes for the same are sent one by one', async () => {
		setup = await setUp();
		const records = companies(6);
		setup.simulator.faults.add({
			kind: 'status',
			path: UPSERT,
			status: 400,
			body: {
				status: 'error',
				category: 'VALIDATION_ERROR',
				message: `Duplicate IDs found in batch input: [${records[1].id}]. IDs must be unique`,
				context: { ids: [records[1].id, records[2].id] },
			},
		});
		expect(countOf(await setup.hubspot.upsert(request(records)), 'created')).toBe(6);
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 400', 'POST 200', 'POST 200', 'POST 200']);
	});

	test('a record that occurs twice goes into a later batch, and the later values win', async () => {
		setup = await setUp();
		const twice = [
			company(1, { city: 'Old' }),
			company(2),
			{ ...company(1, { city: 'New' }), id: company(1).id.toUpperCase() },
		];
		const outcomes = await setup.hubspot.upsert(request(twice));
		expect(outcomes.map(({ status }) => status)).toEqual(['created', 'created', 'updated']);
		expect(setup.simulator.records('companies').map(({ properties }) => properties.city)).toEqual(['New', undefined]);
	});

	test('matching by e-mail is all or nothing at HubSpot: still only the bad record is rejected', async () => {
		setup = await setUp();
		const records = Array.from({ length: 30 }, (_, index) => ({
			id: index === 17 ? 'nobody at example' : `person${index}@example.com`,
			properties: { firstname: `Person ${index}` },
		}));
		const outcomes = await setup.hubspot.upsert({ object: 'contacts', idProperty: 'email', records });
		expect(rejected(outcomes)).toEqual([
			{
				id: 'nobody at example',
				status: 'rejected',
				problem: expect.objectContaining({ category: 'invalidEmail', field: 'email' }),
			},
		]);
		expect(JSON.stringify(rejected(outcomes)[0].problem)).not.toContain('nobody');
		expect(setup.simulator.count('contacts')).toBe(29);
	});

	test('an existing contact with the address is a duplicate that is named', async () => {
		setup = await setUp();
		const taken = setup.simulator.seed('contacts', { email: 'ada@example.com' });
		const [outcome] = await setup.hubspot.upsert({
			object: 'contacts',
			idProperty: CONTACT_ID,
			records: [{ id: '0031', properties: { email: 'Ada@example.com' } }],
		});
		expect(outcome).toMatchObject({
			status: 'rejected',
			problem: { category: 'duplicate', field: 'email', blockedBy: taken },
		});
		expect(JSON.stringify(outcome)).not.toMatch(/ada@/i);
	});

	test('an id property that is not unique stops the run', async () => {
		setup = await setUp();
		const failing = setup.hubspot.upsert({ ...request(companies(3)), idProperty: 'domain' });
		await expect(failing).rejects.toMatchObject({ kind: 'configuration', code: 'NOT_UNIQUE' });
		expect(requestsTo(setup.simulator, UPSERT)).toEqual(['POST 400']);
	});

	test('nothing to write makes no call', async () => {
		setup = await setUp();
		expect(await setup.hubspot.upsert(request([]))).toEqual([]);
		expect(setup.simulator.requests).toEqual([]);
	});
});

describe('update', () => {
	test('writes by record id, never creates, and says what is gone', async () => {
		setup = await setUp();
		const { simulator, hubspot } = setup;
		const [kept, archived] = ['Kept', 'Archived'].map((name) => simulator.seed('companies', { name }));
		simulator.archive('companies', archived);
		const outcomes = await hubspot.update(
			request([
				{ id: 'a', destinationId: kept, properties: { city: 'Bern' } },
				{ id: 'b', destinationId: archived, properties: { city: 'Bern' } },
				{ id: 'c', destinationId: '999999999', properties: { city: 'Bern' } },
				{
					id: 'd',
					destinationId: simulator.seed('companies', { name: 'Bad' }),
					properties: { industry: 'Technology' },
				},
			]),
		);
		expect(Object.fromEntries(outcomes.map(({ id, status }) => [id, status]))).toEqual({
			a: 'updated',
			b: 'gone',
			c: 'gone',
			d: 'rejected',
		});
		expect(simulator.record('companies', kept)?.properties.city).toBe('Bern');
		expect(simulator.records('companies')).toHaveLength(3);
	});

	test('a record that was merged answers with the one it was merged into', async () => {
		setup = await setUp();
		const [winner, loser] = ['one@example.com', 'two@example.com'].map((email) =>
			setup.simulator.seed('contacts', { email }),
		);
		setup.simulator.mergeContacts(winner, loser);
		const outcomes = await setup.hubspot.update({
			object: 'contacts',
			idProperty: CONTACT_ID,
			records: [{ id: 'x', destinationId: loser, properties: { firstname: 'Ada' } }],
		});
		expect(outcomes).toEqual([{ id: 'x', status: 'updated', destinationId: winner }]);
	});

	test('two source records of one destination record are written one after the other', async () => {
		setup = await setUp();
		const id = setup.simulator.seed('companies', { name: 'One' });
		const outcomes = await setup.hubspot.update(
			request(['first', 'second'].map((city) => ({ id: city, destinationId: id, properties: { city } }))),
		);
		expect(countOf(outcomes, 'updated')).toBe(2);
		expect(setup.simulator.record('companies', id)?.properties.city).toBe('second');
	});

	test('an update without a destination id is a bug', async () => {
		setup = await setUp();
		await expect(setup.hubspot.update(request(companies(1)))).rejects.toThrow('needs the id');
	});
});
