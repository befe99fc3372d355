import { SophiaError } from '../../errors';

export interface HubspotCredentials {
	/** A private app's token. */
	accessToken: string;
	/** Default https://api.hubapi.com. May have a path (egress proxies); a slash at the end is dropped. */
	apiBaseUrl?: string;
}

const DEFAULT_BASE_URL = 'https://api.hubapi.com';

/** The token without the blanks that come along when it is copied. @throws SophiaError `credentials` */
export function checkedToken(accessToken: string | undefined): string {
	const token = (accessToken ?? '').trim();
	if (token === '') {
		throw new SophiaError('credentials', 'The HubSpot credential has no access token.', {
			system: 'hubspot',
			remedy: 'Fill in the Access Token of the HubSpot credential.',
		});
	}
	if (!/^[\x21-\x7e]+$/.test(token)) {
		throw new SophiaError(
			'credentials',
			'The access token of the HubSpot credential holds characters that no token has.',
			{
				system: 'hubspot',
				remedy: 'Copy the token again from HubSpot into the Access Token of the HubSpot credential.',
			},
		);
	}
	return token;
}

/** The base URL without a slash at the end. @throws SophiaError `credentials` when it is no http(s) URL */
export function checkedBaseUrl(apiBaseUrl: string | undefined): string {
	const given = (apiBaseUrl ?? '').trim();
	if (given === '') return DEFAULT_BASE_URL;
	const url = URL.canParse(given) ? new URL(given) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new SophiaError('credentials', 'The API Base URL of the HubSpot credential is no web address.', {
			system: 'hubspot',
			remedy: `Set the API Base URL of the HubSpot credential to ${DEFAULT_BASE_URL}, or to the address of your proxy.`,
		});
	}
	return (url.origin + url.pathname).replace(/\/+$/, '');
}
