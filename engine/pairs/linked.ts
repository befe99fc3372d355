import type { Link } from '../state/types';
import { goneSide } from './agreement';
import { idsOfLink, type Pair, type PairContext } from './context';
import { decideDeparture, decideUnlinked } from './decide';
import { lackedBy, type Departures } from './departures';
import { recordOfStaged } from './scan';
import { settlePairs } from './settle';
import type { JoinedPair } from './staging';
import { otherSide } from './types';

/** Brings the pairs that links and claims join into agreement. */
export async function settleLinked(context: PairContext, departures: Departures): Promise<void> {
	for await (const joined of context.staging.pairs()) {
		context.stop.check();
		const links = await context.state.getLinks(
			context.scope.scope,
			joined.map((pair) => (context.scope.source === 'left' ? pair.leftId : pair.rightId)),
		);
		const pairs: Pair[] = [];
		for (const one of joined) {
			const link = links.get(context.scope.source === 'left' ? one.leftId : one.rightId);
			pairs.push(...pairOf(context, one, link));
		}
		await settlePairs(context, departures, pairs);
	}
}

function pairOf(context: PairContext, { by, leftId, rightId, left, right }: JoinedPair, link?: Link): Pair[] {
	const ids = { left: leftId, right: rightId };
	const skip = (reason: string): Pair[] => {
		context.report.result({ action: 'skipped', side: left === undefined ? 'right' : 'left', leftId, rightId, reason });
		return [];
	};
	const records: Pair['records'] = {
		...(left === undefined ? {} : { left: recordOfStaged(context.sides.left, left) }),
		...(right === undefined ? {} : { right: recordOfStaged(context.sides.right, right) }),
	};
	if (by === 'claim')
		return decideUnlinked('left', 'claimed', context.plan) === 'link'
			? [{ ids, records, matched: true }]
			: skip(ONLY_CREATES);
	// It was moved or forgotten a moment ago.
	if (link === undefined || idsOfLink(context, link).left !== leftId) return [];
	if (context.plan.mode === 'createOnly') return skip(ONLY_CREATES);
	const gone = goneSide(context, link);
	if (gone === undefined || records[gone] !== undefined) return [{ ids, records, link }];
	const other = otherSide(gone);
	if (decideDeparture(gone, lackedBy(context, gone), false, context.plan) === 'restore')
		return [{ ids: { [other]: ids[other] }, records, link }];
	return skip(STAYS);
}

const ONLY_CREATES = 'It exists on the other side, and this sync only creates.';
const STAYS = 'The other record is gone; by the rule this one stays, and is not copied back.';
