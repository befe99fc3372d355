import { isSophiaError } from '../../errors';
import { timed } from '../../health/pulse';
import type { HealthProbe, LimitUse, ProbeFindings } from '../../health/types';
import type { Traffic } from '../../traffic';
import { asObject } from '../shared/json';
import { SalesforceClient } from './client';
import type { SalesforceCredentials } from './credentials';
import { organisationId } from './source';

/** The limits that syncs come up against, of the sixty or so that Salesforce lists. */
const WATCHED: ReadonlyArray<[key: string, name: string, remedy?: string]> = [
	['DailyApiRequests', 'Salesforce API calls of 24 hours'],
	['DailyBulkApiBatches', 'Salesforce Bulk API batches of 24 hours'],
	['DailyBulkV2QueryJobs', 'Salesforce Bulk API query jobs of 24 hours'],
	['DataStorageMB', 'Salesforce data storage (MB)', 'Delete records that are not needed, or buy storage.'],
];

/**
 * The organisation and its limits; one call, two where the limits may not be read. Salesforce shows them to users with the
 * permission "View Setup and Configuration"; every answer tells the API calls, though.
 */
export function salesforceProbe({
	credentials,
	traffic: untimed,
}: {
	credentials: SalesforceCredentials;
	traffic: Traffic;
}): HealthProbe {
	const { traffic, pulse } = timed(untimed);
	return {
		check: 'salesforce',
		label: 'Salesforce',
		pulse,
		look: async (signal): Promise<ProbeFindings> => {
			const client = new SalesforceClient(credentials, traffic);
			const limits = await readLimits(client, signal);
			const { instanceUrl } = await client.session(signal);
			return {
				authorised: true,
				account: { organisationId: await organisationId(client, signal), instanceUrl },
				limits: limits ?? apiCalls(client),
				details: { limitsVisible: limits !== undefined, apiVersion: client.apiVersion },
			};
		},
	};
}

/** @returns undefined where the user may not see them, which another call tells from a user that may do nothing */
async function readLimits(client: SalesforceClient, signal: AbortSignal): Promise<LimitUse[] | undefined> {
	const answer = await client.json<unknown>({ path: '/limits', purpose: 'meta', signal }).catch(unlessForbidden);
	if (answer === undefined) {
		const path = `/query?q=${encodeURIComponent('SELECT Id FROM Organization LIMIT 1')}`;
		await client.json<unknown>({ path, purpose: 'meta', signal });
		return undefined;
	}
	return WATCHED.flatMap(([key, name, remedy]) => {
		const { Max: max, Remaining: left } = asObject(asObject(answer)[key]);
		if (typeof max !== 'number' || typeof left !== 'number') return [];
		return [{ name, used: Math.max(0, max - left), max, left, ...(remedy === undefined ? {} : { remedy }) }];
	});
}

const unlessForbidden = async (error: unknown): Promise<undefined> =>
	isSophiaError(error) && error.status === 403 && error.kind !== 'limit' ? undefined : await Promise.reject(error);

function apiCalls({ usage }: SalesforceClient): LimitUse[] {
	if (usage === undefined) return [];
	const { used, max } = usage;
	return [{ name: WATCHED[0][1], used, max, left: Math.max(0, max - used) }];
}
