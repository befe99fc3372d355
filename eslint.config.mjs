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
		// Data Sync signs in to PostgreSQL with n8n's own credential: nobody enters a database's password twice.
		// Lead Enrichment asks HTTP services with n8n's own header and query credentials, as the HTTP Request node does.
		files: ['nodes/SophiaDataSync/SophiaDataSync.node.ts', 'nodes/SophiaLeadEnrichment/SophiaLeadEnrichment.node.ts'],
		rules: {
			'@n8n/community-nodes/no-credential-reuse': 'off',
			'@n8n/community-nodes/valid-credential-references': 'off',
			'n8n-nodes-base/node-class-description-credentials-name-unsuffixed': 'off',
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
