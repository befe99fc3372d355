import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { cleaned } from '../../../engine/mapping/values/cleaned';
import { cleanItems } from '../../../engine/pairs/clean';

/** What it should be, written down as simply as can be (and only good for shallow values). */
function model(value: unknown): unknown {
	if (typeof value === 'string') return value.trim();
	if (Array.isArray(value)) return value.filter((element) => element !== null).map(model);
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value).filter(([, child]) => child !== null);
		return Object.fromEntries(entries.map(([name, child]) => [name, model(child)]));
	}
	return value;
}

describe('a cleaned value', () => {
	it('has trimmed texts and no nulls at any depth; 0, false and empty texts stay', () => {
		expect(
			cleaned({
				a: '  x\n',
				b: null,
				c: undefined,
				d: [null, ' y ', [null], {}, 0, false, ''],
				e: { f: null, g: '  ' },
			}),
		).toEqual({ a: 'x', d: ['y', [], {}, 0, false, ''], e: { g: '' } });
		expect([cleaned(' x '), cleaned(0), cleaned(false), cleaned(null)]).toEqual(['x', 0, false, null]);
	});

	it('is the model for every JSON value, again for its own result, and the value itself is not touched', () => {
		const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'length'));
		const value = fc.letrec((tie) => ({
			any: fc.oneof(
				{ maxDepth: 4 },
				fc.string({ unit: 'grapheme' }),
				fc.string().map((text) => ` ${text}\u00a0`),
				fc.double(),
				fc.boolean(),
				fc.constant(null),
				fc.array(tie('any')),
				fc.array(fc.tuple(names, tie('any'))).map((entries) => Object.fromEntries(entries) as unknown),
			),
		})).any;
		fc.assert(
			fc.property(value, (one) => {
				const before = fc.stringify(one);
				const clean = cleaned(one);
				// Jest's own comparison trips over properties named constructor.
				expect(isDeepStrictEqual(clean, model(one))).toBe(true);
				expect(isDeepStrictEqual(cleaned(clean), clean)).toBe(true);
				expect(fc.stringify(one)).toBe(before);
			}),
		);
	});

	it('keeps a property named __proto__ as one, and touches no prototype', () => {
		const clean = cleaned(JSON.parse('{"__proto__": {"polluted": " yes "}, "a": {"__proto__": null}}')) as object;
		expect(JSON.stringify(clean)).toBe('{"__proto__":{"polluted":"yes"},"a":{}}');
		expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
		expect({}).not.toHaveProperty('polluted');
	});

	it('may be nested as deeply as memory allows, as long as one likes, or hold itself', () => {
		let deep: unknown = ' x ';
		for (let depth = 0; depth < 200_000; depth++) deep = depth % 2 === 0 ? [deep, null] : { a: deep };
		let inner = cleaned(deep);
		for (let depth = 0; depth < 200_000; depth++) {
			inner = Array.isArray(inner) ? (inner as unknown[])[0] : (inner as { a: unknown }).a;
		}
		expect(inner).toBe('x');
		expect(cleaned(`  ${'x'.repeat(5_000_000)}  `)).toHaveLength(5_000_000);
		const circle: Record<string, unknown> = { name: ' a ' };
		circle.self = circle;
		const copy = cleaned(circle) as Record<string, unknown>;
		expect([copy.name, copy.self]).toEqual(['a', copy]);
		expect(copy).not.toBe(circle);
	});

	it('leaves what is no plain data alone, and knows plain data of another realm', () => {
		const at = new Date('2026-03-01T00:00:00Z');
		const bytes = Buffer.from(' x ');
		const clean = cleaned({ at, bytes, big: 1n }) as Record<string, unknown>;
		expect(clean.at).toBe(at);
		expect(clean.bytes).toBe(bytes);
		expect(clean.big).toBe(1n);
		expect(cleaned(runInNewContext("({ a: ' x ', b: null, c: [null, ' y '] })"))).toStrictEqual({ a: 'x', c: ['y'] });
	});
});

