import type { Link, RecordRef, ScopedLink, StateChanges } from '../state/types';
import type { IdentityChange } from '../systems/types';
import { audited } from './audit';
import { destinationOf, priorityOf, refOf, sameScope, slices, type PreparedObject, type RunContext } from './context';
import { decide } from './decide';
import { detachAll } from './detach';
import { unrememberedLinks } from './unremembered';

/** A record that is no longer there for this sync. */
export type Departure = { id: string; kind: 'deleted' | 'filteredOut'; into?: undefined } | IdentityChange;

type DepartureChanges = Required<
	Pick<StateChanges, 'removeLinks' | 'links' | 'resolved' | 'revisit' | 'freed' | 'wantedAssociations' | 'audit'>
>;

/**
 * Deals with records that were deleted, merged, converted or have left the filter. Archives first,
 * then commits: a kill between the two archives again, which changes nothing.
 *
 * - merged, converted: the link moves to the record that stands for it now; if that one is linked
 *   elsewhere, a merged record counts as deleted, and a converted lead is left as it is
 * - deleted, filtered out: as the plan says; while another live record of the same person is linked to
 *   the destination record, that one takes over instead
 */
export async function processDepartures(
	context: RunContext,
	object: PreparedObject,
	departures: Departure[],
): Promise<void> {
	for (const part of slices(departures, 500)) {
		context.stop.check();
		await processPart(context, object, part);
	}
}

async function processPart(context: RunContext, object: PreparedObject, departures: Departure[]) {
	const links = await context.state.getLinks(
		object.scope,
		departures.map((departure) => departure.id),
	);
	const unknown = departures.filter((departure) => !links.has(departure.id));
	for (const [id, link] of await unrememberedLinks(context, object, unknown)) links.set(id, link);
	const destinationIds = [...new Set([...links.values()].map((link) => link.destinationId))];
	const neighbours = await context.state.linksByDestination(destinationOf(object), destinationIds);
	const successors = await successorLinks(context, departures);
	const changes: DepartureChanges = {
		removeLinks: [],
		links: [],
		resolved: [],
		revisit: [],
		freed: [],
		wantedAssociations: [],
		audit: [],
	};
	const archive: Array<{ id: string; destinationId: string }> = [];
	const detach: typeof archive = [];
	const skipped: string[] = [];
	for (const departure of departures) {
		const self = refOf(object, departure.id);
		const link = links.get(departure.id);
		const keeps = departure.kind === 'filteredOut' && context.plan.onFilterExit === 'keep';
		if (!keeps) changes.resolved.push({ ...self, syncKey: context.plan.syncKey });
		if (link === undefined) continue;
		if (departure.into !== undefined && moveLink(context, departure.into, self, link, successors, changes)) {
			skipped.push(departure.id);
			continue;
		}
		const others = (neighbours.get(link.destinationId) ?? []).filter((other) => !isSelf(other, self));
		const decision = decide(
			{
				source: departure.kind === 'filteredOut' ? 'filteredOut' : 'deleted',
				link: link.role,
				match: 'none',
				changed: false,
				unmappable: false,
				refusedBefore: false,
				sharesDestination: others.length > 0,
			},
			context.plan,
		);
		if (decision === 'archive' && departure.kind !== 'converted')
			archive.push({ id: departure.id, destinationId: link.destinationId });
		else skipped.push(departure.id);
		if (decision === 'detach' && departure.kind !== 'converted')
			detach.push({ id: departure.id, destinationId: link.destinationId });
		if (keeps) continue;
		forget(context, object, self, link, others, changes);
	}
	await archiveAll(
		context,
		object,
		archive.map((entry) => entry.destinationId),
	);
	await detachAll(
		context,
		object,
		detach.map((entry) => entry.destinationId),
	);
	const told = (action: 'archived' | 'detached', entries: typeof archive) =>
		entries.map(({ id: recordId, destinationId }) => audited(context, object, { action, recordId, destinationId }));
	changes.audit.push(...told('archived', archive), ...told('detached', detach));
	await context.state.commit(changes, context.lease.leases);
	for (const { id, destinationId } of archive)
		context.report.result(object, { action: 'archived', recordId: id, destinationId });
	for (const recordId of skipped) {
		context.report.result(object, {
			action: 'skipped',
			recordId,
			reason: 'It is no longer in the source, or no longer meets the filter; the destination record stays as it is.',
		});
	}
}

