import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ObjectReport, RecordResult, RunReport } from '../../engine/sync/types';

/** Keeps the first results of each kind for the output; counts are the report's. */
export class ResultKeeper {
	readonly changed: RecordResult[] = [];
	rejected: RecordResult[] = [];
	/** For input items: every record's result. */
	all: RecordResult[] = [];

	constructor(
		private readonly maxItems: number,
		private readonly keepAll: boolean,
	) {}

	readonly listen = (result: RecordResult): void => {
		if (result.supersedes) {
			const others = ({ object, recordId }: RecordResult) => object !== result.object || recordId !== result.recordId;
			this.rejected = this.rejected.filter(others);
			this.all = this.all.filter(others);
		}
		if (this.keepAll) this.all.push(result);
		const list = result.action === 'rejected' ? this.rejected : this.changed;
		if (result.action === 'unchanged' || result.action === 'skipped' || result.action === 'shadowed') return;
		if (list.length < this.maxItems) list.push(result);
	};
}

/**
 * A rejected record, as its item. It never has `error`: n8n would move the item to the error output.
 *
 * @param vendor in names of fields: 'hubspot' → hubspotId; the same for the items below
 */
export function rejectedItem(vendor: string, result: RecordResult): IDataObject {
	const { recordId, object, category, reason, field, retryable, destinationId } = result;
	return {
		recordId,
		object,
		category,
		reason,
		retryable: retryable ?? false,
		...(field === undefined ? {} : { field }),
		...(destinationId === undefined ? {} : { [`${vendor}Id`]: destinationId }),
	};
}

/** A changed record, as its item: the fields sent, and what was there before where it was read. */
export function recordItem(
	vendor: string,
	{ action, object, recordId, destinationObject, destinationId, changes, reason }: RecordResult,
): IDataObject {
	return {
		action,
		object,
		recordId,
		[`${vendor}Object`]: destinationObject,
		...(destinationId === undefined || destinationId.startsWith('preview:') ? {} : { [`${vendor}Id`]: destinationId }),
		...(reason === undefined ? {} : { reason }),
		...(changes === undefined || changes.length === 0 ? {} : { changes: changes.map((change) => ({ ...change })) }),
	};
}

export function objectItem(vendor: string, report: RunReport, object: ObjectReport): IDataObject {
	return {
		object: object.object,
		[`${vendor}Object`]: object.destinationObject,
		readKind: object.readKind,
		completed: object.completed,
		...object.counts,
		warnings: object.warnings.map(({ field, message, count }) => ({ field, message, count })),
		syncKey: report.syncKey,
		runId: report.runId,
	};
}

/** The run as a whole: status, associations, calls. The notes are the node's own and stand with the warnings. */
export function runItem(report: RunReport, notes: string[] = []): IDataObject {
	const { objects, ...rest } = report;
	const total = (count: 'created' | 'updated' | 'adopted' | 'archived' | 'unchanged' | 'rejected' | 'read') =>
		objects.reduce((sum, object) => sum + object.counts[count], 0);
	return {
		object: 'Run',
		...JSON.parse(JSON.stringify({ ...rest, warnings: [...rest.warnings, ...notes] })),
		read: total('read'),
		created: total('created'),
		updated: total('updated'),
		adopted: total('adopted'),
		archived: total('archived'),
		unchanged: total('unchanged'),
		rejected: total('rejected'),
	};
}

/** Items that stem from the execution as a whole, not from one input item. */
export const fromAll = (items: IDataObject[], inputs: number): INodeExecutionData[] =>
	items.map((json) => ({ json, pairedItem: Array.from({ length: inputs }, (_, item) => ({ item })) }));
