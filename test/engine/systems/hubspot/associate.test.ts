import type { AssociationKind, AssociationPair } from '../../../../engine/systems/types';
import { answering, requestsTo, setUp, type Setup } from './helpers';

let setup: Setup;
afterEach(async () => {
	expect(setup.simulator.bugs).toEqual([]);
	await setup.stop();
});

const PRIMARY: AssociationKind = {
	name: 'contactToCompany',
	fromObject: 'contacts',
	toObject: 'companies',
	primary: true,
};
const CREATE = /associations\/contacts\/companies\/batch\/create/;
const seedContact = (number = 0) => setup.simulator.seed('contacts', { email: `person${number}@example.com` });
const seedCompany = () => setup.simulator.seed('companies', { name: 'Company' });
const associate = async (pairs: AssociationPair[], kind = PRIMARY) => await setup.hubspot.associate({ kind, pairs });

describe('associate', () => {
	test('4,100 pairs take three calls; again they succeed again', async () => {
		setup = await setUp();
		const companies = [seedCompany(), seedCompany()];
		const pairs = Array.from({ length: 4_100 }, (_, index) => ({
			fromId: seedContact(index),
			toId: companies[index % 2],
		}));
		expect(await associate(pairs)).toEqual(pairs);
		expect(requestsTo(setup.simulator, CREATE)).toEqual(['POST 201', 'POST 201', 'POST 201']);
		expect(await associate(pairs.slice(0, 5))).toEqual(pairs.slice(0, 5));
		const made = setup.simulator.associations();
		expect(made).toHaveLength(4_100);
		expect(made.every(({ primary, types }) => primary && types.includes(279))).toBe(true);
		expect(setup.simulator.maxAssociationBatch).toBe(2_000);
	});

	test('results that name the records as the request does', async () => {
		setup = await setUp({
			prepare: answering(CREATE, (body) => ({
				...body,
				results: (body.results as Array<Record<string, unknown>>).map(({ fromObjectId, toObjectId }) => ({
					from: { id: fromObjectId },
					to: { id: toObjectId },
				})),
			})),
		});
		const toId = seedCompany();
		const pairs = Array.from({ length: 20 }, (_, index) => ({ fromId: seedContact(index), toId }));
		expect(await associate(pairs)).toEqual(pairs);
		expect(requestsTo(setup.simulator, CREATE)).toEqual(['POST 201']);
	});

	test('a company that is not the primary one', async () => {
		setup = await setUp();
		const pair = { fromId: seedContact(), toId: seedCompany() };
		await associate([pair], { ...PRIMARY, primary: false });
		expect(setup.simulator.associations()).toEqual([{ ...pair, primary: false, types: [279] }]);
	});

	test('from the company to the contact, and with a type that the account is asked for', async () => {
		setup = await setUp();
		const [contact, company] = [seedContact(), seedCompany()];
		await associate([{ fromId: company, toId: contact }], {
			name: 'x',
			fromObject: 'companies',
			toObject: 'contacts',
			primary: true,
		});
		expect(setup.simulator.associations()).toMatchObject([{ fromId: contact, toId: company, primary: true }]);
		const other = { fromId: seedContact(1), toId: company };
		for (const primary of [false, true]) {
			// The object type ids are names that the table does not know.
			await associate([other], { name: 'y', fromObject: '0-1', toObject: '0-2', primary });
			expect(setup.simulator.associations()).toContainEqual(expect.objectContaining({ ...other, primary }));
		}
	});

	test('an end that is missing is that pair alone', async () => {
		setup = await setUp();
		const company = seedCompany();
		const pairs = Array.from({ length: 50 }, (_, index) => ({ fromId: seedContact(index), toId: company }));
		pairs[20].toId = '99';
		const outcomes = await associate(pairs);
		expect(outcomes.filter(({ problem }) => problem === undefined)).toHaveLength(49);
		expect(outcomes[20]).toMatchObject({ ...pairs[20], problem: { category: 'notFound' } });
		expect(requestsTo(setup.simulator, CREATE)).toEqual(['POST 207']);
		expect(setup.simulator.associations()).toHaveLength(49);
	});

	test('a pair that is given twice has two outcomes', async () => {
		setup = await setUp();
		const pair = { fromId: seedContact(), toId: seedCompany() };
		expect(await associate([pair, { ...pair }])).toEqual([pair, pair]);
	});

	test('a refusal of the whole batch is split until the pair at fault stands alone', async () => {
		setup = await setUp({
			prepare: (simulator) => {
				simulator.app.addHook('preHandler', async (request, reply) => {
					if (typeof request.body !== 'string' || !request.body.includes('"not-an-id"')) return;
					await reply.code(400).send({ status: 'error', category: 'VALIDATION_ERROR', message: 'invalid ids' });
				});
			},
		});
		const company = seedCompany();
		const pairs = Array.from({ length: 30 }, (_, index) => ({ fromId: seedContact(index), toId: company }));
		pairs[11].fromId = 'not-an-id';
		const outcomes = await associate(pairs);
		expect(outcomes.filter(({ problem }) => problem !== undefined)).toEqual([
			{ ...pairs[11], problem: expect.objectContaining({ category: 'refused' }) },
		]);
		expect(setup.simulator.associations()).toHaveLength(29);
	});

	test('pairs that HubSpot does not confirm are sent again, and never assumed', async () => {
		setup = await setUp();
		const pairs = [0, 1, 2].map((number) => ({ fromId: seedContact(number), toId: seedCompany() }));
		setup.simulator.faults.add({
			kind: 'status',
			path: CREATE,
			status: 201,
			body: { status: 'COMPLETE', results: [] },
		});
		expect(await associate(pairs)).toEqual(pairs);
		expect(setup.simulator.associations()).toHaveLength(3);
		setup.simulator.faults.add({ kind: 'status', path: CREATE, status: 201, body: { results: 'x' }, times: 20 });
		const outcomes = await associate(pairs);
		expect(outcomes.map(({ problem }) => problem?.category)).toEqual(['unavailable', 'unavailable', 'unavailable']);
	});

	test('a lost answer and a missing scope', async () => {
		setup = await setUp();
		const pair = { fromId: seedContact(), toId: seedCompany() };
		setup.simulator.faults.add({ kind: 'lost', path: CREATE });
		expect(await associate([pair])).toEqual([pair]);
		const body = {
			status: 'error',
			category: 'MISSING_SCOPES',
			message: 'x',
			errors: [{ context: { requiredGranularScopes: ['crm.x.write'] } }],
		};
		setup.simulator.faults.add({ kind: 'status', path: CREATE, status: 403, body });
		await expect(associate([pair])).rejects.toMatchObject({
			kind: 'credentials',
			message: expect.stringContaining('crm.x.write'),
		});
	});
});

