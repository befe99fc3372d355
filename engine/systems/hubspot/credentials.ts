import type { Vendor } from '../shared/credentials';

export interface HubspotCredentials {
	/** A private app's token. */
	accessToken: string;
	/** Default https://api.hubapi.com. May have a path (egress proxies); a slash at the end is dropped. */
	apiBaseUrl?: string;
}

export const HUBSPOT: Vendor = { system: 'hubspot', name: 'HubSpot' };
export const DEFAULT_BASE_URL = 'https://api.hubapi.com';
