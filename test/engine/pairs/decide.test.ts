import {
	decideDeparture,
	decideField,
	decideUnlinked,
	decideUnlisted,
	type Counterpart,
	type FieldFacts,
	type FieldVerdict,
} from '../../../engine/pairs/decide';
import type { ConflictRule, DeletionRule, PairPlan, SideName } from '../../../engine/pairs';

const booleans = [false, true];
const sides = ['left', 'right'] as const;
const rules: ConflictRule[] = ['leftWins', 'rightWins', 'newestWins', 'fillBlanks'];
const other = (side: SideName): SideName => (side === 'left' ? 'right' : 'left');

/** Every combination of facts and policies. */
function* fieldCases() {
	for (const rule of rules)
		for (const [sendsLeft, sendsRight] of [
			[true, true],
			[true, false],
			[false, true],
		])
			for (const newer of [undefined, ...sides])
				for (const blankLeft of booleans)
					for (const blankRight of booleans)
						for (const equal of blankLeft && blankRight ? [true] : booleans)
							for (const convertsLeft of booleans)
								for (const convertsRight of booleans)
									for (const changed of [undefined, [false, false], [true, false], [false, true], [true, true]]) {
										if (equal && blankLeft !== blankRight) continue;
										const facts: FieldFacts = {
											equal,
											blank: { left: blankLeft, right: blankRight },
											...(changed === undefined ? {} : { changed: { left: changed[0], right: changed[1] } }),
											sendable: { left: sendsLeft && convertsLeft, right: sendsRight && convertsRight },
											newer,
										};
										yield { facts, policy: { rule, sends: { left: sendsLeft, right: sendsRight } } };
									}
}

const cases = [...fieldCases()];
const writes = (verdict: FieldVerdict): SideName | undefined => (verdict.action === 'write' ? verdict.from : undefined);
const isConflict = (verdict: FieldVerdict): boolean => verdict.action !== 'agree' && verdict.conflict;

describe('what becomes of a pair of fields', () => {
	const all = (check: (given: (typeof cases)[number], verdict: FieldVerdict) => void) => {
		let checked = 0;
		for (const given of cases) {
			check(given, decideField(given.facts, given.policy));
			checked++;
		}
		expect(checked).toBeGreaterThan(2_000);
	};

	it('agrees exactly where the two are equal', () =>
		all(({ facts }, verdict) => expect(verdict.action === 'agree').toBe(facts.equal)));

	it('never writes what may not be sent', () =>
		all(({ facts }, verdict) => {
			const from = writes(verdict);
			if (from !== undefined) expect(facts.sendable[from]).toBe(true);
		}));

	it('is a conflict exactly where both have changed and differ', () =>
		all(({ facts }, verdict) =>
			expect(isConflict(verdict)).toBe(!facts.equal && facts.changed?.left === true && facts.changed.right),
		));

	it('writes nothing where neither has changed', () =>
		all(({ facts }, verdict) => {
			if (facts.changed && !facts.changed.left && !facts.changed.right) expect(writes(verdict)).toBeUndefined();
		}));

	it('carries the only change, whatever the rule and blanks', () =>
		all(({ facts }, verdict) => {
			if (facts.equal || facts.changed === undefined || facts.changed.left === facts.changed.right) return;
			const from = facts.changed.left ? 'left' : 'right';
			expect(writes(verdict)).toBe(facts.sendable[from] ? from : undefined);
		}));

	it('settles conflicts by rule', () =>
		all(({ facts: { equal, changed, blank, sendable, newer }, policy: { rule } }, verdict) => {
			if (equal || changed?.left !== true || !changed.right) return;
			const filled = blank.left === blank.right ? undefined : blank.left ? 'right' : 'left';
			const winner = { leftWins: 'left', rightWins: 'right', newestWins: newer ?? 'left', fillBlanks: filled }[rule];
			expect(writes(verdict)).toBe(winner !== undefined && sendable[winner as SideName] ? winner : undefined);
			if (verdict.action === 'leave') expect(verdict.winner).toBe(winner);
		}));

	it('fills blanks at first contact where both ways are open', () =>
		all(({ facts: { equal, changed, blank, sendable }, policy: { sends } }, verdict) => {
			if (equal || changed !== undefined || blank.left === blank.right || sends.left !== sends.right) return;
			const filled = blank.left ? 'right' : 'left';
			expect(writes(verdict)).toBe(sendable[filled] ? filled : undefined);
		}));

	it('chooses between two values at first contact by rule', () =>
		all(({ facts: { equal, changed, blank, sendable, newer }, policy: { rule } }, verdict) => {
			if (equal || changed !== undefined || blank.left || blank.right) return;
			const winner = { leftWins: 'left', rightWins: 'right', newestWins: newer ?? 'left', fillBlanks: undefined }[rule];
			expect(writes(verdict)).toBe(winner !== undefined && sendable[winner as SideName] ? winner : undefined);
		}));

	it('clears at first contact only what goes one way and by a rule that says so', () =>
		all(({ facts: { changed, blank }, policy: { rule, sends } }, verdict) => {
			const from = writes(verdict);
			if (from === undefined || changed !== undefined || !blank[from]) return;
			expect(sends[other(from)]).toBe(false);
			expect(rule).not.toBe('fillBlanks');
		}));
});

type Policy = Pick<PairPlan, 'direction' | 'mode' | 'create' | 'onDelete'>;

const policy = (more: Partial<Policy> = {}): Policy => ({
	direction: 'both',
	mode: 'upsert',
	create: { left: true, right: true },
	onDelete: { left: 'ignore', right: 'ignore' },
	...more,
});

