import fc from 'fast-check';
import { keyOf, keyReader, normaliserOf } from '../../../engine/pairs/keys';
import type { KeyNormalisation, KeyPart } from '../../../engine/pairs/types';

const part = (normalise: KeyNormalisation, more: Partial<KeyPart> = {}): KeyPart => ({
	left: 'L',
	right: 'r',
	normalise,
	...more,
});

async function keyOfValue(normalise: KeyNormalisation, value: string, region?: string): Promise<string | null> {
	return (await keyReader([part(normalise, { region })], 'left'))({ L: value });
}

describe('match keys', () => {
	it.each<[KeyNormalisation, string, string | null]>([
		['exact', ' A b ', 'A b'],
		['exact', '  ', null],
		['caseInsensitive', ' Ärzte ', 'ärzte'],
		['caseInsensitive', 'A\u0308RZTE', 'ärzte'],
		['email', ' Ada@Example.COM ', 'ada@example.com'],
		['email', 'not an address', null],
		['domain', 'https://www.Acme.example/about?x=1', 'acme.example'],
		['domain', 'shop.acme.example', 'shop.acme.example'],
		['domain', 'ada@acme.example', 'acme.example'],
		['domain', 'ada@gmail.com', null],
		['domain', 'https://linkedin.com/company/acme', null],
		['domain', 'n/a', null],
		['phone', '+49 (30) 901820', '+4930901820'],
		['phone', 'call me', null],
		['phone', '030 901820', null],
		['phone', '+1 212 555 0100 ext. 12', '+12125550100;ext=12'],
	])('%s: %j', async (normalise, value, key) => {
		expect(await keyOfValue(normalise, value)).toBe(key);
	});

	it('takes no novel for a phone number', async () => {
		expect(await keyOfValue('phone', '+49 30 901820 '.repeat(10_000))).toBeNull();
	});

	it('dials numbers without a country code in the given country', async () => {
		expect(await keyOfValue('phone', '030 901820', 'de')).toBe('+4930901820');
		expect(await keyOfValue('phone', '(212) 555-0100', 'US')).toBe('+12125550100');
		expect(await keyOfValue('phone', '+49 30 901820', 'US')).toBe('+4930901820');
	});

	it('refuses a country that is none, and says what one looks like', async () => {
		await expect(keyReader([part('phone', { region: 'Germany' })], 'left')).rejects.toMatchObject({
			kind: 'configuration',
			remedy: expect.stringContaining("'DE'"),
		});
	});

	it('of several parts is null when one is blank, absent or of no use', async () => {
		const key = await keyReader([part('email'), { left: 'Name', right: 'name', normalise: 'caseInsensitive' }], 'left');
		expect(key({ L: 'A@example.com', Name: 'Ada' })).toBe(key({ L: 'a@EXAMPLE.com', Name: 'ADA ' }));
		for (const values of [
			{ L: 'a@example.com', Name: '' },
			{ L: 'a@example.com', Name: null },
			{ L: 'a@example.com' },
			{ L: 'nobody', Name: 'Ada' },
		]) {
			expect(key(values)).toBeNull();
		}
	});

	it('reads own properties only', async () => {
		const key = await keyReader([{ left: 'toString', right: '__proto__', normalise: 'exact' }], 'left');
		expect(key({})).toBeNull();
	});

	it('is equal on both sides for equal values under either name', async () => {
		const parts = [part('domain'), { left: 'A.B', right: 'b', normalise: 'exact' as const }];
		const [left, right] = await Promise.all([keyReader(parts, 'left'), keyReader(parts, 'right')]);
		expect(left({ L: 'http://acme.example', 'A.B': '1' })).toBe(right({ r: 'www.acme.example', b: '1' }));
	});

	const anyText = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.emailAddress(),
		fc.webUrl(),
		fc.string({ minLength: 290, maxLength: 320 }),
		fc.constantFrom('+49 30 901820', '+1 212-555-0100 x5', 'İstanbul', 'ΑΣ', '\u212a', '\u0000x'),
	);

	it.each<KeyNormalisation>(['exact', 'caseInsensitive', 'email', 'domain', 'phone'])(
		'%s leaves what it has made alone, and never throws',
		async (normalise) => {
			const of = await normaliserOf({ normalise, region: 'DE' });
			fc.assert(
				fc.property(anyText, (text) => {
					const once = of(text);
					if (once !== null) expect(of(once)).toBe(once);
				}),
			);
		},
	);

	it.each<KeyNormalisation>(['caseInsensitive', 'email'])(
		'%s does not depend on case or the space around',
		async (normalise) => {
			const of = await normaliserOf({ normalise });
			fc.assert(
				fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
					expect(of(`\t ${text.toUpperCase()}\n`)).toBe(of(text));
				}),
			);
		},
	);

	it('tells different values apart, however their parts are cut, and stays short', () => {
		const values = fc.array(anyText, { minLength: 1, maxLength: 3 });
		fc.assert(
			fc.property(values, values, (one, other) => {
				fc.pre(one.length === other.length);
				expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
				expect(keyOf(one).length).toBeLessThanOrEqual(300);
			}),
		);
		const long = 'x'.repeat(400);
		expect(keyOf([keyOf([long])])).not.toBe(keyOf([long]));
		expect(keyOf(['a', 'b,c'])).not.toBe(keyOf(['a,b', 'c']));
	});
});
