import type { ScopedLink, StateChanges } from '../state/types';
import type { WriteOutcome, WriteRecord } from '../systems/types';
import { destinationOf, idPropertyOf, priorityOf, refOf, type PreparedObject, type RunContext } from './context';
import type { WriteOperation } from './operations';

type ElsewhereChanges = Required<Pick<StateChanges, 'removeLinks' | 'links' | 'revisit' | 'freed'>>;

/** Whether a write has reached another record than the link said, or one where none was expected. */
export const reachedElsewhere = ({ destinationId }: WriteOperation, outcome: WriteOutcome): boolean =>
	outcome.status === 'updated' && outcome.destinationId !== destinationId;

/** Those of the links to a written record that nobody has reckoned with: not ours, not taken over by this write. */
export function unexpectedMasters(
	{ link, takeover }: WriteOperation,
	elsewhere: boolean,
	others: ScopedLink[],
): ScopedLink[] {
	if (link !== undefined && !elsewhere) return [];
	const known = new Set(takeover.map((loser) => loser.sourceId));
	return others.filter((other) => other.role === 'primary' && !known.has(other.sourceId));
}

/**
 * A write has reached an unexpected record: a user has merged ours into it, or it still carried our id from
 * former times. Of several source records that lead there now only one can be in charge: the one that was
 * there before, unless it is outranked. The others are matched anew, and the record loses their ids; the
 * one in charge sends all that it has, as nobody knows what is there now.
 *
 * @param others links of other source records in charge of that record
 * @param release receives the ids to be taken off the record
 * @returns whether the written record is the one in charge
 */
export function settleElsewhere(
	context: RunContext,
	object: PreparedObject,
	{ desired, destinationId: expected }: WriteOperation,
	destinationId: string,
	others: ScopedLink[],
	changes: ElsewhereChanges,
	release: WriteRecord[],
): boolean {
	const self = refOf(object, desired.record.id);
	const rank = priorityOf(context, object.plan.sourceObject);
	const masters = others.filter((link) => priorityOf(context, link.scope.sourceObject) <= rank);
	const losers = masters.length > 0 ? [self] : others.map(({ scope, sourceId }) => ({ scope, sourceId }));
	for (const loser of losers) changes.removeLinks.push(loser);
	for (const { scope, ...link } of masters)
		changes.links.push({ scope, link: { ...link, matchKey: null, fields: {} } });
	changes.revisit.push(self, ...others.map(({ scope, sourceId }) => ({ scope, sourceId })));
	// Whoever waited for an address of either of the two may have it now, or find another one in charge.
	changes.freed.push({
		...destinationOf(object),
		destinationIds: expected === undefined ? [destinationId] : [expected, destinationId],
	});
	const kept = new Set(
		(masters.length > 0 ? masters.map((link) => link.scope) : [object.scope]).map((scope) =>
			idPropertyOf(context, scope),
		),
	);
	const freed = [...new Set(losers.flatMap((loser) => idPropertyOf(context, loser.scope) ?? []))].filter(
		(property) => !kept.has(property),
	);
	if (freed.length > 0) {
		release.push({
			id: desired.record.id,
			destinationId,
			properties: Object.fromEntries(freed.map((property) => [property, ''])),
		});
	}
	return masters.length === 0;
}
