import type { AuditWrite } from '../state/types';
import { now, readScope, type PairContext } from './context';
import { otherSide, type SideName } from './types';

/**
 * A row of the audit trail: what a side has confirmed of one record, in the scope that leads to it. Of a list that
 * is handed back nothing is confirmed: none.
 */
export function audited(
	context: PairContext,
	side: SideName,
	action: AuditWrite['action'],
	ids: Partial<Record<SideName, string>>,
	fields?: string[],
): AuditWrite[] {
	if (context.sides[side].side.handedOver === true) return [];
	const from = otherSide(side);
	const recordId = ids[from] ?? ids[side];
	if (recordId === undefined) return [];
	return [
		{
			at: now(context),
			runId: context.runId,
			action,
			scope: readScope(context, from),
			recordId,
			...(ids[side] === undefined ? {} : { destinationId: ids[side] }),
			...(fields === undefined ? {} : { fields }),
		},
	];
}
