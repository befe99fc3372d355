import { mapConcurrent, type CallPurpose } from '../../traffic';
import type { HubspotClient } from './client';
import { chunks, halves } from '../shared/batches';
import { batchRefusal } from './errors';
import { readBatch, type WireObject } from './wire';

/** HubSpot takes so many ids in one batch read. */
export const READ_BATCH = 100;

export interface BatchRead {
	object: string;
	/** Absent: record ids. */
	idProperty?: string;
	/** Any number; without repeats. */
	ids: string[];
	properties: string[];
	/** Archived records instead of live ones. */
	archived?: boolean;
	/** Default 'lookup'. */
	purpose?: CallPurpose;
	signal?: AbortSignal;
}

/**
 * Records by id or by a unique property. What does not exist is left out (HubSpot names it in
 * `errors` of a 207), and so is what HubSpot cannot take as an id at all: such a value sinks a batch with a
 * 400, which is then halved until it stands alone.
 */
export async function batchRead(client: HubspotClient, request: BatchRead): Promise<WireObject[]> {
	const found = await mapConcurrent(
		chunks(request.ids, READ_BATCH),
		client.concurrency,
		async (ids) => await readChunk(client, request, ids),
		request.signal,
	);
	return found.flat();
}

async function readChunk(client: HubspotClient, request: BatchRead, ids: string[]): Promise<WireObject[]> {
	const { object, idProperty, properties, archived = false, purpose = 'lookup', signal } = request;
	try {
		const { body } = await client.call(
			{ purpose, signal },
			async (crm, options) =>
				await crm.objects.batchApi.readWithHttpInfo(
					object,
					{
						...(idProperty === undefined ? {} : { idProperty }),
						properties,
						propertiesWithHistory: [],
						inputs: ids.map((id) => ({ id })),
					},
					archived,
					options,
				),
		);
		return readBatch(body).results;
	} catch (error) {
		batchRefusal(error);
		if (ids.length === 1) return [];
		const [first, second] = halves(ids);
		return [...(await readChunk(client, request, first)), ...(await readChunk(client, request, second))];
	}
}
