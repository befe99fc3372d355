import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RejectionWrite, StateStore } from '../../../engine/state';
import { contacts } from './contract/shared';
import { Temporary } from './temporary';

const temporary = new Temporary();

const rejection = (recordId: string, payload: Record<string, string> | null): RejectionWrite => ({
	syncKey: 'sync',
	scope: contacts,
	recordId,
	category: 'invalidValue',
	reason: 'city is too long',
	retryable: false,
	payloadHash: 'hash',
	payload,
	at: '2026-03-01T00:00:00.000Z',
	runId: 'run1',
});

const secret = 'Pat Example, 5 Nowhere Street';
const payloads = async (store: StateStore) => (await store.listRejections({ limit: 10 })).map((one) => one.payload);

/** Changes the file behind the store's back. */
function tamper(directory: string, sql: string): void {
	const db = new DatabaseSync(join(directory, 'state.db'));
	db.exec(sql);
	db.close();
}

describe('rejected payloads at rest', () => {
	it('are in no file in the clear, nor is the secret of the hashes', async () => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		await store.commit({ rejections: [rejection('c1', { city: secret })] }, []);
		const hashKey = await store.hashKey();
		for (const name of readdirSync(directory)) {
			const bytes = readFileSync(join(directory, name));
			expect(bytes.includes(secret)).toBe(false);
			expect(bytes.includes(hashKey)).toBe(false);
		}
		expect(await payloads(store)).toEqual([{ city: secret }]);
	});

	it('open with the former key, and new ones are written with the current one', async () => {
		const directory = temporary.directory();
		const first = await temporary.open({ directory, encryptionKey: 'the first pass phrase' });
		await first.commit({ rejections: [rejection('c1', { city: 'one' })] }, []);
		const hashKey = await first.hashKey();
		const second = await temporary.open({
			directory,
			encryptionKey: Buffer.alloc(32, 7),
			previousEncryptionKey: 'the first pass phrase',
		});
		await second.commit({ rejections: [rejection('c2', { city: 'two' })] }, []);
		expect(await payloads(second)).toEqual([{ city: 'one' }, { city: 'two' }]);
		expect(await second.hashKey()).toEqual(hashKey);
		await first.close();
		await second.close();

		const third = await temporary.open({ directory, encryptionKey: Buffer.alloc(32, 7) });
		expect(await third.hashKey()).toEqual(hashKey);
		expect((await third.getRejections('sync', contacts, ['c2'])).get('c2')?.payload).toEqual({ city: 'two' });
		await expect(payloads(third)).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_KEY',
			remedy: expect.stringContaining('Previous Encryption Key'),
		});
		expect(await third.reset({ syncKey: 'sync', scopes: [] }, [])).toEqual({ links: 0, rejections: 2 });
	});

	it('go on opening when a credential replaces the key file', async () => {
		const directory = temporary.directory();
		const first = await temporary.open({ directory });
		await first.commit({ rejections: [rejection('c1', { city: 'one' })] }, []);
		await first.close();
		const second = await temporary.open({ directory, encryptionKey: 'a pass phrase' });
		expect(await payloads(second)).toEqual([{ city: 'one' }]);
	});

	it.each([
		['another pass phrase', 'not the pass phrase'],
		['another key', Buffer.alloc(32, 9)],
		['the key file', undefined],
	])('do not open with %s: the message names the setting and holds no key', async (_, encryptionKey) => {
		const directory = temporary.directory();
		const first = await temporary.open({ directory, encryptionKey: 'the right pass phrase' });
		await first.close();
		const opening = temporary.open({ directory, encryptionKey });
		await expect(opening).rejects.toMatchObject({
			name: 'SophiaError',
			kind: 'configuration',
			code: 'STATE_KEY',
			remedy: expect.stringContaining('Encryption Key'),
		});
		const again = await temporary.open({ directory, encryptionKey: 'the right pass phrase' });
		expect(await again.hashKey()).toHaveLength(32);
	});

	it.each([['short'], [Buffer.alloc(16)]])('refuse a weak key', async (encryptionKey) => {
		const opening = temporary.open({ directory: temporary.directory(), encryptionKey });
		await expect(opening).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_KEY',
			message: expect.stringContaining('Encryption Key'),
		});
	});

	it.each([
		[
			'altered',
			"UPDATE rejections SET payload = CAST(substr(payload, 1, length(payload) - 1) || x'00' AS BLOB) WHERE record_id = 'c1'",
		],
		['cut short', "UPDATE rejections SET payload = x'01' WHERE record_id = 'c1'"],
		[
			'exchanged with another row',
			"UPDATE rejections SET payload = (SELECT payload FROM rejections WHERE record_id = 'c2') WHERE record_id = 'c1'",
		],
		['moved to another record', "UPDATE rejections SET record_id = 'c9' WHERE record_id = 'c1'"],
		['moved to another sync', "UPDATE rejections SET sync_key = 'other' WHERE record_id = 'c1'"],
	])('that were %s are noticed', async (_, sql) => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		await store.commit({ rejections: [rejection('c1', { city: 'one' }), rejection('c2', { city: 'two' })] }, []);
		tamper(directory, sql);
		await expect(payloads(store)).rejects.toMatchObject({ kind: 'configuration', code: 'STATE_TAMPERED' });
	});
});

describe('cached answers at rest', () => {
	const expiresAt = '2999-01-01T00:00:00.000Z';
	const put = async (store: StateStore, key: string, value: string) =>
		await store.putCached('crm', [{ key, value, expiresAt }]);
	const get = async (store: StateStore, ...keys: string[]) => Object.fromEntries(await store.getCached('crm', keys));

	it('are in no file in the clear, nor are their keys', async () => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		await put(store, 'pat@example.com', secret);
		for (const name of readdirSync(directory)) {
			const bytes = readFileSync(join(directory, name));
			expect([bytes.includes(secret), bytes.includes('pat@example.com')]).toEqual([false, false]);
		}
		expect(await get(store, 'pat@example.com')).toEqual({ 'pat@example.com': secret });
	});

	it('open with the former key; under another one they are absent, and are written anew', async () => {
		const directory = temporary.directory();
		const first = await temporary.open({ directory, encryptionKey: 'the first pass phrase' });
		await put(first, 'a', 'one');
		const second = await temporary.open({
			directory,
			encryptionKey: 'the second pass phrase',
			previousEncryptionKey: 'the first pass phrase',
		});
		expect(await get(second, 'a')).toEqual({ a: 'one' });
		await first.close();
		await second.close();
		const third = await temporary.open({ directory, encryptionKey: 'the second pass phrase' });
		expect(await get(third, 'a')).toEqual({});
		await put(third, 'a', 'two');
		expect(await get(third, 'a')).toEqual({ a: 'two' });
	});

	it.each([
		['altered', "UPDATE cache SET value = CAST(substr(value, 1, length(value) - 1) || x'00' AS BLOB)"],
		['cut short', "UPDATE cache SET value = x'01'"],
		['moved to another key', 'UPDATE cache SET value = (SELECT value FROM cache ORDER BY id DESC LIMIT 1)'],
	])('that were %s are absent', async (_, sql) => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		await put(store, 'a', 'one');
		await put(store, 'b', 'two');
		tamper(directory, sql);
		expect(await get(store, 'a')).toEqual({});
	});
});
