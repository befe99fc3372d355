import fc from 'fast-check';
import { compileFieldMap } from '../../../engine/mapping/compile';
import { fingerprint, mapFingerprintParts } from '../../../engine/mapping/fingerprint';
import type { FieldMapping } from '../../../engine/mapping/types';
import type { FieldDescription } from '../../../engine/systems/types';
import { choices, description, field } from './describe';

describe('fingerprint', () => {
	it('does not depend on the order of keys, nor on absent properties', () => {
		expect(fingerprint({ a: 1, b: { c: 2, d: [1, 2] } })).toBe(
			fingerprint({ b: { d: [1, 2], c: 2 }, a: 1, e: undefined }),
		);
		expect(
			fingerprint(
				new Map([
					['a', 1],
					['b', 2],
				]),
			),
		).toBe(
			fingerprint(
				new Map([
					['b', 2],
					['a', 1],
				]),
			),
		);
		expect(fingerprint(new Set(['a', 'b']))).toBe(fingerprint(new Set(['b', 'a'])));
		expect(fingerprint(null)).toMatch(/^[0-9a-f]{64}$/);
	});

	it('is the same for ever', () => {
		expect(fingerprint({ fields: [{ to: 'name', from: 'Name' }] })).toBe(
			'7f2bad6b3e9777c1377beee6d18cdc1a598b89a5936a75d66e833dfca79b7c73',
		);
	});

	it('tells apart all that differs', () => {
		const values: unknown[] = [
			null,
			undefined,
			'',
			'null',
			'1',
			1,
			1n,
			true,
			'true',
			[],
			{},
			[[]],
			[1, 2],
			[2, 1],
			[12],
			['1', '2'],
			['1,2'],
			{ a: 1 },
			{ a: '1' },
			{ a: null },
			{ 'a":1': 1 },
			0,
			-0,
			NaN,
			new Date(0),
			new Date(1),
			new Map(),
			new Set(),
			new Map([['a', 1]]),
			new Set(['a']),
			JSON.parse('{"__proto__": 1}'),
		];
		expect(new Set(values.map(fingerprint)).size).toBe(values.length);
	});

	it('refuses what has none', () => {
		const loop: Record<string, unknown> = {};
		loop.self = loop;
		const shared = { a: 1 };
		expect(() => fingerprint(loop)).toThrow(TypeError);
		expect(() => fingerprint(() => 1)).toThrow(TypeError);
		expect(() => fingerprint({ a: Symbol('x') })).toThrow(TypeError);
		expect(fingerprint([shared, shared])).toBe(fingerprint([{ a: 1 }, { a: 1 }]));
	});

	it('survives a copy through JSON, and differs where JSON differs', () => {
		const canonical = (value: unknown): string =>
			JSON.stringify(value, (_, part: unknown) =>
				typeof part === 'object' && part !== null && !Array.isArray(part)
					? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
					: part,
			);
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
				const copy: unknown = JSON.parse(JSON.stringify(a));
				expect(fingerprint(copy)).toBe(fingerprint(JSON.parse(JSON.stringify(copy))));
				const other: unknown = JSON.parse(JSON.stringify(b));
				expect(fingerprint(copy) === fingerprint(other)).toBe(canonical(copy) === canonical(other));
			}),
		);
	});
});

describe('mapFingerprintParts', () => {
	const of = (mapping: Partial<FieldMapping> = {}, color: Partial<FieldDescription> = {}) =>
		fingerprint(
			mapFingerprintParts(
				compileFieldMap(
					{
						fields: [
							{ to: 'color', from: 'Color', ...mapping },
							{ to: 'name', from: 'Name' },
						],
					},
					{
						destination: description(
							'companies',
							field('color', 'enumeration', { options: choices('Red', 'Green'), optionsExtendable: true, ...color }),
							field('name'),
							field('unmapped', 'enumeration', { options: choices('A') }),
						),
					},
				),
			),
		);

	it('does not depend on the order of options', () => {
		expect(of({}, { options: choices('Green', 'Red') })).toBe(of());
		expect(of({}, { label: 'Farbe' })).toBe(of());
	});

	it.each<[string, Partial<FieldMapping>, Partial<FieldDescription>]>([
		['a new option', {}, { options: choices('Red', 'Green', 'Blue') }],
		['a new label', {}, { options: [...choices('Red'), { value: 'GREEN', label: 'Verde' }] }],
		['another type', {}, { type: 'string' }],
		['another length', {}, { maxLength: 5 }],
		['another source field', { from: 'Colour' }, {}],
		['a transform', { transforms: ['trim'] }, {}],
		['a rule', { rule: 'onlyIfBlank' }, {}],
		['a table', { options: { Rouge: 'RED' } }, {}],
		['a property that has become read-only', {}, { writable: false }],
	])('changes with %s', (_, mapping, color) => expect(of(mapping, color)).not.toBe(of()));

	it('does not change with the options that the map itself adds', () => {
		const more = { options: choices('Red', 'Green', 'Blue') };
		expect(of({ unknownOption: 'add' }, more)).toBe(of({ unknownOption: 'add' }));
		expect(of({ unknownOption: 'add' }, { ...more, optionsExtendable: false })).not.toBe(
			of({ unknownOption: 'add' }, { optionsExtendable: false }),
		);
	});
});
