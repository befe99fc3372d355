import type { Link, Revisit } from '../state/types';
import { destinationOf, refOf, sameScope, slices, type PreparedObject, type RunContext } from './context';

/** Records read by id at a time. */
const BY_ID_PAGE = 500;
/** Records in each other's way come clear one after the other; what has not after so many rounds waits for the next run. */
const MAX_ROUNDS = 5;

/**
 * Records that this run or an earlier one has marked to be looked at again: refused for a reason that
 * may be over, handed a destination record, in each other's way. A mark goes once its record has been
 * dealt with, unless it was marked anew meanwhile.
 *
 * @param readIds reads records by id and takes each where it belongs
 */
export async function lookAgain(context: RunContext, object: PreparedObject, readIds: (ids: string[]) => Promise<void>): Promise<void> {
	if (context.plan.retryRejected) await markRejected(context, object);
	let before = '';
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const waiting = await oneRound(context, object, readIds);
		if (waiting.length === 0) return;
		const left = waiting.join();
		if (left === before && !(await breakCycles(context, object, waiting))) return;
		before = left;
	}
}

/** @returns the ids that were looked at, in order */
async function oneRound(context: RunContext, object: PreparedObject, readIds: (ids: string[]) => Promise<void>): Promise<string[]> {
	const looked: string[] = [];
	let after: string | undefined;
	for (;;) {
		context.stop.check();
		const marks = await context.state.revisits(object.scope, after, BY_ID_PAGE);
		if (marks.length === 0) return looked;
		after = marks[marks.length - 1].sourceId;
		const due = await dueNow(context, object, marks);
		if (due.length === 0) continue;
		const ids = due.map((mark) => mark.sourceId);
		looked.push(...ids);
		await readIds(ids);
		await context.state.commit(
			{ revisited: due.map(({ sourceId, mark }) => ({ ...refOf(object, sourceId), mark })) },
			context.lease.leases,
		);
	}
}

/** Without the records on which the destination has failed in this run: they wait for the next one. */
async function dueNow(context: RunContext, object: PreparedObject, marks: Revisit[]): Promise<Revisit[]> {
	const rejections = await context.state.getRejections(context.plan.syncKey, object.scope, marks.map((mark) => mark.sourceId));
	return marks.filter(({ sourceId }) => {
		const rejection = rejections.get(sourceId);
		return !(rejection?.retryable === true && rejection.runId === context.runId);
	});
}

async function markRejected(context: RunContext, object: PreparedObject) {
	let afterId: string | undefined;
	for (;;) {
		const rejections = await context.state.listRejections({ syncKey: context.plan.syncKey, afterId, limit: BY_ID_PAGE });
		if (rejections.length === 0) return;
		afterId = rejections[rejections.length - 1].id;
		const own = rejections.filter((rejection) => sameScope(rejection.scope, object.scope));
		await context.state.commit({ revisit: own.map((rejection) => refOf(object, rejection.recordId)) }, context.lease.leases);
	}
}

/**
 * Two or more records that swap a unique key (an e-mail address) each wait for the other. Their old
 * keys are cleared in the destination; the next round gives each its new one.
 *
 * @returns false when nobody waits in a circle
 */
async function breakCycles(context: RunContext, object: PreparedObject, ids: string[]): Promise<boolean> {
	const property = object.plan.match?.property;
	if (property === undefined) return false;
	const links = await context.state.getLinks(object.scope, ids);
	const stuck = await circles(context, object, ids, links);
	for (const batch of slices(stuck, context.destination.batchSize.write)) {
		context.stop.check();
		const outcomes = await context.destination.update({
			object: object.plan.destinationObject,
			idProperty: object.plan.idProperty,
			records: batch.map((link) => ({ id: link.sourceId, destinationId: link.destinationId, properties: { [property]: '' } })),
			signal: context.signal,
			beforeCall: () => context.lease.assertHeld(),
		});
		const cleared = outcomes.flatMap((outcome) => (outcome.status === 'updated' ? (links.get(outcome.id) ?? []) : []));
		await context.state.commit(
			{
				links: cleared.map((link) => ({
					scope: object.scope,
					link: { ...link, matchKey: null, fields: { ...link.fields, [property]: context.hash('') } },
				})),
				freed: [{ ...destinationOf(object), destinationIds: cleared.map((link) => link.destinationId) }],
				revisit: cleared.map((link) => refOf(object, link.sourceId)),
			},
			context.lease.leases,
		);
	}
	return stuck.length > 0;
}

/** Links of the records that wait, directly or through others, for themselves. */
async function circles(context: RunContext, object: PreparedObject, ids: string[], links: Map<string, Link>): Promise<Link[]> {
	const rejections = await context.state.getRejections(context.plan.syncKey, object.scope, ids);
	const byDestination = new Map([...links.values()].filter((link) => link.role === 'primary').map((link) => [link.destinationId, link.sourceId]));
	const waitsFor = new Map<string, string>();
	for (const [id, rejection] of rejections) {
		const blocker = rejection.category === 'duplicate' ? byDestination.get(rejection.blockedBy ?? '') : undefined;
		if (blocker !== undefined && blocker !== id) waitsFor.set(id, blocker);
	}
	return [...waitsFor.keys()].flatMap((start) => {
		let at = waitsFor.get(start);
		for (let steps = 0; at !== undefined && at !== start && steps < waitsFor.size; steps++) at = waitsFor.get(at);
		const link = links.get(start);
		return at === start && link !== undefined ? [link] : [];
	});
}
