import { isSophiaError, SophiaError } from '../../errors';
import type { Answer } from '../shared/answer';
import type { HubspotClient } from './client';
import { unreadable } from './errors';
import { asObject, asObjects } from '../shared/json';

export interface HubspotUsage {
	/** Calls made today by all private apps of the account. */
	used: number;
	max: number;
	resetsAt?: Date;
}

/** What a token opens, for the credential test and the health check. */
export interface HubspotAccess {
	portalId: string;
	timeZone?: string;
	/** The token's scopes, when HubSpot tells. */
	scopes?: string[];
	usage?: HubspotUsage;
}

/**
 * The account's permanent id. Its time zone is kept in the client: HubSpot's day ends at its midnight.
 *
 * @throws SophiaError `credentials` for a wrong token
 */
export async function readPortal(client: HubspotClient, signal?: AbortSignal): Promise<string> {
	const { body } = await readDetails(client, signal);
	const { portalId, timeZone } = asObject(body);
	if (typeof portalId !== 'number' && typeof portalId !== 'string') {
		throw new SophiaError('credentials', 'The answer names no HubSpot account.', {
			system: 'hubspot',
			remedy: 'Check the API Base URL of the HubSpot credential.',
		});
	}
	if (typeof timeZone === 'string') client.timeZone = timeZone;
	return String(portalId);
}

const readDetails = async (client: HubspotClient, signal?: AbortSignal): Promise<Answer> =>
	await client.request({ purpose: 'meta', signal }, 'GET', '/account-info/v3/details');

/** HubSpot's own clock, from the `Date` header of an answer. Whole seconds, rounded down: never ahead of the server. */
export async function readClock(client: HubspotClient, signal?: AbortSignal): Promise<Date> {
	const answer = await readDetails(client, signal);
	const at = Date.parse(answer.headers.date ?? '');
	if (Number.isNaN(at)) throw unreadable(answer);
	return new Date(at);
}

/** Portal, scopes and today's use. The last two are left out where HubSpot does not give them. */
export async function readAccess(client: HubspotClient, signal?: AbortSignal): Promise<HubspotAccess> {
	const portalId = await readPortal(client, signal);
	const scopes = await readScopes(client, signal).catch(nothing);
	const usage = await readUsage(client, signal).catch(nothing);
	return { portalId, timeZone: client.timeZone, scopes, usage };
}

async function readScopes(client: HubspotClient, signal?: AbortSignal): Promise<string[] | undefined> {
	const { scopes } = asObject(await client.tokenInformation(signal));
	return Array.isArray(scopes) ? scopes.filter((scope): scope is string => typeof scope === 'string') : undefined;
}

async function readUsage(client: HubspotClient, signal?: AbortSignal): Promise<HubspotUsage | undefined> {
	const path = '/account-info/v3/api-usage/daily/private-apps';
	const { body } = await client.request({ purpose: 'meta', signal }, 'GET', path);
	const usage = asObjects(asObject(body).results)[0];
	if (usage === undefined || typeof usage.currentUsage !== 'number' || typeof usage.usageLimit !== 'number')
		return undefined;
	const resetsAt = new Date(String(usage.resetsAt));
	return {
		used: usage.currentUsage,
		max: usage.usageLimit,
		...(Number.isNaN(resetsAt.getTime()) ? {} : { resetsAt }),
	};
}

/** What is only good to know may be refused or unknown. @throws every other failure */
function nothing(error: unknown): undefined {
	if (!isSophiaError(error, 'credentials') && !isSophiaError(error, 'configuration')) throw error;
}
