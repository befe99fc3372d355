import type { ICredentialsDisplayOptions, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { N8N_CREDENTIALS } from '../n8nCredentials';

/** How a node signs in to a vendor: with this package's key type, with its browser sign-in, or with n8n's own. */
export type SignIn = 'key' | 'oAuth2' | 'n8nOAuth2';

interface Vendor {
	label: string;
	/** The parameter that chooses. */
	parameter: 'salesforceAuth' | 'hubspotAuth';
	types: Record<SignIn, string>;
	/** What the key type is called in the list. */
	key: string;
	testedBy?: string;
}

export const SALESFORCE_SIGN_IN: Vendor = {
	label: 'Salesforce',
	parameter: 'salesforceAuth',
	types: {
		key: 'sophiaSalesforceApi',
		oAuth2: 'sophiaSalesforceOAuth2Api',
		n8nOAuth2: N8N_CREDENTIALS.salesforceOAuth2,
	},
	key: 'Client Credentials, Key Pair or Token',
	testedBy: 'salesforceCredentialTest',
};

export const HUBSPOT_SIGN_IN: Vendor = {
	label: 'HubSpot',
	parameter: 'hubspotAuth',
	types: { key: 'sophiaHubspotApi', oAuth2: 'sophiaHubspotOAuth2Api', n8nOAuth2: N8N_CREDENTIALS.hubspotOAuth2 },
	key: 'Private App Token',
};

const CHOICES: SignIn[] = ['key', 'oAuth2', 'n8nOAuth2'];

/** The parameter, to be shown where the vendor's credential is. */
export const signInProperty = (
	{ label, parameter, key }: Vendor,
	displayOptions?: ICredentialsDisplayOptions,
): INodeProperties => ({
	displayName: `${label} Sign-In`,
	name: parameter,
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Browser Sign-In (OAuth2)', value: 'oAuth2', description: 'Connect with one click; n8n renews it' },
		{
			name: `Browser Sign-In of n8n’s Own ${label} Nodes`,
			value: 'n8nOAuth2',
			description: 'A credential you have already',
		},
		{ name: key, value: 'key' },
	],
	default: 'key',
	description: `Which kind of ${label} credential to use`,
	...(displayOptions === undefined ? {} : { displayOptions }),
});

/**
 * The vendor's credentials, one of which is shown by the choice. By `hide`: were every choice named by a `show`, the
 * editor would take the parameter for its own choice of authentication and not show it.
 */
export const signInCredentials = (
	{ parameter, types, testedBy }: Vendor,
	rest: Omit<INodeCredentialDescription, 'name' | 'testedBy'>,
): INodeCredentialDescription[] =>
	CHOICES.map((choice) => ({
		...rest,
		name: types[choice],
		...(choice === 'key' && testedBy !== undefined ? { testedBy } : {}),
		displayOptions: {
			...rest.displayOptions,
			hide: { ...rest.displayOptions?.hide, [parameter]: CHOICES.filter((other) => other !== choice) },
		},
	}));

/** Puts the choices of sign-in behind a node's first parameter, its operation. */
export const withSignIn = ([first, ...rest]: INodeProperties[], signIns: INodeProperties[]): INodeProperties[] => [
	first,
	...signIns,
	...rest,
];
