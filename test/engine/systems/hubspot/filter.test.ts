import * as fc from 'fast-check';
import { setUp, type Setup } from './helpers';

let world: Setup;
beforeEach(async () => {
	world = await setUp();
	for (const email of ['anna@example.com', 'ben@example.com']) world.simulator.addOwner({ email });
});
afterEach(async () => {
	expect(world.simulator.bugs).toEqual([]);
	await world.stop();
});

/** The ids that a filter lets through: by search, and one by one. */
async function idsThrough(object: string, filter: string, all: string[]): Promise<[string[], string[]]> {
	const until = new Date(world.clock.now());
	const searched: string[] = [];
	for await (const { records } of world.source.changes({ object, fields: [], filter, until })) {
		searched.push(...records.map(({ id }) => id));
	}
	const { records, filteredOut } = await world.source.readByIds({ object, fields: [], filter, ids: all });
	expect(records.length + filteredOut.length).toBe(all.length);
	return [searched.sort(), records.map(({ id }) => id).sort()];
}

describe('a filter', () => {
	test.each([
		["city = 'oslo'", ['oslo', 'OSLO']],
		["city != 'oslo'", ['rome', "l'aquila"]],
		['city = null', ['blank']],
		['city != NULL', ['oslo', 'OSLO', 'rome', "l'aquila"]],
		['city IN (\'Oslo\', "ROME")', ['oslo', 'OSLO', 'rome']],
		["city not in ('Oslo', 'nowhere')", ['rome', "l'aquila"]],
		["city = 'l\\'aquila'", ["l'aquila"]],
		['city = "L\'Aquila"', ["l'aquila"]],
		['numberofemployees >= 50', ['OSLO', 'rome']],
		['numberofemployees < 50.5 and numberofemployees>0', ['oslo', 'OSLO']],
		['numberofemployees IN (10, 500)', ['oslo', 'rome']],
		["city = 'rome' OR numberofemployees = 10 OR city = null", ['rome', 'oslo', 'blank']],
		["industry = 'COMPUTER_SOFTWARE' AND createdate >= 2026-03-01 AND createdate < 2026-03-01T01:00:00Z", ['oslo']],
		['createdate < 2026-03-01', []],
		['is_public = true', ['OSLO']],
		['is_public <> true', []],
	])('%s', async (filter, expected) => {
		const { simulator, clock } = world;
		const ids: Record<string, string> = {};
		const companies: Record<string, Record<string, string>> = {
			oslo: { city: 'Oslo', numberofemployees: '10', industry: 'COMPUTER_SOFTWARE' },
			OSLO: { city: 'OSLO', numberofemployees: '50', is_public: 'true' },
			rome: { city: 'Rome', numberofemployees: '500', industry: 'FARMING' },
			"l'aquila": { city: "L'Aquila" },
			blank: {},
		};
		for (const [name, properties] of Object.entries(companies)) {
			ids[name] = simulator.seed('companies', { name, ...properties });
		}
		clock.advance(1_000);
		const wanted = expected.map((name) => ids[name]).sort();
		expect(await idsThrough('companies', filter, Object.values(ids))).toEqual([wanted, wanted]);
		await world.source.validateFilter('companies', filter);
	});

	test.each([
		['', /name of a property is missing at its end/],
		['city', /after city it needs =.*at its end/],
		["nosuch = 'x'", /companies have no property nosuch/],
		['@contacts = 1', /association/],
		['city = Oslo', /"Oslo" is no value: put text in quotation marks/],
		["city = 'Oslo", /quotation mark is not closed/],
		["city ~ 'Oslo'", /after city it needs/],
		["(city = 'Oslo')", /name of a property is missing at "\("/],
		["city = 'Oslo' name = 'x'", /AND or OR between conditions, at "name"/],
		["city IN ('Oslo'", /needs "\)" at its end/],
		['city IN ()', /value is missing at "\)"/],
		["city > 'Oslo'", /neither a number nor a date/],
		["city = ''", /for a blank city write = null/],
		['city > null', /null goes with/],
		["numberofemployees = 'many'", /not a number/],
		['createdate > 2026-13-40', /not a moment/],
		['is_public = 1', /not true or false/],
		["industry = 'Computer Software'", /write that|no option/],
		["industry = 'nonsense'", /no option of industry/],
		["hubspot_owner_id = 'anna@example.com'", /under the value '41629779'/],
		["city = 'a' AND city = 'b' AND city = 'c' AND city = 'd' AND city = 'e'", /at most 4 conditions/],
		[Array.from({ length: 6 }, () => "city = 'a'").join(' OR '), /at most 5 parts/],
		[Array.from({ length: 4 }, () => "city = 'a' AND city = 'b' AND city = 'c'").join(' OR '), /at most 10 here/],
		[`city IN (${Array.from({ length: 101 }, (_, i) => `'${i}'`).join(',')})`, /at most 100 values/],
		[`city = '${'x'.repeat(2_100)}'`, /too long/],
	])('that cannot be: %s', async (filter, message) => {
		const refusal = world.source.validateFilter('companies', filter);
		await expect(refusal).rejects.toMatchObject({ kind: 'configuration', code: 'INVALID_FILTER' });
		await expect(refusal).rejects.toThrow(message);
	});

	test('whatever is typed: a filter, or an error that says what is wrong', async () => {
		await world.source.describe('companies');
		const piece = fc.constantFrom(
			'city',
			'=',
			'!=',
			"'x'",
			'"',
			"'",
			'(',
			')',
			',',
			'IN',
			'NOT',
			'AND',
			'OR',
			'null',
			'12',
			'\\',
			'<',
			'~',
			' ',
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), async (pieces) => {
				await world.source.validateFilter('companies', pieces.join(' ')).catch((error: unknown) => {
					expect(error).toMatchObject({ kind: 'configuration', code: 'INVALID_FILTER' });
				});
			}),
			{ numRuns: 500 },
		);
	});

	test('a record that has left it since the index saw it is not handed out', async () => {
		const { simulator, clock, hubspot } = world;
		const id = simulator.seed('companies', { name: 'Moves', city: 'Oslo' });
		simulator.setIndexingLag(30_000);
		clock.advance(1_000);
		const records = [{ id: 'a', destinationId: id, properties: { city: 'Rome' } }];
		await hubspot.update({ object: 'companies', idProperty: 'x', records });
		expect(await idsThrough('companies', "city = 'Oslo'", [id])).toEqual([[], []]);
	});
});
