import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { processHolder, type RejectionWrite, type StateStore } from '../../../engine/state';
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

describe('bodies of the inbox and notes at rest', () => {
	const limits = { maxPending: 10 };
	const arrived = (body: string, dedupeKey?: string) => ({
		inbox: 'trigger',
		kind: 'json',
		body,
		...(dedupeKey === undefined ? {} : { dedupeKey, dedupeUntil: '2999-01-01T00:00:00.000Z' }),
		receivedAt: '2026-03-01T00:00:00.000Z',
		holder: processHolder(),
	});
	const claim = { holder: processHolder(), visibilityMs: 0, maxAttempts: 5, limit: 10 };

	it('are in no file in the clear, nor are their keys and names', async () => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		const [put] = await store.putInbox([arrived(secret, 'pat@example.com')], limits);
		await store.updateNote('note of pat@example.com', () => secret);
		const clear = () =>
			readdirSync(directory).filter((name) => {
				const bytes = readFileSync(join(directory, name));
				return bytes.includes(secret) || bytes.includes('pat@example.com');
			});
		expect(clear()).toEqual([]);
		expect((await store.claimInbox(claim))[0].body).toBe(secret);
		await store.finishInbox([(put as { id: string }).id]);
		await store.maintain({ keep: {}, vacuum: true, integrityCheck: true, reencrypt: true });
		expect(clear()).toEqual([]);
		expect(await store.getNote('note of pat@example.com')).toBe(secret);
	});

	it.each([
		['altered', "UPDATE inbox SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)"],
		['exchanged with another entry', 'UPDATE inbox SET body = (SELECT body FROM inbox ORDER BY id DESC LIMIT 1)'],
	])('that were %s are noticed', async (_, sql) => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		await store.putInbox([arrived('one'), arrived('two')], limits);
		tamper(directory, sql);
		await expect(store.claimInbox(claim)).rejects.toMatchObject({ code: 'STATE_TAMPERED' });
		expect(await store.inboxStatus()).toMatchObject({ pending: 2 });
	});
});

describe('a change of key', () => {
	const formerKey = 'the first pass phrase';
	const key = 'the second pass phrase';
	const reencrypt = { keep: {}, vacuum: false, integrityCheck: false, reencrypt: true };
	const expiresAt = '2999-01-01T00:00:00.000Z';
	const arrived = (body: string) => ({ inbox: 'i', kind: 'json', body, receivedAt: '2026-03-01', holder: 'h' });

	/** More than a slice of each. */
	const count = 250;
	const numbers = Array.from({ length: count }, (_, n) => String(n));

	async function fill(store: StateStore) {
		await store.commit({ rejections: numbers.map((n) => rejection(n, Number(n) % 2 === 0 ? { n } : null)) }, []);
		await store.putInbox(numbers.map(arrived), { maxPending: 1_000 });
		await store.putCached(
			'crm',
			numbers.map((n) => ({ key: n, value: n, expiresAt })),
		);
		await store.updateNote('note', () => 'kept');
	}

	async function expectAll(store: StateStore) {
		const rejected = await store.listRejections({ limit: 1_000 });
		expect(rejected.map((one) => one.payload)).toEqual(numbers.map((n) => (Number(n) % 2 === 0 ? { n } : null)));
		expect((await store.getCached('crm', numbers)).size).toBe(count);
		expect(await store.getNote('note')).toBe('kept');
		const claimed = await store.claimInbox({ holder: 'h2', visibilityMs: 0, maxAttempts: 9, limit: 1_000 });
		expect(claimed.map(({ body }) => body)).toEqual(numbers);
	}

	it('is over once maintenance has written everything anew: the former key is not needed any more', async () => {
		const directory = temporary.directory();
		const first = await temporary.open({ directory, encryptionKey: formerKey });
		await fill(first);
		await first.close();
		const second = await temporary.open({ directory, encryptionKey: key, previousEncryptionKey: formerKey });
		await expectAll(second);
		expect((await second.maintain(reencrypt)).reencrypted).toEqual({ rewritten: 125 + 250 + 250 + 1, unreadable: 0 });
		expect((await second.maintain(reencrypt)).reencrypted).toEqual({ rewritten: 0, unreadable: 0 });
		await second.close();
		await expectAll(await temporary.open({ directory, encryptionKey: key }));
	});

	it('without the former key leaves what it cannot open as it is, and says how much', async () => {
		const directory = temporary.directory();
		const first = await temporary.open({ directory, encryptionKey: formerKey });
		await fill(first);
		await first.close();
		// The secret of the hashes is written anew at once; the rest is not, and the key is lost too early.
		await (await temporary.open({ directory, encryptionKey: key, previousEncryptionKey: formerKey })).close();
		const third = await temporary.open({ directory, encryptionKey: key });
		expect((await third.maintain(reencrypt)).reencrypted).toEqual({ rewritten: 0, unreadable: 626 });
		await expect(third.getNote('note')).rejects.toMatchObject({ code: 'STATE_KEY' });
		await third.close();
		await expectAll(await temporary.open({ directory, encryptionKey: key, previousEncryptionKey: formerKey }));
	});
});
