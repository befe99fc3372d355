import type { HealthProbe, HealthProblem, LimitUse, ProbeFindings } from '../../health/types';
import { timed } from '../../health/pulse';
import type { Traffic } from '../../traffic';
import { readAccess, type HubspotUsage } from './account';
import { HubspotClient } from './client';
import type { HubspotCredentials } from './credentials';

/** What every sync of companies and contacts needs. */
export const NEEDED_SCOPES = [
	'crm.objects.companies.read',
	'crm.objects.companies.write',
	'crm.objects.contacts.read',
	'crm.objects.contacts.write',
	'crm.schemas.companies.read',
	'crm.schemas.contacts.read',
];

/**
 * The portal, the scopes of the token and the calls of the day; three calls.
 *
 * @param neededScopes those whose absence is a problem; default {@link NEEDED_SCOPES}
 */
export function hubspotProbe({
	credentials,
	traffic: untimed,
	neededScopes = NEEDED_SCOPES,
}: {
	credentials: HubspotCredentials;
	traffic: Traffic;
	neededScopes?: string[];
}): HealthProbe {
	const { traffic, pulse } = timed(untimed);
	return {
		check: 'hubspot',
		label: 'HubSpot',
		pulse,
		look: async (signal): Promise<ProbeFindings> => {
			const client = new HubspotClient(credentials, traffic, 1);
			try {
				const { portalId, timeZone, scopes, usage } = await readAccess(client, signal);
				const missing = scopes === undefined ? [] : neededScopes.filter((scope) => !scopes.includes(scope));
				return {
					authorised: true,
					account: { portalId, ...(timeZone === undefined ? {} : { timeZone }) },
					...(scopes === undefined ? {} : { scopes: { granted: scopes, missing } }),
					limits: usage === undefined ? [] : [dayLimit(usage)],
					problems: missing.length === 0 ? [] : [missingScopes(missing)],
				};
			} finally {
				client.close();
			}
		},
	};
}

const dayLimit = ({ used, max, resetsAt }: HubspotUsage): LimitUse => ({
	name: 'HubSpot API calls of the day',
	used,
	max,
	left: Math.max(0, max - used),
	...(resetsAt === undefined ? {} : { resetsAt: resetsAt.toISOString() }),
});

const missingScopes = (missing: string[]): HealthProblem => ({
	status: 'degraded',
	code: 'MISSING_SCOPES',
	message: `The HubSpot token lacks ${missing.length === 1 ? 'a scope' : 'scopes'}: ${missing.join(', ')}.`,
	remedy: 'In HubSpot, give the private app these scopes. Its token stays the same.',
});
