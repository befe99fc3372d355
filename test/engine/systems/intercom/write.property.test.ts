import fc from 'fast-check';
import { byId, countOf, setUp } from './helpers';

/** Whatever stands in the way of the calls, and wherever. */
const fault = fc.record({
	kind: fc.constantFrom('status' as const, 'reset' as const, 'lost' as const),
	status: fc.constantFrom(408, 429, 500, 502, 503),
	after: fc.integer({ min: 0, max: 20 }),
	times: fc.integer({ min: 1, max: 3 }),
});

/** A record of the source, and what Intercom has of it already. */
const person = fc.record({
	name: fc.constantFrom('Ada', 'Bob', "O'Neill", '<b>Zoë</b>', '💚'),
	before: fc.constantFrom('nothing' as const, 'ours' as const, 'archived' as const, 'stranger' as const),
});

test('users: after any faults each record is written, or a duplicate that is named; nothing is doubled', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(person, { minLength: 1, maxLength: 12 }),
			fc.array(fault, { maxLength: 3 }),
			async (people, faults) => {
				const { simulator, intercom, stop } = await setUp({ settings: { retries: 12 } });
				const ids = people.map(({ before }, n) => {
					const email = `p${n}@example.com`;
					if (before === 'nothing') return '';
					const id = simulator.seedContact({
						role: 'user',
						email,
						...(before === 'stranger' ? {} : { external_id: `003-${n}` }),
					});
					if (before === 'archived') simulator.archive(id);
					return id;
				});
				for (const each of faults) simulator.faults.add(each);
				const records = people.map(({ name }, n) => ({
					id: `003-${n}`,
					properties: { email: `p${n}@example.com`, name },
				}));
				const outcomes = byId(await intercom.upsert({ object: 'contacts', idProperty: 'external_id', records }));

				expect(outcomes.size).toBe(people.length);
				expect(simulator.count('contact')).toBe(people.length);
				people.forEach(({ name, before }, n) => {
					const outcome = outcomes.get(`003-${n}`);
					if (before === 'stranger') {
						expect(outcome).toMatchObject({
							status: 'rejected',
							problem: { category: 'duplicate', blockedBy: ids[n] },
						});
						return;
					}
					expect(outcome?.status).toMatch(/created|updated/);
					const destinationId = outcome !== undefined && 'destinationId' in outcome ? outcome.destinationId : '';
					if (before !== 'nothing') expect(destinationId).toBe(ids[n]);
					expect(simulator.contact(destinationId)).toMatchObject({ external_id: `003-${n}`, name, archived: false });
				});
				await stop();
			},
		),
		{ numRuns: 40 },
	);
});

test('companies: written twice with faults between, the state is what was sent last', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.record({
					name: fc
						.string({ maxLength: 255, unit: 'grapheme-composite' })
						.filter((text) => text !== '' && [...text].length <= 255),
					size: fc.nat(2 ** 31 - 1),
				}),
				{ minLength: 1, maxLength: 12 },
			),
			fc.array(fault, { maxLength: 3 }),
			async (companies, faults) => {
				const { simulator, intercom, stop } = await setUp({ settings: { retries: 12 } });
				const write = async (name: (n: number) => string) =>
					await intercom.upsert({
						object: 'companies',
						idProperty: 'company_id',
						records: companies.map(({ size }, n) => ({
							id: `001-${n}`,
							properties: { name: name(n), size: String(size) },
						})),
					});
				await write(() => 'First');
				for (const each of faults) simulator.faults.add(each);
				const outcomes = await write((n) => companies[n].name);
				expect(countOf(outcomes, 'created') + countOf(outcomes, 'updated')).toBe(companies.length);
				expect(simulator.count('company')).toBe(companies.length);
				const states = new Map(simulator.companies().map(({ company_id, name, size }) => [company_id, { name, size }]));
				companies.forEach(({ name, size }, n) => expect(states.get(`001-${n}`)).toEqual({ name, size }));
				await stop();
			},
		),
		{ numRuns: 40 },
	);
});
