import { isSophiaError } from '../../errors';
import { asObject, asObjects, asText } from '../shared/json';
import type { HubspotClient } from './client';

/** An object of the account's own. */
export interface CustomObject {
	/** As everywhere in the package: '2-1234567'. */
	objectTypeId: string;
	/** Every name by which paths may call it, in lower case. */
	names: string[];
	/** Singular. */
	label: string;
	/** The objects it can be associated with: 'contacts', '2-1234568'. */
	associated: string[];
}

const STANDARD_IDS: Record<string, string> = {
	'0-1': 'contacts',
	'0-2': 'companies',
	'0-3': 'deals',
	'0-5': 'tickets',
};

/** The account's own objects. None without the scope `crm.schemas.custom.read`. One call. */
export async function readCustomObjects(client: HubspotClient, signal?: AbortSignal): Promise<CustomObject[]> {
	const answer = await client
		.call(
			{ purpose: 'meta', signal },
			async (crm, options) => await crm.schemas.coreApi.getAllWithHttpInfo(false, options),
		)
		.catch(unlessForbidden);
	return asObjects(asObject(answer?.body).results).flatMap((schema) => {
		const objectTypeId = asText(schema.objectTypeId);
		return objectTypeId === undefined ? [] : [customObject(objectTypeId, schema)];
	});
}

function customObject(objectTypeId: string, schema: Record<string, unknown>): CustomObject {
	const name = asText(schema.name) ?? objectTypeId;
	const names = [objectTypeId, asText(schema.fullyQualifiedName) ?? objectTypeId, `p_${name}`];
	const associated = new Set<string>();
	for (const { fromObjectTypeId, toObjectTypeId } of asObjects(schema.associations)) {
		for (const end of [asText(fromObjectTypeId), asText(toObjectTypeId)]) {
			if (end !== undefined && end !== objectTypeId && (end in STANDARD_IDS || end.startsWith('2-'))) {
				associated.add(STANDARD_IDS[end] ?? end);
			}
		}
	}
	return {
		objectTypeId,
		names: names.map((one) => one.toLowerCase()),
		label: asText(asObject(schema.labels).singular) ?? name,
		associated: [...associated],
	};
}

function unlessForbidden(error: unknown): undefined {
	if (!isSophiaError(error, 'credentials') || error.status !== 403) throw error;
}
