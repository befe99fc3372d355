import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** A HubSpot account, by the access token of a private app. */
export class SophiaHubspotApi implements ICredentialType {
	name = 'sophiaHubspotApi';

	displayName = 'Sophia HubSpot API';

	icon: Icon = { light: 'file:hubspot.svg', dark: 'file:hubspot.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#hubspot-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'In HubSpot, create a private app and give it these scopes: crm.objects.companies.read, crm.objects.companies.write, crm.objects.contacts.read, crm.objects.contacts.write, crm.objects.owners.read, crm.schemas.companies.read, crm.schemas.companies.write, crm.schemas.contacts.read, crm.schemas.contacts.write; for deals also crm.objects.deals.read, crm.objects.deals.write, crm.schemas.deals.read, crm.schemas.deals.write. The schema write scopes are needed only to create the properties that hold the Salesforce IDs.',
			name: 'scopesNotice',
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
			placeholder: 'pat-...',
			description: 'The access token of the private app, shown under its "Auth" tab',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://api.hubapi.com',
			required: true,
			placeholder: 'e.g. https://api.hubapi.com',
			description: 'Change it only for a regional host, a sandbox or a proxy of your own',
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
			baseURL: '={{$credentials.apiBaseUrl.trim().replace(/\\/+$/, "")}}',
			url: '/account-info/v3/details',
			method: 'GET',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'HubSpot does not accept the access token. Copy it again from the private app ("Auth" tab, "Show token"); a token that was rotated no longer works.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'HubSpot knows the access token but refuses it. Check the scopes of the private app.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no HubSpot API at the API Base URL. It is usually https://api.hubapi.com.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 429,
					message: 'HubSpot knows the access token, but its limit of calls is used up at the moment. Try again later.',
				},
			},
		],
	};
}
