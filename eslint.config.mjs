import { config } from '@n8n/node-cli/eslint';

export default [
	...config,
	{ ignores: ['dist/**', 'node_modules/**', '.tmp/**'] },
	{
		// This package carries the vendors' own SDKs and runs self-hosted; see README, "Limits".
		rules: {
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
		},
	},
	{
		// The engine runs the same in a test, a script or a node: it knows nothing of n8n.
		files: ['engine/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: ['n8n-workflow', 'n8n-core', '**/nodes/**', '**/credentials/**'] },
			],
		},
	},
];
