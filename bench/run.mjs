/**
 * `npm run bench`: compiles engine, simulators and bench to .tmp/bench (types dropped, as in the build), so that no
 * compiler sits in the processes that are measured, and runs bench/main there.
 */
import { transformFileSync } from '@swc/core';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, '.tmp', 'bench');
const options = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
	module: { type: 'commonjs' },
	configFile: false,
	swcrc: false,
};

rmSync(target, { recursive: true, force: true });
for (const folder of ['engine', 'bench', join('test', 'simulators')]) {
	for (const file of readdirSync(join(root, folder), { recursive: true })) {
		const path = join(folder, file);
		const to = join(target, path);
		mkdirSync(dirname(to), { recursive: true });
		if (/(?<!\.d|\.test)\.ts$/.test(path)) {
			writeFileSync(to.replace(/\.ts$/, '.js'), transformFileSync(join(root, path), options).code);
		} else if (/\.js(on)?$/.test(path)) {
			copyFileSync(join(root, path), to);
		}
	}
}

const { status } = spawnSync(process.execPath, [join(target, 'bench', 'main.js'), ...process.argv.slice(2)], {
	cwd: root,
	stdio: 'inherit',
});
process.exitCode = status ?? 1;
