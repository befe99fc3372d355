import type { RecordProblem } from '../errors';
import type { Link, Rejection, StateChanges } from '../state/types';
import type { DestinationRecord, SourceRecord } from '../systems/types';
import { destinationOf, idPropertyOf, now, refOf, slices, type PreparedObject, type RunContext } from './context';
import { decide, type Decision, type Situation } from './decide';
import { changedFields, keyHash, normaliseKey, type Desired } from './desired';
import { matchUnlinked, type Match } from './match';
import { createOperation, needsReading, updateOperation, type WriteOperation } from './operations';
import { desireWithOptions } from './newOptions';
import { rejectionOf, settledProblem } from './rejections';
import { performWrites } from './writer';

export interface PageOptions {
	/** Try again what was refused before although nothing has changed. */
	retry: boolean;
}

/** How often the records of a page that came to nothing (target gone, key taken meanwhile) are matched anew. */
const MAX_PASSES = 3;

/**
 * Takes one page of live source records through map → diff → match → write → commit. When it returns,
 * every record of the page is written, known to be unchanged, skipped or kept as rejected, and that is
 * committed; only the cursor is the caller's.
 */
export async function processPage(
	context: RunContext,
	object: PreparedObject,
	records: SourceRecord[],
	options: PageOptions,
): Promise<void> {
	let desired = await desireWithOptions(context, object, records);
	let hints = new Map<string, string>();
	const gone = new Set<string>();
	for (let pass = 1; desired.length > 0 && pass <= MAX_PASSES; pass++) {
		context.stop.check();
		({ again: desired, hints } = await onePass(context, object, desired, { ...options, pass, hints, gone }));
	}
	if (desired.length === 0) return;
	// Somebody else keeps deleting what they lead to: the next run looks again.
	await context.state.commit({ revisit: desired.map(({ record }) => refOf(object, record.id)) }, context.lease.leases);
}

interface PassOptions extends PageOptions {
	pass: number;
	hints: Map<string, string>;
	/** Destination records that have turned out not to exist: a look-up may still show them for a while. */
	gone: Set<string>;
}

async function onePass(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	options: PassOptions,
): Promise<{ again: Desired[]; hints: Map<string, string> }> {
	const ids = records.map((desired) => desired.record.id);
	const links = await context.state.getLinks(object.scope, ids);
	const refused = await context.state.getRejections(context.plan.syncKey, object.scope, ids);
	const linkOf = (desired: Desired): Link | undefined => {
		const link = links.get(desired.record.id);
		// A shadow stands beside its contact for as long as they share the key.
		return link?.role === 'shadow' && link.matchKey !== desired.keyHash ? undefined : link;
	};
	const matches = await matchUnlinked(
		context,
		object,
		records.filter((desired) => linkOf(desired) === undefined && desired.mapped.problem === undefined),
		{ oneAtATime: options.pass === 1, hints: options.hints, gone: options.gone },
	);

	const writes: Array<{ desired: Desired; link?: Link; match: Match }> = [];
	const settled: StateChanges = { removeLinks: [], links: [], rejections: [], resolved: [], revisit: [] };
	const again: Desired[] = [];
	const report: Array<() => void> = [];
	for (const desired of records) {
		const link = linkOf(desired);
		const match = matches.get(desired.record.id) ?? { kind: 'none' };
		const before = refused.get(desired.record.id);
		if (match.kind === 'later') {
			again.push(desired);
			continue;
		}
		if (links.has(desired.record.id) && link === undefined) settled.removeLinks?.push(refOf(object, desired.record.id));
		const decision = decide(situationOf(desired, link, match, before, options), context.plan);
		if (decision === 'create' || decision === 'update') {
			writes.push({ desired, link, match });
			continue;
		}
		if (decision === 'reject') reject(context, object, desired, match, before, settled, report);
		else settle(context, object, desired, { decision, link, match, before }, settled, report);
	}
	await context.state.commit(settled, context.lease.leases);
	for (const tell of report) tell();

	const operations = await prepareOperations(context, object, writes, again, options.gone);
	const outcome = await performWrites(context, object, operations, refused, {
		lastPass: options.pass >= MAX_PASSES,
		gone: options.gone,
	});
	return { again: [...again, ...outcome.again], hints: outcome.hints };
}

function situationOf(
	desired: Desired,
	link: Link | undefined,
	match: Exclude<Match, { kind: 'later' }>,
	before: Rejection | undefined,
	options: PassOptions,
): Situation {
	return {
		source: 'present',
		link: link?.role ?? 'none',
		match: match.kind,
		changed: changedFields(desired, link).length > 0,
		unmappable: desired.mapped.problem !== undefined,
		refusedBefore:
			!options.retry && before !== undefined && !before.retryable && before.payloadHash === desired.payloadHash,
		sharesDestination: false,
	};
}

