import { compareBytes } from '../state/order';
import { slices } from '../sync/context';
import { audited } from './audit';
import { destinationFor, now, readScope, type PairContext } from './context';
import type { ToArchive } from './departures';
import { forgetLink, noChanges } from './operations';
import { otherSide, type ApprovalRequest, type SideName } from './types';

const HELD = 'It has left the other side, and is archived once the archives of this run are approved.';

/**
 * Archives what is to be archived, unless that is more than the plan's share of the linked records: then nothing is,
 * and the approval that is asked for comes back. The records are kept as rejected until then, so that later runs find
 * them again.
 */
export async function archiveAll(
	context: PairContext,
	archives: ToArchive[],
	linked: number,
): Promise<ApprovalRequest | undefined> {
	if (archives.length === 0) return undefined;
	const share = linked === 0 ? 1 : archives.length / linked;
	const token = tokenOf(context, archives);
	if (share > context.plan.maxArchiveShare && context.plan.approval !== token) {
		for (const part of slices(archives, 500)) await hold(context, part);
		return { token, archives: archives.length, linked, share, maxArchiveShare: context.plan.maxArchiveShare };
	}
	for (const side of ['left', 'right'] as const) {
		const ofSide = archives.filter((one) => one.side === side);
		if (ofSide.length === 0) continue;
		for (const part of slices(ofSide, destinationFor(context, side).batchSize.archive))
			await archive(context, side, part);
	}
	return undefined;
}

/** Of these records in this pair and no others. */
function tokenOf({ hash, plan, scope }: PairContext, archives: ToArchive[]): string {
	const ids = archives.map(({ side, ids: both }) => `${side} ${both[side]}`).sort(compareBytes);
	return hash(JSON.stringify(['approve archives', plan.syncKey, scope.scope, ids]));
}

async function hold(context: PairContext, archives: ToArchive[]) {
	context.stop.check();
	await context.state.commit(
		{
			rejections: archives.map(({ side, ids }) => ({
				syncKey: context.plan.syncKey,
				scope: readScope(context, otherSide(side)),
				recordId: ids[otherSide(side)],
				category: 'refused',
				reason: HELD,
				retryable: true,
				payloadHash: context.hash('archive'),
				payload: null,
				at: now(context),
				runId: context.runId,
			})),
		},
		context.lease.leases,
	);
	for (const { side, ids } of archives)
		context.report.result({ action: 'archiveHeld', side, leftId: ids.left, rightId: ids.right, reason: HELD });
}

/**
 * Sent first, then committed: a kill between the two archives again, which changes nothing. Of a list that is handed
 * back the links stay until it lacks the records: else what is not taken off it would pass for new.
 */
async function archive(context: PairContext, side: SideName, archives: ToArchive[]) {
	context.stop.check();
	context.lease.assertHeld();
	await destinationFor(context, side).archive({
		object: context.sides[side].side.object,
		ids: archives.map(({ ids }) => ids[side]),
		signal: context.signal,
	});
	const changes = noChanges();
	const forget = context.sides[side].side.handedOver !== true;
	for (const { ids, link } of archives) {
		changes.audit.push(...audited(context, side, 'archived', ids));
		if (forget) forgetLink(context, link, changes);
		for (const from of ['left', 'right'] as const)
			changes.resolved.push({ scope: readScope(context, from), sourceId: ids[from], syncKey: context.plan.syncKey });
	}
	await context.state.commit(changes, context.lease.leases);
	for (const { ids } of archives)
		context.report.result({ action: 'archived', side, leftId: ids.left, rightId: ids.right });
}
