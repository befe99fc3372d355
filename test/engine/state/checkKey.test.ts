import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkStateKey, openSqliteState } from '../../../engine/state';
import { Temporary } from './temporary';

describe('holding keys against a state', () => {
	const temporary = new Temporary();
	let directory: string;

	beforeEach(() => {
		directory = temporary.directory();
	});

	const make = async (keys: { encryptionKey?: string; previousEncryptionKey?: string }) =>
		await (await openSqliteState({ directory, ...keys })).close();
	const check = async (keys: { encryptionKey?: string; previousEncryptionKey?: string }) =>
		await checkStateKey({ directory, ...keys });

	it('says that there is none yet, and makes none', async () => {
		expect(await check({ encryptionKey: 'correct horse' })).toBe('none');
		expect(await check({ encryptionKey: 'correct horse' })).toBe('none');
	});

	it('tells the current key from a former one and from a wrong one', async () => {
		await make({ encryptionKey: 'correct horse' });
		expect(await check({ encryptionKey: 'correct horse' })).toBe('current');
		expect(await check({ encryptionKey: 'battery staple', previousEncryptionKey: 'correct horse' })).toBe('former');
		await expect(check({ encryptionKey: 'battery staple' })).rejects.toMatchObject({ code: 'STATE_KEY' });
		await expect(check({ encryptionKey: 'short' })).rejects.toMatchObject({ kind: 'configuration' });
	});

	it('changes nothing: the key file still opens what it opened', async () => {
		await make({});
		const before = readFileSync(join(directory, 'state.db'));
		expect(await check({ encryptionKey: 'battery staple' })).toBe('former');
		expect(await check({})).toBe('current');
		expect(readFileSync(join(directory, 'state.db')).equals(before)).toBe(true);
		await make({});
	});

	it('takes a file that is no state for one that cannot be opened', async () => {
		writeFileSync(join(directory, 'state.db'), 'this is no database at all, whatever it is called');
		await expect(check({ encryptionKey: 'correct horse' })).rejects.toMatchObject({ system: 'state' });
	});
});
