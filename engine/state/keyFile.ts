import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SophiaError } from '../errors';
import { unusablePath } from './directory';

const keyPath = (directory: string): string => join(directory, 'state.key');

/**
 * The key in `state.key`, or undefined when there is no such file.
 * @throws SophiaError `configuration` when the file holds no key
 */
export function readKeyFile(directory: string): Buffer | undefined {
	const path = keyPath(directory);
	let text: string;
	try {
		text = readFileSync(path, 'latin1').trim();
		chmodSync(path, 0o600);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw unusablePath(path, error);
	}
	if (!/^[0-9a-f]{64}$/.test(text)) {
		throw new SophiaError('configuration', `${path} holds no key.`, {
			system: 'state',
			code: 'STATE_KEY',
			remedy:
				'Restore the file from a backup, or move the state directory away: the next run compares everything again.',
		});
	}
	return Buffer.from(text, 'hex');
}

/**
 * The key in `state.key`, made when it is missing: 32 random bytes, mode 0600, on the disk before its
 * name appears, so that a crash leaves a whole key or none. The caller holds the database's write lock:
 * two processes cannot both make one.
 */
export function makeKeyFile(directory: string): Buffer {
	const existing = readKeyFile(directory);
	if (existing !== undefined) return existing;
	const draft = `${keyPath(directory)}.${process.pid}`;
	rmSync(draft, { force: true });
	const key = randomBytes(32);
	const file = openSync(draft, 'wx', 0o600);
	try {
		writeSync(file, `${key.toString('hex')}\n`);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(draft, keyPath(directory));
	syncDirectory(directory);
	return key;
}

/** Puts a new name on the disk. Windows cannot open a directory and does not need to. */
function syncDirectory(directory: string): void {
	if (process.platform === 'win32') return;
	const handle = openSync(directory, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
