import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { command, mustRun } from '../n8n/harness/commands';
import { installPackage, newUserFolder, packTarball, projectRoot } from '../n8n/harness';

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const entries: string[] = [...manifest.n8n.nodes, ...manifest.n8n.credentials];

/** Loads files in a process of its own, as n8n does: n8n-workflow first. @returns every module that is in memory then */
async function modulesAfterLoading(folder: string, files: string[]): Promise<string[]> {
	const script = `
		require('n8n-workflow');
		for (const file of ${JSON.stringify(files)}) require(file);
		console.log(JSON.stringify(Object.keys(require.cache)));`;
	const env = { NODE_PATH: join(projectRoot, 'node_modules') };
	const { code, stdout, stderr } = await command(process.execPath, ['-e', script], { cwd: folder, env });
	if (code !== 0) throw new Error(`the package cannot be loaded:\n${stderr}`);
	return JSON.parse(stdout);
}

describe('the tarball', () => {
	const userFolder = newUserFolder('package');
	let tarball: string;
	let files: string[];
	let folder: string;

	beforeAll(async () => {
		tarball = await packTarball();
		const listing = await mustRun('tar', ['-tzf', tarball]);
		files = listing
			.trim()
			.split('\n')
			.map((path) => path.replace(/^package\//, ''));
		folder = await installPackage(userFolder, tarball);
	});

	afterAll(() => rmSync(userFolder, { recursive: true, force: true }));

	it('holds what a user needs and nothing else', () => {
		const needed =
			/^(package\.json|README\.md|LICENSE|dist\/(index|(engine|nodes|credentials)\/.+)(\.js|\.d\.ts)|dist\/(nodes|credentials)\/.+\.svg|dist\/nodes\/.+\.node\.json|dist\/workflows\/[^/]+\.json)$/;
		expect(files.filter((file) => !needed.test(file))).toEqual([]);
		expect(files).toEqual(
			expect.arrayContaining(['package.json', 'LICENSE', 'README.md', manifest.main, manifest.types]),
		);
	});

	it('is small', () => {
		expect(statSync(tarball).size).toBeLessThan(1024 * 1024);
	});

	it('has every file that n8n is told to load, with codex and icons beside it', () => {
		expect(files).toEqual(expect.arrayContaining(entries));
		const codex = manifest.n8n.nodes.map((node: string) => node.replace(/\.js$/, '.json'));
		expect(files).toEqual(expect.arrayContaining(codex));
		for (const entry of entries) {
			const text = readFileSync(join(folder, entry), 'utf8');
			const icons = [...text.matchAll(/'file:([^']+\.svg)'/g)].map((match) => match[1]);
			for (const icon of icons) expect(files).toContain(entry.replace(basename(entry), icon));
		}
	});

	it('has the workflows', () => {
		expect(files).toEqual(
			expect.arrayContaining([
				'dist/workflows/daily-report.json',
				'dist/workflows/data-sync.json',
				'dist/workflows/health.json',
				'dist/workflows/lead-enrichment.json',
				'dist/workflows/salesforce-to-hubspot.json',
				'dist/workflows/salesforce-to-intercom.json',
			]),
		);
	});

	it('loads no vendor library before an execution needs it', async () => {
		const modules = await modulesAfterLoading(
			folder,
			[...entries, manifest.main].map((entry) => `./${entry}`),
		);
		const heavy = Object.keys(manifest.dependencies).filter((name) =>
			modules.some((module) => module.startsWith(join(folder, 'node_modules', name))),
		);
		expect(modules.some((module) => module.startsWith(join(folder, 'dist')))).toBe(true);
		expect(heavy).toEqual([]);
	});

	it('runs no script of anybody on installation', () => {
		const scripts = Object.keys(manifest.scripts);
		expect(scripts.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
	});
});