describe('dissociate', () => {
	test('removes pairs, several of one record too; what is not there is a success', async () => {
		setup = await setUp();
		const [contact, other, ...companies] = [
			seedContact(0),
			seedContact(1),
			seedCompany(),
			seedCompany(),
			seedCompany(),
		];
		for (const company of companies) setup.simulator.seedAssociation(contact, company, true);
		setup.simulator.seedAssociation(other, companies[0], true);
		const pairs = [
			{ fromId: contact, toId: companies[0] },
			{ fromId: contact, toId: companies[1] },
			{ fromId: other, toId: companies[2] },
			{ fromId: '1', toId: '2' },
		];
		expect(await setup.hubspot.dissociate({ kind: PRIMARY, pairs })).toEqual(pairs);
		expect(setup.simulator.associations().map(({ fromId, toId }) => [fromId, toId])).toEqual([
			[contact, companies[2]],
			[other, companies[0]],
		]);
	});
});

describe('archive', () => {
	test('250 records take three calls; those that are gone are a success', async () => {
		setup = await setUp();
		const ids = Array.from({ length: 250 }, seedCompany);
		setup.simulator.archive('companies', ids[3]);
		await setup.hubspot.archive({ object: 'companies', ids: [...ids, ids[0], '1'] });
		expect(requestsTo(setup.simulator, /batch\/archive/)).toEqual(['POST 204', 'POST 204', 'POST 204']);
		expect(setup.simulator.count('companies')).toBe(0);
	});

	test('a refused record does not keep the others', async () => {
		setup = await setUp({
			prepare: (simulator) => {
				simulator.app.addHook('preHandler', async (request, reply) => {
					if (typeof request.body !== 'string' || !request.body.includes('"13"')) return;
					await reply.code(400).send({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' });
				});
			},
		});
		const ids = Array.from({ length: 10 }, seedCompany);
		const archiving = setup.hubspot.archive({ object: 'companies', ids: [...ids.slice(0, 4), '13', ...ids.slice(4)] });
		await expect(archiving).rejects.toMatchObject({ kind: 'configuration', status: 400 });
		expect(setup.simulator.count('companies')).toBe(0);
	});
});
