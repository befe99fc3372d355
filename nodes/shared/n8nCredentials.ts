/**
 * Credential types that n8n itself has and that these nodes take, so that nobody enters a database's password or a
 * service's key twice. n8n's lint knows only the package's own types by name; these stand here by themselves.
 */
export const N8N_CREDENTIALS = {
	postgres: 'postgres',
	httpHeaderAuth: 'httpHeaderAuth',
	httpQueryAuth: 'httpQueryAuth',
	salesforce: 'salesforceOAuth2Api',
	hubspot: 'hubspotOAuth2Api',
} as const;
