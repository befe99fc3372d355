import type { Vendor } from '../shared/credentials';

export interface HubspotCredentials {
	/** A private app's token, or one of a browser sign-in. */
	accessToken: string;
	/** Of a browser sign-in, whose tokens end after half an hour: gets another token when HubSpot refuses this one. */
	renew?: (refused: string, signal: AbortSignal) => Promise<string>;
	/** Where tokens change: what names the account for limits instead. */
	accountKey?: string;
	/** Default https://api.hubapi.com. May have a path (egress proxies); a slash at the end is dropped. */
	apiBaseUrl?: string;
}

export const HUBSPOT: Vendor = { system: 'hubspot', name: 'HubSpot' };
export const DEFAULT_BASE_URL = 'https://api.hubapi.com';
