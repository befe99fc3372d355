import type { AuditEntry, AuditQuery, StateStore } from '../../state/types';
import { toCsv, type Columns } from './csv';
import { pagesOf } from './pages';

const COLUMNS: Columns<AuditEntry> = [
	['Entry ID', ({ id }) => id],
	['Time', ({ at }) => at],
	['Action', ({ action }) => action],
	['Source', ({ scope }) => scope.sourceOrganisation],
	['Object', ({ scope }) => scope.sourceObject],
	['Record ID', ({ recordId }) => recordId],
	['Destination', ({ scope }) => scope.destinationAccount],
	['Destination Object', ({ scope }) => scope.destinationObject],
	['Destination ID', ({ destinationId }) => destinationId],
	['Fields', ({ fields }) => fields?.join(' ')],
	['Sync Key', ({ syncKey }) => syncKey],
	['Operation', ({ operation }) => operation],
	['Workflow', ({ origin }) => origin?.workflowName],
	['Workflow ID', ({ origin }) => origin?.workflowId],
	['Execution ID', ({ origin }) => origin?.executionId],
	['Node', ({ origin }) => origin?.node],
	['Run ID', ({ runId }) => runId],
];

/** All entries of the audit trail that fit, as CSV. */
export async function auditCsv(state: StateStore, query: Omit<AuditQuery, 'limit' | 'afterId'>): Promise<Buffer> {
	return await toCsv(
		COLUMNS,
		pagesOf(async (page) => await state.listAudit({ ...query, ...page })),
	);
}
