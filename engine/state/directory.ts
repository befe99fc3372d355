import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SophiaError } from '../errors';

/**
 * Where the state lives: `SOPHIA_STATE_DIR`, else `.n8n/sophia` in n8n's user folder (the folder that
 * n8n's container keeps) or in the home directory.
 */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
	if (env.SOPHIA_STATE_DIR) return env.SOPHIA_STATE_DIR;
	return join(env.N8N_USER_FOLDER || homedir(), '.n8n', 'sophia');
}

/**
 * Makes the directory (mode 0700) when it is missing; an existing one keeps its mode.
 * @throws SophiaError `configuration` when it cannot be made
 */
export function makePrivateDirectory(directory: string): void {
	try {
		mkdirSync(directory, { recursive: true, mode: 0o700 });
	} catch (error) {
		throw unusablePath(directory, error);
	}
}

/**
 * Makes sure that a file exists and is its owner's alone (mode 0600). SQLite gives its -wal and -shm
 * files the mode of the database, so they follow.
 * @throws SophiaError `configuration` when it cannot be made
 */
export function makePrivateFile(path: string): void {
	try {
		closeSync(openSync(path, 'a', 0o600));
		chmodSync(path, 0o600);
	} catch (error) {
		throw unusablePath(path, error);
	}
}

/** The error for a file or directory that the system refuses. */
export const unusablePath = (path: string, error: unknown): SophiaError =>
	new SophiaError(
		'configuration',
		`The state cannot be kept at ${path}: ${(error as NodeJS.ErrnoException).code ?? 'failed'}.`,
		{
			system: 'state',
			code: 'STATE_DIRECTORY',
			remedy: 'Let the user that this process runs as write there, or name another directory in SOPHIA_STATE_DIR.',
			cause: error,
		},
	);
