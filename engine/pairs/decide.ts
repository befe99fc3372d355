import { otherSide, type ConflictRule, type DeletionRule, type PairPlan, type SideName } from './types';

/** What is known of one pair of fields at the moment of decision. No values, only facts. */
export interface FieldFacts {
	/** The two say the same. Unknown (false) where the other side has not been read. */
	equal: boolean;
	/** Nothing is there. */
	blank: Record<SideName, boolean>;
	/**
	 * Which sides differ from what they last agreed on; absent: they never have. A blank that by the null policy
	 * says nothing is no change.
	 */
	changed?: Record<SideName, boolean>;
	/** The side's value can be written to the other one: the direction allows it, and it can be converted. */
	sendable: Record<SideName, boolean>;
	/** The side whose record was modified later. */
	newer?: SideName;
}

export interface FieldPolicy {
	rule: ConflictRule;
	/** By direction: whether a side's value may ever go to the other one. */
	sends: Record<SideName, boolean>;
}

/** `from`: the side whose value is written to the other one. */
export type FieldVerdict =
	| { action: 'agree' }
	| { action: 'write'; from: SideName; conflict: boolean }
	| { action: 'leave'; conflict: boolean; winner?: SideName };

const LEAVE: FieldVerdict = { action: 'leave', conflict: false };

/**
 * What becomes of one pair of fields. Pure.
 *
 * - What is equal agrees; a side that alone has changed since is written to the other, a blank included.
 * - Where both have changed it is a conflict, and the rule decides; `fillBlanks` leaves two values alone.
 * - At first contact a blank side takes the other's value, and of two values the rule decides. A field of
 *   one direction is cleared by a blank where the rule gives that side the last word.
 * - What the direction or the conversion forbids stays as it is.
 */
export function decideField(facts: FieldFacts, policy: FieldPolicy): FieldVerdict {
	if (facts.equal) return { action: 'agree' };
	if (facts.changed === undefined) return firstContact(facts, policy);
	const { left, right } = facts.changed;
	if (!left && !right) return LEAVE;
	if (left && right) {
		const winner = winnerOf(facts, policy.rule);
		if (winner === undefined) return { action: 'leave', conflict: true };
		return facts.sendable[winner]
			? { action: 'write', from: winner, conflict: true }
			: { action: 'leave', conflict: true, winner };
	}
	const from = left ? 'left' : 'right';
	return facts.sendable[from] ? { action: 'write', from, conflict: false } : LEAVE;
}

function firstContact(facts: FieldFacts, policy: FieldPolicy): FieldVerdict {
	const oneWay = policy.sends.left !== policy.sends.right;
	const filled = facts.blank.left !== facts.blank.right ? (facts.blank.left ? 'right' : 'left') : undefined;
	const winner =
		filled !== undefined && (!oneWay || policy.sends[filled])
			? filled
			: policy.rule === 'fillBlanks'
				? undefined
				: winnerOf(facts, policy.rule);
	return winner !== undefined && facts.sendable[winner] ? { action: 'write', from: winner, conflict: false } : LEAVE;
}

/**
 * What becomes of one pair of fields in a repair. Pure. The rule alone decides, whoever changed what since they agreed:
 * where a side wins, its blank clears the other's value; where the newer wins and neither is newer, both stay.
 */
export function decideRepair(facts: FieldFacts, { rule }: FieldPolicy): FieldVerdict {
	if (facts.equal) return { action: 'agree' };
	const winner = rule === 'newestWins' ? facts.newer : winnerOf(facts, rule);
	return winner !== undefined && facts.sendable[winner] ? { action: 'write', from: winner, conflict: false } : LEAVE;
}

/** Undefined: neither stands. Where it is not known which is newer, the left one stands. */
function winnerOf({ blank, newer }: FieldFacts, rule: ConflictRule): SideName | undefined {
	switch (rule) {
		case 'leftWins':
			return 'left';
		case 'rightWins':
			return 'right';
		case 'newestWins':
			return newer ?? 'left';
		case 'fillBlanks':
			return blank.left === blank.right ? undefined : blank.left ? 'right' : 'left';
	}
}

