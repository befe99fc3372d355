import type { RecordProblem } from '../errors';
import type { LinkScope } from '../state/types';
import { now, readScope, scopeDestination, type Pair, type PairContext } from './context';
import { takeConflicts, type PairChanges } from './operations';
import { otherSide, type FieldConflict, type SideName } from './types';

/** A refusal as it is kept: of the record that was to be written to the side `to`, in the scope as it was read. */
export function rejectionOf(
	context: PairContext,
	pair: Pair,
	to: SideName,
	problem: RecordProblem,
	tried: { hash: string; payload: Record<string, string> | null } = {
		hash: context.hash(`problem: ${problem.category} ${problem.field ?? ''}`),
		payload: null,
	},
): PairChanges['rejections'] {
	const from = otherSide(to);
	const recordId = pair.ids[from];
	if (recordId === undefined) return [];
	const { category, reason, field, retryable, blockedBy } = problem;
	return [
		{
			syncKey: context.plan.syncKey,
			scope: readScope(context, from),
			recordId,
			category,
			reason,
			...(field === undefined ? {} : { field }),
			retryable,
			...(blockedBy === undefined ? {} : { blockedBy }),
			payloadHash: tried.hash,
			payload: tried.payload,
			at: now(context),
			runId: context.runId,
		},
	];
}

/** The record was written, or there is nothing to be written any more. */
export function resolve(context: PairContext, pair: Pair, to: SideName, changes: PairChanges) {
	const from = otherSide(to);
	const sourceId = pair.ids[from];
	if (sourceId !== undefined)
		changes.resolved.push({ scope: readScope(context, from), sourceId, syncKey: context.plan.syncKey });
}

/** A reference waits for its target: the pair is looked at again in every run until it is there. */
export function waitFor(context: PairContext, { ids }: Pair, changes: PairChanges) {
	const id = ids[scopeDestination(context)];
	if (id !== undefined) lookAgain(context, id, changes);
}

/** The scope of the marks by which pairs are looked at again. By the destination's ids: the one-way syncs take up those by source ids. */
export const marksScope = (context: Pick<PairContext, 'sides' | 'scope'>): LinkScope =>
	readScope(context, scopeDestination(context));

/** Marks a pair, by its record of the scope's destination, to be looked at by the next run. */
export function lookAgain(
	context: Pick<PairContext, 'sides' | 'scope'>,
	destinationId: string,
	changes: Pick<PairChanges, 'revisit'>,
) {
	changes.revisit.push({ scope: marksScope(context), sourceId: destinationId });
}

export const idsToTell = ({ ids }: Pair): { leftId?: string; rightId?: string } => ({
	...(ids.left === undefined ? {} : { leftId: ids.left }),
	...(ids.right === undefined ? {} : { rightId: ids.right }),
});

export function reportRejected(
	context: PairContext,
	pair: Pair,
	to: SideName,
	{ reason, category, field, retryable }: RecordProblem,
	conflicts: FieldConflict[],
) {
	context.report.result({
		action: 'rejected',
		side: to,
		...idsToTell(pair),
		reason,
		category,
		...(field === undefined ? {} : { field }),
		retryable,
		...takeConflicts(conflicts),
	});
}
