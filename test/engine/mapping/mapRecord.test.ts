import fc from 'fast-check';
import { compileFieldMap } from '../../../engine/mapping/compile';
import { optionsToAdd } from '../../../engine/mapping/mapRecord';
import { TRANSFORMS } from '../../../engine/mapping/transforms';
import type { FieldMapping } from '../../../engine/mapping/types';
import type { FieldValue, SourceRecord } from '../../../engine/systems/types';
import { choices, description, field } from './describe';

const destination = description(
	'companies',
	field('name', 'string', { maxLength: 20 }),
	field('email', 'email'),
	field('size', 'number'),
	field('active', 'boolean'),
	field('since', 'date'),
	field('color', 'enumeration', { options: choices('Red', 'Green'), optionsExtendable: true }),
	field('colors', 'multiEnumeration', { options: choices('Red', 'Green'), optionsExtendable: true }),
);

const record = (fields: Record<string, FieldValue>): SourceRecord => ({
	id: '001',
	modifiedAt: '2026-01-01T00:00:00.000Z',
	fields,
});
const map = (row: FieldMapping, fields: Record<string, FieldValue>) =>
	compileFieldMap({ fields: [row] }, { destination }).map(record(fields));
const codes = (mapped: ReturnType<typeof map>) => mapped.warnings.map(({ code }) => code);

