import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateFile } from '../directory';
import { describeProcess, isDead } from '../holder';
import { openDatabase } from './connection';
import type { Database } from './database';
import { stateError } from './failures';
import type { Surroundings } from './leases';

const prefix = 'fork~';
/** Pages (4 KB) per step of the copy: about a millisecond of holding up the source. */
const pagesPerStep = 500;

const removeFork = (path: string): void => {
	for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
};

/**
 * A private copy of an open database in its directory, named after its process. The copying runs beside
 * the event loop.
 */
export async function copyDatabase(
	source: Database,
	surroundings: Surroundings,
): Promise<{ db: Database; remove(): Promise<void> }> {
	const directory = dirname(source.reader.connection.location() as string);
	const path = join(
		directory,
		`${prefix}${describeProcess(surroundings.process).replaceAll(':', '~')}~${randomUUID()}.db`,
	);
	makePrivateFile(path);
	try {
		const { backup } = await import('node:sqlite');
		await backup(source.reader.connection, path, { rate: pagesPerStep });
		// Nobody else uses it and nothing of it outlives the process: no fsync.
		const db = await openDatabase(path, (connection) =>
			connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY'),
		);
		return {
			db,
			remove: async () => {
				await db.close();
				removeFork(path);
			},
		};
	} catch (error) {
		removeFork(path);
		throw stateError(error);
	}
}

/** Removes the copies that processes of this host left behind when they died. */
export function removeDeadForks(directory: string, { process, probe }: Surroundings): void {
	for (const name of readdirSync(directory)) {
		if (!name.startsWith(prefix)) continue;
		const [host, pid, start] = name.slice(prefix.length).split('~');
		if (isDead([host, pid, start].join(':'), process, probe)) rmSync(join(directory, name), { force: true });
	}
}
