import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { auditCsv } from '../../../engine/report/exports/audit';
import { pagesOf } from '../../../engine/report/exports/pages';
import type { AuditQuery } from '../../../engine/state';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { csvItem } from '../csvItem';
import { auditItem } from '../explainItems';

/** Audit Log. */
export async function auditLog(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const filters = filtersOf(context);
	if (context.getNodeParameter('auditAction', 0) === 'exportCsv') {
		return await csvItem(
			context,
			await withState(context, async (state) => await auditCsv(state, filters)),
			'audit-log.csv',
		);
	}
	const limit = context.getNodeParameter('limit', 0) as number;
	const items = await withState(context, async (state) => {
		const found: IDataObject[] = [];
		const pages = pagesOf(async (page) => await state.listAudit({ ...filters, ...page, newestFirst: true }), limit);
		for await (const entries of pages) found.push(...entries.map(auditItem));
		return found;
	});
	return [fromAll(items, context.getInputData().length)];
}

function filtersOf(context: IExecuteFunctions): Omit<AuditQuery, 'limit'> {
	const given = context.getNodeParameter('auditFilters', 0, {}) as Record<string, unknown>;
	const text = (name: string) => {
		const value = String(given[name] ?? '').trim();
		return value === '' ? {} : { [name]: value };
	};
	return {
		...text('recordId'),
		...text('runId'),
		...text('syncKey'),
		...instantOf(context, 'since', given.since),
		...instantOf(context, 'until', given.until),
	};
}

/** @throws NodeOperationError for what is no date */
function instantOf(context: IExecuteFunctions, name: string, given: unknown): Record<string, string> {
	const text = String(given ?? '');
	if (text === '') return {};
	const ms = Date.parse(text);
	if (!Number.isNaN(ms)) return { [name]: new Date(ms).toISOString() };
	throw new NodeOperationError(context.getNode(), `"${name === 'since' ? 'Since' : 'Until'}" is not a date`, {
		itemIndex: 0,
		description: 'Choose a date, or write one like 2026-03-01T10:00:00Z.',
	});
}
