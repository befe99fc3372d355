import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** What the nodes read and write. Whoever does not sync deals or custom objects may take theirs out. */
const SCOPES = [
	'oauth',
	...['companies', 'contacts', 'deals', 'custom'].flatMap((object) => [
		`crm.objects.${object}.read`,
		`crm.objects.${object}.write`,
		`crm.schemas.${object}.read`,
	]),
	...['companies', 'contacts', 'deals'].map((object) => `crm.schemas.${object}.write`),
	'crm.objects.owners.read',
];

/** A HubSpot user who signs in with the browser. n8n keeps the tokens and renews them. */
export class SophiaHubspotOAuth2Api implements ICredentialType {
	name = 'sophiaHubspotOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Sophia HubSpot OAuth2 API';

	icon: Icon = { light: 'file:hubspot.svg', dark: 'file:hubspot.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#browser-sign-in';

	properties: INodeProperties[] = [
		{
			displayName:
				'In a HubSpot developer account, create a public app: put the redirect URL above into Redirect URLs, and add the scopes below. Then copy its Client ID and Client Secret here and connect.',
			name: 'help',
			type: 'notice',
			default: '',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'string',
			default: 'https://app.hubspot.com/oauth/authorize',
			required: true,
			description: 'For an account hosted in Europe: https://app-eu1.hubspot.com/oauth/authorize',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://api.hubapi.com',
			required: true,
			description: 'Change it only for a regional host, a sandbox or a proxy of your own; no slash at the end',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: '={{ $self["apiBaseUrl"] }}/oauth/v1/token',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: SCOPES.join(' '),
			description: 'Exactly the scopes that the app asks for, with a blank between two',
		},
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];
}
