import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateFile } from '../directory';
import { describeProcess, isDead } from '../holder';
import { connect } from './connection';
import { Database } from './database';
import { stateError } from './failures';
import type { Surroundings } from './leases';

const prefix = 'fork~';
/** Pages (4 KB) per step of the copy: about a millisecond of holding up the source. */
const pagesPerStep = 500;

const removeFork = (path: string): void => {
	for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
};

/**
 * A private copy of an open database in its directory, named after its process. The copying runs beside
 * the event loop.
 */
export async function copyDatabase(source: Database, surroundings: Surroundings): Promise<{ db: Database; remove(): void }> {
	const directory = dirname(source.connection.location() as string);
	const path = join(directory, `${prefix}${describeProcess(surroundings.process).replaceAll(':', '~')}~${randomUUID()}.db`);
	makePrivateFile(path);
	try {
		const { backup } = await import('node:sqlite');
		await backup(source.connection, path, { rate: pagesPerStep });
		const connection = await connect(path);
		// Nobody else uses it and nothing of it outlives the process: no journal on disk, no fsync.
		connection.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY');
		return {
			db: new Database(connection),
			remove: () => {
				connection.close();
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
