import fc from 'fast-check';
import { SophiaError } from '../../../engine/errors';
import { sourceFields } from '../../../engine/mapping/fieldMap';
import { parseFieldMap } from '../../../engine/mapping/schema';

function refusal(input: unknown): SophiaError {
	let refused: unknown;
	try {
		parseFieldMap(input);
	} catch (error) {
		refused = error;
	}
	expect(refused).toBeInstanceOf(SophiaError);
	return refused as SophiaError;
}

const one = (row: object) => ({ fields: [{ to: 'name', from: 'Name' }, row] });

describe('parseFieldMap', () => {
	it('takes every setting as it is', () => {
		const input = {
			fields: [
				{
					to: 'industry',
					from: 'Industry',
					transforms: ['trim', 'lowercase'],
					rule: 'onlyIfBlank',
					nullPolicy: 'keep',
					unknownOption: 'add',
					options: { Tech: 'IT' },
					required: true,
				},
				{ to: 'a', constant: 0 },
				{ to: 'b', constant: false },
				{ to: 'c', constant: '' },
				{ to: 'd', constant: null },
				{ to: 'e', constant: ['x', 1] },
				{ to: 'f', from: 'Owner.Email', orElse: ['Name'], further: ['Title', 'City'] },
			],
		};
		expect(parseFieldMap(input)).toEqual(input);
	});

	it('trims names and takes an empty source field for none', () => {
		expect(
			parseFieldMap({
				fields: [
					{ to: ' name ', from: ' Name ' },
					{ to: 'a', from: '', constant: 1 },
					{ to: 'b', from: null, constant: 1 },
				],
			}),
		).toEqual({
			fields: [
				{ to: 'name', from: 'Name' },
				{ to: 'a', constant: 1 },
				{ to: 'b', constant: 1 },
			],
		});
	});

	it.each<[string, unknown, string, string]>([
		['nothing', undefined, 'it is missing', '{"fields"'],
		['text', 'x', 'it is string, not object', '{"fields"'],
		['a list', [], 'it is array, not object', '{"fields"'],
		['no fields', {}, '"fields" is missing', '{"fields"'],
		['no rows', { fields: [] }, '"fields" has no rows', 'at least one row'],
		['a row that is none', { fields: [3] }, 'row 1 is number, not object', '{"fields"'],
		['no destination', one({ from: 'X' }), 'row 2: to is missing', 'Choose a destination property'],
		['a blank destination', one({ to: ' ', from: 'X' }), 'row 2: to is empty', 'Choose a destination property'],
		[
			'neither source nor constant',
			one({ to: 'phone' }),
			'row 2 ("phone"): from is missing, and there is no constant',
			'Choose a source field',
		],
		[
			'both',
			one({ to: 'phone', from: 'Phone', constant: '1' }),
			'row 2 ("phone"): from is given and so is a constant',
			'Choose a source field',
		],
		[
			'an unknown transform',
			one({ to: 'phone', from: 'Phone', transforms: ['tirm'] }),
			'row 2 ("phone"): transforms names "tirm"',
			'trim, collapseSpaces',
		],
		[
			'a doubled destination',
			one({ to: 'NAME', from: 'X' }),
			'row 2 ("NAME"): to is mapped already, in row 1',
			'in one row only',
		],
		[
			'a wrong rule',
			one({ to: 'phone', from: 'Phone', rule: 'never' }),
			'row 2 ("phone"): rule is none of always, onlyIfBlank',
			"'onlyIfBlank'",
		],
		[
			'a wrong null policy',
			one({ to: 'phone', from: 'Phone', nullPolicy: 1 }),
			'row 2 ("phone"): nullPolicy is number',
			"'keep'",
		],
		[
			'a wrong option policy',
			one({ to: 'p', from: 'P', unknownOption: 'x' }),
			'row 2 ("p"): unknownOption is none of skip, add, reject',
			"'reject'",
		],
		[
			'a wrong table',
			one({ to: 'p', from: 'P', options: { a: 1 } }),
			'row 2 ("p"): options is number, not string',
			'source label',
		],
		[
			'a wrong flag',
			one({ to: 'p', from: 'P', required: 'yes' }),
			'row 2 ("p"): required is string, not boolean',
			'true or false',
		],
		['an object as constant', one({ to: 'p', constant: { a: 1 } }), 'row 2 ("p"): constant is neither', 'Set a text'],
		[
			'an unknown setting',
			one({ to: 'p', from: 'P', nulPolicy: 'keep' }),
			'row 2 ("p") has unknown settings: nulPolicy',
			'nullPolicy',
		],
		[
			'a setting of the whole',
			{ fields: [{ to: 'p', from: 'P' }], extra: 1 },
			'it has unknown settings: extra',
			'{"fields"',
		],
		[
			'a prototype',
			{ fields: [{ to: '__proto__', from: 'P' }] },
			'row 1 ("__proto__"): to is no name',
			'Choose a destination',
		],
		[
			'too many rows',
			{ fields: Array.from({ length: 2001 }, (_, i) => ({ to: `f${i}`, from: 'x' })) },
			'more than 2000 rows',
			'{"fields"',
		],
	])('refuses %s', (_, input, message, remedy) => {
		const error = refusal(input);
		expect(error.kind).toBe('configuration');
		expect(error.code).toBe('FIELD_MAP_INVALID');
		expect(error.message).toContain(message);
		expect(error.remedy).toContain(remedy);
	});

	it('names a few problems and counts the rest', () => {
		const { message } = refusal({ fields: Array.from({ length: 9 }, (_, i) => ({ to: `f${i}` })) });
		expect(message).toContain('row 5 ("f4")');
		expect(message).not.toContain('row 6');
		expect(message).toContain('and 4 more');
	});

	it('tells no values, and nothing long', () => {
		const { message } = refusal(one({ to: 'x'.repeat(1_000_000), constant: { secret: 'hunter2' } }));
		expect(message).not.toContain('hunter2');
		expect(message.length).toBeLessThan(1000);
	});

	it('gives a map or refuses with a remedy, whatever comes', () => {
		const row = fc.record(
			{
				to: fc.oneof(fc.string(), fc.constantFrom('name', 'email')),
				from: fc.oneof(fc.string(), fc.constant(null)),
				constant: fc.jsonValue(),
				transforms: fc.oneof(fc.array(fc.constantFrom('trim', 'nope')), fc.jsonValue()),
				rule: fc.jsonValue(),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.record({ fields: fc.array(row) })), (input) => {
				try {
					const { fields } = parseFieldMap(input);
					expect(fields.length).toBeGreaterThan(0);
					for (const { from, constant } of fields) expect(from === undefined).not.toBe(constant === undefined);
				} catch (error) {
					expect(error).toBeInstanceOf(SophiaError);
					expect((error as SophiaError).remedy).toMatch(/\.$/);
				}
			}),
			{ numRuns: 500 },
		);
	});
});

it('lists source fields once each', () => {
	expect(
		sourceFields({
			fields: [
				{ to: 'a', from: 'X' },
				{ to: 'b', constant: 1 },
				{ to: 'c', from: 'Y.Z' },
				{ to: 'd', from: 'X' },
			],
		}),
	).toEqual(['X', 'Y.Z']);
});
