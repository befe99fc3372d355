/**
 * What n8n pays at start for this package: requiring every node and credential file of the built package, with
 * n8n-workflow already loaded. The median of 9 fresh processes; `--json` for `npm run bench`.
 */
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');
const { n8n } = require(join(root, 'package.json'));
const files = [...n8n.nodes, ...n8n.credentials].map((file) => join(root, file));

const measured = `
	require('n8n-workflow');
	global.gc();
	const memory = process.memoryUsage().rss;
	const start = performance.now();
	for (const file of ${JSON.stringify(files)}) require(file);
	const ms = performance.now() - start;
	console.log(JSON.stringify({ ms, mb: (process.memoryUsage().rss - memory) / 1048576 }));`;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const runs = Array.from({ length: 9 }, () =>
	JSON.parse(execFileSync(process.execPath, ['--expose-gc', '-e', measured], { cwd: root, encoding: 'utf8' })),
);
const ms = median(runs.map((run) => run.ms));
const mb = median(runs.map((run) => run.mb));
console.log(
	process.argv.includes('--json')
		? JSON.stringify({ files: files.length, ms, mb })
		: `loading the package's ${files.length} files: ${ms.toFixed(1)} ms (aim < 40), ${mb.toFixed(1)} MB (aim < 8)`,
);
