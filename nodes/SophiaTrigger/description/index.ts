import type { ExpressionString, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { OUTPUTS } from '../../../engine/intake/outputs';
import { triggerOptions } from './options';

const API_KEY: INodePropertyOptions = {
	name: 'API Key',
	value: 'apiKey',
	description: 'The key in the header X-API-Key',
};
const HMAC: INodePropertyOptions = {
	name: 'HMAC Signature',
	value: 'hmac',
	description: 'X-Sophia-Signature over time and body, so that nothing can be changed on the way or sent again later',
};

/** The form of "Authentication" for some kinds of bodies. */
const authentication = (bodies: string[], choices: INodePropertyOptions[], first: string): INodeProperties => ({
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: choices,
	default: first,
	description: 'How callers prove who they are',
	displayOptions: { show: { bodies } },
});

/** Which outputs the node shows. */
export const triggerOutputs: ExpressionString = `={{ (${JSON.stringify(OUTPUTS)})[$parameter["bodies"]].map((displayName) => ({ type: "main", displayName })) }}`;

/** The parameters of the node Sophia Trigger. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'Bodies',
		name: 'bodies',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Any JSON', value: 'json', description: 'An object is an item; a list gives an item for each part' },
			{
				name: 'Estuary Flow',
				value: 'estuary',
				description: "The webhook materialisation's lists of documents, taken as a whole or not at all",
			},
			{ name: 'HubSpot Webhooks', value: 'hubspot', description: 'Events of a HubSpot app' },
			{ name: 'Intercom Webhooks', value: 'intercom', description: 'Notifications of an Intercom app' },
			{
				name: 'Sophia 2.1',
				value: 'sophia21',
				description: 'What callers of the former platform send, told apart by workflow_type',
			},
		],
		default: 'sophia21',
		description: 'What callers send',
	},
	authentication(['sophia21', 'estuary', 'json'], [API_KEY, HMAC], 'apiKey'),
	authentication(
		['hubspot'],
		[{ name: 'HubSpot Signature', value: 'hubspot', description: "HubSpot's own signature" }, API_KEY, HMAC],
		'hubspot',
	),
	authentication(
		['intercom'],
		[{ name: 'Intercom Signature', value: 'intercom', description: "Intercom's own signature" }, API_KEY, HMAC],
		'intercom',
	),
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		placeholder: 'e.g. sophia',
		description: 'The last part of the address. Empty: an ID that nobody can guess.',
	},
	{
		displayName: 'Respond',
		name: 'responseMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Immediately',
				value: 'onReceived',
				description: 'As soon as the body is in the inbox',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description: "With the last node's data. The body is done with once the answer is sent.",
			},
		],
		default: 'lastNode',
		description: 'When the caller gets its answer',
	},
	{
		displayName:
			'The body stays in the inbox until it is marked as finished. End the workflow with a Sophia Monitor (Drain Inbox, Mark Finished), or the body comes out again.',
		name: 'finishNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { responseMode: ['onReceived'] } },
	},
	{
		displayName: 'Response Data',
		name: 'responseData',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Items', value: 'allEntries', description: 'A list of all items of the last node' },
			{ name: 'First Item', value: 'firstEntryJson', description: 'The JSON of the first item of the last node' },
			{ name: 'No Data', value: 'noData', description: 'An empty answer' },
		],
		default: 'firstEntryJson',
		description: 'What of the last node goes into the answer',
		displayOptions: { show: { responseMode: ['lastNode'] } },
	},
	{
		displayName: 'Key Fields',
		name: 'keyFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. number, region.code',
		description:
			"The collection's key, by which documents are told apart beside their _meta.uuid: names with commas between them, dotted for nested ones. Empty: by _meta.uuid alone.",
		displayOptions: { show: { bodies: ['estuary'] } },
	},
	{
		displayName: 'ID Field',
		name: 'idField',
		type: 'string',
		default: '',
		placeholder: 'e.g. event.key',
		description: 'A body that has the same value here as an earlier one is a duplicate. Dotted for a nested field.',
		displayOptions: { show: { bodies: ['json'] } },
	},
	// Not shown. A node of version 1 that has this setting gets bodies from n8n unparsed: they are authenticated before
	// anything reads them, and what is no JSON is answered like every other mistake.
	{ displayName: 'Options', name: 'options', type: 'hidden', default: { binaryData: true } },
	triggerOptions,
];