/** What was found on the other side for a record without a link. */
export type Counterpart =
	/** It names our record as its own (or ours names it). */
	| 'claimed'
	/** One record without a link has its key. */
	| 'one'
	/** No record has its key. */
	| 'none'
	/** The record has no key. */
	| 'noKey'
	/** Several records of either side have its key. */
	| 'ambiguous'
	/** The record that has its key is linked to another one. */
	| 'taken'
	/** The record is linked to one of another object (a lead), or names a record that is gone. */
	| 'notOurs';

export type UnlinkedDecision = 'link' | 'create' | 'skip' | 'reject';

type Policy = Pick<PairPlan, 'direction' | 'mode' | 'create' | 'onDelete'>;

/**
 * What becomes of a record of one side that no link leads from. Pure. Ambiguity is never guessed away, and
 * in a one-way sync nothing is made of what only the right side has.
 */
export function decideUnlinked(side: SideName, counterpart: Counterpart, policy: Policy): UnlinkedDecision {
	if (policy.direction === 'toRight' && side === 'right') return 'skip';
	switch (counterpart) {
		case 'claimed':
		case 'one':
			return policy.mode === 'createOnly' ? 'skip' : 'link';
		case 'notOurs':
			return 'skip';
		case 'noKey':
		case 'ambiguous':
		case 'taken':
			return 'reject';
		case 'none':
			return mayCreate(otherSide(side), policy) ? 'create' : 'skip';
	}
}

function mayCreate(side: SideName, { direction, mode, create }: Policy): boolean {
	if (direction === 'toRight') return side === 'right' && mode !== 'updateOnly';
	return create[side];
}

/** What a linked record that is no longer there has become. `unlisted`: a list that was handed over lacks it. */
export type DepartureKind = 'deleted' | 'filteredOut' | 'converted' | 'unlisted';

/** `mark`: the link stays, with a mark that the record is gone; nothing is copied back. `keep`: nothing at all. */
export type DepartureDecision = Exclude<DeletionRule, 'ignore'> | 'mark' | 'keep' | 'forget';

/**
 * What becomes of a link one of whose records is gone. Pure.
 *
 * - Both gone: nothing is left to be linked.
 * - One way: a mirror archives on the right what has left the left, the filter included; otherwise it stays.
 *   What was deleted on the right is made anew where the mode allows it.
 * - Both ways: by the rule of the side that it is gone from. A record that only left the filter is not gone.
 */
export function decideDeparture(
	side: SideName,
	kind: DepartureKind,
	otherGone: boolean,
	policy: Policy,
): DepartureDecision {
	if (kind === 'unlisted') return decideUnlisted(side, otherGone ? 'deleted' : undefined, policy);
	if (otherGone && kind !== 'filteredOut') return 'forget';
	if (policy.direction === 'toRight') {
		if (side === 'right') {
			const makes = policy.mode === 'upsert' || policy.mode === 'mirror';
			return kind === 'filteredOut' ? 'keep' : makes && kind === 'deleted' ? 'restore' : 'mark';
		}
		if (policy.mode === 'mirror' && kind !== 'converted') return 'archive';
		return kind === 'filteredOut' ? 'keep' : 'mark';
	}
	if (kind === 'filteredOut') return 'keep';
	if (kind === 'converted') return 'mark';
	const rule = policy.onDelete[side];
	return rule === 'ignore' ? 'mark' : rule;
}

/**
 * What becomes of a link one of whose records a list lacks. Pure. The list may be a part, and what was to be added to it
 * may not have been: so the other record is archived only by a mirror of the list, and what the list lacks is made anew
 * only where it is written one way, or a repair says so.
 *
 * @param other what has become of the other record, where that is gone, too. The link is then kept where it has to
 * remember that; otherwise the record would come back with a list that has it again.
 */
export function decideUnlisted(side: SideName, other: DepartureKind | undefined, policy: Policy): DepartureDecision {
	if (other !== undefined) {
		const alone = decideDeparture(otherSide(side), other, false, policy);
		return alone === 'archive' || alone === 'restore' ? 'forget' : 'keep';
	}
	if (policy.direction === 'both') return policy.onDelete[side] === 'restore' ? 'restore' : 'keep';
	if (side === 'left') return policy.mode === 'mirror' ? 'archive' : 'keep';
	return policy.mode === 'upsert' || policy.mode === 'mirror' ? 'restore' : 'keep';
}
