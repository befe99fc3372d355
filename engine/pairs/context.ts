import type { Clock } from '../clock';
import type { Link, LinkScope, RecordRef, StateStore } from '../state/types';
import type { Destination } from '../systems/types';
import { sameScope } from '../sync/context';
import type { LeaseKeeper } from '../runs/lease';
import type { StopWatch } from '../runs/stop';
import type { PreparedField } from './fields';
import type { PreparedSide } from './prepare';
import type { PairReporter } from './report';
import { idsOf, scopeFrom, type PairScope } from './scope';
import type { Staging } from './staging';
import { otherSide, type KeyPart, type PairPlan, type SideName } from './types';
import type { SideRecord } from './values';

/** What every step of a run works with. */
export interface PairContext {
	runId: string;
	plan: PairPlan;
	preview: boolean;
	/** Differences are settled by the rules, whoever changed what since the two agreed. */
	repair: boolean;
	sides: Record<SideName, PreparedSide>;
	/** Where writes go; in a preview nowhere. */
	destinations: Partial<Record<SideName, Destination>>;
	scope: PairScope;
	fields: PreparedField[];
	keys: KeyPart[];
	state: StateStore;
	staging: Staging;
	clock: Clock;
	signal?: AbortSignal;
	lease: LeaseKeeper;
	stop: StopWatch;
	report: PairReporter;
	/** Keyed hash of a value, as kept in links. */
	hash: (value: string) => string;
}

/** Two records that are to agree, or one that the other side lacks. */
export interface Pair {
	ids: Partial<Record<SideName, string>>;
	/** Those that have been read. */
	records: Partial<Record<SideName, SideRecord>>;
	/** As it stands in the state. */
	link?: Link;
	/** Why the two are one pair, where no link says so. */
	matched?: true;
}

export const now = (context: Pick<PairContext, 'clock'>): string => new Date(context.clock.now()).toISOString();

/** The side that is the destination of the pair's scope. */
export const scopeDestination = ({ scope }: Pick<PairContext, 'scope'>): SideName => otherSide(scope.source);

/** The scope's destination object, which other scopes may share. */
export const destinationOf = ({ scope: { scope } }: Pick<PairContext, 'scope'>) => ({
	destinationAccount: scope.destinationAccount,
	destinationObject: scope.destinationObject,
});

/** The scope as read: rejections of a side's records are kept in it. */
export const readScope = (context: Pick<PairContext, 'sides'>, from: SideName): LinkScope =>
	scopeFrom({ left: context.sides.left.names, right: context.sides.right.names }, from);

export const refOf = (context: Pick<PairContext, 'scope'>, link: Pick<Link, 'sourceId'>): RecordRef => ({
	scope: context.scope.scope,
	sourceId: link.sourceId,
});

/** @throws Error for a side that is only read: a bug */
export function destinationFor(context: Pick<PairContext, 'destinations'>, side: SideName): Destination {
	const destination = context.destinations[side];
	if (destination === undefined) throw new Error(`The ${side} side is only read.`);
	return destination;
}

/** The pair's own links, of records of one side, by their ids. Shadows included. */
export async function linksOf(
	{ state, scope }: Pick<PairContext, 'state' | 'scope'>,
	side: SideName,
	ids: string[],
): Promise<Map<string, Link>> {
	if (side === scope.source) return await state.getLinks(scope.scope, ids);
	const found = await state.linksByDestination(destinationOf({ scope }), ids);
	const links = new Map<string, Link>();
	for (const [id, scoped] of found) {
		const own = scoped.filter((link) => sameScope(link.scope, scope.scope));
		const link = own.find(({ role }) => role === 'primary') ?? own[0];
		if (link !== undefined) links.set(id, link);
	}
	return links;
}

/** The ids of a link's records by side. */
export const idsOfLink = ({ scope }: Pick<PairContext, 'scope'>, link: Link): Record<SideName, string> =>
	idsOf(link, scope.source);
