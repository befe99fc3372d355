import fc from 'fast-check';
import { countryCode, countryName } from '../../../engine/mapping/values/country';
import { canonicalDecimal, humanDecimal, roundDecimal } from '../../../engine/mapping/values/decimal';
import { domainOfEmail, domainOfWebAddress, parseWebAddress } from '../../../engine/mapping/values/hostname';
import { htmlToText } from '../../../engine/mapping/values/html';
import { parseInstant } from '../../../engine/mapping/values/instant';
import { cutText, readBoolean, scalarText, storableText } from '../../../engine/mapping/values/text';

describe('canonicalDecimal', () => {
	it.each([
		['1234.5', '1234.5'],
		['3.0E7', '30000000'],
		['1e21', '1000000000000000000000'],
		['1.5e-7', '0.00000015'],
		['+007', '7'],
		['-0', '0'],
		['-0.00', '0'],
		['.5', '0.5'],
		['5.', '5'],
		[' 12 ', '12'],
		['12345678901234567890.10', '12345678901234567890.1'],
	])('%s → %s', (text, expected) => expect(canonicalDecimal(text)).toBe(expected));

	it.each(['', '.', 'e5', '1,234', '1 234', '0x10', 'NaN', 'Infinity', '--1', '1e9999', '1'.repeat(401), '12%', '١٢'])(
		'refuses %j',
		(text) => expect(canonicalDecimal(text)).toBeUndefined(),
	);

	it('keeps every finite number exactly and is idempotent', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
				const text = canonicalDecimal(String(number));
				expect(text).toMatch(/^-?\d+(\.\d*[1-9])?$/);
				expect(Number(text)).toBe(number === 0 ? 0 : number);
				// A tiny number spells out to more digits than are read back.
				if (text !== undefined && text.length <= 400) expect(canonicalDecimal(text)).toBe(text);
			}),
		);
	});
});

describe('roundDecimal', () => {
	it.each([
		['2.5', '3'],
		['-2.5', '-3'],
		['2.4999', '2'],
		['-0.4', '0'],
		['7', '7'],
		['99999999999999999999.5', '100000000000000000000'],
	])('%s → %s', (text, expected) => expect(roundDecimal(text)).toBe(expected));
});

describe('humanDecimal', () => {
	it.each([
		['$1,234.50', '1234.5'],
		['1.234,50 €', '1234.5'],
		['1 234,5', '1234.5'],
		["1'234'567", '1234567'],
		['(1,234)', '-1234'],
		['\u22125', '-5'],
		['12 %', '12'],
		['1,234', '1234'],
		['1,5', '1.5'],
		['1.234', '1.234'],
		['1.234.567', '1234567'],
		['12,345,678', '12345678'],
	])('%s → %s', (text, expected) => expect(humanDecimal(text)).toBe(expected));

	it.each(['', 'about 5', '1,2,3', '1.2.3', 'n/a', '5 million', '()', '1,23,456.7.8'])('refuses %j', (text) =>
		expect(humanDecimal(text)).toBeUndefined(),
	);
});

describe('parseInstant', () => {
	const iso = (value: string | number) => {
		const ms = parseInstant(value);
		return ms === undefined ? undefined : new Date(ms).toISOString();
	};

	it.each([
		['2026-01-31', '2026-01-31T00:00:00.000Z'],
		['2026-01-31T23:30:00.000+0000', '2026-01-31T23:30:00.000Z'],
		['2026-01-31T23:30:00+02:00', '2026-01-31T21:30:00.000Z'],
		['2026-01-31 23:30', '2026-01-31T23:30:00.000Z'],
		['2026-01-31T23:30:00.123456Z', '2026-01-31T23:30:00.123Z'],
		['2024-02-29', '2024-02-29T00:00:00.000Z'],
		[1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
		['1700000000000', '2023-11-14T22:13:20.000Z'],
		[0, '1970-01-01T00:00:00.000Z'],
	])('%s → %s', (value, expected) => expect(iso(value)).toBe(expected));

	it.each([
		'',
		'2026-02-30',
		'2026-13-01',
		'2025-02-29',
		'1/2/2026',
		'20260131',
		'tomorrow',
		'0001-01-01',
		'2026-01-31T25:00:00Z',
		'2026-01-31T10:60:00Z',
		'2026-01-31T10:00:00+25:00',
		'2026-01-31T10:00:00 junk',
		NaN,
		Infinity,
		8.64e15 + 1,
		'9'.repeat(1_000_000),
	])('refuses %j', (value) => expect(parseInstant(value)).toBeUndefined());

	it('reads back every date that JavaScript writes', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
				(date) => {
					expect(parseInstant(date.toISOString())).toBe(date.getTime());
				},
			),
		);
	});
});

