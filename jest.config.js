/** @type {import('jest').Config} */
const base = {
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
	testEnvironment: 'node',
	setupFiles: ['<rootDir>/test/shared/propertySeed.ts'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.tmp/'],
};

module.exports = {
	projects: [
		{
			...base,
			displayName: 'engine',
			testMatch: ['<rootDir>/test/{engine,nodes,credentials,simulators,package}/**/*.test.ts'],
		},
		{
			...base,
			displayName: 'n8n',
			globalSetup: '<rootDir>/test/n8n/harness/scanStart.ts',
			globalTeardown: '<rootDir>/test/n8n/harness/scanEnd.ts',
			testMatch: ['<rootDir>/test/n8n/**/*.test.ts', '<rootDir>/test/editor/**/*.test.ts'],
		},
	],
	testTimeout: 120_000,
};
