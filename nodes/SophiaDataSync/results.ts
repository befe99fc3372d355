import type { IDataObject } from 'n8n-workflow';
import {
	otherSide,
	type ApprovalRequest,
	type Finding,
	type FieldConflict,
	type FieldDifference,
	type PairAction,
	type PairReport,
	type PairResult,
	type ReconcileReport,
	type SideName,
} from '../../engine/pairs/types';
import type { WrittenItem } from '../../engine/systems/items';

/** Ids of records that exist only in a preview. */
const PREVIEWED = 'preview:';

type Objects = Record<SideName, string>;

/** Results that are told of by a count alone. */
const QUIET: ReadonlySet<PairAction> = new Set(['unchanged', 'skipped']);
const WRITES: ReadonlySet<PairAction> = new Set(['created', 'updated', 'archived']);

/** Which results are kept beyond the first ones. */
export interface KeptResults {
	/** Also those that changed nothing: where every input item is to have a result. */
	quietToo?: boolean;
	/** Those of writes to this side by the records' ids: each of them is handed out as an item. */
	handedOut?: SideName;
}

/** Keeps the first results of each kind for the output; counts are the report's. */
export class PairResultKeeper {
	readonly handedOut = new Map<string, PairResult>();
	readonly changed: PairResult[] = [];
	readonly rejected: PairResult[] = [];
	readonly conflicts: Array<{ result: PairResult; conflict: FieldConflict }> = [];

	constructor(
		private readonly maxItems: number,
		private readonly kept: KeptResults = {},
	) {}

	readonly listen = (result: PairResult): void => {
		for (const conflict of result.conflicts ?? [])
			if (this.conflicts.length < this.maxItems) this.conflicts.push({ result, conflict });
		if (result.side === this.kept.handedOut && WRITES.has(result.action)) {
			const id = result.side === 'left' ? result.leftId : result.rightId;
			if (id !== undefined) this.handedOut.set(id, result);
			return;
		}
		const list = result.action === 'rejected' ? this.rejected : this.changed;
		if (list.length < this.maxItems && (this.kept.quietToo === true || !QUIET.has(result.action))) list.push(result);
	};
}

const idsOf = ({ leftId, rightId }: Pick<PairResult, 'leftId' | 'rightId'>): IDataObject => ({
	...(real(leftId) ? { leftId } : {}),
	...(real(rightId) ? { rightId } : {}),
});

const real = (id: string | undefined): id is string => id !== undefined && !id.startsWith(PREVIEWED);

/** A record that was written (or would be), as its item: the fields sent, and what was there before. */
export const changedItem = (objects: Objects, result: PairResult): IDataObject => ({
	action: result.action,
	side: result.side,
	object: objects[result.side],
	...idsOf(result),
	...(result.reason === undefined ? {} : { reason: result.reason }),
	...(result.changes === undefined || result.changes.length === 0
		? {}
		: { changes: result.changes.map((change) => ({ ...change })) }),
});

/**
 * What was written to the input items, as an item: `item` has all of its fields, as they are now (of an archived one as
 * they were).
 */
export function writtenItem(
	objects: Objects,
	side: SideName,
	{ action, id, json }: WrittenItem,
	result: PairResult | undefined,
): IDataObject {
	const told = changedItem(objects, result ?? { action: 'updated', side, [`${side}Id`]: id });
	return { ...told, action, item: json as IDataObject };
}

/**
 * A rejected record, as its item: the record that could not be brought to the other side. It never has `error`: n8n
 * would move the item to the error output.
 */
export function rejectedItem(objects: Objects, result: PairResult): IDataObject {
	const { category, reason, field, retryable } = result;
	const side = otherSide(result.side);
	const recordId = side === 'left' ? result.leftId : result.rightId;
	return {
		...(real(recordId) ? { recordId } : {}),
		object: objects[side],
		side,
		category,
		reason,
		retryable: retryable ?? false,
		...(field === undefined ? {} : { field }),
		...idsOf(result),
	};
}

/** A field that was changed on both sides, as its item. */
export const conflictItem = (
	objects: Objects,
	{ result, conflict }: PairResultKeeper['conflicts'][number],
): IDataObject => ({
	leftObject: objects.left,
	rightObject: objects.right,
	...idsOf(result),
	...differenceItem(conflict),
	winner: conflict.winner ?? 'none',
});

const differenceItem = ({ left, right }: FieldDifference): IDataObject => ({
	leftField: left.field,
	rightField: right.field,
	leftValue: left.value,
	rightValue: right.value,
});

/** What a mirror asks before it archives so many. */
export const approvalItem = (report: PairReport, request: ApprovalRequest): IDataObject => ({
	approvalRequired: true,
	...request,
	message: `${request.archives} of ${request.linked} linked records have left the left side. Nothing was archived. Run again with this token as "Approval Token" to archive them.`,
	syncKey: report.syncKey,
	runId: report.runId,
});

/** The run as a whole: status, counts of both sides and their sums, calls. */
export function pairRunItem(report: PairReport): IDataObject {
	const { left, right } = report;
	const sum = (count: keyof PairReport['left']['counts']) => left.counts[count] + right.counts[count];
	const { approvalRequired, ...told } = report;
	return {
		object: 'Run',
		...JSON.parse(JSON.stringify(told)),
		approvalRequired: approvalRequired !== undefined,
		read: sum('read'),
		created: sum('created'),
		updated: sum('updated'),
		archived: sum('archived'),
		archiveHeld: sum('archiveHeld'),
		linked: sum('linked'),
		unchanged: sum('unchanged'),
		skipped: sum('skipped'),
		rejected: sum('rejected'),
	};
}

/** What Reconcile found of one pair or record, as its item. */
export function findingItem(objects: Objects, finding: Finding): IDataObject {
	const { kind, ...rest } = finding;
	const told: IDataObject = { finding: kind, leftObject: objects.left, rightObject: objects.right };
	if (finding.kind !== 'differing') return { ...told, ...rest };
	const { leftId, rightId, fields } = finding;
	return { ...told, leftId, rightId, fields: fields.map(differenceItem) };
}

/** The comparison as a whole. `agree`: nothing at all was found. */
export const reconcileRunItem = (report: ReconcileReport): IDataObject => ({
	object: 'Run',
	...JSON.parse(JSON.stringify(report)),
	agree:
		report.status === 'completed' && report.differing + report.onlyLeft + report.onlyRight + report.ambiguous === 0,
});
