import { createHash } from 'node:crypto';
import { SophiaError } from '../../errors';

export type SalesforceAuthMethod = 'clientCredentials' | 'jwtBearer' | 'refreshToken' | 'usernamePassword';

/** The API version that is asked for when none is set. */
export const defaultApiVersion = '67.0';

/** The fields of the credential `sophiaSalesforceApi`. Which ones are needed depends on `authMethod`. */
export interface SalesforceApiCredentials {
	authMethod: SalesforceAuthMethod;
	/** Production, sandbox or My Domain address. Default https://login.salesforce.com */
	loginUrl?: string;
	clientId?: string;
	clientSecret?: string;
	username?: string;
	password?: string;
	securityToken?: string;
	/** PEM, RSA. Line ends may be real or written as \n. */
	privateKey?: string;
	privateKeyPassphrase?: string;
	refreshToken?: string;
	apiVersion?: string;
}

/** A session that somebody else signed in to (browser sign-in). */
export interface SalesforceTokenCredentials {
	accessToken: string;
	instanceUrl: string;
	/** Gets another access token when Salesforce refuses one. */
	renew?: (signal: AbortSignal, refused: string) => Promise<string>;
	apiVersion?: string;
}

export type SalesforceCredentials = SalesforceApiCredentials | SalesforceTokenCredentials;

export const isTokenCredentials = (credentials: SalesforceCredentials): credentials is SalesforceTokenCredentials =>
	'accessToken' in credentials;

/** A credentials error that says which setting to mend. */
export const settingError = (
	message: string,
	remedy: string,
	details: { code?: string; status?: number } = {},
): SophiaError => new SophiaError('credentials', message, { ...details, remedy, system: 'salesforce' });

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Names a credential without giving anything of it away: equal settings, equal name. */
export const credentialHash = (credentials: SalesforceCredentials): string =>
	isTokenCredentials(credentials)
		? hash(JSON.stringify([credentials.instanceUrl, credentials.accessToken]))
		: hash(
				JSON.stringify([
					credentials.authMethod,
					credentials.loginUrl,
					credentials.clientId,
					credentials.clientSecret,
					credentials.username,
					credentials.password,
					credentials.securityToken,
					credentials.privateKey,
					credentials.privateKeyPassphrase,
					credentials.refreshToken,
				]),
			);

/** The account that limits belong to: an organisation has one address, whoever signs in to it. */
export const accountHash = (address: string): string => hash(address);

/** Lightning and Setup addresses serve pages; the same organisation's API lives under My Domain. */
const pageHosts = [
	{ suffix: '.lightning.force.com', api: '.my.salesforce.com' },
	{ suffix: '.my.salesforce-setup.com', api: '.my.salesforce.com' },
];

/**
 * The origin of a Salesforce address as a person may have typed it.
 * @throws SophiaError `credentials` for what is no address, or a Lightning or Setup page (naming the right address)
 */
export function salesforceOrigin(address: string, setting: string): string {
	const text = address.trim();
	let url: URL;
	try {
		url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
	} catch {
		throw settingError(
			`The ${setting} is not a web address.`,
			`Set the ${setting} to an address such as https://login.salesforce.com.`,
		);
	}
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw settingError(
			`The ${setting} must begin with https://.`,
			`Set the ${setting} to an address such as https://login.salesforce.com.`,
		);
	}
	const page = pageHosts.find(({ suffix }) => url.hostname.endsWith(suffix));
	if (page !== undefined) {
		const domain = `https://${url.hostname.slice(0, -page.suffix.length)}${page.api}`;
		throw settingError(
			`The ${setting} is the address of Salesforce's pages, not of its API.`,
			`Use the My Domain address instead: ${domain}`,
		);
	}
	return url.origin;
}

/** The hosts on which every organisation signs in. */
export const isSharedLoginHost = (origin: string): boolean =>
	/^(login|test)\.salesforce\.com$/.test(new URL(origin).hostname);

/**
 * The API version as Salesforce spells it ('67.0').
 * @throws SophiaError `credentials` when it is no version
 */
export function apiVersionOf(credentials: SalesforceCredentials): string {
	const text = (credentials.apiVersion ?? '').trim().replace(/^v/i, '');
	if (text === '') return defaultApiVersion;
	if (!/^\d{2,3}(\.0)?$/.test(text)) {
		throw settingError(
			'The API Version is not a Salesforce version.',
			`Set the API Version to a number such as ${defaultApiVersion}, or leave it empty.`,
		);
	}
	return text.endsWith('.0') ? text : `${text}.0`;
}
