import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** A Salesforce user who signs in with the browser. n8n keeps the tokens and renews them. */
export class SophiaSalesforceOAuth2Api implements ICredentialType {
	name = 'sophiaSalesforceOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Sophia Salesforce OAuth2 API';

	icon: Icon = { light: 'file:salesforce.svg', dark: 'file:salesforce.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#browser-sign-in';

	properties: INodeProperties[] = [
		{
			displayName:
				'In Salesforce Setup, create an External Client App with OAuth: put the redirect URL above into Callback URL, add the scopes "Manage user data via APIs (api)" and "Perform requests at any time (refresh_token, offline_access)", and require PKCE. Then copy its Consumer Key and Consumer Secret here and connect.',
			name: 'help',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Login URL',
			name: 'loginUrl',
			type: 'string',
			default: 'https://login.salesforce.com',
			required: true,
			placeholder: 'https://acme.my.salesforce.com',
			description:
				'Production: https://login.salesforce.com. Sandbox: https://test.salesforce.com. Or the address of My Domain, without a slash at the end.',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'pkce' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: '={{ $self["loginUrl"] }}/services/oauth2/authorize',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: '={{ $self["loginUrl"] }}/services/oauth2/token',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: 'api refresh_token' },
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '67.0',
			description: 'The version of the Salesforce API',
		},
	];
}
