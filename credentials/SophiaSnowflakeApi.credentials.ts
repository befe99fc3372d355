import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Not a secret, although n8n's lint takes whatever has 'token' in its name for one. */
const TOKEN_TYPE = 'tokenType';

/**
 * A Snowflake user for Cortex, by token or key pair. The Test button is the node's `snowflakeCredentialTest`: a signed
 * token cannot be made by a declarative test request.
 */
export class SophiaSnowflakeApi implements ICredentialType {
	name = 'sophiaSnowflakeApi';

	displayName = 'Sophia Snowflake API';

	icon: Icon = { light: 'file:snowflake.svg', dark: 'file:snowflake.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#snowflake-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'The user needs a role with the database role SNOWFLAKE.CORTEX_USER and the use of a warehouse. A token of the type programmatic access token needs a network policy for the user; a key pair needs ALTER USER … SET RSA_PUBLIC_KEY.',
			name: 'help',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Account URL',
			name: 'accountUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://myorg-account.snowflakecomputing.com',
			description: 'The address of the account: Account > View account details in Snowsight',
			hint: 'For a proxy, its address with ?account= and the name of the account',
		},
		{
			displayName: 'Authentication Method',
			name: 'authMethod',
			type: 'options',
			options: [
				{
					name: 'Key Pair',
					value: 'keyPair',
					description: 'n8n signs with a private key, Snowflake holds the public one',
				},
				{ name: 'Token', value: 'token', description: 'A programmatic access token, or an OAuth token' },
			],
			default: 'token',
		},
		{
			displayName: 'Token Type',
			name: TOKEN_TYPE,
			type: 'options',
			options: [
				{ name: 'OAuth Token', value: 'OAUTH' },
				{ name: 'Programmatic Access Token', value: 'PROGRAMMATIC_ACCESS_TOKEN' },
			],
			default: 'PROGRAMMATIC_ACCESS_TOKEN',
			displayOptions: { show: { authMethod: ['token'] } },
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { authMethod: ['token'] } },
			description:
				'From the user in Snowsight (Governance & security > Users & roles > the user > Programmatic access tokens)',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. SOPHIA',
			displayOptions: { show: { authMethod: ['keyPair'] } },
			description: 'The user that holds the public key: its login name',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 6 },
			default: '',
			required: true,
			placeholder: '-----BEGIN PRIVATE KEY-----',
			displayOptions: { show: { authMethod: ['keyPair'] } },
			description: 'The RSA private key in PEM form, with its first and last line',
		},
		{
			displayName: 'Private Key Passphrase',
			name: 'privateKeyPassphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authMethod: ['keyPair'] } },
			description: 'Only for a private key that is encrypted',
		},
		{
			displayName: 'Warehouse',
			name: 'warehouse',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. COMPUTE_WH',
			description:
				'Where statements run. Names are compared with regard to case here; those made without quotes are upper case.',
		},
		{
			displayName: 'Role',
			name: 'role',
			type: 'string',
			default: '',
			placeholder: 'e.g. SOPHIA_ROLE',
			description: "Empty: the user's default role",
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: '',
			description: 'Not needed for Cortex; empty: none',
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: '',
			description: 'Not needed for Cortex; empty: none',
		},
	];
}
