import fc from 'fast-check';
import { applyTransforms, isTransform, transformNamed, TRANSFORMS, UNUSABLE } from '../../../engine/mapping/transforms';
import type { FieldValue } from '../../../engine/systems/types';

const apply = (value: FieldValue | undefined, ...names: string[]) => applyTransforms(names.map(transformNamed), value);

describe('transforms', () => {
	it('have names of their own, labels and descriptions', () => {
		expect(new Set(TRANSFORMS.map(({ name }) => name)).size).toBe(TRANSFORMS.length);
		for (const { name, label, description, text, list } of TRANSFORMS) {
			expect(name).toMatch(/^[a-z][A-Za-z]+$/);
			expect(label).not.toBe('');
			expect(description).not.toBe('');
			expect([text, list].filter((each) => each !== undefined)).toHaveLength(1);
		}
	});

	it.each<[string, FieldValue, FieldValue]>([
		['trim', '  a b ', 'a b'],
		['collapseSpaces', ' a \n\t b ', 'a b'],
		['lowercase', 'ACME', 'acme'],
		['uppercase', 'acme', 'ACME'],
		['titleCase', "PAT O'NEIL-SMITH it's", "Pat O'Neil-Smith It's"],
		['titleCase', 'ßen élan', 'Ssen Élan'],
		['stripHtml', '<b>x</b>', 'x'],
		['joinLines', 'Kings Park,\r\n Gateshead \n\nTyne', 'Kings Park, Gateshead, Tyne'],
		['firstLine', '\n one \ntwo', 'one'],
		['firstWord', ' Pat Lee Kim', 'Pat'],
		['lastWord', 'Pat Lee Kim ', 'Kim'],
		['afterFirstWord', 'Pat Lee Kim', 'Lee Kim'],
		['digits', 'AB-12 34', '1234'],
		['digits', 1234.5, '12345'],
		['phoneDigits', '(650) 867-3450 ext. 12', '6508673450'],
		['phoneDigits', '+44 191 4956203', '+441914956203'],
		['phoneDigits', '0044 191 4956203', '+441914956203'],
		['toNumber', '$1,234.50', '1234.5'],
		['wholeNumber', '1,234.5', '1235'],
		['yesNo', true, 'Yes'],
		['yesNo', 0, 'No'],
		['dateOnly', '2026-01-31T23:30:00.000+0000', '2026-01-31'],
		['domainFromUrl', 'http://www.example.com/x', 'example.com'],
		['domainFromEmail', 'pat@example.com', 'example.com'],
		['emailAddress', 'Pat Lee <pat@example.com>', 'pat@example.com'],
		['urlWithScheme', 'www.example.com/x', 'https://www.example.com/x'],
		['urlWithScheme', 'HTTP://example.com', 'HTTP://example.com'],
		['countryName', 'USA', 'United States'],
		['countryName', 'Atlantis', 'Atlantis'],
		['countryCode', 'Germany', 'DE'],
		['splitSemicolon', 'a; b;;c', ['a', 'b', 'c']],
		['splitComma', 'a, b', ['a', 'b']],
		['joinComma', ['a', 'b'], 'a, b'],
		['joinComma', 'a', 'a'],
		['firstOfList', ['a', 'b'], 'a'],
		['textToHtml', ' a < b & c > d\r\ne\nf ', 'a &lt; b &amp; c &gt; d<br>e<br>f'],
		['secondsToMilliseconds', 95.5, '95500'],
	])('%s: %j → %j', (name, value, expected) => expect(apply(value, name)).toEqual(expected));

	it('has a tried example of every transform', () => {
		expect(TRANSFORMS).toHaveLength(29);
	});

	it.each<[string, FieldValue]>([
		['toNumber', 'about 5'],
		['yesNo', 'maybe'],
		['dateOnly', '1/2/2026'],
		['domainFromUrl', 'n/a'],
		['domainFromEmail', 'pat@gmail.com'],
		['emailAddress', 'none'],
		['urlWithScheme', 'n/a'],
		['countryCode', 'Atlantis'],
		['phoneDigits', 'none'],
		['secondsToMilliseconds', 'soon'],
		['trim', { street: 'x' }],
		['trim', [['x']]],
		['trim', NaN],
	])('%s cannot use %j', (name, value) => expect(apply(value, name)).toBe(UNUSABLE));

	it('leaves empty values as they are, and makes null of what is used up', () => {
		for (const { name } of TRANSFORMS) {
			expect(apply(null, name)).toBeNull();
			expect(apply(undefined, name)).toBeUndefined();
			expect(apply('', name)).toBe('');
		}
		expect(apply('   ', 'trim', 'uppercase')).toBeNull();
		expect(apply('none', 'digits')).toBeNull();
		expect(apply(';;', 'splitSemicolon')).toBeNull();
		expect(apply([], 'joinComma')).toBeNull();
	});

	it('applies in order, and to each element of a list', () => {
		expect(apply('<p> pat@EXAMPLE.com </p>', 'stripHtml', 'domainFromEmail', 'uppercase')).toBe('EXAMPLE.COM');
		expect(apply('a; b', 'splitSemicolon', 'uppercase', 'joinComma')).toBe('A, B');
		expect(apply([' a', null, 2, '  '], 'trim')).toEqual(['a', '2']);
		expect(apply(['a', {}], 'trim')).toBe(UNUSABLE);
	});

	it('refuses an unknown name with the known ones', () => {
		expect(isTransform('trim')).toBe(true);
		expect(isTransform('constructor')).toBe(false);
		expect(() => transformNamed('tirm')).toThrow(
			expect.objectContaining({
				kind: 'configuration',
				message: expect.stringContaining('"tirm"'),
				remedy: expect.stringContaining('trim, collapseSpaces'),
			}),
		);
	});

	const anyValue = fc.oneof(
		fc.jsonValue() as fc.Arbitrary<FieldValue>,
		fc.string({ unit: 'binary' }),
		fc.emailAddress(),
		fc.webUrl(),
		fc.constantFrom(NaN, Infinity, '=HYPERLINK("http://example.com")', '\ud800', '<script>', '+1 x'),
	);

	it('never throw, are pure, and give only text, lists of text or nothing', () => {
		fc.assert(
			fc.property(
				anyValue,
				fc.array(fc.constantFrom(...TRANSFORMS), { minLength: 1, maxLength: 4 }),
				(value, transforms) => {
					const before = JSON.stringify(value);
					const result = applyTransforms(transforms, value);
					expect(applyTransforms(transforms, value)).toEqual(result);
					expect(JSON.stringify(value)).toBe(before);
					if (result === UNUSABLE || result === null || result === value) return;
					for (const text of Array.isArray(result) ? result : [result]) expect(typeof text).toBe('string');
				},
			),
			{ numRuns: 1000 },
		);
	});

	it.each([
		'trim',
		'collapseSpaces',
		'lowercase',
		'uppercase',
		'titleCase',
		'joinLines',
		'firstLine',
		'firstWord',
		'lastWord',
		'digits',
		'phoneDigits',
		'toNumber',
		'wholeNumber',
		'yesNo',
		'dateOnly',
		'emailAddress',
		'urlWithScheme',
		'countryName',
		'countryCode',
		'joinComma',
	])('%s twice is %s once', (name) => {
		fc.assert(
			fc.property(anyValue, (value) => {
				const once = apply(value, name);
				if (once !== UNUSABLE) expect(apply(once, name)).toEqual(once);
			}),
		);
	});

	it.each(TRANSFORMS.map(({ name }) => name))('%s takes a megabyte', (name) => {
		for (const piece of ['a', ' ', '\n', '<', '&', ';', 'x@', '1,', "O'", 'ß', '\ud800', '.', '(']) {
			const result = apply(piece.repeat(1_000_000 / piece.length), name);
			expect(result).not.toBeUndefined();
		}
	});
});
