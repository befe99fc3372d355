import { isSophiaError } from '../../errors';
import type { Traffic } from '../../traffic';
import { asObject, asObjects } from '../shared/json';
import { HubspotClient } from './client';
import type { HubspotCredentials } from './credentials';

export interface ListedObject {
	/** As paths name it: 'companies', '2-1234567' for a custom object. */
	name: string;
	label: string;
	custom: boolean;
}

const STANDARD: ReadonlyArray<[name: string, label: string]> = [
	['companies', 'Companies'],
	['contacts', 'Contacts'],
	['deals', 'Deals'],
	['line_items', 'Line Items'],
	['products', 'Products'],
	['quotes', 'Quotes'],
	['tickets', 'Tickets'],
];

/**
 * HubSpot's objects, then the account's own by label. One call. Without the scope `crm.schemas.custom.read`, and in
 * accounts that can have none, only HubSpot's.
 */
export async function listObjects({
	credentials,
	traffic,
	signal,
}: {
	credentials: HubspotCredentials;
	traffic: Traffic;
	signal?: AbortSignal;
}): Promise<ListedObject[]> {
	const client = new HubspotClient(credentials, traffic, 1);
	try {
		const answer = await client
			.call(
				{ purpose: 'meta', signal },
				async (crm, options) => await crm.schemas.coreApi.getAllWithHttpInfo(false, options),
			)
			.catch(unlessForbidden);
		return [
			...STANDARD.map(([name, label]) => ({ name, label, custom: false })),
			...asObjects(asObject(answer?.body).results)
				.flatMap(customObject)
				.sort((one, other) => one.label.localeCompare(other.label)),
		];
	} finally {
		client.close();
	}
}

function customObject(schema: Record<string, unknown>): ListedObject[] {
	const { objectTypeId, name, labels, archived } = schema;
	if (typeof objectTypeId !== 'string' || archived === true) return [];
	const { plural } = asObject(labels);
	return [{ name: objectTypeId, label: String(plural ?? name ?? objectTypeId), custom: true }];
}

function unlessForbidden(error: unknown): undefined {
	if (!isSophiaError(error, 'credentials') || error.status !== 403) throw error;
}