/** Records that need no write: unchanged, skipped, or in the shadow of another one. */
function settle(
	context: RunContext,
	object: PreparedObject,
	desired: Desired,
	known: { decision: Exclude<Decision, 'create' | 'update' | 'reject'>; link?: Link; match: Match; before?: Rejection },
	settled: StateChanges,
	report: Array<() => void>,
) {
	const { link, match, before } = known;
	const recordId = desired.record.id;
	if (before !== undefined) settled.resolved?.push({ ...refOf(object, recordId), syncKey: context.plan.syncKey });
	if (match.kind === 'covered') {
		const shadow: Link = {
			sourceId: recordId,
			destinationId: match.destinationId,
			role: 'shadow',
			matchKey: desired.keyHash,
			fields: {},
			modifiedAt: desired.record.modifiedAt,
		};
		settled.links?.push({ scope: object.scope, link: shadow });
	}
	report.push(() => {
		const destinationId = link?.destinationId ?? ('destinationId' in match ? match.destinationId : undefined);
		if (known.decision === 'unchanged') context.report.result(object, { action: 'unchanged', recordId, destinationId });
		else if (match.kind === 'covered' || link?.role === 'shadow') {
			const by =
				match.kind === 'covered' ? `${match.by.object} ${match.by.recordId}` : 'another record of the same person';
			context.report.result(object, {
				action: 'shadowed',
				recordId,
				destinationId,
				reason: `${by} is in charge of the destination record.`,
			});
		} else context.report.result(object, { action: 'skipped', recordId, destinationId, reason: skipReason(context) });
	});
}

const skipReason = (context: RunContext): string =>
	context.plan.mode === 'createOnly'
		? 'It exists in the destination, and this sync only creates.'
		: 'It does not exist in the destination, and this sync only updates.';

function reject(
	context: RunContext,
	object: PreparedObject,
	desired: Desired,
	match: Match,
	before: Rejection | undefined,
	settled: StateChanges,
	report: Array<() => void>,
) {
	const problem: RecordProblem = desired.mapped.problem ??
		settledProblem(object, match, context.destination.label) ?? {
			category: before?.category ?? 'refused',
			reason: before?.reason ?? 'Refused before.',
			field: before?.field,
			retryable: false,
		};
	const unchanged = before?.payloadHash === desired.payloadHash && before.reason === problem.reason;
	if (!unchanged) settled.rejections?.push(rejectionOf(context, object, desired, problem, now(context)));
	report.push(() => context.report.result(object, { action: 'rejected', recordId: desired.record.id, ...problem }));
}

/** Turns decisions into operations, reading destination records where an update depends on them. */
async function prepareOperations(
	context: RunContext,
	object: PreparedObject,
	writes: Array<{ desired: Desired; link?: Link; match: Match }>,
	again: Desired[],
	known: Set<string>,
): Promise<WriteOperation[]> {
	const targetOf = ({ link, match }: { link?: Link; match: Match }): string | undefined =>
		link?.destinationId ?? (match.kind === 'one' ? match.record.id : undefined);
	const unread = writes.filter(
		(write) =>
			targetOf(write) !== undefined &&
			!(write.match.kind === 'one' && write.match.read) &&
			needsReading(context, write.desired, write.link),
	);
	const current = new Map<string, DestinationRecord>();
	for (const chunk of slices(unread, context.destination.batchSize.read)) {
		const ids = chunk.flatMap((write) => targetOf(write) ?? []);
		const read = await context.destination.read({
			object: object.plan.destinationObject,
			ids,
			properties: object.readProperties,
			signal: context.signal,
		});
		for (const [id, record] of read) current.set(id, record);
	}
	const gone = unread.filter((write) => !current.has(targetOf(write) ?? ''));
	await forgetTargets(
		context,
		object,
		gone.flatMap((write) => targetOf(write) ?? []),
	);
	again.push(...gone.map((write) => write.desired));
	for (const write of gone) known.add(targetOf(write) ?? '');

	return writes
		.filter((write) => !gone.includes(write))
		.map((write) => {
			const destinationId = targetOf(write);
			if (destinationId === undefined) return createOperation(write.desired);
			const { match, link } = write;
			const found = match.kind === 'one' && match.read ? match.record : current.get(destinationId);
			const takeover = match.kind === 'one' ? match.takeover : [];
			const blankIds = [...new Set(takeover.flatMap((loser) => idPropertyOf(context, loser.scope) ?? []))];
			const operation = updateOperation(object, write.desired, {
				destinationId,
				link,
				current: found,
				takeover,
				blankIds,
			});
			return link === undefined && found !== undefined
				? { ...operation, standing: standingLink(context, object, write.desired, found) }
				: operation;
		});
}

/** The link to a record that carries our id already, before anything is sent. */
function standingLink(
	context: RunContext,
	object: PreparedObject,
	{ record }: Desired,
	current: DestinationRecord,
): Link | undefined {
	if (current.properties[object.plan.idProperty] !== record.id) return undefined;
	const key = object.plan.match === undefined ? null : normaliseKey(current.properties[object.plan.match.property]);
	return {
		sourceId: record.id,
		destinationId: current.id,
		role: 'primary',
		matchKey: keyHash(context, key),
		fields: {},
		modifiedAt: record.modifiedAt,
	};
}

/** Nothing leads to these destination records any more: whoever was linked to them is matched anew. */
async function forgetTargets(context: RunContext, object: PreparedObject, destinationIds: string[]) {
	if (destinationIds.length === 0) return;
	const links = [...(await context.state.linksByDestination(destinationOf(object), destinationIds)).values()].flat();
	const refs = links.map(({ scope, sourceId }) => ({ scope, sourceId }));
	await context.state.commit(
		{ removeLinks: refs, revisit: refs, freed: [{ ...destinationOf(object), destinationIds }] },
		context.lease.leases,
	);
}
