import { isSophiaError } from '../../errors';
import type { FieldOption } from '../types';
import type { HubspotClient } from './client';
import { asObject, asObjects } from '../shared/json';
import { nextPage } from './wire';

const PAGE = 500;

/** HubSpot's users as options: the id to write, labelled with the e-mail address. */
export interface OwnersRead {
	/** Those who can own records. */
	active: FieldOption[];
	/** Those who have been deactivated and are not active under another id. */
	inactive: FieldOption[];
}

/**
 * HubSpot's users that can own records, and those that could.
 *
 * @returns undefined when the token may not read them (scope `crm.objects.owners.read`)
 */
export async function readOwners(client: HubspotClient, signal?: AbortSignal): Promise<OwnersRead | undefined> {
	const active = await readPages(client, false, signal).catch(unlessForbidden);
	if (active === undefined) return undefined;
	const addresses = new Set(active.map(({ label }) => label.toLowerCase()));
	const archived = await readPages(client, true, signal);
	return { active, inactive: archived.filter(({ label }) => !addresses.has(label.toLowerCase())) };
}

async function readPages(client: HubspotClient, archived: boolean, signal?: AbortSignal): Promise<FieldOption[]> {
	const owners: FieldOption[] = [];
	let after: string | undefined;
	do {
		const from = after;
		const { body } = await client.call(
			{ purpose: 'meta', signal },
			async (crm, options) => await crm.owners.ownersApi.getPageWithHttpInfo(undefined, from, PAGE, archived, options),
		);
		for (const owner of asObjects(asObject(body).results)) {
			if (typeof owner.email !== 'string' || owner.email === '' || (owner.archived === true) !== archived) continue;
			owners.push({ value: String(owner.id), label: owner.email });
		}
		after = nextPage(body);
	} while (after !== undefined);
	return owners;
}

function unlessForbidden(error: unknown): undefined {
	if (!isSophiaError(error, 'credentials') || error.status !== 403) throw error;
}
