/**
 * Lets a script load the repository's TypeScript (simulators, engine) without a build:
 * `node --require ./scripts/lib/typescript.cjs some/script.ts`. Types are dropped, not checked.
 */
const { transformFileSync } = require('@swc/core');

const options = {
	jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
	module: { type: 'commonjs' },
	sourceMaps: 'inline',
	configFile: false,
	swcrc: false,
};

require.extensions['.ts'] = (module, filename) => {
	module._compile(transformFileSync(filename, options).code, filename);
};
