/**
 * Puts a real n8n of the version the tests are written for into the cache folder. Does nothing when it is there.
 * About 4.5 minutes and 2.7 GB. An interrupted run goes on where it stopped.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { persist, run, say } from './lib/run.mjs';

const VERSION = '2.41.0';
const cache = process.env.SOPHIA_CACHE_DIR || join(homedir(), '.cache', 'n8n-nodes-sophia');
const folder = join(cache, `n8n-${VERSION}`);
const marker = join(folder, '.complete');
const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

// node-gyp fetches Node's headers unless it is told where they are; Debian keeps its own here.
if (process.env.npm_config_nodedir === undefined && existsSync('/usr/include/node/node_api.h')) {
	env.npm_config_nodedir = '/usr';
}

const npm = async (title, args) =>
	await persist(title, 'npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: folder,
		env,
		quiet: true,
	});

function packagesAreThere() {
	try {
		const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', 'n8n', 'package.json'), 'utf8'));
		// npm writes this file last.
		return version === VERSION && existsSync(join(folder, 'node_modules', '.package-lock.json'));
	} catch {
		return false;
	}
}

const sqliteWorks = () =>
	spawnSync(process.execPath, ['-e', "require('sqlite3')"], { cwd: folder, stdio: 'ignore' }).status === 0;

async function ensureCompiler() {
	const missing = ['g++', 'make', 'python3'].filter(
		(tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0,
	);
	if (missing.length === 0) return;
	const isRoot = process.getuid?.() === 0;
	if (!isRoot || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) {
		say(`${missing.join(', ')} not found: if SQLite has no ready build for this machine, install them and start again`);
		return;
	}
	await run('apt-get update', 'apt-get', ['update', '-qq'], { quiet: true });
	await run(`apt-get install ${missing.join(' ')}`, 'apt-get', ['install', '-y', '-qq', ...missing], {
		quiet: true,
		env: { DEBIAN_FRONTEND: 'noninteractive' },
	});
}

async function install() {
	if (existsSync(marker)) return 0;
	say(`installing n8n ${VERSION} into ${folder} (about 4.5 minutes, once per machine)`);
	mkdirSync(folder, { recursive: true });
	if (!packagesAreThere()) {
		const manifest = { private: true, dependencies: { n8n: VERSION }, overrides: { linkedom: '0.18.12' } };
		writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
		const code = await npm('n8n from npm (about 3 minutes)', ['install', '--ignore-scripts']);
		if (code !== 0) return code;
	}
	if (!sqliteWorks()) {
		await ensureCompiler();
		const code = await npm('compiling SQLite (about 75 seconds)', ['rebuild', 'sqlite3']);
		if (code !== 0) return code;
	}
	const shown = execFileSync(process.execPath, [join(folder, 'node_modules', 'n8n', 'bin', 'n8n'), '--version'], {
		encoding: 'utf8',
	}).trim();
	if (!shown.endsWith(VERSION)) {
		say(`n8n answers with version ${shown}`);
		return 1;
	}
	writeFileSync(marker, new Date().toISOString());
	return 0;
}

process.exitCode = await install();