describe('domainOfWebAddress', () => {
	it.each([
		['https://www.Example.com/about?x=1#y', 'example.com'],
		['www.genepoint.com', 'genepoint.com'],
		['example.org', 'example.org'],
		['//example.org/x', 'example.org'],
		['http://user:secret@example.org:8080', 'example.org'],
		['shop.example.co.uk.', 'shop.example.co.uk'],
		['a.example.com, b.example.com', 'a.example.com'],
		['www.example', 'www.example'],
		['münchen.example', 'xn--mnchen-3ya.example'],
		['https://linkedin.com', 'linkedin.com'],
	])('%s → %s', (text, expected) => expect(domainOfWebAddress(text)).toBe(expected));

	it.each([
		'www.expressl&t.net',
		'n/a',
		'none',
		'-',
		'',
		'localhost',
		'http://localhost:3000',
		'192.0.2.1',
		'http://[2001:db8::1]/',
		'ftp://example.org',
		'javascript:alert(1)',
		'mailto:pat@example.org x',
		'https://www.linkedin.com/company/example',
		'https://facebook.com/example',
		'sites.google.com',
		`${'a'.repeat(64)}.example`,
		`http://${'a.'.repeat(3000)}com`,
		'ex ample.com'.replace(' ', '_'),
		'\ud800.com',
	])('finds none in %j', (text) => expect(domainOfWebAddress(text)).toBeUndefined());

	it('never throws and gives a bare domain that gives itself', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain()), (text) => {
				const domain = domainOfWebAddress(text);
				if (domain === undefined) return;
				expect(domain).toMatch(/^[a-z0-9.-]+$/);
				expect(parseWebAddress(domain)?.host).toBe(domain);
			}),
		);
	});
});

describe('domainOfEmail', () => {
	it.each([
		['pat@Example.COM', 'example.com'],
		['Pat <pat@example.com>', 'example.com'],
		['"a@b"@mail.example.org', 'mail.example.org'],
	])('%s → %s', (text, expected) => expect(domainOfEmail(text)).toBe(expected));

	it.each([
		'pat@gmail.com',
		'pat@GMX.de',
		'@example.com',
		'example.com',
		'pat@',
		'b.levy@expressl&t.net',
		'x@'.repeat(100_000),
	])('finds none in %j', (text) => expect(domainOfEmail(text)).toBeUndefined());
});

describe('htmlToText', () => {
	it.each([
		['<p>One</p><p>Two &amp; three</p>', 'One\n\nTwo & three'],
		['a < b and c > d', 'a < b and c > d'],
		['<b>bold</b>text', 'boldtext'],
		['one<br/>two', 'one\ntwo'],
		['<script>alert("x")</script>safe', 'safe'],
		['<style>p { color: red }</style>safe', 'safe'],
		['<!-- a > b -->seen', 'seen'],
		['&#65;&#x42;&nbsp;&unknown;&#0;&#99999999;', 'AB &unknown;&#0;&#99999999;'],
		['&amp;lt;', '&lt;'],
		['&constructor;', '&constructor;'],
		['before <unfinished', 'before'],
		['<ul><li>x</li><li>y</li></ul>', 'x\n\ny'],
		['', ''],
	])('%j → %j', (html, text) => expect(htmlToText(html)).toBe(text));

	it.each(['<', '<a', '<script>', '<!--', '&#', '</', '<p>', ' \n', '\n \n'])('takes a megabyte of %j', (piece) => {
		const html = piece.repeat(1_000_000 / piece.length);
		expect(htmlToText(html).length).toBeLessThanOrEqual(html.length);
	});
});

describe('countries', () => {
	it.each([
		['US', 'US', 'United States'],
		['usa', 'US', 'United States'],
		['Germany', 'DE', 'Germany'],
		['DE', 'DE', 'Germany'],
		[' united kingdom ', 'GB', 'United Kingdom'],
		['UK', 'GB', 'United Kingdom'],
		['France', 'FR', 'France'],
	])('%s is %s, %s', (text, code, name) => {
		expect(countryCode(text)).toBe(code);
		expect(countryName(text)).toBe(name);
	});

	it.each(['', 'Atlantis', 'EU', 'ZZ', 'constructor', 'x'.repeat(1_000_000)])('does not know %j', (text) => {
		expect(countryCode(text)).toBeUndefined();
		expect(countryName(text)).toBeUndefined();
	});
});

describe('text', () => {
	it('makes text storable', () => {
		expect(storableText('a\u0000b\u0007c\td\ne\r\nf')).toBe('abc\td\ne\r\nf');
		expect(storableText('x\ud800y\udc00z')).toBe('x\ufffdy\ufffdz');
		expect(storableText('grin 😀')).toBe('grin 😀');
	});

	it('is well formed afterwards, whatever it was, and stays so when cut', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, length) => {
				const stored = storableText(text);
				expect(stored).not.toMatch(/\p{Cs}/u);
				expect(storableText(stored)).toBe(stored);
				const cut = cutText(stored, length);
				expect(cut).not.toMatch(/\p{Cs}/u);
				expect(cut.length).toBeLessThanOrEqual(length);
				expect(stored.startsWith(cut)).toBe(true);
			}),
		);
	});

	it('reads yes and no', () => {
		expect(['true', 'YES', ' y ', '1', 'On'].map(readBoolean)).toEqual([true, true, true, true, true]);
		expect(['false', 'No', 'n', '0', 'off'].map(readBoolean)).toEqual([false, false, false, false, false]);
		expect(['', 'maybe', '2', 'x'.repeat(1_000_000)].map(readBoolean)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	});

	it('spells scalars', () => {
		expect([0, false, '', 1e21, 'x'].map(scalarText)).toEqual(['0', 'false', '', '1000000000000000000000', 'x']);
		expect([null, undefined, NaN, Infinity, [], {}].map(scalarText)).toEqual(
			Array.from({ length: 6 }, () => undefined),
		);
	});
});
