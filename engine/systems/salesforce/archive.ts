import { SophiaError } from '../../errors';
import { backoffDelays } from '../../traffic';
import { chunks } from '../shared/batches';
import type { SalesforceClient } from './client';
import { COLLECTION_SIZE, deleteCollection } from './collections';
import { isSalesforceId, longId } from './ids';
import { pause } from './pause';
import { isRowLock, recordProblem } from './record-problems';
import type { SaveError } from './save-results';

const gone = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'MALFORMED_ID']);

/**
 * Deletes records: they go to the recycle bin, where they stay for 15 days. Deleting what is gone already is
 * a success.
 * @throws SophiaError for a record that Salesforce will not delete; all others have been by then
 */
export async function archiveRecords(
	client: SalesforceClient,
	{ ids, signal }: { ids: string[]; signal?: AbortSignal },
): Promise<void> {
	const wanted = [...new Set(ids.filter(isSalesforceId).map(longId))];
	const refused: SaveError[] = [];
	for (const batch of chunks(wanted, COLLECTION_SIZE)) refused.push(...(await deleteBatch(client, batch, signal)));
	if (refused.length > 0) throw cannotDelete(refused);
}

async function deleteBatch(
	client: SalesforceClient,
	ids: readonly string[],
	signal?: AbortSignal,
): Promise<SaveError[]> {
	const { clock, settings } = client.traffic;
	const delays = backoffDelays();
	const refused: SaveError[] = [];
	let open = ids;
	for (let triesLeft = settings.retries; open.length > 0; triesLeft--) {
		const locked: string[] = [];
		for (const [index, result] of (await deleteCollection(client, open, signal)).entries()) {
			if (result.saved || result.errors.some(({ code }) => gone.has(code))) continue;
			if (triesLeft > 0 && result.errors.some(isRowLock)) locked.push(open[index]);
			else refused.push(result.errors[0]);
		}
		open = locked;
		if (open.length > 0) await pause(clock, (await delays.next()).value, signal);
	}
	return refused;
}

function cannotDelete(refused: SaveError[]): SophiaError {
	const [first] = refused;
	const { reason, retryable } = recordProblem([first]);
	const count = refused.length === 1 ? 'One record' : `${refused.length} records`;
	return new SophiaError(retryable ? 'transient' : 'configuration', `${count} could not be deleted. ${reason}`, {
		system: 'salesforce',
		code: first?.code,
	});
}
