import fc from 'fast-check';
import { parseBody } from '../../../engine/intake/parse';
import { Refusal } from '../../../engine/intake/refusal';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What is read, or the refusal. */
function outcome(raw: Buffer | string, headers: Record<string, string> = JSON_TYPE): unknown {
	try {
		return parseBody(Buffer.from(raw), headers);
	} catch (error) {
		expect(error).toBeInstanceOf(Refusal);
		return error;
	}
}

/** The refusal of a body. */
function refusalOf(raw: Buffer | string, headers?: Record<string, string>): Refusal {
	const refusal = outcome(raw, headers);
	expect(refusal).toBeInstanceOf(Refusal);
	return refusal as Refusal;
}

describe('parsing a body', () => {
	it('gives what JSON says, or refuses with 400, whatever the bytes', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.uint8Array({ maxLength: 60 }),
					fc.json().map((text) => Buffer.from(text)),
				),
				(bytes) => {
					const raw = Buffer.from(bytes);
					const read = outcome(raw);
					if (read instanceof Refusal) expect(read.status).toBe(400);
					else expect(read).toEqual(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)));
				},
			),
			{ numRuns: 500 },
		);
	});

	it.each<[string, (text: string) => Buffer]>([
		['utf-8', (text) => Buffer.from(text)],
		['UTF-8', (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
		['utf-16le', (text) => Buffer.from(text, 'utf16le')],
		['iso-8859-1', (text) => Buffer.from(text, 'latin1')],
		['"windows-1252"', (text) => Buffer.from(text, 'latin1')],
	])('reads %s', (charset, encode) => {
		const headers = { 'content-type': `application/json; charset=${charset}` };
		expect(parseBody(encode('{"name":"Zoë"}'), headers)).toEqual({ name: 'Zoë' });
	});

	it.each(['application/json', 'text/plain', 'application/vnd.api+json', 'APPLICATION/JSON ; charset=utf-8', ''])(
		'takes JSON as %p',
		(type) => expect(parseBody(Buffer.from('[1]'), type === '' ? {} : { 'content-type': type })).toEqual([1]),
	);

	it.each([
		'text/xml',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'application/jsonp',
		'json',
	])('refuses %p', (type) => expect(refusalOf('[1]', { 'content-type': type }).status).toBe(415));

	it('refuses an unknown character set, and bytes that are not of the one named', () => {
		expect(refusalOf('[1]', { 'content-type': 'application/json; charset=klingon' }).status).toBe(415);
		expect(refusalOf(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).toMatchObject({ status: 400, code: 'INVALID_JSON' });
	});

	it.each(['', ' ', '{', '{"a":1,}', 'undefined', "{'a':1}", '[1] [2]', 'NaN', '{"a":01}'])('refuses %p', (text) =>
		expect(refusalOf(text).status).toBe(400),
	);

	it.each(['null', '0', '""', 'false', '[]', '{}', '{"":1}', '{"constructor":{"prototype":{"x":1}}}', '"\\ud800"'])(
		'takes %s, which is JSON',
		(text) => expect(parseBody(Buffer.from(text), JSON_TYPE)).toEqual(JSON.parse(text)),
	);

	it('refuses __proto__ at any depth, and leaves every object as it was', () => {
		expect(refusalOf('{"__proto__":{"polluted":1}}').details.field).toBe('__proto__');
		expect(refusalOf('{"a":[{"__proto__":null}]}').details.field).toBe('a[0].__proto__');
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});

	it('refuses numbers beyond those there are, and names them', () => {
		expect(refusalOf('{"a":{"b":[1,1e999]}}').details.field).toBe('a.b[1]');
		expect(parseBody(Buffer.from('{"a":1e308}'), JSON_TYPE)).toEqual({ a: 1e308 });
	});

	it('refuses what is nested too deeply, be it 65 or 100,000 levels', () => {
		const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
		expect(parseBody(Buffer.from(nested(64)), JSON_TYPE)).toBeInstanceOf(Array);
		expect(refusalOf(nested(65)).message).toMatch(/nested more than 64 levels/);
		expect(refusalOf(nested(100_000)).message.length).toBeLessThan(300);
		const objects = '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000);
		expect(refusalOf(objects).status).toBe(400);
	});

	it('says which field it is in a message of bounded length', () => {
		const name = 'x'.repeat(10_000);
		const { message, details } = refusalOf(`{"${name}":{"${name}":1e999}}`);
		expect(message.length).toBeLessThan(200);
		expect(details.field?.length).toBeLessThan(200);
	});
});
