import type { Link, LinkScope } from '../state/types';
import { compareBytes } from '../state/order';
import { otherSide, type SideName } from './types';

/**
 * Which system is the source in the scope of a pair: the first of these. So every node and workflow that works on
 * two objects shares their links, whichever way round it sees them.
 */
const ORDER = ['salesforce', 'postgres', 'items', 'hubspot', 'intercom'];

/** One object of one account: 'hubspot:1234567', 'contacts'. */
export interface ObjectName {
	system: string;
	account: string;
	object: string;
}

/** The links of a pair of objects, and which of the two sides is their source. */
export interface PairScope {
	scope: LinkScope;
	source: SideName;
}

/** The scope that two objects share, in its one orientation. */
export function scopeOfPair(names: Record<SideName, ObjectName>): PairScope {
	const source: SideName = comesFirst(names.left, names.right) ? 'left' : 'right';
	return { scope: scopeFrom(names, source), source };
}

/** The scope as read: of records of the side `from`. */
export const scopeFrom = (names: Record<SideName, ObjectName>, from: SideName): LinkScope => ({
	sourceOrganisation: names[from].account,
	sourceObject: names[from].object,
	destinationAccount: names[otherSide(from)].account,
	destinationObject: names[otherSide(from)].object,
});

function comesFirst(a: ObjectName, b: ObjectName): boolean {
	const [rankA, rankB] = [a, b].map(({ system }) => ORDER.indexOf(system) + 1 || ORDER.length + 1);
	if (rankA !== rankB) return rankA < rankB;
	return compareBytes(`${a.account}/${a.object}`, `${b.account}/${b.object}`) <= 0;
}

/** The ids of a link's two records, by side. */
export const idsOf = (link: Pick<Link, 'sourceId' | 'destinationId'>, source: SideName): Record<SideName, string> =>
	source === 'left'
		? { left: link.sourceId, right: link.destinationId }
		: { left: link.destinationId, right: link.sourceId };
