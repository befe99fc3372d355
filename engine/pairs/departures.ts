import type { Link } from '../state/types';
import { slices } from '../sync/context';
import type { IdentityChange } from '../systems/types';
import { goneSide, withGone } from './agreement';
import { destinationOf, idsOfLink, linksOf, readScope, refOf, type Pair, type PairContext } from './context';
import { decideDeparture, decideUnlisted, type DepartureKind } from './decide';
import { readRecords } from './lookup';
import { forgetLink, noChanges, type PairChanges } from './operations';
import { lookAgain } from './rejections';
import { otherSide, type SideName } from './types';

/** A record that is no longer there for this pair. */
export type Departure = { id: string; kind: 'deleted' | 'filteredOut'; into?: undefined } | IdentityChange;

/** A record to archive, for its counterpart is gone. */
export interface ToArchive {
	/** The side it is archived on. */
	side: SideName;
	ids: Record<SideName, string>;
	link: Link;
}

interface Departed {
	link: Link;
	gone: Map<SideName, DepartureKind>;
}

const sides = ['left', 'right'] as const;

/**
 * Records that are gone, gathered from all that tells of them (deletes and merges, a full read that did not meet them,
 * a write that found nothing) and dealt with at the end, when it is known what has become of both records of a link.
 */
export class Departures {
	private readonly departed = new Map<string, Departed>();

	constructor(private readonly context: PairContext) {}

	/** Deletes and merges of a side in a window. */
	async read(side: SideName, since: Date, until: Date): Promise<void> {
		const { source, object } = this.context.sides[side].side;
		const pages = source.identityChanges({ object, since, until, signal: this.context.signal });
		for await (const page of pages) {
			this.context.stop.check();
			await this.take(side, page);
		}
	}

	/** Remembers what is gone; links of merged records move to the survivors at once. */
	async take(side: SideName, departures: Departure[]): Promise<void> {
		const { context } = this;
		for (const part of slices(departures, 500)) {
			const ids = part.map(({ id }) => id);
			const links = await linksOf(context, side, ids);
			const rivals = await linksOf(
				context,
				side,
				part.flatMap(({ into }) => into?.id ?? []),
			);
			const changes = noChanges();
			for (const { id, kind, into } of part) {
				const link = links.get(id);
				if (link === undefined || link.role === 'shadow') {
					// Nothing is known of it but, perhaps, that it was refused.
					changes.resolved.push({ scope: readScope(context, side), sourceId: id, syncKey: context.plan.syncKey });
				} else if (kind === 'merged' && into !== undefined && !rivals.has(into.id)) {
					rivals.set(into.id, this.move(side, link, into.id, changes));
				} else this.note(link, side, kind === 'filteredOut' || kind === 'converted' ? kind : lackedBy(context, side));
			}
			await context.state.commit(changes, context.lease.leases);
		}
	}

	/** Ends what the departures ask for, but for archives, which are returned, and records to make anew. */
	async settle(): Promise<{ archive: ToArchive[]; restore: Pair[] }> {
		const archive: ToArchive[] = [];
		const restore: Pair[] = [];
		const departed = [...this.departed.values()];
		this.departed.clear();
		for (const part of slices(departed, 500)) {
			this.context.stop.check();
			await this.settlePart(part, archive, restore);
		}
		return { archive, restore };
	}

	private note(link: Link, side: SideName, kind: DepartureKind) {
		const known = this.departed.get(link.sourceId) ?? { link, gone: new Map() };
		known.link = link;
		known.gone.set(side, kind);
		this.departed.set(link.sourceId, known);
	}

	/** Gives the link of a merged record to the one that stands for it now. Of their fields nothing is known. */
	private move(side: SideName, link: Link, into: string, changes: PairChanges): Link {
		const { context } = this;
		const { scope } = context.scope;
		const isSource = side === context.scope.source;
		const moved: Link = { ...link, [isSource ? 'sourceId' : 'destinationId']: into, matchKey: null, fields: {} };
		if (isSource) changes.removeLinks.push(refOf(context, link));
		else changes.freed.push({ ...destinationOf(context), destinationIds: [link.destinationId] });
		changes.links.push({ scope, link: moved });
		changes.resolved.push({
			scope: readScope(context, side),
			sourceId: idsOfLink(context, link)[side],
			syncKey: context.plan.syncKey,
		});
		// It may not have changed itself.
		lookAgain(context, moved.destinationId, changes);
		return moved;
	}

