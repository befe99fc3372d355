import { mkdirSync, mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const N8N_VERSION = '2.41.0';
export const PACKAGE_NAME = 'n8n-nodes-sophia';

export const projectRoot = resolve(__dirname, '..', '..', '..');
export const cacheFolder = process.env.SOPHIA_CACHE_DIR || join(homedir(), '.cache', PACKAGE_NAME);
/** Where scripts/install-n8n.mjs puts n8n. */
export const n8nFolder = join(cacheFolder, `n8n-${N8N_VERSION}`);
export const n8nBinary = join(n8nFolder, 'node_modules', 'n8n', 'bin', 'n8n');

/** A folder under .tmp that stays until it is deleted, e.g. for what is built once. */
export function tmpFolder(...segments: string[]): string {
	const folder = join(projectRoot, '.tmp', ...segments);
	mkdirSync(folder, { recursive: true });
	return folder;
}

/** A new, empty folder under .tmp: the N8N_USER_FOLDER of one n8n. */
export const newUserFolder = (name: string): string => mkdtempSync(join(tmpFolder('n8n'), `${name}-`));

/** A TCP port on loopback that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	await new Promise((done) => server.close(done));
	return port;
}

/** Whether n8n could listen on a port of this machine. */
export async function isPortFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

/**
 * The environment of a child process: this one's without what jest and npm put there (with NODE_ENV=test n8n
 * refuses to load nodes) and without settings of somebody else's n8n, Node 24 first on the PATH.
 */
export function childEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
	const foreign = /^(N8N_|NODE_ENV$|NODE_OPTIONS$|JEST_|FORCE_COLOR$|npm_(?!config_))/;
	const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
	// Colours, which n8n writes into a pipe where CI is set, would part the words that tests look for in its log.
	return { ...own, NO_COLOR: '1', PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`, ...extra };
}
