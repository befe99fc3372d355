import type { Revisit } from '../state/types';
import { refOf, sameScope, type PreparedObject, type RunContext } from './context';
import { unblock } from './unblock';

/** Records read by id at a time. */
const BY_ID_PAGE = 500;
/** Records in each other's way come clear one after the other; what has not after so many rounds waits for the next run. */
const MAX_ROUNDS = 5;

type ReadIds = (ids: string[]) => Promise<string[]>;

/**
 * Records that this run or an earlier one has marked to be looked at again: refused for a reason that
 * may be over, handed a destination record, in each other's way. A mark goes once its record has been
 * dealt with, unless it was marked anew meanwhile.
 *
 * @param readIds reads records by id and takes each where it belongs; returns those it knows: the others keep their mark
 */
export async function lookAgain(context: RunContext, object: PreparedObject, readIds: ReadIds): Promise<void> {
	await markRejected(context, object);
	let before = '';
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const waiting = await oneRound(context, object, readIds);
		if (waiting.length === 0) return;
		const left = waiting.join();
		const refused = await context.state.getRejections(context.plan.syncKey, object.scope, waiting);
		const stuck = left === before && waiting.every((id) => refused.has(id));
		if (stuck && !(await unblock(context, object, waiting)))
			return await leaveToOthers(context, object, new Set(waiting));
		before = left;
	}
}

/** @returns the ids that were looked at, in order */
async function oneRound(context: RunContext, object: PreparedObject, readIds: ReadIds): Promise<string[]> {
	const looked: string[] = [];
	let after: string | undefined;
	for (;;) {
		context.stop.check();
		const marks = await context.state.revisits(object.scope, after, BY_ID_PAGE);
		if (marks.length === 0) return looked;
		after = marks[marks.length - 1].sourceId;
		const due = await dueNow(context, object, marks);
		if (due.length === 0) continue;
		const known = await readIds(due.map((mark) => mark.sourceId));
		looked.push(...known);
		const done = new Set(known);
		await context.state.commit(
			{
				revisited: due
					.filter(({ sourceId }) => done.has(sourceId))
					.map(({ sourceId, mark }) => ({ ...refOf(object, sourceId), mark })),
			},
			context.lease.leases,
		);
	}
}

/** Without the records on which the destination has failed in this run: they wait for the next one. */
async function dueNow(context: RunContext, object: PreparedObject, marks: Revisit[]): Promise<Revisit[]> {
	const rejections = await context.state.getRejections(
		context.plan.syncKey,
		object.scope,
		marks.map((mark) => mark.sourceId),
	);
	return marks.filter(({ sourceId }) => {
		const rejection = rejections.get(sourceId);
		return !(rejection?.retryable === true && rejection.runId === context.runId);
	});
}

/** Who is refused for a key that somebody has by right is called when that one gives it up: no run tries in vain until then. */
async function leaveToOthers(context: RunContext, object: PreparedObject, stuck: ReadonlySet<string>) {
	let after: string | undefined;
	for (;;) {
		const marks = await context.state.revisits(object.scope, after, BY_ID_PAGE);
		if (marks.length === 0) return;
		after = marks[marks.length - 1].sourceId;
		const rejections = await context.state.getRejections(
			context.plan.syncKey,
			object.scope,
			marks.map((mark) => mark.sourceId),
		);
		const called = marks.filter(({ sourceId }) => {
			const rejection = rejections.get(sourceId);
			return stuck.has(sourceId) && rejection?.blockedBy !== undefined && !rejection.retryable;
		});
		await context.state.commit(
			{ revisited: called.map(({ sourceId, mark }) => ({ ...refOf(object, sourceId), mark })) },
			context.lease.leases,
		);
	}
}

/** Those that a person wants tried again; with `retryRejected` all of them. */
async function markRejected(context: RunContext, object: PreparedObject) {
	let afterId: string | undefined;
	for (;;) {
		const rejections = await context.state.listRejections({
			syncKey: context.plan.syncKey,
			dismissed: 'any',
			...(context.plan.retryRejected ? {} : { due: true }),
			afterId,
			limit: BY_ID_PAGE,
		});
		if (rejections.length === 0) return;
		afterId = rejections[rejections.length - 1].id;
		const own = rejections.filter((rejection) => sameScope(rejection.scope, object.scope));
		await context.state.commit(
			{ revisit: own.map((rejection) => refOf(object, rejection.recordId)) },
			context.lease.leases,
		);
	}
}