describe('map', () => {
	it('writes values as the destination wants them; 0 and false are values', () => {
		expect(map({ to: 'size', from: 'n' }, { n: 0 }).properties).toEqual({ size: '0' });
		expect(map({ to: 'active', from: 'b' }, { b: false }).properties).toEqual({ active: 'false' });
		expect(map({ to: 'since', from: 'd' }, { d: '2026-01-31T10:00:00.000+0000' }).properties).toEqual({
			since: '2026-01-31',
		});
		expect(map({ to: 'name', constant: 'Acme' }, {})).toMatchObject({ properties: { name: 'Acme' }, warnings: [] });
	});

	it('asks other fields while the first one is empty, and lets further ones follow on lines of their own', () => {
		const row = { to: 'name', from: 'a', orElse: ['b', 'c'], further: ['d', 'e'] };
		expect(map(row, { a: null, b: '', c: 'third', d: null, e: 5 }).properties).toEqual({ name: 'third\n5' });
		expect(map(row, { a: 'first', b: 'second', d: 'more' }).properties).toEqual({ name: 'first\nmore' });
		expect(map(row, { a: null, b: null, d: 'alone' }).properties).toEqual({ name: 'alone' });
		expect(map(row, { a: null, b: null, c: null, d: null, e: '' }).properties).toEqual({ name: '' });
		expect(map(row, {}).properties).toEqual({});
		expect(compileFieldMap({ fields: [row] }, { destination }).sourceFields).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('leaves out further fields that the source does not have', () => {
		const source = description('Task', field('a', 'string'), field('d', 'string'));
		const row = { to: 'name', from: 'a', orElse: ['b'], further: ['d', 'e'] };
		const compiled = compileFieldMap({ fields: [row] }, { source, destination });
		expect([compiled.sourceFields, compiled.warnings]).toEqual([['a', 'd'], []]);
		const without = compileFieldMap({ fields: [{ ...row, from: 'b', orElse: ['c', 'a'] }] }, { source, destination });
		expect([without.sourceFields, without.warnings]).toEqual([['a', 'd'], []]);
	});

	describe('empty values', () => {
		it.each<[string, Record<string, FieldValue>]>([
			['null', { x: null }],
			['used up by a transform', { x: '  ' }],
		])('%s: clears by default, keeps where told, never clears what is only filled if blank', (_, fields) => {
			const row = { to: 'name', from: 'x', transforms: ['trim'] };
			expect(map(row, fields).properties).toEqual({ name: '' });
			expect(map({ ...row, nullPolicy: 'keep' }, fields).properties).toEqual({});
			expect(map({ ...row, rule: 'onlyIfBlank' }, fields).properties).toEqual({});
			expect(map({ ...row, rule: 'onlyIfBlank', nullPolicy: 'clear' }, fields).properties).toEqual({});
		});

		it('a field that the record does not have says nothing, but a required one', () => {
			expect(map({ to: 'name', from: 'x', nullPolicy: 'clear' }, {})).toMatchObject({ properties: {}, warnings: [] });
			expect(map({ to: 'name', from: 'x', required: true }, {}).problem).toMatchObject({ category: 'requiredField' });
		});

		it("'' clears whatever the null policy is", () => {
			expect(map({ to: 'size', from: 'x', nullPolicy: 'keep' }, { x: '' }).properties).toEqual({ size: '' });
			expect(map({ to: 'size', from: 'x', rule: 'onlyIfBlank' }, { x: '' }).properties).toEqual({});
		});

		it.each<FieldValue>([null, '', '   '])('%j rejects the record where a value is required', (x) => {
			const { problem, properties } = map({ to: 'size', from: 'x', required: true }, { x });
			expect(problem).toEqual({
				category: 'requiredField',
				field: 'size',
				retryable: false,
				reason: expect.stringContaining('x is empty'),
			});
			expect(properties).toEqual({});
		});
	});

	it('marks what is only written into blanks', () => {
		const mapped = map({ to: 'name', from: 'x', rule: 'onlyIfBlank' }, { x: 'Acme' });
		expect(mapped.properties).toEqual({ name: 'Acme' });
		expect([...mapped.onlyIfBlank]).toEqual(['name']);
	});

	it('skips unusable values with a warning that holds no value', () => {
		const mapped = map({ to: 'size', from: 'x' }, { x: 'hunter2' });
		expect(mapped.properties).toEqual({});
		expect(mapped.problem).toBeUndefined();
		expect(codes(mapped)).toEqual(['unusableValue']);
		expect(JSON.stringify(mapped)).not.toContain('hunter2');
		const transformed = map({ to: 'name', from: 'x', transforms: ['trim', 'domainFromUrl'] }, { x: 'hunter2' });
		expect(codes(transformed)).toEqual(['unusableValue']);
		expect(transformed.warnings[0].message).toContain('trim, domainFromUrl');
		expect(JSON.stringify(transformed)).not.toContain('hunter2');
		expect(map({ to: 'size', from: 'x', required: true }, { x: 'hunter2' }).problem).toMatchObject({
			category: 'invalidValue',
			field: 'size',
		});
	});

	it('cuts what is too long with a warning', () => {
		const mapped = map({ to: 'name', from: 'x' }, { x: 'x'.repeat(1_000_000) });
		expect(mapped.properties).toEqual({ name: 'x'.repeat(20) });
		expect(codes(mapped)).toEqual(['tooLong']);
	});

	it('does not judge e-mail addresses', () => {
		const mapped = map({ to: 'email', from: 'x' }, { x: ' Not an Address@X ' });
		expect(mapped.properties).toEqual({ email: 'Not an Address@x' });
		expect(mapped.problem).toBeUndefined();
	});

	describe('unknown options', () => {
		it('are skipped with a warning by default', () => {
			const mapped = map({ to: 'color', from: 'x' }, { x: 'Pink' });
			expect(mapped).toMatchObject({ properties: {}, newOptions: {} });
			expect(mapped.problem).toBeUndefined();
			expect(codes(mapped)).toEqual(['unknownOption']);
			const several = map({ to: 'colors', from: 'x' }, { x: 'Pink;Red' });
			expect(several.properties).toEqual({ colors: 'RED' });
			expect(codes(several)).toEqual(['unknownOption']);
		});

		it('reject the record where told or where a value is required', () => {
			for (const row of [{ unknownOption: 'reject' as const }, { required: true }]) {
				const mapped = map({ to: 'color', from: 'x', ...row }, { x: 'Pink' });
				expect(mapped.problem).toMatchObject({ category: 'unknownOption', field: 'color', retryable: false });
				expect(mapped.properties).toEqual({});
			}
		});

		it('are asked for where told', () => {
			expect(map({ to: 'color', from: 'x', unknownOption: 'add' }, { x: ' Pink; ish ' })).toMatchObject({
				properties: { color: 'Pink, ish' },
				newOptions: { color: ['Pink; ish'] },
				warnings: [],
			});
			expect(map({ to: 'colors', from: 'x', unknownOption: 'add' }, { x: 'Pink;Red;Grey' })).toMatchObject({
				properties: { colors: 'RED;Pink;Grey' },
				newOptions: { colors: ['Pink', 'Grey'] },
			});
		});

		it('are gathered once each over records, and match what was written once they exist', () => {
			const row: FieldMapping = { to: 'color', from: 'x', unknownOption: 'add' };
			const compiled = compileFieldMap({ fields: [row] }, { destination });
			const wanted = optionsToAdd(['Pink', 'PINK', 'Grey; dark', 'Red'].map((x) => compiled.map(record({ x }))));
			expect([...wanted]).toEqual([
				[
					'color',
					[
						{ value: 'Pink', label: 'Pink' },
						{ value: 'Grey, dark', label: 'Grey; dark' },
					],
				],
			]);
			const color = field('color', 'enumeration', {
				options: [...choices('Red'), ...(wanted.get('color') ?? [])],
				optionsExtendable: true,
			});
			const again = compileFieldMap({ fields: [row] }, { destination: description('companies', color) });
			expect(['Pink', 'PINK', 'Grey; dark'].map((x) => again.map(record({ x })))).toMatchObject([
				{ properties: { color: 'Pink' }, newOptions: {} },
				{ properties: { color: 'Pink' }, newOptions: {} },
				{ properties: { color: 'Grey, dark' }, newOptions: {} },
			]);
		});
	});

	it('reads dotted fields flat or nested, and the id', () => {
		const row = { to: 'name', from: 'Owner.Email' };
		expect(map(row, { 'Owner.Email': 'a' }).properties).toEqual({ name: 'a' });
		expect(map(row, { Owner: { Email: 'b' } }).properties).toEqual({ name: 'b' });
		expect(map(row, { Owner: null }).properties).toEqual({ name: '' });
		for (const Owner of ['x', ['x'], {}]) expect(map(row, { Owner }).properties).toEqual({});
		expect(map({ to: 'name', from: 'Id' }, {}).properties).toEqual({ name: '001' });
		expect(map({ to: 'name', from: 'Id' }, { Id: '002' }).properties).toEqual({ name: '002' });
	});

	it.each(['__proto__', 'constructor', 'toString', 'a.__proto__', 'a.constructor.name', '__proto__.polluted'])(
		'reads no inherited %s',
		(from) => {
			expect(map({ to: 'name', from }, { a: {} }).properties).toEqual({});
			expect(
				map({ to: 'name', from }, JSON.parse('{"__proto__": {"polluted": {"x": 1}}, "a": {}}')),
			).not.toHaveProperty('properties.polluted');
			expect(Object.prototype).not.toHaveProperty('polluted');
		},
	);

	it('reports the first problem and maps the rest', () => {
		const compiled = compileFieldMap(
			{
				fields: [
					{ to: 'size', from: 'a', required: true },
					{ to: 'color', from: 'b', unknownOption: 'reject' },
					{ to: 'name', from: 'c' },
				],
			},
			{ destination },
		);
		expect(compiled.map(record({ b: 'Pink', c: 'Acme' }))).toMatchObject({
			properties: { name: 'Acme' },
			problem: { field: 'size' },
		});
	});

	it('never throws, is pure, and keeps to its map, whatever the record holds', () => {
		const rows = [...destination.fields.keys()].map((to) =>
			fc.record(
				{
					to: fc.constant(to),
					from: fc.constantFrom('a', 'b', 'a.b', '__proto__', 'constructor'),
					transforms: fc.array(fc.constantFrom(...TRANSFORMS.map(({ name }) => name)), { maxLength: 2 }),
					rule: fc.constantFrom('always' as const, 'onlyIfBlank' as const),
					nullPolicy: fc.constantFrom('clear' as const, 'keep' as const),
					unknownOption: fc.constantFrom('skip' as const, 'add' as const, 'reject' as const),
					options: fc.dictionary(fc.string(), fc.constantFrom('Red', '', 'no option')),
					required: fc.boolean(),
				},
				{ requiredKeys: ['to', 'from'] },
			),
		);
		const value = fc.oneof(fc.jsonValue() as fc.Arbitrary<FieldValue>, fc.string({ unit: 'binary' }), fc.double());
		const input = fc.dictionary(fc.constantFrom('a', 'b', 'a.b', '__proto__', 'constructor', 'other'), value);
		fc.assert(
			fc.property(fc.tuple(...rows), input, (fields, values) => {
				const compiled = compileFieldMap({ fields }, { destination });
				const before = structuredClone(values);
				const mapped = compiled.map(record(values));
				expect(compiled.map(record(values))).toEqual(mapped);
				expect(values).toEqual(before);
				for (const [property, text] of Object.entries(mapped.properties)) {
					expect(destination.fields.has(property)).toBe(true);
					expect(text).not.toMatch(/\p{Cs}/u);
					if (mapped.onlyIfBlank.has(property)) expect(text).not.toBe('');
				}
				for (const property of mapped.onlyIfBlank) expect(mapped.properties).toHaveProperty(property);
			}),
			{ numRuns: 200 },
		);
	});
});
