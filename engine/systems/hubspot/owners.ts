import { isSophiaError } from '../../errors';
import type { FieldOption } from '../types';
import type { HubspotClient } from './client';
import { asObject, asObjects } from '../shared/json';
import { nextPage } from './wire';

const PAGE = 500;

/**
 * HubSpot's users that can own records, as options: the id to write, labelled with the e-mail address.
 *
 * @returns undefined when the token may not read them (scope `crm.objects.owners.read`)
 */
export async function readOwners(client: HubspotClient, signal?: AbortSignal): Promise<FieldOption[] | undefined> {
	const owners: FieldOption[] = [];
	let after: string | undefined;
	do {
		const from = after;
		const answer = await client
			.call(
				{ purpose: 'meta', signal },
				async (crm, options) => await crm.owners.ownersApi.getPageWithHttpInfo(undefined, from, PAGE, false, options),
			)
			.catch(unlessForbidden);
		if (answer === undefined) return undefined;
		const { body } = answer;
		for (const owner of asObjects(asObject(body).results)) {
			if (typeof owner.email !== 'string' || owner.email === '' || owner.archived === true) continue;
			owners.push({ value: String(owner.id), label: owner.email });
		}
		after = nextPage(body);
	} while (after !== undefined);
	return owners;
}

function unlessForbidden(error: unknown): undefined {
	if (!isSophiaError(error, 'credentials') || error.status !== 403) throw error;
}
