import type { INodeProperties } from 'n8n-workflow';

/** What a user may leave as it is. Not named `options`: n8n reads settings of its own from a webhook node's. */
export const triggerOptions: INodeProperties = {
	displayName: 'Options',
	name: 'settings',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Accept Old HubSpot Signatures',
			name: 'acceptLegacySignatures',
			type: 'boolean',
			default: false,
			description:
				'Whether to accept requests that carry only a signature of version 1 or 2. Those hold no time: whoever has seen one can send it again for ever.',
			displayOptions: { show: { '/authentication': ['hubspot'] } },
		},
		{
			displayName: 'Burst',
			name: 'burst',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 20,
			description: 'How many requests of one caller may come at once',
		},
		{
			displayName: 'Inbox',
			name: 'inbox',
			type: 'string',
			default: '',
			placeholder: 'e.g. crm-webhooks',
			description:
				'The name under which bodies are kept. Empty: the ID of the workflow and the name of this node. Set it to keep the inbox when you rename the node or copy the workflow.',
		},
		{
			displayName: 'Max Body Size (MB)',
			name: 'maxBodyMb',
			type: 'number',
			typeOptions: { minValue: 0.001, numberPrecision: 3 },
			default: 5,
			description: "Larger bodies are refused. n8n's own limit, 16 MB unless it is changed, stays.",
		},
		{
			displayName: 'Max Unfinished Bodies',
			name: 'maxPending',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10_000,
			description: 'With more of them in the inbox, callers are told to try again later',
		},
		{
			displayName: 'Public URL',
			name: 'publicUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://hooks.example.com/webhook/sophia',
			description:
				"The address as HubSpot calls it, for its signature. Empty: the production URL that this node shows, which is right where n8n's WEBHOOK_URL is.",
			displayOptions: { show: { '/authentication': ['hubspot'] } },
		},
		{
			displayName: 'Remember Duplicates (Hours)',
			name: 'dedupeHours',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 24,
			description: 'How long a body that comes again is known. 0: as long as it is unfinished.',
		},
		{
			displayName: 'Replay Window (Seconds)',
			name: 'replayWindowSeconds',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 86_400 },
			default: 300,
			description: 'How far the time of a signed request may be from now',
			displayOptions: { show: { '/authentication': ['hmac'] } },
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 100,
			description: 'How many requests of one caller are taken in the long run. 0: no limit.',
		},
	],
};
