import { nextTryOf, remedyOf } from '../../explain/rejected';
import type { Rejection, RejectionQuery, StateStore } from '../../state/types';
import { toCsv, type Columns } from './csv';
import { pagesOf } from './pages';

const COLUMNS: Columns<Rejection> = [
	['Rejection ID', ({ id }) => id],
	['Sync Key', ({ syncKey }) => syncKey],
	['Source', ({ scope }) => scope.sourceOrganisation],
	['Object', ({ scope }) => scope.sourceObject],
	['Record ID', ({ recordId }) => recordId],
	['Destination', ({ scope }) => scope.destinationAccount],
	['Destination Object', ({ scope }) => scope.destinationObject],
	['Category', ({ category }) => category],
	['Field', ({ field }) => field],
	['Reason', ({ reason }) => reason],
	['What to Do', remedyOf],
	['Next Try', nextTryOf],
	['Blocked By', ({ blockedBy }) => blockedBy],
	['Attempts', ({ attempts }) => attempts],
	['First Rejected', ({ firstAt }) => firstAt],
	['Last Rejected', ({ lastAt }) => lastAt],
	['Dismissed', ({ dismissedAt }) => dismissedAt],
	['Run ID', ({ runId }) => runId],
];

/**
 * All rejected records that fit, as CSV.
 *
 * @param payload how what was to be sent is shown, in a last column as JSON; absent: not at all
 */
export async function rejectionsCsv(
	state: StateStore,
	query: Omit<RejectionQuery, 'limit' | 'afterId'>,
	payload?: (payload: Record<string, string>) => Record<string, string>,
): Promise<Buffer> {
	const columns: Columns<Rejection> =
		payload === undefined
			? COLUMNS
			: [...COLUMNS, ['Payload', (row) => (row.payload === null ? '' : JSON.stringify(payload(row.payload)))]];
	return await toCsv(
		columns,
		pagesOf(async (page) => await state.listRejections({ ...query, ...page })),
	);
}
