import type { LinkScope, ScopedLink } from '../state/types';
import {
	destinationOf,
	idPropertyOf,
	priorityOf,
	sameScope,
	slices,
	type PreparedObject,
	type RunContext,
} from './context';
import { keyHash, normaliseKey } from './desired';

/**
 * Clears the way for records whose unique key (an e-mail address) another one has that must not keep it:
 *
 * - two or more that swap keys each wait for the other; their old keys are cleared in the destination, and
 *   the next round gives each its new one
 * - a record of lower priority (a lead) yields its key to a contact; it is then refused itself
 *
 * @param ids records that are still refused
 * @returns false when there was nothing to clear
 */
export async function unblock(context: RunContext, object: PreparedObject, ids: string[]): Promise<boolean> {
	const property = object.plan.match?.property;
	if (property === undefined) return false;
	const yielding = await whoYields(context, object, property, ids);
	for (const batch of slices(yielding, context.destination.batchSize.write)) {
		context.stop.check();
		const byTarget = new Map(batch.map((link) => [link.destinationId, link]));
		const outcomes = await context.destination.update({
			object: object.plan.destinationObject,
			idProperty: object.plan.idProperty,
			// With whose it is: a record that yields may have inherited it and not written to it yet.
			records: batch.map(({ scope, sourceId, destinationId }) => ({
				id: destinationId,
				destinationId,
				properties: { [property]: '', ...stamp(context, scope, sourceId) },
			})),
			signal: context.signal,
			beforeCall: () => context.lease.assertHeld(),
		});
		const cleared = outcomes.flatMap((outcome) =>
			outcome.status === 'updated' ? (byTarget.get(outcome.id) ?? []) : [],
		);
		await context.state.commit(
			{
				links: cleared.map(({ scope, ...link }) => ({
					scope,
					link: { ...link, matchKey: null, fields: { ...link.fields, [property]: context.hash('') } },
				})),
				freed: [{ ...destinationOf(object), destinationIds: cleared.map((link) => link.destinationId) }],
				revisit: cleared.map(({ scope, sourceId }) => ({ scope, sourceId })),
			},
			context.lease.leases,
		);
	}
	return yielding.length > 0;
}

function stamp(context: RunContext, scope: LinkScope, sourceId: string): Record<string, string> {
	const idProperty = idPropertyOf(context, scope);
	return idProperty === undefined ? {} : { [idProperty]: sourceId };
}

/** Who has the key that a record waits for. */
interface Blocker {
	link: ScopedLink;
	key: string;
}

/** A record that is found by the key in another way too (a further address) could not give it up: nothing is taken from it. */
async function withoutFurtherKeys(
	context: RunContext,
	object: PreparedObject,
	property: string,
	waitsFor: Map<string, Blocker>,
) {
	if (waitsFor.size === 0) return;
	const found = await context.destination.find({
		object: object.plan.destinationObject,
		key: property,
		values: [...new Set([...waitsFor.values()].map((blocker) => blocker.key))],
		properties: object.readProperties,
		signal: context.signal,
	});
	for (const [id, { link, key }] of waitsFor) {
		const holder = found.get(key)?.find((record) => record.id === link.destinationId);
		if (holder === undefined || holder.furtherKeys?.includes(key)) waitsFor.delete(id);
	}
}

/** Links of the records that give up their key: those in a circle, and those that a waiting record outranks. */
async function whoYields(
	context: RunContext,
	object: PreparedObject,
	property: string,
	ids: string[],
): Promise<ScopedLink[]> {
	const waitsFor = await blockers(context, object, property, ids);
	await withoutFurtherKeys(context, object, property, waitsFor);
	const rank = priorityOf(context, object.plan.sourceObject);
	const yielding = new Map<string, ScopedLink>();
	for (const [start, { link: first }] of waitsFor) {
		if (priorityOf(context, first.scope.sourceObject) > rank) yielding.set(first.destinationId, first);
		let at: ScopedLink | undefined = first;
		for (let steps = 0; at !== undefined && at.sourceId !== start && steps < waitsFor.size; steps++)
			at = waitsFor.get(at.sourceId)?.link;
		if (at?.sourceId === start) yielding.set(at.destinationId, at);
	}
	return [...yielding.values()];
}

/**
 * Who stands in whose way: for the records asked about, and on from those for everybody in their way. Only
 * where the key is the one that we sent, or where we do not know which one the record has.
 */
async function blockers(
	context: RunContext,
	object: PreparedObject,
	property: string,
	ids: string[],
): Promise<Map<string, Blocker>> {
	const waitsFor = new Map<string, Blocker>();
	const asked = new Set<string>();
	for (let next = ids; next.length > 0; ) {
		for (const id of next) asked.add(id);
		const rejections = [...(await context.state.getRejections(context.plan.syncKey, object.scope, next))].filter(
			([, { category }]) => category === 'duplicate',
		);
		const links = await context.state.linksByDestination(destinationOf(object), [
			...new Set(rejections.flatMap(([, { blockedBy }]) => blockedBy ?? [])),
		]);
		next = [];
		for (const [id, { blockedBy, payload }] of rejections) {
			const key = normaliseKey(payload?.[property]);
			const blocker = links
				.get(blockedBy ?? '')
				?.find((link) => link.role === 'primary' && [null, keyHash(context, key)].includes(link.matchKey));
			if (blocker === undefined || key === null || (blocker.sourceId === id && sameScope(blocker.scope, object.scope)))
				continue;
			waitsFor.set(id, { link: blocker, key });
			if (sameScope(blocker.scope, object.scope) && !asked.has(blocker.sourceId)) next.push(blocker.sourceId);
		}
	}
	return waitsFor;
}
