import { chunks, halves } from '../shared/batches';
import type { HubspotClient } from './client';
import { batchRefusal, type HubspotRefusal } from './errors';

/** HubSpot takes so many records in one batch archive. */
export const ARCHIVE_BATCH = 100;

/**
 * Archives records (HubSpot keeps them for 90 days). Archiving what is gone already is a success.
 *
 * @throws HubspotRefusal for a record that HubSpot will not archive; the others of its batch are
 */
export async function archiveRecords(
	client: HubspotClient,
	{ object, ids, signal }: { object: string; ids: string[]; signal?: AbortSignal },
): Promise<void> {
	for (const batch of chunks([...new Set(ids)], ARCHIVE_BATCH)) {
		const refusals = await archiveBatch(client, object, batch, signal);
		if (refusals.length > 0) throw refusals[0];
	}
}

async function archiveBatch(
	client: HubspotClient,
	object: string,
	ids: string[],
	signal: AbortSignal | undefined,
): Promise<HubspotRefusal[]> {
	try {
		await client.call(
			{ purpose: 'archive', signal },
			async (crm, options) =>
				await crm.objects.batchApi.archiveWithHttpInfo(object, { inputs: ids.map((id) => ({ id })) }, options),
		);
		return [];
	} catch (error) {
		const refusal = batchRefusal(error);
		if (ids.length === 1) return refusal.code === 'OBJECT_NOT_FOUND' ? [] : [refusal];
		const [first, second] = halves(ids);
		return [
			...(await archiveBatch(client, object, first, signal)),
			...(await archiveBatch(client, object, second, signal)),
		];
	}
}
