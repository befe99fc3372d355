import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** What callers of the Sophia Trigger prove who they are with. */
export class SophiaWebhookApi implements ICredentialType {
	name = 'sophiaWebhookApi';

	displayName = 'Sophia Webhook API';

	icon: Icon = { light: 'file:webhook.svg', dark: 'file:webhook.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-sophia#webhook-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				'Fill in what the Authentication of your Sophia Trigger uses; the rest stays empty. For the API key and the HMAC secret take a long random text, for example from a password manager.',
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
			description: 'Callers send it in the header X-API-Key',
		},
		{
			displayName: 'HMAC Secret',
			name: 'hmacSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Callers sign with it: X-Sophia-Signature is "sha256=" and the hex HMAC-SHA256 of the timestamp, a dot and the body; X-Sophia-Timestamp is the time in Unix seconds',
		},
		{
			displayName: 'HubSpot Client Secret',
			name: 'hubspotClientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The client secret of the HubSpot app whose webhooks come here',
		},
		{
			displayName: 'Intercom Client Secret',
			name: 'intercomClientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The client secret of the Intercom app whose webhooks come here (Basic Information in Developer Hub)',
		},
	];
}
