import type { ICredentialsDisplayOptions, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { N8N_CREDENTIALS } from '../n8nCredentials';

/** How a node signs in to a vendor: with this package's key type, with its browser sign-in, or with n8n's own. */
export type SignIn = 'key' | 'oAuth2' | 'n8nOAuth2';

export interface VendorSignIn {
	label: string;
	/** The parameter that chooses. */
	parameter: 'salesforceAuth' | 'hubspotAuth';
	/** The credential types, in the order of `SIGN_INS`. */
	types: [key: string, browser: string, n8n: string];
	/** What the key type is called in the list. */
	key: string;
}

export const SIGN_INS: SignIn[] = ['key', 'oAuth2', 'n8nOAuth2'];

export const SALESFORCE_SIGN_IN: VendorSignIn = {
	label: 'Salesforce',
	parameter: 'salesforceAuth',
	types: ['sophiaSalesforceApi', 'sophiaSalesforceOAuth2Api', N8N_CREDENTIALS.salesforce],
	key: 'Client Credentials, Key Pair or Token',
};

export const HUBSPOT_SIGN_IN: VendorSignIn = {
	label: 'HubSpot',
	parameter: 'hubspotAuth',
	types: ['sophiaHubspotApi', 'sophiaHubspotOAuth2Api', N8N_CREDENTIALS.hubspot],
	key: 'Private App Token',
};

/** As it always was: workflows that know of no choice keep their credential. */
const DEFAULT: SignIn = 'key';

/** The parameter, to be shown where the vendor's credential is. */
export const signInProperty = (
	{ label, parameter, key }: VendorSignIn,
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
	default: DEFAULT,
	description: `Which kind of ${label} credential to use`,
	...(displayOptions === undefined ? {} : { displayOptions }),
});

/**
 * Where one of a vendor's credentials is shown: where the vendor's are, and by the choice of sign-in. By `hide`: were
 * every choice named by a `show`, the editor would take the parameter for its own choice of authentication and not
 * show it.
 */
export const bySignIn = (
	{ parameter }: VendorSignIn,
	choice: SignIn,
	{ displayOptions, ...rest }: Pick<INodeCredentialDescription, 'required' | 'displayOptions'>,
): Pick<INodeCredentialDescription, 'required' | 'displayOptions'> => ({
	...rest,
	displayOptions: {
		...displayOptions,
		hide: { ...displayOptions?.hide, [parameter]: SIGN_INS.filter((other) => other !== choice) },
	},
});