const isSelf = (link: ScopedLink, self: RecordRef): boolean =>
	link.sourceId === self.sourceId && sameScope(link.scope, self.scope);

const refKey = (object: string, id: string): string => `${object} ${id}`;

/** Links of the records that departed ones have become. */
async function successorLinks(context: RunContext, departures: Departure[]): Promise<Map<string, Link>> {
	const asked = new Map<string, Set<string>>();
	for (const { into } of departures) {
		if (into !== undefined) asked.set(into.object, (asked.get(into.object) ?? new Set()).add(into.id));
	}
	const found = new Map<string, Link>();
	for (const [name, ids] of asked) {
		const scope = context.objects.find((other) => other.plan.sourceObject === name)?.scope;
		if (scope === undefined) continue;
		for (const [id, link] of await context.state.getLinks(scope, [...ids])) found.set(refKey(name, id), link);
	}
	return found;
}

/** Gives the link to the successor. False when the successor has a destination record of its own, or is not in the plan. */
function moveLink(
	context: RunContext,
	into: { object: string; id: string },
	self: RecordRef,
	link: Link,
	successors: Map<string, Link>,
	changes: DepartureChanges,
): boolean {
	const scope = context.objects.find(
		(other) =>
			other.plan.sourceObject === into.object && other.scope.destinationObject === self.scope.destinationObject,
	)?.scope;
	if (scope === undefined) return false;
	const existing = successors.get(refKey(into.object, into.id));
	const standsAside = existing === undefined || existing.role === 'shadow';
	if (!standsAside && existing.destinationId !== link.destinationId) return false;
	changes.removeLinks.push(self);
	if (standsAside && link.role === 'primary') {
		// No hashes: everything the successor says is sent anew.
		const moved: Link = { ...link, sourceId: into.id, fields: {} };
		changes.links.push({ scope, link: moved });
		successors.set(refKey(into.object, into.id), moved);
		changes.revisit.push({ scope, sourceId: into.id });
	}
	return true;
}

/** Removes the link, and hands the destination record to another live record that is linked to it. */
function forget(
	context: RunContext,
	object: PreparedObject,
	self: RecordRef,
	link: Link,
	others: ScopedLink[],
	changes: DepartureChanges,
) {
	changes.removeLinks.push(self);
	changes.freed.push({ ...destinationOf(object), destinationIds: [link.destinationId] });
	if (link.role !== 'primary' || others.some((other) => other.role === 'primary')) return;
	const rank = (other: ScopedLink) => priorityOf(context, other.scope.sourceObject);
	const [heir, ...rest] = [...others].sort((a, b) => rank(a) - rank(b));
	if (heir === undefined) return;
	const { scope, ...inherited } = heir;
	changes.links.push({ scope, link: { ...inherited, role: 'primary', fields: {} } });
	// Nobody stands in the shadow of an equal: those are matched anew, and refused as its duplicates.
	const equals = rest
		.filter((other) => rank(other) === rank(heir))
		.map((other) => ({ scope: other.scope, sourceId: other.sourceId }));
	changes.removeLinks.push(...equals);
	changes.revisit.push({ scope, sourceId: heir.sourceId }, ...equals);
}

async function archiveAll(context: RunContext, object: PreparedObject, ids: string[]) {
	for (const batch of slices([...new Set(ids)], context.destination.batchSize.archive)) {
		context.stop.check();
		context.lease.assertHeld();
		await context.destination.archive({ object: object.plan.destinationObject, ids: batch, signal: context.signal });
	}
}
