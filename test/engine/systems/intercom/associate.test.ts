import type { AssociationKind } from '../../../../engine/systems/types';
import { failure, requestsTo, setUp, type Setup } from './helpers';

const kind: AssociationKind = {
	name: 'contactToCompany',
	fromObject: 'contacts',
	toObject: 'companies',
	primary: true,
};

let setup: Setup;
beforeEach(async () => {
	setup = await setUp({ simulator: { maxCompaniesPerContact: 2 } });
});
afterEach(async () => await setup.stop());

const contact = (external_id: string) => setup.simulator.seedContact({ role: 'user', external_id });
const company = (company_id: string) => setup.simulator.seedCompany({ company_id });

describe('associate', () => {
	test('attaches; what is attached is a success; a pair given twice is sent once', async () => {
		const { simulator, intercom } = setup;
		const [ada, acme] = [contact('1'), company('1')];
		const pairs = [
			{ fromId: ada, toId: acme },
			{ fromId: ada, toId: acme },
		];
		expect(await intercom.associate({ kind, pairs })).toEqual(pairs);
		expect(await intercom.associate({ kind, pairs })).toEqual(pairs);
		expect(simulator.attachments()).toEqual([{ contactId: ada, companyId: acme }]);
		expect(simulator.writes).toMatchObject({ attached: 1, repeated: 1 });
	});

	test('from the other end', async () => {
		const { simulator, intercom } = setup;
		const [ada, acme] = [contact('1'), company('1')];
		const other = { ...kind, fromObject: 'companies', toObject: 'contacts' };
		expect(await intercom.associate({ kind: other, pairs: [{ fromId: acme, toId: ada }] })).toEqual([
			{ fromId: acme, toId: ada },
		]);
		expect(simulator.attachments()).toEqual([{ contactId: ada, companyId: acme }]);
		expect(await failure(intercom.associate({ kind: { ...kind, toObject: 'deals' }, pairs: [] }))).toMatchObject({
			kind: 'configuration',
		});
	});

	test('one refused pair stops no other: too many companies, ends that are gone', async () => {
		const { simulator, intercom } = setup;
		const [ada, bob] = [contact('1'), contact('2')];
		const [first, second, third] = [company('1'), company('2'), company('3')];
		simulator.attach(ada, first);
		simulator.attach(ada, second);
		const outcomes = await intercom.associate({
			kind,
			pairs: [
				{ fromId: ada, toId: third },
				{ fromId: bob, toId: third },
				{ fromId: bob, toId: 'none' },
				{ fromId: 'none', toId: third },
			],
		});
		expect(outcomes.map(({ problem }) => problem?.category)).toEqual(['refused', undefined, 'notFound', 'notFound']);
		expect(outcomes[0].problem?.reason).toContain('as many companies');
		expect(simulator.attachments()).toHaveLength(3);
	});

	test('a lost answer is repeated', async () => {
		const { simulator, intercom } = setup;
		const [ada, acme] = [contact('1'), company('1')];
		simulator.faults.add({ kind: 'lost', times: 2 });
		expect(await intercom.associate({ kind, pairs: [{ fromId: ada, toId: acme }] })).toEqual([
			{ fromId: ada, toId: acme },
		]);
		expect(simulator.attachments()).toHaveLength(1);
	});
});

test('dissociate: what is not attached, or gone, is a success', async () => {
	const { simulator, intercom } = setup;
	const [ada, acme, other] = [contact('1'), company('1'), company('2')];
	simulator.attach(ada, acme);
	const pairs = [
		{ fromId: ada, toId: acme },
		{ fromId: ada, toId: other },
		{ fromId: 'none', toId: acme },
		{ fromId: ada, toId: 'none' },
	];
	expect(await intercom.dissociate({ kind, pairs })).toEqual(pairs);
	expect(simulator.attachments()).toEqual([]);
});

describe('archive', () => {
	test('contacts and companies; what is gone is a success', async () => {
		const { simulator, intercom, clock } = setup;
		const [ada, bob] = [contact('1'), contact('2')];
		const acme = company('1');
		simulator.archive(bob);
		await intercom.archive({ object: 'contacts', ids: [ada, bob, ada, 'none'] });
		await intercom.archive({ object: 'companies', ids: [acme, 'none'] });
		clock.advance(10_000);
		expect(simulator.count('contact')).toBe(0);
		expect(simulator.count('company')).toBe(0);
		await intercom.archive({ object: 'companies', ids: [acme] });
		expect(requestsTo(simulator, /contacts/)).toHaveLength(3);
	});

	test('a refusal is reported when the others are archived', async () => {
		const { simulator, intercom } = setup;
		const ids = ['1', '2', '3'].map(contact);
		simulator.faults.add({
			kind: 'status',
			status: 400,
			path: new RegExp(ids[1]),
			body: { type: 'error.list', errors: [{ code: 'client_error', message: 'no' }] },
		});
		expect(await failure(intercom.archive({ object: 'contacts', ids }))).toMatchObject({
			kind: 'configuration',
			status: 400,
		});
		expect(simulator.count('contact')).toBe(1);
	});
});
