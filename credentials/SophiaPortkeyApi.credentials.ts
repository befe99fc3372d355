import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** A Portkey workspace, and which of its models to use. */
export class SophiaPortkeyApi implements ICredentialType {
	name = 'sophiaPortkeyApi';

	displayName = 'Sophia Portkey API';

	icon: Icon = { light: 'file:portkey.svg', dark: 'file:portkey.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#portkey-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'In Portkey, create an API key (API Keys > Create) that may use completions. Then say which model to use, in one of three ways: a Config, or Provider and Model, or a Model that names its provider (@openai-main/gpt-4o-mini). The model must support structured outputs (JSON schema). A budget and a rate limit on the key protect the account.',
			name: 'help',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The API key of the workspace',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://api.portkey.ai/v1',
			description: 'The address of the gateway. Change it for a gateway of your own.',
		},
		{
			displayName: 'Config',
			name: 'config',
			type: 'string',
			default: '',
			placeholder: 'e.g. pc-leads-1a2b3c',
			description:
				'ID of a saved config (Configs in Portkey), or a config as JSON. Leave it empty to name provider and model here.',
		},
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'string',
			default: '',
			placeholder: 'e.g. @openai-main',
			description: 'Slug of a provider in the Model Catalog; not needed with a config',
		},
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. gpt-4o-mini',
			description: 'Name of the model as its provider calls it; not needed where the config says it',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'x-portkey-api-key': '={{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ ($credentials.apiBaseUrl || "https://api.portkey.ai/v1").trim().replace(/\\/+$/, "") }}',
			url: '/models',
			method: 'GET',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Portkey does not accept the API Key. Copy it again from API Keys in Portkey.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Portkey knows the API Key but refuses it. The key needs the permission to use completions and to list models.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Portkey gateway at this address. Check the API Base URL: it ends with /v1.',
				},
			},
		],
	};
}
