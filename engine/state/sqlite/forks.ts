import { dirname } from 'node:path';
import type { Surroundings } from '../holder';
import { makeTemporaryFile, removeDeadFiles, removeTemporaryFile } from '../temporaryFile';
import { openDatabase } from './connection';
import type { Database } from './database';
import { stateError } from './failures';

const kind = 'fork';
/** Pages (4 KB) per step of the copy: about a millisecond of holding up the source. */
const pagesPerStep = 500;

/**
 * A private copy of an open database in its directory, named after its process. The copying runs beside
 * the event loop.
 */
export async function copyDatabase(
	source: Database,
	surroundings: Surroundings,
): Promise<{ db: Database; remove(): Promise<void> }> {
	const directory = dirname(source.reader.connection.location() as string);
	const path = makeTemporaryFile(directory, kind, surroundings.process);
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
				removeTemporaryFile(path);
			},
		};
	} catch (error) {
		removeTemporaryFile(path);
		throw stateError(error);
	}
}

/** Removes the copies that processes of this host left behind when they died. */
export const removeDeadForks = (directory: string, surroundings: Surroundings): void =>
	removeDeadFiles(directory, kind, surroundings);
