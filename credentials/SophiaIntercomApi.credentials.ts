import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** An Intercom workspace, by the access token of an app. */
export class SophiaIntercomApi implements ICredentialType {
	name = 'sophiaIntercomApi';

	displayName = 'Sophia Intercom API';

	icon: Icon = { light: 'file:intercom.svg', dark: 'file:intercom.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#intercom-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'In Intercom, open the Developer Hub (Settings > Integrations > Developer Hub), create an app for your workspace and copy its access token from Configure > Authentication. The app needs these permissions: Read and list users and companies, Read one user and one company, Read and write users, Write users and companies, Write data attributes, Read admins. "Write data attributes" is needed only to create the custom attributes.',
			name: 'permissionsNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The access token of the app, shown in the Developer Hub under Configure > Authentication',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Australia', value: 'au' },
				{ name: 'Custom', value: 'custom', description: 'An address of your own, for a proxy or a sandbox' },
				{ name: 'Europe', value: 'eu' },
				{ name: 'United States', value: 'us' },
			],
			default: 'us',
			description: 'Where Intercom hosts the workspace (Settings > Workspace > General)',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://intercom-proxy.example.com',
			description: 'The address that is called instead of https://api.intercom.io',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '2.16',
			placeholder: '2.16',
			description:
				'The Intercom API version to speak; it is sent with every request. Change it only if Intercom withdraws this one.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				Authorization: '=Bearer {{$credentials.accessToken}}',
			},
		},
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ ({ us: "https://api.intercom.io", eu: "https://api.eu.intercom.io", au: "https://api.au.intercom.io" })[$credentials.region] || $credentials.apiBaseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/me',
			method: 'GET',
			headers: {
				'Intercom-Version': '={{ $credentials.apiVersion.trim() || "2.16" }}',
			},
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Intercom does not accept the access token. Copy it again from the app (Developer Hub > your app > Configure > Authentication), and check the Region: a token works only where its workspace is hosted.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Intercom knows the access token but refuses it. Check the permissions of the app in the Developer Hub.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Intercom API at this address. Choose the region of the workspace, or correct the API Base URL.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 429,
					message:
						'Intercom knows the access token, but its limit of calls is used up at the moment. Try again in a minute.',
				},
			},
		],
	};
}
