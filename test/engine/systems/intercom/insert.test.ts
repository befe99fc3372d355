import { failure, setUp, type Setup } from './helpers';

let setup: Setup;
beforeEach(async () => {
	setup = await setUp();
});
afterEach(async () => await setup.stop());

/** Outcomes in the records' order, which are named r0, r1, … */
async function insert(object: string, properties: Array<Record<string, string>>) {
	const records = properties.map((each, n) => ({ id: `r${n}`, properties: each }));
	const outcomes = await setup.intercom.insert({ object, records });
	expect(outcomes.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id).sort());
	return outcomes.sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
}

describe('insert', () => {
	test('users by e-mail address or User ID, leads by nothing at all', async () => {
		const outcomes = await insert('contacts', [
			{ email: 'ada@example.com', name: 'Ada' },
			{ external_id: 'U2' },
			{ role: 'lead', name: 'Bob', external_id: 'ignored' },
			{ name: 'Nobody' },
		]);
		expect(outcomes).toMatchObject([
			{ id: 'r0', status: 'created' },
			{ id: 'r1', status: 'created' },
			{ id: 'r2', status: 'created' },
			{ id: 'r3', status: 'rejected', problem: { category: 'requiredField', field: 'email' } },
		]);
		expect(setup.simulator.contacts()).toMatchObject([
			{ role: 'user', email: 'ada@example.com', name: 'Ada', external_id: null },
			{ role: 'user', external_id: 'U2' },
			{ role: 'lead', name: 'Bob', external_id: expect.not.stringMatching('ignored') as string },
		]);
	});

	test('whoever has the address already is left as they are', async () => {
		const { simulator } = setup;
		const ada = simulator.seedContact({ email: 'ada@example.com', name: 'Ada' });
		expect(await insert('contacts', [{ email: 'ada@example.com', name: 'Eve' }])).toMatchObject([
			{ status: 'rejected', problem: { category: 'duplicate', blockedBy: ada } },
		]);
		expect(simulator.contact(ada)).toMatchObject({ name: 'Ada', revision: 1 });
	});

	test('a contact whose answer is lost is not made twice', async () => {
		const { simulator } = setup;
		simulator.faults.add({ kind: 'lost', method: 'POST', path: /^\/contacts$/, after: 1 });
		const outcomes = await insert(
			'contacts',
			Array.from({ length: 8 }, (_, n) => ({ role: 'lead', email: `p${n}@example.com` })),
		);
		expect(simulator.count('contact')).toBe(8);
		expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(7);
		expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
			problem: { category: 'unavailable', retryable: true },
		});
	});

	test('when Intercom goes down, what was made is told', async () => {
		const { simulator } = setup;
		simulator.faults.add({ kind: 'status', status: 503, times: Infinity, after: 5 });
		await setup.intercom.describe('contacts');
		const outcomes = await insert(
			'contacts',
			Array.from({ length: 20 }, (_, n) => ({ role: 'lead', email: `p${n}@example.com` })),
		);
		expect(outcomes).toHaveLength(20);
		expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(simulator.count('contact'));
		expect(simulator.count('contact')).toBeGreaterThan(0);
	});

	test('companies under their Company ID; one that exists is left as it is', async () => {
		const { simulator } = setup;
		const taken = simulator.seedCompany({ company_id: 'C1', name: 'There already' });
		simulator.faults.add({ kind: 'lost', method: 'POST', path: /^\/companies$/ });
		expect(
			await insert('companies', [
				{ company_id: 'C1', name: 'Other' },
				{ company_id: 'C2', name: 'New' },
				{ name: 'Without' },
			]),
		).toMatchObject([
			{ id: 'r0', status: 'rejected', problem: { category: 'duplicate', field: 'company_id', blockedBy: taken } },
			{ id: 'r1', status: 'created' },
			{ id: 'r2', status: 'rejected', problem: { category: 'requiredField', field: 'company_id' } },
		]);
		expect(simulator.companies().map(({ company_id, name }) => [company_id, name])).toEqual([
			['C1', 'There already'],
			['C2', 'New'],
		]);
	});
});

describe('what can be looked up', () => {
	test.each([
		['contacts', 'email', 'email', true],
		['contacts', 'email', 'exact', true],
		['contacts', 'email', 'domain', false],
		['contacts', 'external_id', 'exact', true],
		['contacts', 'external_id', 'caseInsensitive', false],
		['contacts', 'phone', 'exact', true],
		['contacts', 'phone', 'phone', false],
		['contacts', 'custom_attributes.key', 'exact', true],
		['contacts', 'custom_attributes.key', 'caseInsensitive', false],
		['contacts', 'owner_id', 'exact', false],
		['contacts', 'toString', 'exact', false],
		['companies', 'company_id', 'exact', true],
		['companies', 'company_id', 'caseInsensitive', false],
		['companies', 'website', 'domain', false],
		['companies', 'name', 'exact', false],
	] as const)('%s by %s, %s: %s', (object, key, normalise, expected) => {
		expect(setup.intercom.canFind(object, key, normalise)).toBe(expected);
	});

	test('contacts by a normalised address', async () => {
		const id = setup.simulator.seedContact({ email: 'Ada@Example.com' });
		const request = { object: 'contacts', key: 'email', values: ['ada@example.com'], properties: [] };
		const found = await setup.intercom.find({ ...request, normalise: 'email' });
		expect(found.get('ada@example.com')).toMatchObject([{ id }]);
	});

	test('what the search would not find is refused, rather than found missing', async () => {
		const { simulator, intercom } = setup;
		simulator.seedAttribute('contact', 'since', 'date');
		const by = (key: string, normalise?: 'phone') =>
			intercom.find({ object: 'contacts', key, values: ['1'], properties: [], normalise });
		for (const request of [by('custom_attributes.since'), by('phone', 'phone'), by('avatar')])
			expect(await failure(request)).toMatchObject({ kind: 'configuration' });
	});
});
