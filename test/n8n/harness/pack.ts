import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	globSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { command, mustRun } from './commands';
import { PACKAGE_NAME, projectRoot, tmpFolder } from './paths';

/** What the tarball is made from. */
const SOURCES = [
	'engine',
	'nodes',
	'credentials',
	'workflows',
	'index.ts',
	'gulpfile.js',
	'tsconfig.json',
	'tsconfig.build.json',
	'package.json',
	'README.md',
	'LICENSE',
];

function fingerprint(): string {
	const hash = createHash('sha256');
	const files = SOURCES.flatMap((source) =>
		globSync([source, `${source}/**/*`], { cwd: projectRoot, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name)),
	);
	for (const file of files.sort()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
	return hash.digest('hex').slice(0, 16);
}

let packed: Promise<string> | undefined;

/**
 * Builds and packs the package as a maintainer does (`npm run build`, `npm pack`), in a copy of the sources so that
 * tests never fight over `dist`. One tarball per state of the sources: a second call, in any process, finds it made.
 * @returns the absolute path of the tarball
 */
export async function packTarball(): Promise<string> {
	packed ??= pack();
	return await packed;
}

async function pack(): Promise<string> {
	const shelf = tmpFolder('package');
	const tarball = join(shelf, `${fingerprint()}.tgz`);
	if (existsSync(tarball)) return tarball;
	const staging = mkdtempSync(join(shelf, 'build-'));
	try {
		for (const source of SOURCES.map((name) => join(projectRoot, name)).filter(existsSync)) {
			cpSync(source, join(staging, source.slice(projectRoot.length)), { recursive: true });
		}
		symlinkSync(join(projectRoot, 'node_modules'), join(staging, 'node_modules'));
		await mustRun('npm', ['run', 'build', '--silent'], { cwd: staging });
		const [{ filename }] = JSON.parse(await mustRun('npm', ['pack', '--json', '--loglevel=error'], { cwd: staging }));
		renameSync(join(staging, filename), tarball);
	} finally {
		rmSync(staging, { recursive: true, force: true });
	}
	return tarball;
}

/** Unpacks a tarball and drops what n8n drops from its package.json. */
async function unpack(tarball: string, folder: string): Promise<{ version: string; dependencies: object }> {
	mkdirSync(folder, { recursive: true });
	await mustRun('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	const file = join(folder, 'package.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8'));
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete manifest[key];
	writeFileSync(file, JSON.stringify(manifest, null, 2));
	return manifest;
}

/** The package's installed dependencies: made once per set of them, with the very command n8n runs. */
async function dependencies(wanted: object): Promise<string> {
	const text = JSON.stringify(wanted);
	const shelf = tmpFolder('dependencies');
	const ready = join(shelf, createHash('sha256').update(text).digest('hex').slice(0, 16));
	if (existsSync(ready)) return join(ready, 'node_modules');
	const staging = mkdtempSync(join(shelf, 'install-'));
	writeFileSync(join(staging, 'package.json'), JSON.stringify({ private: true, dependencies: wanted }));
	const flags = ['--audit=false', '--fund=false', '--bin-links=false', '--install-strategy=shallow'];
	const args = [
		'install',
		...flags,
		'--ignore-scripts=true',
		'--package-lock=false',
		'--prefer-offline',
		'--loglevel=error',
	];
	await mustRun('npm', args, { cwd: staging });
	// Another process may have been faster; its tree is the same.
	if (existsSync(ready)) rmSync(staging, { recursive: true });
	else renameSync(staging, ready);
	return join(ready, 'node_modules');
}

/**
 * Installs the tarball where n8n installs a community package, with the same steps as n8n's own
 * (unpack, drop dev and peer dependencies, install the rest without scripts, note it in the ledger).
 * @returns the folder of the installed package
 */
export async function installPackage(userFolder: string, tarball: string): Promise<string> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', PACKAGE_NAME);
	rmSync(target, { recursive: true, force: true });
	const manifest = await unpack(tarball, target);
	const ready = await dependencies(manifest.dependencies);
	// Hard links: as good as a copy for files that nobody changes, and at once.
	const linked = await command('cp', ['-al', ready, join(target, 'node_modules')]);
	if (linked.code !== 0) cpSync(ready, join(target, 'node_modules'), { recursive: true, force: true });
	const ledger = { name: 'installed-nodes', private: true, dependencies: { [PACKAGE_NAME]: manifest.version } };
	writeFileSync(join(nodes, 'package.json'), JSON.stringify(ledger, null, 2));
	return target;
}
