import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SophiaError } from '../../errors';
import { makePrivateDirectory, makePrivateFile } from '../directory';
import { Database } from './database';
import { isBusy, lockedOut, stateError } from './failures';
import { applicationId, migrations } from './schema';
import type { Session } from './session';

/**
 * Milliseconds that SQLite itself may block for another process's lock. Short: the process has other
 * things to do. Writes wait longer, without blocking (see `Database.write`).
 */
const blockingTimeoutMs = 100;

/** Opens a file with node:sqlite, which is loaded on first use only. Never creates tables. */
async function connect(path: string): Promise<DatabaseSync> {
	const { DatabaseSync: Connection } = await import('node:sqlite');
	try {
		return new Connection(path, { timeout: blockingTimeoutMs, enableForeignKeyConstraints: true });
	} catch (error) {
		throw stateError(error);
	}
}

/**
 * WAL with synchronous=FULL. A process that is killed loses nothing that was committed in either mode;
 * FULL keeps it through a power cut as well, for one fsync per commit. NORMAL would be correct too (the
 * links and the checkpoint would go back together, and the next run repeats idempotent writes), but a
 * run's report and its rejected records are a promise to a person, and with one commit per page the
 * fsync is small beside the calls that the page took.
 */
function configure(connection: DatabaseSync): void {
	// Only a file without tables takes it: unused space can be given back a step at a time. Any other one it would write to.
	if (connection.prepare('PRAGMA page_count').get()?.page_count === 0)
		connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
	const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
	if (mode !== 'wal') {
		throw new SophiaError(
			'configuration',
			'The disk that holds the state directory cannot share memory between processes.',
			{
				system: 'state',
				code: 'STATE_DIRECTORY',
				remedy: 'Name a directory on a local disk in SOPHIA_STATE_DIR.',
			},
		);
	}
	connection.exec(
		'PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 16777216',
	);
}

/**
 * Brings the schema up to date, one transaction per migration.
 * @throws SophiaError `configuration` when a newer version of the package made it, or the file is somebody else's
 */
export async function migrate(db: Database, steps: readonly string[] = migrations): Promise<void> {
	await db.writeInSlices((session) => {
		const version = pragma(session, 'user_version');
		const foreign = pragma(session, 'application_id') !== applicationId;
		if (foreign && (version > 0 || session.get('SELECT 1 FROM sqlite_schema') !== undefined)) {
			throw new SophiaError('configuration', 'The state file belongs to another program.', {
				system: 'state',
				code: 'STATE_FOREIGN',
				remedy: 'Name another directory in SOPHIA_STATE_DIR.',
			});
		}
		if (version > steps.length) {
			throw new SophiaError(
				'configuration',
				`The state was made by a newer version of n8n-nodes-sophia (schema ${version}; this version knows ${steps.length}).`,
				{ system: 'state', code: 'STATE_NEWER', remedy: 'Update the package, or use another state directory.' },
			);
		}
		if (version === steps.length) return true;
		session.exec(steps[version]);
		session.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}`);
		return false;
	});
}

const pragma = (session: Session, name: 'user_version' | 'application_id'): number =>
	session.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;

/** Two connections to one file, each set up by `setUp`. */
export async function openDatabase(path: string, setUp: (connection: DatabaseSync) => void): Promise<Database> {
	const connections: DatabaseSync[] = [];
	try {
		for (let count = 0; count < 2; count++) {
			const connection = await connect(path);
			connections.push(connection);
			await patiently(() => setUp(connection));
		}
		return new Database(connections[0], connections[1]);
	} catch (error) {
		for (const connection of connections) connection.close();
		throw stateError(error);
	}
}

/** Opens (and creates, mode 0600) the file at `path` with an up-to-date schema. */
async function openFile(path: string): Promise<Database> {
	makePrivateFile(path);
	for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) makePrivateFile(path + suffix);
	const db = await openDatabase(path, configure);
	try {
		await migrate(db);
		return db;
	} catch (error) {
		await db.close();
		throw stateError(error);
	}
}

/** The switch to WAL needs the file for itself, and does not wait for it. */
async function patiently(work: () => void): Promise<void> {
	for (let tries = 0; ; tries++) {
		try {
			work();
			return;
		} catch (error) {
			if (!isBusy(error)) throw stateError(error);
			if (tries === 100) throw lockedOut(error);
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

interface Shared {
	opening: Promise<Database>;
	users: number;
}

/** One database per file and process: the nodes of a process share its cache and queue up for its writer. */
const shared = new Map<string, Shared>();

export interface DatabaseUse {
	db: Database;
	/** Ends this use; the last one closes the file. */
	release(): Promise<void>;
}

/** Opens a file, or shares what this process has open already. */
export async function useDatabase(path: string): Promise<DatabaseUse> {
	makePrivateDirectory(dirname(path));
	const key = `${realpathSync(dirname(path))}\0${path.slice(dirname(path).length)}`;
	let entry = shared.get(key);
	if (entry === undefined) {
		entry = { opening: openFile(path), users: 0 };
		shared.set(key, entry);
	}
	const current = entry;
	current.users++;
	try {
		const db = await current.opening;
		return {
			db,
			release: async () => {
				if (--current.users > 0) return;
				shared.delete(key);
				await db.close();
			},
		};
	} catch (error) {
		if (shared.get(key) === current) shared.delete(key);
		throw stateError(error);
	}
}
