/**
 * The whole proof, in the order of what fails soonest: types, lint, engine, real n8n. Every step runs whatever
 * the others say. The last line is `N passed, N failed`; a step that is not a test suite counts as one test.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, say } from './lib/run.mjs';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
	say(`Node 24 is needed and this is ${process.versions.node}. \`sh scripts/test.sh\` fetches it.`);
	process.exit(1);
}

const total = { passed: 0, failed: 0 };
const results = join('.tmp', 'results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const bin = (name) => join('node_modules', '.bin', name);

async function check(title, command, args) {
	const code = await run(title, command, args);
	total[code === 0 ? 'passed' : 'failed']++;
	return code === 0;
}

/** Jest's own counts; a suite that cannot be run, and a crash of jest, count as failures. */
async function suite(project, ...more) {
	const file = join(results, `${project}.json`);
	const args = ['--selectProjects', project, '--json', `--outputFile=${file}`, ...more];
	const code = await run(`${project} tests`, bin('jest'), args, {
		env: { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
	});
	try {
		const counts = JSON.parse(readFileSync(file, 'utf8'));
		total.passed += counts.numPassedTests;
		const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
		total.failed += code === 0 ? failed : Math.max(failed, 1);
	} catch {
		total.failed++;
	}
}

await check('types', bin('tsc'), ['--noEmit', '-p', '.']);
await check('lint', bin('eslint'), ['.', '--max-warnings=0']);
await suite('engine');
if (await check('n8n', process.execPath, [join('scripts', 'install-n8n.mjs')])) {
	await check('Chromium', process.execPath, [join('scripts', 'install-chromium.mjs')]);
	await suite('n8n', '--runInBand');
}

process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
