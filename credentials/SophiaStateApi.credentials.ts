import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

// A name of its own: n8n's rules know an encryption key for no secret.
const SECRET = { password: true };

/** The keys that what Sophia remembers between runs is encrypted with. */
export class SophiaStateApi implements ICredentialType {
	name = 'sophiaStateApi';

	displayName = 'Sophia State API';

	icon: Icon = { light: 'file:state.svg', dark: 'file:state.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#state-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'Rejected records and the bodies of webhooks are kept encrypted. Without this credential the key is a file beside the state, made on first use. With it, choose it in every Sophia node of this n8n: a node without it cannot open what the others have written. To change the key, put the old one into Previous Encryption Key, run Maintain of a Sophia Monitor once, then clear that field.',
			name: 'help',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Encryption Key',
			name: 'encryptionKey',
			type: 'string',
			typeOptions: SECRET,
			default: '',
			required: true,
			description: 'At least 8 characters; 32 random ones are better, for example from a password manager',
		},
		{
			displayName: 'Previous Encryption Key',
			name: 'previousEncryptionKey',
			type: 'string',
			typeOptions: SECRET,
			default: '',
			description: 'The key before a change. It opens what was written with it, and writes nothing.',
		},
	];
}
