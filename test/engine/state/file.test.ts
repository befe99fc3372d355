import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteState, stateDirectory } from '../../../engine/state';
import { migrate, openDatabase } from '../../../engine/state/sqlite/connection';
import { migrations } from '../../../engine/state/sqlite/schema';
import { contacts, inScope, link } from './contract/shared';
import { Temporary } from './temporary';

const temporary = new Temporary();
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('where the state lives', () => {
	it('is SOPHIA_STATE_DIR, else in the user folder of n8n, else in the home directory', () => {
		expect(stateDirectory({ SOPHIA_STATE_DIR: '/data/sophia', N8N_USER_FOLDER: '/n8n' })).toBe('/data/sophia');
		expect(stateDirectory({ N8N_USER_FOLDER: '/n8n' })).toBe(join('/n8n', '.n8n', 'sophia'));
		expect(stateDirectory({ SOPHIA_STATE_DIR: '' })).toBe(join(homedir(), '.n8n', 'sophia'));
	});

	it("is its owner's alone, whatever the umask", async () => {
		const directory = join(temporary.directory(), 'deep', 'sophia');
		const before = process.umask(0);
		try {
			const store = await temporary.open({ directory });
			await store.commit({ links: inScope(contacts, link('c1', '101')) }, []);
			await store.fork();
		} finally {
			process.umask(before);
		}
		expect(mode(directory)).toBe('700');
		const names = readdirSync(directory);
		expect(names).toEqual(
			expect.arrayContaining([
				'state.db',
				'state.db-wal',
				'state.db-shm',
				'state.key',
				expect.stringMatching(/^fork~.*\.db$/),
			]),
		);
		expect(names.map((name) => [name, mode(join(directory, name))])).toEqual(names.map((name) => [name, '600']));
	});

	it("is made private again when somebody opened it up; a directory of the user's keeps its mode", async () => {
		const directory = temporary.directory();
		chmodSync(directory, 0o755);
		await (await temporary.open({ directory })).close();
		for (const name of ['state.db', 'state.key']) chmodSync(join(directory, name), 0o644);
		await temporary.open({ directory });
		expect([mode(directory), mode(join(directory, 'state.db')), mode(join(directory, 'state.key'))]).toEqual([
			'755',
			'600',
			'600',
		]);
	});

	it('may not be where a file is: the message says what to do', async () => {
		const directory = join(temporary.directory(), 'file');
		writeFileSync(directory, '');
		await expect(openSqliteState({ directory })).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_DIRECTORY',
			remedy: expect.stringContaining('SOPHIA_STATE_DIR'),
		});
	});

	it('is left alone when its key file holds no key', async () => {
		const directory = temporary.directory();
		writeFileSync(join(directory, 'state.key'), 'nonsense');
		await expect(openSqliteState({ directory })).rejects.toMatchObject({ kind: 'configuration', code: 'STATE_KEY' });
	});

	it('gives back every file of a fork when it is closed', async () => {
		const directory = temporary.directory();
		const store = await temporary.open({ directory });
		const fork = await store.fork();
		await fork.commit({ links: inScope(contacts, link('c1', '101')) }, []);
		await fork.close();
		expect(readdirSync(directory).filter((name) => name.startsWith('fork'))).toEqual([]);
	});

	it('is cleared of the forks of dead processes of this host only', async () => {
		const directory = temporary.directory();
		const here = { host: 'here', pid: 10, start: '100' };
		const names = [
			'fork~here~10~100~x.db',
			'fork~here~10~99~x.db',
			'fork~here~11~5~x.db-wal',
			'fork~there~11~5~x.db',
			'fork~nonsense',
		];
		for (const name of names) writeFileSync(join(directory, name), '');
		await temporary.open({
			directory,
			holderInfo: { process: here, probe: (pid) => (pid === 10 ? '100' : undefined) },
		});
		expect(names.filter((name) => existsSync(join(directory, name)))).toEqual([names[0], names[3], names[4]]);
	});
});

describe('the schema', () => {
	const file = (directory: string) => join(directory, 'state.db');
	const settings = () => undefined;

	it('goes through its migrations in order, each once', async () => {
		const db = await openDatabase(file(temporary.directory()), settings);
		const steps = ['CREATE TABLE a (x)', 'INSERT INTO a VALUES (1)', 'INSERT INTO a VALUES (2)'];
		await migrate(db, steps.slice(0, 2));
		await migrate(db, steps);
		await migrate(db, steps);
		expect(db.reader.all<{ x: number }>('SELECT x FROM a').map((row) => row.x)).toEqual([1, 2]);
		expect(db.reader.get('PRAGMA user_version')).toEqual({ user_version: 3 });
		await db.close();
	});

	it('stays at the last whole migration when one fails', async () => {
		const db = await openDatabase(file(temporary.directory()), settings);
		const steps = ['CREATE TABLE a (x)', 'INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1)'];
		await expect(migrate(db, steps)).rejects.toThrow('nowhere');
		expect(db.reader.get('PRAGMA user_version')).toEqual({ user_version: 1 });
		expect(db.reader.all('SELECT x FROM a')).toEqual([]);
		await db.close();
	});

	it('of a newer version is refused and left as it is', async () => {
		const directory = temporary.directory();
		await (await temporary.open({ directory })).close();
		const db = new DatabaseSync(file(directory));
		db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
		db.close();
		await expect(openSqliteState({ directory })).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_NEWER',
			message: expect.stringContaining('newer version'),
		});
	});

	it("is not put into somebody else's database", async () => {
		const directory = temporary.directory();
		const db = new DatabaseSync(file(directory));
		db.exec('CREATE TABLE theirs (x)');
		db.close();
		await expect(openSqliteState({ directory })).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_FOREIGN',
		});
	});

	it('is not looked for in a file that is no database', async () => {
		const directory = temporary.directory();
		writeFileSync(file(directory), 'this is a text that is long enough to be no database header at all'.repeat(20));
		await expect(openSqliteState({ directory })).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_UNUSABLE',
		});
	});

	it('opens again after the directory was removed', async () => {
		const directory = join(temporary.directory(), 'sophia');
		mkdirSync(directory);
		await (await temporary.open({ directory })).close();
		const store = await temporary.open({ directory: `${directory}/` });
		expect(await store.countLinks(contacts)).toBe(0);
	});
});
