import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateDirectory, makePrivateFile } from './directory';
import { describeProcess, isDead, type ProcessIdentity, type Surroundings } from './holder';

/**
 * Makes a private database file (mode 0600) that lives as long as this process at most: its name says whose it is.
 *
 * @param kind what it is for; no '~' in it
 * @throws SophiaError `configuration` when it cannot be made
 */
export function makeTemporaryFile(directory: string, kind: string, process: ProcessIdentity): string {
	makePrivateDirectory(directory);
	const owner = describeProcess(process).replaceAll(':', '~');
	const path = join(directory, `${kind}~${owner}~${randomUUID()}.db`);
	makePrivateFile(path);
	return path;
}

/** Removes such a file and what SQLite keeps beside it. */
export function removeTemporaryFile(path: string): void {
	for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Removes the files of a kind that processes of this host left behind when they died. */
export function removeDeadFiles(directory: string, kind: string, { process, probe }: Surroundings): void {
	const prefix = `${kind}~`;
	for (const name of readdirSync(directory)) {
		if (!name.startsWith(prefix)) continue;
		const [host, pid, start] = name.slice(prefix.length).split('~');
		if (isDead([host, pid, start].join(':'), process, probe)) rmSync(join(directory, name), { force: true });
	}
}
