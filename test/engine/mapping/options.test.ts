import fc from 'fast-check';
import { foldLabel, optionForLabel, optionMatcher } from '../../../engine/mapping/options';

const options = [
	{ value: 'FOOD_BEVERAGES', label: 'Food & Beverages' },
	{ value: 'HEALTH_WELLNESS_AND_FITNESS', label: 'Health, Wellness and Fitness' },
	{ value: 'E_LEARNING', label: 'E-Learning' },
	{ value: '17', label: 'pat@example.com' },
	{ value: '18', label: 'twice@example.com' },
	{ value: '19', label: 'twice@example.com' },
	{ value: 'c', label: 'C' },
	{ value: '1-5', label: '1-5' },
];

describe('optionMatcher', () => {
	const match = optionMatcher(options);

	it.each([
		['FOOD_BEVERAGES', 'FOOD_BEVERAGES'],
		['food_beverages', 'FOOD_BEVERAGES'],
		['Food & Beverages', 'FOOD_BEVERAGES'],
		[' food and beverages ', 'FOOD_BEVERAGES'],
		['Health Wellness & Fitness', 'HEALTH_WELLNESS_AND_FITNESS'],
		['e learning', 'E_LEARNING'],
		['É-Learning', 'E_LEARNING'],
		['PAT@example.com', '17'],
		['17', '17'],
		['C', 'c'],
		['1-5', '1-5'],
	])('%s is %s', (text, value) => expect(match(text)).toBe(value));

	it.each([
		'Technology',
		'twice@example.com',
		'C++',
		'C#',
		'15',
		'1.5',
		'__proto__',
		'constructor',
		'x'.repeat(1_000_000),
	])('%s is no option', (text) => expect(match(text)).toBeUndefined());

	it('takes the value before a label, and the exact case before any', () => {
		const tricky = optionMatcher([
			{ value: 'a', label: 'B' },
			{ value: 'b', label: 'A' },
			{ value: 'X', label: 'x label' },
			{ value: 'x', label: 'other' },
		]);
		expect(tricky('a')).toBe('a');
		expect(tricky('A')).toBe('a');
		expect(tricky('X')).toBe('X');
		expect(tricky('x')).toBe('x');
	});

	it('goes through the table first, whose targets must be options too', () => {
		const table = JSON.parse(
			'{"Grub": "food & beverages", "Nothing": "", "Gone": "NO_SUCH_CODE", "__proto__": "E_LEARNING"}',
		);
		const withTable = optionMatcher(options, table);
		expect(withTable('GRUB')).toBe('FOOD_BEVERAGES');
		expect(withTable('grub.')).toBe('FOOD_BEVERAGES');
		expect(withTable('nothing')).toBe('');
		expect(withTable('Gone')).toBeUndefined();
		expect(withTable('__proto__')).toBe('E_LEARNING');
		expect(withTable('C')).toBe('c');
	});

	it('takes anything where the destination has no options', () => {
		expect(optionMatcher(undefined)(' Anything ')).toBe('Anything');
		expect(optionMatcher([])('Anything')).toBeUndefined();
		expect(optionMatcher(undefined, { a: 'b' })('A')).toBe('b');
	});

	it('finds every option by its value and gives nothing that is no option', () => {
		const label = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text);
		fc.assert(
			fc.property(fc.uniqueArray(label, { maxLength: 8 }), fc.string(), (values, text) => {
				const some = values.map((value) => ({ value, label: `Label ${value}` }));
				const matcher = optionMatcher(some);
				for (const { value } of some) expect(matcher(value)).toBe(value);
				const found = matcher(text);
				if (found !== undefined && found !== '' && some.length > 0) expect(values).toContain(found);
			}),
		);
	});
});

describe('foldLabel', () => {
	it('is idempotent', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(foldLabel(foldLabel(text))).toBe(foldLabel(text))),
		);
	});

	it('needs a letter', () => expect(['1-5', '--', '', '&'].map(foldLabel)).toEqual(['', '', '', '']));
});

it('makes options without separators in their values', () => {
	expect(optionForLabel('Bits; Bobs')).toEqual({ value: 'Bits, Bobs', label: 'Bits; Bobs' });
});
