import { mapConcurrent } from '../../traffic';
import type { WriteOutcome, WriteRequest } from '../types';
import { chunks, withoutRepeats } from '../shared/batches';
import type { HubspotClient } from './client';
import { BatchWriter, type WriteKind } from './batchWriter';

/** HubSpot takes so many records in one batch write. */
export const WRITE_BATCH = 100;

/**
 * Writes records in batches, several at once. A record that occurs twice is written in a later batch, once
 * the earlier ones are done. One bad record is rejected alone.
 *
 * @param kind `upsert` by the id property, `update` by the record's own id (never creates), `insert` without a key
 * @throws SophiaError for what concerns the whole run; batches under way are awaited first. An insert whose answer
 *   was lost: `transient` with `mayHaveHappened`
 */
export async function writeRecords(
	client: HubspotClient,
	kind: WriteKind,
	request: Omit<WriteRequest, 'idProperty'> & { idProperty?: string },
): Promise<WriteOutcome[]> {
	const writer = new BatchWriter(client, kind, request, request.idProperty);
	const outcomes: WriteOutcome[] = [];
	for (const group of withoutRepeats(request.records, writer.keyOf)) {
		const written = await mapConcurrent(
			chunks(group, WRITE_BATCH),
			client.concurrency,
			async (records) => await writer.write(records),
			request.signal,
		);
		outcomes.push(...written.flat());
	}
	return outcomes;
}
