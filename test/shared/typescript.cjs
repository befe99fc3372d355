'use strict';
// Run as `node typescript.cjs <file.ts> [arguments]`: executes TypeScript in a plain Node process, with
// imports without extensions, as jest does it in the tests themselves.
const { readFileSync } = require('node:fs');
const { Module } = require('node:module');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');

Module._extensions['.ts'] = (module, filename) => {
	const { code } = transformSync(readFileSync(filename, 'utf8'), {
		filename,
		sourceMaps: 'inline',
		module: { type: 'commonjs' },
		jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
	});
	module._compile(code, filename);
};

process.argv.splice(1, 1);
require(resolve(process.argv[1]));
