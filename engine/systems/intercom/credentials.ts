import { SophiaError } from '../../errors';
import { checkedBaseUrl, type Vendor } from '../shared/credentials';

/** Where a workspace is hosted; `custom` = the address in `apiBaseUrl`. */
export type IntercomRegion = 'us' | 'eu' | 'au' | 'custom';

export interface IntercomCredentials {
	/** An app's access token. */
	accessToken: string;
	region: IntercomRegion;
	/** For region `custom`. May have a path (egress proxies); a slash at the end is dropped. */
	apiBaseUrl?: string;
	/** Sent with every request, as the app's own setting would decide otherwise. Default {@link defaultIntercomVersion}. */
	apiVersion?: string;
}

export const INTERCOM: Vendor = { system: 'intercom', name: 'Intercom' };

/** The newest stable version of the API. */
export const defaultIntercomVersion = '2.16';

const HOSTS = {
	us: 'https://api.intercom.io',
	eu: 'https://api.eu.intercom.io',
	au: 'https://api.au.intercom.io',
};

/** The address of the region's API, without a slash at the end. @throws SophiaError `credentials` */
export function baseUrlOf({ region, apiBaseUrl }: IntercomCredentials): string {
	if (region !== 'custom') return HOSTS[region] ?? HOSTS.us;
	if ((apiBaseUrl ?? '').trim() === '') {
		throw new SophiaError('credentials', 'The Intercom credential has the region Custom and no API Base URL.', {
			system: 'intercom',
			remedy: 'Fill in the API Base URL of the Intercom credential, or choose the region of the workspace.',
		});
	}
	return checkedBaseUrl(INTERCOM, apiBaseUrl, HOSTS.us);
}

/** The version to ask for. @throws SophiaError `credentials` when it cannot be one */
export function versionOf({ apiVersion }: IntercomCredentials): string {
	const version = (apiVersion ?? '').trim() || defaultIntercomVersion;
	if (/^(\d{1,2}\.\d{1,3}|Preview|Unstable)$/.test(version)) return version;
	throw new SophiaError('credentials', "The API Version of the Intercom credential is none of Intercom's.", {
		system: 'intercom',
		remedy: `Set the API Version of the Intercom credential to ${defaultIntercomVersion}.`,
	});
}
