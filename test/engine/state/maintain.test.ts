import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate, openDatabase } from '../../../engine/state/sqlite/connection';
import { putInbox } from '../../../engine/state/sqlite/inboxWriter';
import { Cipher } from '../../../engine/state/cipher';
import { contacts, inScope, link } from './contract/shared';
import { Temporary } from './temporary';

const temporary = new Temporary();

describe('the inbox under load', () => {
	const inbox = async () => {
		const db = await openDatabase(join(temporary.directory(), 'state.db'), () => undefined);
		await migrate(db);
		const parts = { cipher: new Cipher([Buffer.alloc(32, 7)]), hashKey: Buffer.alloc(32), now: 0 };
		const put = async (body: string) =>
			await putInbox(db, parts, [{ inbox: 'i', kind: 'json', body, receivedAt: '2026-03-01', holder: 'h' }], {
				maxPending: 1_000,
			});
		return { db, put };
	};

	it('commits what comes at about the same time together', async () => {
		const { db, put } = await inbox();
		const transactions = jest.spyOn(db, 'writeLong');
		const ids = (await Promise.all(Array.from({ length: 100 }, async (_, n) => await put(String(n))))).flat();
		expect(new Set(ids.map((one) => JSON.stringify(one))).size).toBe(100);
		expect(transactions).toHaveBeenCalledTimes(1);
		await db.close();
	});

	it('goes on after a group that could not be committed, all of whose calls fail', async () => {
		const { db, put } = await inbox();
		jest.spyOn(db, 'writeLong').mockRejectedValueOnce(new Error('the disk is full'));
		const failed = await Promise.allSettled([put('1'), put('2')]);
		expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		expect(await put('3')).toMatchObject([{ status: 'accepted' }]);
		await db.close();
	});
});

describe('the integrity check', () => {
	it('says what is damaged', async () => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		const many = Array.from({ length: 2_000 }, (_, n) => link(`c${n}`, String(n)));
		await store.commit({ links: inScope(contacts, ...many) }, []);
		await store.maintain({ keep: {}, vacuum: true, integrityCheck: false, reencrypt: false });
		const file = openSync(join(directory, 'state.db'), 'r+');
		writeSync(file, Buffer.alloc(4_096, 0x55), 0, 4_096, 60 * 4_096);
		closeSync(file);
		const { integrity } = await store.maintain({ keep: {}, vacuum: false, integrityCheck: true, reencrypt: false });
		expect(integrity?.ok).toBe(false);
		expect(integrity?.problems).not.toEqual([]);
	});
});

describe('giving space back', () => {
	it('ends, and loses nothing, in a file that cannot do it a step at a time', async () => {
		const directory = temporary.directory();
		const db = new DatabaseSync(join(directory, 'state.db'));
		db.exec('PRAGMA auto_vacuum = NONE; CREATE TABLE made (x); DROP TABLE made');
		db.close();
		const store = await temporary.open({ directory });
		const many = Array.from({ length: 2_000 }, (_, n) => link(`c${n}`, String(n)));
		await store.commit({ links: inScope(contacts, ...many) }, []);
		await store.commit({ removeLinks: many.slice(10).map(({ sourceId }) => ({ scope: contacts, sourceId })) }, []);
		await store.maintain({ keep: {}, vacuum: true, integrityCheck: false, reencrypt: false });
		expect(await store.countLinks(contacts)).toBe(10);
	});
});
