import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * A Salesforce organisation, by one of four ways to sign in. The Test button is the node's
 * `salesforceCredentialTest`: a signed assertion cannot be made by a declarative test request.
 */
export class SophiaSalesforceApi implements ICredentialType {
	name = 'sophiaSalesforceApi';

	displayName = 'Sophia Salesforce API';

	icon: Icon = { light: 'file:salesforce.svg', dark: 'file:salesforce.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#salesforce-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication Method',
			name: 'authMethod',
			type: 'options',
			options: [
				{
					name: 'Client Credentials',
					value: 'clientCredentials',
					description: 'Recommended: an app signs in as its own user, nothing expires',
				},
				{
					name: 'JWT Bearer',
					value: 'jwtBearer',
					description: 'A key pair instead of a secret: n8n signs, Salesforce holds the certificate',
				},
				{
					name: 'Refresh Token',
					value: 'refreshToken',
					description: 'A refresh token that you already have from an OAuth sign-in',
				},
				{
					name: 'Username and Password',
					value: 'usernamePassword',
					description: 'Older organisations only; Salesforce is withdrawing it',
				},
			],
			default: 'clientCredentials',
		},
		{
			displayName:
				'In Salesforce, create an External Client App: Setup > External Client App Manager > New. Enable OAuth, add the scopes "Manage user data via APIs (api)" and "Perform requests at any time (refresh_token, offline_access)", and tick "Enable Client Credentials Flow". Then, under Policies, tick it again and choose the "Run As" user, who needs "API Enabled" and read access to the objects you sync. The Login URL must be your My Domain.',
			name: 'helpForClient',
			type: 'notice',
			default: '',
			displayOptions: { show: { authMethod: ['clientCredentials'] } },
		},
		{
			displayName:
				'In Salesforce, create an External Client App: Setup > External Client App Manager > New. Enable OAuth, add the scopes "Manage user data via APIs (api)" and "Perform requests at any time (refresh_token, offline_access)", tick "Enable JWT Bearer Flow" and upload the certificate of your key pair. Then, under Policies, set "Permitted Users" to "Admin approved users are pre-authorized" and add a profile or permission set of the user below.',
			name: 'helpForJwt',
			type: 'notice',
			default: '',
			displayOptions: { show: { authMethod: ['jwtBearer'] } },
		},
		{
			displayName:
				'The refresh token must have been issued to the app of this Client ID, with the scopes "api" and "refresh_token". In the app\'s policies choose "Refresh token is valid until revoked" and leave refresh token rotation off: n8n cannot store a new one.',
			name: 'helpForRefresh',
			type: 'notice',
			default: '',
			displayOptions: { show: { authMethod: ['refreshToken'] } },
		},
		{
			displayName:
				'Only for organisations that still allow it. With a Client ID: Setup > OAuth and OpenID Connect Settings > "Allow OAuth Username-Password Flows". Without one: the user needs "Use Any API Auth", and Salesforce retires this login in Summer \'27. Prefer Client Credentials.',
			name: 'helpForLogin',
			type: 'notice',
			default: '',
			displayOptions: { show: { authMethod: ['usernamePassword'] } },
		},
		{
			displayName: 'Login URL',
			name: 'loginUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://example.my.salesforce.com',
			hint: 'Your My Domain (Setup > My Domain). It works for every method, and Client Credentials accepts nothing else. The others also take https://login.salesforce.com (production) or https://test.salesforce.com (sandbox).',
			description: 'Where to sign in. Not the lightning.force.com address of your browser.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { authMethod: ['clientCredentials', 'jwtBearer', 'refreshToken'] } },
			description: 'The "Consumer Key" of the External Client App',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			displayOptions: { show: { authMethod: ['usernamePassword'] } },
			description: 'The "Consumer Key" of the app. Leave it empty to sign in without an app.',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authMethod: ['clientCredentials'] } },
			description: 'The "Consumer Secret" of the External Client App',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authMethod: ['refreshToken', 'usernamePassword'] } },
			description: 'The "Consumer Secret" of the app, if it has one',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. integration@example.com',
			displayOptions: { show: { authMethod: ['jwtBearer', 'usernamePassword'] } },
			description: 'The Salesforce user to sign in as. In a sandbox it ends with the name of the sandbox.',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 6 },
			default: '',
			required: true,
			placeholder: '-----BEGIN PRIVATE KEY-----',
			displayOptions: { show: { authMethod: ['jwtBearer'] } },
			description: 'The RSA private key in PEM form, with its first and last line',
		},
		{
			displayName: 'Private Key Passphrase',
			name: 'privateKeyPassphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authMethod: ['jwtBearer'] } },
			description: 'Only for a private key that is encrypted',
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authMethod: ['refreshToken'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authMethod: ['usernamePassword'] } },
		},
		{
			displayName: 'Security Token',
			name: 'securityToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authMethod: ['usernamePassword'] } },
			description:
				'From the e-mail that Salesforce sent ("Reset My Security Token"). Not needed from a trusted IP range.',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '67.0',
			placeholder: '67.0',
			description:
				'The Salesforce API version to speak. Lower it only for an organisation that does not have this one.',
		},
	];
}
