import type { DestinationRecord } from '../systems/types';
import { destinationOf, isSourceId, priorityOf, type PreparedObject, type RunContext } from './context';

/** A source record that a destination record names as its own. */
export interface Owner {
	object: string;
	recordId: string;
}

/** The plan's objects that go into the same destination object, this one included. */
function siblings(context: RunContext, object: PreparedObject): PreparedObject[] {
	const { destinationAccount, destinationObject } = destinationOf(object);
	return context.objects.filter(
		(other) =>
			other.scope.destinationAccount === destinationAccount && other.scope.destinationObject === destinationObject,
	);
}

/**
 * Source records that stand above or beside a record of `object` for this destination record, as its
 * id properties say. A record of lower priority (a lead, seen from a contact) is no owner.
 */
export function ownersOf(context: RunContext, object: PreparedObject, record: DestinationRecord): Owner[] {
	return siblings(context, object)
		.filter((other) => priorityOf(context, other.plan.sourceObject) <= priorityOf(context, object.plan.sourceObject))
		.flatMap((other) => {
			const recordId = record.properties[other.plan.idProperty];
			return recordId && isSourceId(other.plan, recordId) ? [{ object: other.plan.sourceObject, recordId }] : [];
		});
}

/**
 * Owners whom the source knows to be deleted, merged or converted: their destination records may be
 * adopted. An id that the source does not know at all counts as alive: it may belong to another
 * organisation that feeds the same account.
 *
 * @returns 'Object recordId' strings
 */
export async function departedOwners(
	context: RunContext,
	object: PreparedObject,
	records: DestinationRecord[],
): Promise<Set<string>> {
	const asked = new Map<string, Set<string>>();
	for (const owner of records.flatMap((record) => ownersOf(context, object, record))) {
		asked.set(owner.object, (asked.get(owner.object) ?? new Set()).add(owner.recordId));
	}
	const departed = new Set<string>();
	for (const [name, ids] of asked) {
		const read = await context.source.readByIds({ object: name, fields: [], ids: [...ids], signal: context.signal });
		for (const gone of read.gone) departed.add(`${name} ${gone.id}`);
	}
	return departed;
}
