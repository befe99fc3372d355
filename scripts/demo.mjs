/**
 * The demo: a simulated Salesforce, HubSpot and Intercom, a real n8n between them. See scripts/demo/index.ts.
 * `--exit` (or SOPHIA_DEMO_EXIT=1, or CI=true without a terminal) ends it after the printing.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './lib/run.mjs';

const scripts = dirname(fileURLToPath(import.meta.url));
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
	say(`Node 24 is needed and this is ${process.versions.node}. \`sh scripts/demo.sh\` fetches it.`);
	process.exit(1);
}

const installed = spawnSync(process.execPath, [join(scripts, 'install-n8n.mjs')], { stdio: 'inherit' });
if (installed.status !== 0) process.exit(1);

const withoutTerminal = !process.stdin.isTTY || !process.stdout.isTTY;
const exit =
	process.argv.includes('--exit') ||
	process.env.SOPHIA_DEMO_EXIT === '1' ||
	(process.env.CI === 'true' && withoutTerminal);

const require = createRequire(import.meta.url);
require('./lib/typescript.cjs');
const { demo } = require('./demo/index.ts');
// Not only an exit code: after Ctrl+C a step may still be at work.
process.exit(await demo({ exit, say, print: console.log }));