describe('what becomes of a record without a link', () => {
	const found: Counterpart[] = ['claimed', 'one', 'none', 'noKey', 'ambiguous', 'taken', 'notOurs'];

	it.each([
		[policy(), 'left', ['link', 'link', 'create', 'reject', 'reject', 'reject', 'skip']],
		[policy(), 'right', ['link', 'link', 'create', 'reject', 'reject', 'reject', 'skip']],
		[
			policy({ create: { left: false, right: true } }),
			'left',
			['link', 'link', 'create', 'reject', 'reject', 'reject', 'skip'],
		],
		[
			policy({ create: { left: false, right: true } }),
			'right',
			['link', 'link', 'skip', 'reject', 'reject', 'reject', 'skip'],
		],
		[policy({ direction: 'toRight' }), 'left', ['link', 'link', 'create', 'reject', 'reject', 'reject', 'skip']],
		[policy({ direction: 'toRight' }), 'right', ['skip', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip']],
		[
			policy({ direction: 'toRight', mode: 'mirror' }),
			'left',
			['link', 'link', 'create', 'reject', 'reject', 'reject', 'skip'],
		],
		[
			policy({ direction: 'toRight', mode: 'createOnly' }),
			'left',
			['skip', 'skip', 'create', 'reject', 'reject', 'reject', 'skip'],
		],
		[
			policy({ direction: 'toRight', mode: 'updateOnly' }),
			'left',
			['link', 'link', 'skip', 'reject', 'reject', 'reject', 'skip'],
		],
	] as const)('%j, on the %s', (plan, side, expected) => {
		expect(found.map((counterpart) => decideUnlinked(side, counterpart, plan))).toEqual(expected);
	});
});

describe('what becomes of a link whose record is gone', () => {
	const kinds = ['deleted', 'filteredOut', 'converted'] as const;
	const decide = (side: SideName, plan: Policy, otherGone = false) =>
		kinds.map((kind) => decideDeparture(side, kind, otherGone, plan));

	it.each(sides)('both ways, on the %s: by the rule of that side', (side) => {
		const by = (rule: DeletionRule) =>
			policy({ onDelete: { left: 'ignore', right: 'ignore', [side]: rule } as PairPlan['onDelete'] });
		expect(decide(side, by('ignore'))).toEqual(['mark', 'keep', 'mark']);
		expect(decide(side, by('archive'))).toEqual(['archive', 'keep', 'mark']);
		expect(decide(side, by('restore'))).toEqual(['restore', 'keep', 'mark']);
		expect(decide(other(side), by('archive'))).toEqual(['mark', 'keep', 'mark']);
	});

	it('one way: a mirror archives what has left the left', () => {
		const one = (mode: PairPlan['mode']) => policy({ direction: 'toRight', mode });
		expect(decide('left', one('mirror'))).toEqual(['archive', 'archive', 'mark']);
		expect(decide('left', one('upsert'))).toEqual(['mark', 'keep', 'mark']);
		expect(decide('right', one('mirror'))).toEqual(['restore', 'keep', 'mark']);
		expect(decide('right', one('upsert'))).toEqual(['restore', 'keep', 'mark']);
		expect(decide('right', one('createOnly'))).toEqual(['mark', 'keep', 'mark']);
		expect(decide('right', one('updateOnly'))).toEqual(['mark', 'keep', 'mark']);
	});

	it.each(sides)('both gone (%s): nothing is left of it, whatever the rule', (side) => {
		for (const rule of ['ignore', 'archive', 'restore'] as const)
			for (const direction of ['both', 'toRight'] as const)
				expect(
					decideDeparture(side, 'deleted', true, policy({ direction, onDelete: { left: rule, right: rule } })),
				).toBe('forget');
	});
});

describe('what a list lacks', () => {
	const policy = (more: Partial<PairPlan>) => ({
		direction: 'both' as const,
		mode: 'upsert' as const,
		create: { left: true, right: true },
		onDelete: { left: 'ignore' as const, right: 'ignore' as const },
		...more,
	});

	it.each(sides)('both ways (%s): is never archived, and made anew only where that is the rule', (side) => {
		const by = (rule: DeletionRule) => policy({ onDelete: { left: rule, right: rule } });
		expect(
			(['ignore', 'archive', 'restore'] as const).map((rule) => decideUnlisted(side, undefined, by(rule))),
		).toEqual(['keep', 'keep', 'restore']);
		expect(decideDeparture(side, 'unlisted', false, by('archive'))).toBe('keep');
	});

	it('one way: a mirror of it archives, what is written to it is made anew', () => {
		const decided = (side: SideName) =>
			(['upsert', 'mirror', 'createOnly', 'updateOnly'] as const).map((mode) =>
				decideUnlisted(side, undefined, policy({ direction: 'toRight', mode })),
			);
		expect(decided('left')).toEqual(['keep', 'archive', 'keep', 'keep']);
		expect(decided('right')).toEqual(['restore', 'restore', 'keep', 'keep']);
	});

	it.each(sides)('and whose other record is gone (%s): the link stays where that has to be remembered', (side) => {
		const by = (rule: DeletionRule) => policy({ onDelete: { left: 'ignore', right: 'ignore', [other(side)]: rule } });
		expect(
			(['ignore', 'archive', 'restore'] as const).map((rule) => decideUnlisted(side, 'deleted', by(rule))),
		).toEqual(['keep', 'forget', 'forget']);
		expect(decideDeparture(side, 'unlisted', true, by('ignore'))).toBe('keep');
		expect(decideUnlisted(side, 'filteredOut', by('archive'))).toBe('keep');
	});
});
