import fc from 'fast-check';
import type { ExistingRule, LeadFields, Lead } from '../../../engine/enrichment';
import { BookProvider, HandClock, lead } from './providers';
import { Temporary } from '../state/temporary';
import { enrich } from './world';

const temporary = new Temporary();

const FIELDS = ['industry', 'employees', 'description'] as const;
type Field = (typeof FIELDS)[number];
type Entry = Partial<Record<Field, [unknown, number]>>;
const DOMAINS = ['a.example', 'b.example', 'c.example'];

const confidence = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
const value: Record<Field, fc.Arbitrary<unknown>> = {
	industry: fc.constantFrom('energy', 'media', 'nonsense'),
	employees: fc.constantFrom(0, 10, 5.5),
	description: fc.constantFrom('Acme makes it.', 'ACME makes it', '', '\u0000'),
};
const answer = fc.record(
	{
		industry: fc.tuple(value.industry, confidence),
		employees: fc.tuple(value.employees, confidence),
		description: fc.tuple(value.description, confidence),
	},
	{ requiredKeys: [] },
) as fc.Arbitrary<Entry>;
const entry = fc.oneof({ weight: 5, arbitrary: answer }, fc.constantFrom('fail' as const, 'refuse' as const));
const book = fc.dictionary(fc.constantFrom(...DOMAINS), entry);

const provider = fc.record({
	book,
	threshold: confidence,
	fields: fc.subarray([...FIELDS]),
	batchSize: fc.integer({ min: 1, max: 3 }),
	concurrency: fc.integer({ min: 1, max: 3 }),
});

const known = fc.record(
	{
		companyDomain: fc.constantFrom(...DOMAINS),
		industry: fc.constantFrom('energy', 'media', '', ' '),
		employees: fc.constantFrom(0, 10),
		description: fc.constant('acme MAKES it'),
	},
	{ requiredKeys: [] },
);

const world = fc.record({
	pages: fc.array(fc.array(known, { maxLength: 6 }), { maxLength: 4 }),
	providers: fc.array(provider, { minLength: 1, maxLength: 3 }),
	existing: fc.constantFrom<ExistingRule>('keep', 'tidy', 'replaceIfMoreConfident', 'replace'),
	existingConfidence: confidence,
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const isValid = (field: Field, one: unknown): boolean =>
	({ industry: one !== 'nonsense', employees: Number.isInteger(one), description: one !== '' && one !== '\u0000' })[
		field
	];

/** The rules of the waterfall, once more and one lead at a time. */
function expected({ providers, existing, existingConfidence }: World, fields: LeadFields): Record<string, unknown> {
	const changes: Record<string, unknown> = {};
	for (const field of FIELDS) {
		const before = fields[field];
		const empty = before === undefined || String(before).trim() === '';
		for (const one of providers) {
			const answers = fields.companyDomain === undefined ? undefined : one.book[fields.companyDomain as string];
			if (answers === undefined || typeof answers === 'string' || !one.fields.includes(field)) continue;
			const given = answers[field];
			if (given === undefined || !isValid(field, given[0]) || given[1] < one.threshold) continue;
			if (!empty) {
				if (given[0] === before || existing === 'keep') continue;
				if (existing === 'replaceIfMoreConfident' && given[1] <= existingConfidence) continue;
				if (existing === 'tidy' && field !== 'description') continue;
			}
			changes[field] = given[0];
			break;
		}
	}
	return changes;
}

/** A provider that is paid is not asked for a lead of which nothing may change but its spelling. */
function isAsked(played: World, one: World['providers'][number], fields: LeadFields): boolean {
	const { existing, existingConfidence } = played;
	return one.fields.some((field) => {
		if (fields[field] === undefined || String(fields[field]).trim() === '') return true;
		return existing === 'replace' || (existing === 'replaceIfMoreConfident' && existingConfidence < 1);
	});
}

async function play(played: World, more: Parameters<typeof enrich>[3] = {}) {
	const pages = played.pages.map((page, p) => page.map((fields, n) => lead(`${p}.${n}`, fields)));
	const providers = played.providers.map(
		(one, n) =>
			new BookProvider({
				name: `p${n}`,
				book: Object.fromEntries(Object.entries(one.book).map(([domain, content]) => [`domain:${domain}`, content])),
				capabilities: { batchSize: one.batchSize, concurrency: one.concurrency },
			}),
	);
	const plan = {
		providers: played.providers.map(({ threshold, fields }, n) => ({
			name: `p${n}`,
			threshold,
			fields,
			send: ['companyDomain' as const],
		})),
		existing: played.existing,
		existingConfidence: played.existingConfidence,
		// The breaker is another test's business.
		breakerFailures: 1_000,
	};
	const result = await enrich([], providers, plan, { leads: pages, ...more });
	return { ...result, providers, leads: pages.flat() as Lead[] };
}

describe('whatever the leads, the providers, their order and the rules', () => {
	it('each field is filled as the rules say, nothing else changes, and no domain is asked twice', async () => {
		await fc.assert(
			fc.asyncProperty(world, async (played) => {
				const { values, results, providers, leads, report } = await play(played);
				expect(results.map(({ lead: { id } }) => id)).toEqual(leads.map(({ id }) => id));
				for (const one of leads) {
					if (played.existing !== 'tidy') expect(values[one.id]).toEqual(expected(played, one.fields));
					// Under 'tidy' a paid provider is asked only when something is empty: less may change, never more.
					else expect(expected(played, one.fields)).toMatchObject(values[one.id]);
				}
				for (const one of providers) expect(new Set(one.asked).size).toBe(one.asked.length);
				for (const { asked, answered, notFound, failed } of report.providers) {
					expect(asked).toBe(answered + notFound + failed);
				}
				for (const { changes, fields, lead: before } of results) {
					for (const field of FIELDS) {
						const change = changes[field];
						if (change !== undefined) expect(fields[field]).toBe(change.value);
						else if (String(before.fields[field] ?? '').trim() !== '') expect(fields[field]).toBe(before.fields[field]);
						if (played.existing === 'keep' && change !== undefined) expect(change.before).toBeUndefined();
					}
				}
			}),
		);
	});

	it('nobody is asked who cannot do anything for a lead', async () => {
		await fc.assert(
			fc.asyncProperty(world, async (played) => {
				const { providers, leads } = await play(played);
				const first = played.providers[0];
				const expectedKeys = leads
					.filter(({ fields }) => fields.companyDomain !== undefined && isAsked(played, first, fields))
					.map(({ fields }) => `domain:${String(fields.companyDomain)}`);
				expect([...providers[0].asked].sort()).toEqual([...new Set(expectedKeys)].sort());
			}),
		);
	});

	it('a second run gives the same from what was kept, and asks again only where there was no answer', async () => {
		const clock = new HandClock();
		await fc.assert(
			fc.asyncProperty(world, async (played) => {
				const state = await temporary.open({ directory: temporary.directory(), clock });
				const first = await play(played, { state, clock });
				const second = await play(played, { state, clock });
				expect(second.values).toEqual(first.values);
				for (const [n, one] of second.providers.entries()) {
					const failed = Object.entries(played.providers[n].book).filter(([, content]) => typeof content === 'string');
					const mayAsk = failed.map(([domain]) => `domain:${domain}`);
					expect(one.asked.filter((key) => !mayAsk.includes(key))).toEqual([]);
				}
				await state.close();
			}),
			{ numRuns: 30 },
		);
	});
});
