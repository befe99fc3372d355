import fc from 'fast-check';
import { keyedHash } from '../../../engine/state';
import { packFields, unpackFields } from '../../../engine/state/sqlite/linkFields';
import { openDatabase } from '../../../engine/state/sqlite/connection';

const key = Buffer.alloc(32, 1);

describe('keyedHash', () => {
	it('is 12 url-safe characters that depend on the key and the value alone', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (value) => {
				expect(keyedHash(key, value)).toMatch(/^[A-Za-z0-9_-]{12}$/);
				expect(keyedHash(key, value)).toBe(keyedHash(Buffer.alloc(32, 1), value));
				expect(keyedHash(Buffer.alloc(32, 2), value)).not.toBe(keyedHash(key, value));
			}),
		);
		expect(keyedHash(key, '')).not.toBe(keyedHash(key, '\0'));
	});
});

describe('fields of a link as stored', () => {
	it('come back as they were, in ten bytes per hash of our own', async () => {
		const db = await openDatabase(':memory:', (connection) =>
			connection.exec('CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT UNIQUE)'),
		);
		const { names } = db.reader;
		fc.assert(
			fc.property(
				fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
				fc.boolean(),
				(values, foreign) => {
					const fields = Object.fromEntries(
						Object.entries(values).map(([name, value]) => [name, foreign ? value : keyedHash(key, value)]),
					);
					expect(unpackFields(packFields(fields, names), names)).toEqual(fields);
				},
			),
		);
		const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`field${n}`, keyedHash(key, String(n))]));
		expect(packFields(twenty, names).length).toBeLessThanOrEqual(1 + 20 * 11);
		await db.close();
	});
});
