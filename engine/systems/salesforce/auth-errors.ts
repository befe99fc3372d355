import { SophiaError } from '../../errors';
import { settingError, type SalesforceApiCredentials } from './credentials';

/** A refusal by the token end point (`error`, `error_description`) or by SOAP login (fault code in `description`). */
export interface LoginRefusal {
	status: number;
	error: string;
	/** Looked at, never shown. */
	description: string;
}

interface Hint {
	/** Matched against "error: description". */
	when: RegExp;
	message: string;
	remedy: string | ((credentials: SalesforceApiCredentials) => string);
}

const appSettings = "the External Client App's OAuth settings in Salesforce Setup";

/** From the particular to the general: the first that matches counts. */
const hints: Hint[] = [
	{
		when: /request not supported on this domain/i,
		message: 'Salesforce does not allow this way of signing in on this Login URL.',
		remedy: "Set the Login URL to the organisation's My Domain address, e.g. https://acme.my.salesforce.com.",
	},
	{
		when: /no client credentials user/i,
		message: 'The app has no user for the client credentials flow.',
		remedy: `Choose a "Run As" user in ${appSettings}.`,
	},
	{
		when: /hasn'?t approved this consumer|user hasn.t approved/i,
		message: 'The user of this credential has not been admitted to the app.',
		remedy:
			'In the app\'s policies set "Permitted Users" to "Admin approved users are pre-authorized" and add a profile or permission set of the user in Username.',
	},
	{
		when: /audience is invalid/i,
		message: 'Salesforce does not accept the audience of the signed token.',
		remedy:
			'Set the Login URL to https://login.salesforce.com (production), https://test.salesforce.com (sandbox) or your My Domain address.',
	},
	{
		when: /invalid assertion|invalid_assertion|assertion.*(expired|invalid)|signature/i,
		message: 'Salesforce does not accept the signed token.',
		remedy:
			"Check that the Private Key belongs to the certificate uploaded to the app, that Client ID and Username are right, and that this machine's clock is.",
	},
	{
		when: /invalid_client_id|client identifier invalid|OAUTH_EC_APP_NOT_FOUND|app.*not found/i,
		message: 'Salesforce does not know the Client ID.',
		remedy:
			"Copy the Consumer Key again into Client ID, and check that the Login URL is this app's organisation (sandboxes use their own). A new app takes about ten minutes to become known.",
	},
	{
		when: /^invalid_client\b|invalid client credentials|invalid client secret/i,
		message: 'Salesforce refuses the Client Secret.',
		remedy: 'Copy the Consumer Secret again into Client Secret.',
	},
	{
		when: /expired (access\/)?refresh token|token (is )?(expired|revoked)|invalid refresh token/i,
		message: 'The Refresh Token has expired or was revoked.',
		remedy: 'Sign in again to obtain a new Refresh Token.',
	},
	{
		when: /unsupported_grant_type|grant type not supported|unauthorized_client/i,
		message: 'The app does not allow this way of signing in.',
		remedy: `Enable the flow in ${appSettings}, or choose another Authentication Method.`,
	},
	{
		when: /invalid_scope|OAUTH_APP_ACCESS_DENIED|OAUTH_APP_BLOCKED|invalid_app_access|invalid app access/i,
		message: 'The app is blocked for this user, or lacks a scope.',
		remedy: `Give the app the scope "Manage user data via APIs (api)" in ${appSettings}, and admit the user in the app's policies.`,
	},
	{
		when: /ip restricted|LOGIN_DURING_RESTRICTED|RESTRICTED_DOMAIN|ip address/i,
		message: 'Salesforce does not let this machine sign in.',
		remedy:
			"Add this machine's public IP address to the trusted ranges of the user's profile, or relax the app's IP restrictions.",
	},
	{
		when: /inactive_user|inactive_org|inactive user|user is inactive|INACTIVE/i,
		message: 'The Salesforce user or organisation is inactive.',
		remedy: 'Activate the user in Salesforce Setup, or use another one.',
	},
	{
		when: /password has expired/i,
		message: "The Salesforce user's password has expired.",
		remedy: 'Set a new password in Salesforce and enter it in Password.',
	},
	{
		when: /LOGIN_MUST_USE_SECURITY_TOKEN/i,
		message: 'Salesforce asks for a security token.',
		remedy: 'Fill in Security Token (Salesforce: Settings, Reset My Security Token).',
	},
	{
		when: /SOAP API login\(\) is disabled|login\(\) is disabled|API_DISABLED|INVALID_OPERATION|UNSUPPORTED_API_VERSION/i,
		message: 'The organisation does not allow signing in with a user name and password alone.',
		remedy: 'Use the Authentication Method "Client Credentials" or "JWT Bearer" with an External Client App.',
	},
	{
		when: /INVALID_LOGIN|authentication failure|invalid_grant/i,
		message: 'Salesforce refuses the sign-in.',
		remedy: ({ authMethod }) =>
			({
				usernamePassword:
					'Check Username, Password and Security Token, and that the Login URL is the right one (https://test.salesforce.com for a sandbox). The app must allow user name and password flows.',
				refreshToken: 'Check the Refresh Token and that it was issued to this Client ID on this Login URL.',
				jwtBearer:
					'Check Username, Client ID and Private Key, and that the Login URL is the right one (https://test.salesforce.com for a sandbox).',
				clientCredentials:
					'Check that the flow is enabled for the app with a "Run As" user, and that the Login URL is your My Domain address.',
			})[authMethod],
	},
];

/** The engine's error for a refused sign-in, saying which setting to mend. */
export function loginError(refusal: LoginRefusal, credentials: SalesforceApiCredentials): SophiaError {
	const { status, error, description } = refusal;
	const text = `${error}: ${description}`;
	const code = /^[A-Za-z_0-9]{2,60}$/.test(error) ? error : undefined;
	const busy = (): SophiaError =>
		new SophiaError('transient', 'Salesforce cannot sign anybody in at the moment.', {
			system: 'salesforce',
			status,
			code,
		});
	if (
		status === 429 ||
		/rate exceeded|LOGIN_RATE|server_error|temporarily_unavailable|retry your request|SERVER_UNAVAILABLE/i.test(text)
	)
		return busy();
	// SOAP refuses with status 500, so that a status says little; but a web page is no refusal.
	const hint = /^\s*</.test(description) ? undefined : hints.find(({ when }) => when.test(text));
	if (hint !== undefined) {
		const remedy = typeof hint.remedy === 'string' ? hint.remedy : hint.remedy(credentials);
		return settingError(hint.message, remedy, { code, status });
	}
	if (status >= 500) return busy();
	if (status === 404 || (status >= 300 && status < 400) || status < 300) {
		return settingError(
			'The Login URL does not lead to a Salesforce sign-in.',
			'Set the Login URL to https://login.salesforce.com, https://test.salesforce.com or your My Domain address.',
			{ code, status },
		);
	}
	return settingError(
		`Salesforce refuses the sign-in${code === undefined ? '' : ` (${code})`}.`,
		'Check the Login URL, the Client ID and the other settings of the credential.',
		{ code, status },
	);
}
