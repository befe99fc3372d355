import type { Connection } from 'jsforce/lib/connection';
import { SophiaError } from '../../errors';
import { networkFailure } from '../../traffic';
import { loginError } from './auth-errors';
import {
	accountHash,
	isSharedLoginHost,
	isTokenCredentials,
	salesforceOrigin,
	settingError,
	type SalesforceApiCredentials,
	type SalesforceCredentials,
} from './credentials';
import { signAssertion } from './private-key';
import type { AnswerHead } from '../shared/exchange';
import { jsforceTransport } from './wire';

/** A session with one organisation. Lives in memory only. */
export interface Session {
	accessToken: string;
	instanceUrl: string;
	/** Names the organisation for limits. */
	account: string;
	/** From the sign-in's answer; a token that was handed over does not tell. */
	organisationId?: string;
	userId?: string;
}

/** The last API version that SOAP login() exists in. */
const soapVersion = '64.0';

const fieldNames = {
	clientId: 'Client ID',
	clientSecret: 'Client Secret',
	username: 'Username',
	password: 'Password',
	privateKey: 'Private Key',
	refreshToken: 'Refresh Token',
} as const;

const needed: Record<SalesforceApiCredentials['authMethod'], Array<keyof typeof fieldNames>> = {
	clientCredentials: ['clientId', 'clientSecret'],
	jwtBearer: ['clientId', 'username', 'privateKey'],
	refreshToken: ['clientId', 'refreshToken'],
	usernamePassword: ['username', 'password'],
};

const filled = (value: string | undefined): string | undefined => {
	const text = value?.trim();
	return text === undefined || text === '' ? undefined : text;
};

/** Checks everything that can be checked without asking Salesforce. Returns the login address. */
function checkSettings(credentials: SalesforceApiCredentials): string {
	const fields = needed[credentials.authMethod];
	if (fields === undefined) throw settingError('The Authentication Method is not known.', 'Choose one of the list.');
	const missing = fields.filter((field) => filled(credentials[field]) === undefined).map((field) => fieldNames[field]);
	if (missing.length > 0) {
		throw settingError(
			`The Salesforce credential is incomplete: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} empty.`,
			`Fill in ${missing.join(' and ')}.`,
		);
	}
	const loginUrl = salesforceOrigin(filled(credentials.loginUrl) ?? 'https://login.salesforce.com', 'Login URL');
	if (credentials.authMethod === 'clientCredentials' && isSharedLoginHost(loginUrl)) {
		throw settingError(
			'The client credentials flow works only on My Domain.',
			"Set the Login URL to the organisation's My Domain address, e.g. https://acme.my.salesforce.com.",
		);
	}
	return loginUrl;
}

/** Signs in on a connection by the chosen method. jsforce builds the requests and reads the answers. */
async function signIn(
	connection: Connection,
	credentials: SalesforceApiCredentials,
	loginUrl: string,
	now: number,
): Promise<void> {
	switch (credentials.authMethod) {
		case 'clientCredentials':
			await connection.authorize({ grant_type: 'client_credentials' });
			return;
		case 'jwtBearer':
			await connection.authorize({
				grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
				assertion: signAssertion(
					{
						clientId: filled(credentials.clientId) ?? '',
						username: filled(credentials.username) ?? '',
						audience: loginUrl,
					},
					credentials.privateKey ?? '',
					credentials.privateKeyPassphrase,
					now,
				),
			});
			return;
		case 'refreshToken':
			await connection.authorize({
				grant_type: 'refresh_token',
				refresh_token: filled(credentials.refreshToken) ?? '',
			});
			return;
		case 'usernamePassword':
			await connection.login(
				filled(credentials.username) ?? '',
				`${credentials.password ?? ''}${filled(credentials.securityToken) ?? ''}`,
			);
	}
}

/**
 * Opens a session: one call (none for a token that was handed over).
 * @param now milliseconds; the signed token's validity counts from it
 * @throws SophiaError `credentials` saying which setting to mend; `transient` when Salesforce cannot be reached
 */
export async function openSession(
	credentials: SalesforceCredentials,
	options: { signal: AbortSignal; now: number },
): Promise<Session> {
	if (isTokenCredentials(credentials)) return tokenSession(credentials.instanceUrl, credentials.accessToken);
	const loginUrl = checkSettings(credentials);
	const { Connection: JsforceConnection } = await import('jsforce/lib/connection.js');
	const { OAuth2 } = await import('jsforce/lib/oauth2.js');
	let head: AnswerHead | undefined;
	const transport = await jsforceTransport(options.signal, (answer) => (head = answer));
	const connection = new JsforceConnection({
		loginUrl,
		version: soapVersion,
		logLevel: 'NONE',
		oauth2: new OAuth2({
			loginUrl,
			clientId: filled(credentials.clientId),
			clientSecret: filled(credentials.clientSecret),
		}),
	});
	connection._transport = transport;
	connection.oauth2._transport = transport;
	try {
		await signIn(connection, credentials, loginUrl, options.now);
	} catch (error) {
		throw options.signal.aborted ? options.signal.reason : signInFailure(error, head, credentials, loginUrl);
	}
	const { accessToken, instanceUrl, userInfo } = connection;
	if (typeof accessToken !== 'string' || instanceUrl === '') {
		throw loginError({ status: head?.status ?? 200, error: 'no_token', description: '' }, credentials);
	}
	return { ...tokenSession(instanceUrl, accessToken), organisationId: userInfo?.organizationId, userId: userInfo?.id };
}

/** A session for a token that is known. */
export function tokenSession(instanceUrl: string, accessToken: string): Session {
	if (accessToken === '')
		throw settingError('There is no Salesforce access token.', 'Connect the Salesforce account again.');
	const origin = salesforceOrigin(instanceUrl, 'instance URL');
	return { accessToken, instanceUrl: origin, account: accountHash(origin) };
}

/** What jsforce threw while signing in, in the engine's terms. */
function signInFailure(
	error: unknown,
	head: AnswerHead | undefined,
	credentials: SalesforceApiCredentials,
	loginUrl: string,
): unknown {
	if (error instanceof SophiaError) return error;
	const network = networkFailure('salesforce', error);
	if (network !== undefined) return network.code === 'ENOTFOUND' ? noSuchHost(loginUrl) : network;
	if (head === undefined) return error;
	const { name, message } = error as Error;
	// jsforce names an error of the token end point after its `error`; SOAP's has its code in the text.
	return loginError({ status: head.status, error: name, description: message }, credentials);
}

const noSuchHost = (loginUrl: string): SophiaError =>
	settingError(
		`There is no host ${new URL(loginUrl).hostname}.`,
		'Check the Login URL: https://login.salesforce.com, https://test.salesforce.com or your My Domain address.',
		{ code: 'ENOTFOUND' },
	);
