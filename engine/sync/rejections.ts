import type { RecordProblem } from '../errors';
import type { RejectionWrite } from '../state/types';
import type { PreparedObject, RunContext } from './context';
import type { Desired } from './desired';
import type { Match } from './match';

/** The record of a refusal, as it is kept. */
export function rejectionOf(
	context: RunContext,
	object: PreparedObject,
	desired: Desired,
	problem: RecordProblem,
	at: string,
): RejectionWrite {
	return {
		syncKey: context.plan.syncKey,
		scope: object.scope,
		recordId: desired.record.id,
		...problem,
		payloadHash: desired.payloadHash,
		payload: desired.mapped.properties,
		at,
		runId: context.runId,
	};
}

/** Why a record is rejected without anything being sent. */
export function settledProblem(object: PreparedObject, match: Match, system: string): RecordProblem | undefined {
	const key = object.plan.match?.property ?? 'key';
	const { destinationObject, idProperty } = object.plan;
	if (match.kind === 'many') {
		const which = match.destinationIds.slice(0, 5).join(', ');
		return {
			category: 'ambiguous',
			field: key,
			reason:
				match.destinationIds.length > 1
					? `${match.destinationIds.length} ${destinationObject} in ${system} have the same ${key} (${which}). Merge them there, or set ${idProperty} on the right one.`
					: `Several source records have the ${key} of the record ${which} in ${system}, and none or more than one its name. Set ${idProperty} on it to the id of the right source record.`,
			retryable: false,
		};
	}
	if (match.kind === 'taken') {
		return {
			category: 'duplicate',
			field: key,
			reason: `${match.by.object} ${match.by.recordId} has the same ${key}, and the record ${match.destinationId} in ${system} follows that one. Merge the two in the source, or correct the ${key} of one of them.`,
			retryable: false,
			blockedBy: match.destinationId,
		};
	}
	return undefined;
}
