import fc from 'fast-check';
import { coercer } from '../../../engine/mapping/coerce';
import type { FieldDescription, FieldType, FieldValue } from '../../../engine/systems/types';
import { choices, field } from './describe';

const types: FieldType[] = [
	'string',
	'email',
	'phone',
	'url',
	'number',
	'integer',
	'boolean',
	'date',
	'datetime',
	'enumeration',
	'multiEnumeration',
];
const options = choices('Red', 'Green & Blue');

const coerce = (type: FieldType, value: FieldValue | undefined, more: Partial<FieldDescription> = {}) =>
	coercer(field('f', type, { options: type.toLowerCase().includes('enumeration') ? options : undefined, ...more }))(
		value,
	);

describe('coercer', () => {
	it.each<[FieldType, FieldValue, string]>([
		['string', 'as it is ', 'as it is '],
		['string', '   ', '   '],
		['string', 0, '0'],
		['string', false, 'false'],
		['string', 3e7, '30000000'],
		['string', ['a', null, 2], 'a;2'],
		['string', '=1+1', '=1+1'],
		['string', 'x\u0000\ud800', 'x\ufffd'],
		['email', ' Pat.Lee@Example.COM ', 'Pat.Lee@example.com'],
		['email', 'no address', 'no address'],
		['email', 'b.levy@expressl&t.net', 'b.levy@expressl&t.net'],
		['phone', ' (650) 867-3450 ', '(650) 867-3450'],
		['url', ' http://example.com ', 'http://example.com'],
		['number', 1234.5, '1234.5'],
		['number', '3.0E7', '30000000'],
		['number', 0, '0'],
		['number', [7], '7'],
		['integer', 2.5, '3'],
		['integer', '-2.5', '-3'],
		['boolean', true, 'true'],
		['boolean', false, 'false'],
		['boolean', 'No', 'false'],
		['boolean', 1, 'true'],
		['date', '2026-01-31', '2026-01-31'],
		['date', '2026-01-31T23:30:00.000+0000', '2026-01-31'],
		['date', 1_700_000_000_000, '2023-11-14'],
		['datetime', '2026-01-31T23:30:00.000+0000', '2026-01-31T23:30:00.000Z'],
		['datetime', '2026-01-31', '2026-01-31T00:00:00.000Z'],
		['enumeration', 'green and blue', 'GREEN_BLUE'],
		['enumeration', ['Red'], 'RED'],
		['multiEnumeration', 'Green & Blue; red;;Red', 'GREEN_BLUE;RED'],
		['multiEnumeration', ['Red', null], 'RED'],
	])('%s: %j → %j', (type, value, expected) => expect(coerce(type, value)).toEqual({ kind: 'value', value: expected }));

	it.each<[FieldType, FieldValue]>([
		['string', { street: '1 Main St', city: 'Springfield' }],
		['string', [['x']]],
		['string', NaN],
		['number', 'about 5'],
		['number', '1,234'],
		['number', NaN],
		['number', Infinity],
		['number', [1, 2]],
		['number', {}],
		['integer', 'x'],
		['boolean', 'maybe'],
		['boolean', 2],
		['date', '1/2/2026'],
		['date', true],
		['datetime', 'yesterday'],
		['enumeration', ['Red', 'Green & Blue']],
		['enumeration', {}],
		['multiEnumeration', { a: 1 }],
		['multiEnumeration', ['Red', {}]],
	])('%s: %j is unusable', (type, value) => expect(coerce(type, value)).toMatchObject({ kind: 'unusable' }));

	it.each(types)('%s: null, undefined and [] are empty, the empty text is a value', (type) => {
		for (const empty of [null, undefined, [], [null]]) expect(coerce(type, empty)).toEqual({ kind: 'empty' });
		expect(coerce(type, '')).toEqual({ kind: 'value', value: '' });
		if (type !== 'string') expect(coerce(type, ' \n ')).toEqual({ kind: 'empty' });
	});

	it('tells unknown options from known ones', () => {
		expect(coerce('enumeration', ' Pink ')).toEqual({ kind: 'unknownOption', known: [], unknown: ['Pink'] });
		expect(coerce('multiEnumeration', 'Pink;Red;Pink;Grey')).toEqual({
			kind: 'unknownOption',
			known: ['RED'],
			unknown: ['Pink', 'Grey'],
		});
		expect(coerce('enumeration', 'Pink', { options: undefined })).toEqual({ kind: 'value', value: 'Pink' });
		expect(coerce('enumeration', 'Pink', { options: [] }).kind).toBe('unknownOption');
		expect(coerce('multiEnumeration', 'Pink;Red', { options: undefined })).toEqual({
			kind: 'value',
			value: 'Pink;Red',
		});
	});

	it('cuts what is too long, never half a character', () => {
		expect(coerce('string', 'abcdef', { maxLength: 3 })).toEqual({ kind: 'value', value: 'abc', tooLong: true });
		expect(coerce('string', 'ab😀', { maxLength: 3 })).toEqual({ kind: 'value', value: 'ab', tooLong: true });
		expect(coerce('string', 'abc', { maxLength: 3 })).toEqual({ kind: 'value', value: 'abc' });
		expect(coerce('string', 'x'.repeat(1_000_000), { maxLength: 65_536 })).toMatchObject({ tooLong: true });
	});

	it('translates whole values of any type by the table', () => {
		const translate = coercer(field('f', 'string'), { Hot: 'warm', None: '' });
		expect(translate('HOT')).toEqual({ kind: 'value', value: 'warm' });
		expect(translate('cold ')).toEqual({ kind: 'value', value: 'cold' });
		expect(translate('none')).toEqual({ kind: 'value', value: '' });
		expect(translate(null)).toEqual({ kind: 'empty' });
		expect(coercer(field('f', 'boolean'), { Subscribed: 'true' })('subscribed')).toEqual({
			kind: 'value',
			value: 'true',
		});
		expect(coercer(field('f', 'string'), { a: 'b' })('x'.repeat(1000))).toEqual({
			kind: 'value',
			value: 'x'.repeat(1000),
		});
	});

	it('never throws, is pure, and gives what the type promises', () => {
		const value = fc.oneof(
			fc.jsonValue() as fc.Arbitrary<FieldValue>,
			fc.string({ unit: 'binary' }),
			fc.double(),
			fc.date().map((date) => (Number.isNaN(date.getTime()) ? null : date.toISOString())),
			fc.constantFrom<FieldValue>('Red', 'red;Green & Blue', '12.50', 'yes', 'x'.repeat(100)),
		);
		const shapes: Partial<Record<FieldType, RegExp>> = {
			number: /^-?\d+(\.\d*[1-9])?$/,
			integer: /^-?\d+$/,
			boolean: /^(true|false)$/,
			date: /^\d{4}-\d{2}-\d{2}$/,
			datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
			enumeration: /^(RED|GREEN_BLUE)$/,
			multiEnumeration: /^(RED|GREEN_BLUE)(;(RED|GREEN_BLUE))?$/,
		};
		fc.assert(
			fc.property(fc.constantFrom(...types), value, (type, input) => {
				const result = coerce(type, input, { maxLength: 50 });
				expect(coerce(type, input, { maxLength: 50 })).toEqual(result);
				if (result.kind !== 'value' || result.value === '') return;
				expect(result.value).not.toMatch(/\p{Cs}/u);
				expect(result.value).toMatch(shapes[type] ?? /^[^]{1,50}$/);
			}),
			{ numRuns: 2000 },
		);
	});

	it('gives the same for what it gave', () => {
		fc.assert(
			fc.property(fc.constantFrom(...types), fc.jsonValue() as fc.Arbitrary<FieldValue>, (type, input) => {
				const first = coerce(type, input);
				if (first.kind === 'value' && first.value.length <= 400) expect(coerce(type, first.value)).toEqual(first);
			}),
		);
	});
});