describe('Clean Items', () => {
	const jsonOf = async (item: Record<string, unknown>, ...normalise: NonNullable<Rules['normalise']>) =>
		(await cleanItems([item], { normalise })).items[0].json;
	type Rules = NonNullable<Parameters<typeof cleanItems>[1]>;

	it('brings fields into one form, nested and listed ones too; what cannot be read stays and is counted', async () => {
		const item = {
			email: ' Ann@Example.COM ',
			web: 'https://www.example.com/about',
			people: [{ phone: '(030) 901820' }, { phone: 'none' }, { phone: ['+1 212 555 0100', '', 4930901820] }],
			address: { country: 'germany' },
			'dotted.name': 'France',
			seen: new Date(0),
		};
		const { items, unread } = await cleanItems([item], {
			normalise: [
				{ path: 'email', form: 'email' },
				{ path: 'web', form: 'domain' },
				{ path: 'people.phone', form: 'phone', region: 'de' },
				{ path: 'address.country', form: 'country' },
				{ path: 'dotted.name', form: 'country' },
				{ path: 'seen', form: 'country' },
				{ path: 'not.there', form: 'email' },
				{ path: 'toString', form: 'email' },
				{ path: 'address', form: 'country' },
			],
		});
		expect(items[0].json).toEqual({
			email: 'ann@example.com',
			web: 'example.com',
			people: [{ phone: '+4930901820' }, { phone: 'none' }, { phone: ['+12125550100', '', '+4930901820'] }],
			address: { country: 'DE' },
			'dotted.name': 'FR',
			seen: new Date(0),
		});
		expect(unread).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0]);
		expect(item.email).toBe(' Ann@Example.COM ');
	});

	it('keeps the extension of a phone number, and refuses a region that is none', async () => {
		expect(await jsonOf({ phone: '+1 212 555 0100 ext 7' }, { path: 'phone', form: 'phone' })).toEqual({
			phone: '+12125550100;ext=7',
		});
		await expect(
			cleanItems([], { normalise: [{ path: 'a', form: 'phone', region: 'Bavaria' }] }),
		).rejects.toMatchObject({
			kind: 'configuration',
		});
	});

	it('does not lose itself in lists that hold themselves', async () => {
		const list: unknown[] = ['germany'];
		list.push(list);
		const json = await jsonOf({ list }, { path: 'list', form: 'country' });
		expect((json.list as unknown[])[0]).toBe('DE');
	});

	it('does not let a path reach a prototype', async () => {
		await jsonOf(
			{ a: 1 },
			{ path: '__proto__.toString', form: 'email' },
			{ path: 'constructor.name', form: 'country' },
		);
		expect(typeof Object.prototype.toString).toBe('function');
		const json = await jsonOf(JSON.parse('{"__proto__": "germany"}') as Record<string, unknown>, {
			path: '__proto__',
			form: 'country',
		});
		expect(JSON.stringify(json)).toBe('{"__proto__":"DE"}');
	});

	const doubles = [
		{ email: 'A@example.com', n: 1 },
		{ email: 'b@example.com', n: 2 },
		{ email: ' a@example.com', n: 3 },
		{ email: null, n: 4 },
		{ n: 5 },
		{ email: '  ', n: 6 },
		{ email: { nested: true }, n: 7 },
	];

	it.each<['first' | 'last' | undefined, number[]]>([
		[undefined, [1, 2, 4, 5, 6, 7]],
		['first', [1, 2, 4, 5, 6, 7]],
		['last', [2, 3, 4, 5, 6, 7]],
	])('removes doubles after cleaning and keeps the %s; what has no value stays', async (keep, stays) => {
		const { items, removed } = await cleanItems(doubles, {
			normalise: [{ path: 'email', form: 'email' }],
			uniqueBy: [' email ', ''],
			keep,
		});
		expect(items.map(({ json }) => json.n)).toEqual(stays);
		expect(items.map(({ index }) => index + 1)).toEqual(stays);
		expect(removed).toBe(1);
	});

	it('compares several fields together, nested ones by their path, numbers and texts by what they say', async () => {
		const items = [
			{ a: 1, b: { c: 'x' } },
			{ a: '1', b: { c: ' x ' } },
			{ a: '1,x', b: { c: '' } },
			{ a: 1, b: { c: 'y' } },
			{ a: new Date(5), b: { c: 'z' } },
			{ a: new Date(5), b: { c: 'z' } },
		];
		const { items: kept } = await cleanItems(items, { uniqueBy: ['a', 'b.c'] });
		expect(kept.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
	});

	it('gives everybody else a turn between many items', async () => {
		let turns = 0;
		const ticking = setInterval(() => turns++, 0);
		await cleanItems(Array.from({ length: 20_000 }, (_, n) => ({ email: `a${n}@example.com`, list: [' x ', null] })));
		clearInterval(ticking);
		expect(turns).toBeGreaterThan(0);
	});
});
