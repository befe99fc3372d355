import type { INodeProperties } from 'n8n-workflow';
import type { ConnectionName } from '../leadEnrichmentOptions';
import { WITH_SYSTEMS } from './operation';

/** As people write them. */
export const CONNECTION_LABELS: Record<ConnectionName, string> = {
	salesforce: 'Salesforce',
	hubspot: 'HubSpot',
	portkey: 'Portkey AI',
	snowflake: 'Snowflake',
	httpHeaderAuth: 'HTTP Header Auth',
	httpQueryAuth: 'HTTP Query Auth',
	http: 'HTTP Without Credential',
};

/**
 * The accounts that the node uses. It is one parameter because n8n can show a credential by the value of one parameter,
 * but not when any row of a list, or one of several parameters, asks for it. One of its choices needs no credential: were
 * there one for each, n8n's editor would take the parameter for the choice of a way to sign in, and hide it.
 */
export const connectionsProperty: INodeProperties = {
	displayName: 'Connections',
	name: 'connections',
	type: 'multiOptions',
	options: [
		{
			name: 'HTTP Header Auth',
			value: 'httpHeaderAuth',
			description: 'For HTTP providers that want a key in a header',
		},
		{ name: 'HTTP Query Auth', value: 'httpQueryAuth', description: 'For HTTP providers that want a key in the URL' },
		{ name: 'HTTP Without Credential', value: 'http', description: 'For HTTP providers that ask for no key' },
		{ name: 'HubSpot', value: 'hubspot', description: 'To look up companies, or to write to contacts' },
		{ name: 'Portkey AI', value: 'portkey', description: 'To ask a model through Portkey' },
		{
			name: 'Salesforce',
			value: 'salesforce',
			description: 'To read leads, to look up accounts, or to write to leads',
		},
		{ name: 'Snowflake', value: 'snowflake', description: 'To ask a model of Snowflake Cortex' },
	],
	default: ['salesforce'],
	description: 'The accounts that this node uses. Each one that is ticked asks for its credential.',
	displayOptions: { show: { operation: WITH_SYSTEMS } },
};