	private async settlePart(part: Departed[], archive: ToArchive[], restore: Pair[]) {
		const { context } = this;
		const current = await context.state.getLinks(
			context.scope.scope,
			part.map(({ link }) => link.sourceId),
		);
		const shared = await this.shared(part);
		const changes = noChanges();
		const tell: Array<() => void> = [];
		const revive: Array<{ side: SideName; link: Link }> = [];
		for (const { link: noted, gone } of part) {
			const link = current.get(noted.sourceId);
			// Written anew, moved or forgotten meanwhile.
			if (link === undefined || link.destinationId !== noted.destinationId) continue;
			const unlisted = sides.find((each) => gone.get(each) === 'unlisted');
			const side = unlisted ?? (gone.has('left') ? 'left' : 'right');
			const kind = gone.get(side) ?? 'deleted';
			const ids = idsOfLink(context, link);
			const marked = goneSide(context, link);
			const otherKind = gone.get(otherSide(side)) ?? (marked === otherSide(side) ? 'deleted' : undefined);
			const decision =
				unlisted === undefined
					? decideDeparture(side, kind, otherKind !== undefined, context.plan)
					: decideUnlisted(side, otherKind, context.plan);
			const skip = (reason: string) =>
				tell.push(() =>
					context.report.result({ action: 'skipped', side, leftId: ids.left, rightId: ids.right, reason }),
				);
			if (decision === 'archive' && !shared.has(link)) archive.push({ side: otherSide(side), ids, link });
			else if (decision === 'forget' || decision === 'archive') {
				forgetLink(context, link, changes);
				skip(decision === 'forget' ? BOTH_GONE : SHARED);
			} else if (decision === 'restore') revive.push({ side, link });
			else if (decision === 'mark' && marked === undefined) {
				changes.links.push({ scope: context.scope.scope, link: withGone(context, link, side) });
				skip(STAYS);
			}
		}
		await context.state.commit(changes, context.lease.leases);
		for (const say of tell) say();
		restore.push(...(await this.revive(revive)));
	}

	/** Links whose destination record another object's record needs, too (a lead). */
	private async shared(part: Departed[]): Promise<Set<Link>> {
		const { context } = this;
		const archived = part.filter(({ gone }) => gone.has(context.scope.source));
		const links = await context.state.linksByDestination(
			destinationOf(context),
			archived.map(({ link }) => link.destinationId),
		);
		return new Set(
			archived.map(({ link }) => link).filter(({ destinationId }) => (links.get(destinationId)?.length ?? 0) > 1),
		);
	}

	/** The records that stand, to make the others of anew. The links stay, marked, until that is done. */
	private async revive(links: Array<{ side: SideName; link: Link }>): Promise<Pair[]> {
		const { context } = this;
		const pairs: Pair[] = [];
		for (const side of sides) {
			const other = otherSide(side);
			const byId = new Map(
				links.filter((one) => one.side === side).map(({ link }) => [idsOfLink(context, link)[other], link]),
			);
			if (byId.size === 0) continue;
			const marked = new Map([...byId].map(([id, link]) => [id, withGone(context, link, side)]));
			await context.state.commit(
				{ links: [...marked.values()].map((link) => ({ scope: context.scope.scope, link })) },
				context.lease.leases,
			);
			const { records } = await readRecords(context, other, [...byId.keys()]);
			for (const record of records)
				pairs.push({ ids: { [other]: record.id }, records: { [other]: record }, link: marked.get(record.id) });
		}
		return pairs;
	}
}

/** What a record has become that a side does not have. */
export const lackedBy = ({ sides }: Pick<PairContext, 'sides'>, side: SideName): DepartureKind =>
	sides[side].side.handedOver === true ? 'unlisted' : 'deleted';

const STAYS = 'The other record is gone; by the rule this one stays, and is not copied back.';
const BOTH_GONE = 'Both records are gone.';
const SHARED = 'The other record is gone; this one stays, for a record of another object is linked to it.';
