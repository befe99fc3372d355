import { decideField, isWanted, sameContent } from '../../../engine/enrichment/decide';
import type { ExistingRule, LeadValue } from '../../../engine/enrichment';

const decide = (
	rule: ExistingRule,
	existing: LeadValue | undefined,
	candidate: LeadValue,
	confidence: number,
	existingConfidence = 0.8,
) => decideField({ rule, existing, candidate, confidence, existingConfidence, threshold: 0.7 });

const RULES: ExistingRule[] = ['keep', 'tidy', 'replaceIfMoreConfident', 'replace'];

describe('a value that a provider has answered', () => {
	it.each(RULES)('fills what is empty by the rule %s, from the threshold on', (rule) => {
		for (const empty of [undefined, '', ' \t']) {
			expect(decide(rule, empty, 'x', 0.7)).toBe('fill');
			expect(decide(rule, empty, 'x', 0.69)).toBe('belowThreshold');
			expect(decide(rule, empty, 'x', Number.NaN)).toBe('belowThreshold');
		}
	});

	it.each(RULES)('changes nothing that is the same already, by the rule %s', (rule) => {
		expect(decide(rule, 'x', 'x', 1)).toBe('keep');
	});

	it('never replaces 0 and false, which are values, but by a rule that says so', () => {
		for (const existing of [0, false]) {
			expect(decide('keep', existing, true, 1)).toBe('keep');
			expect(decide('tidy', existing, true, 1)).toBe('keep');
			expect(decide('replace', existing, true, 1)).toBe('replace');
		}
	});

	it('replaces a less certain one, not one as certain', () => {
		expect(decide('replaceIfMoreConfident', 'a', 'b', 0.8)).toBe('keep');
		expect(decide('replaceIfMoreConfident', 'a', 'b', 0.81)).toBe('replace');
		expect(decide('replaceIfMoreConfident', 'a', 'b', 0.69, 0.1)).toBe('belowThreshold');
	});
});

it.each<[LeadValue, LeadValue, boolean]>([
	["O'NEIL", 'O’Neil', true],
	['jean luc', 'Jean-Luc', true],
	['Muller', 'Müller', false],
	['Mu\u0308ller', 'MÜLLER', true],
	['Acme', 'Acme Inc', false],
	['', '', false],
	['?', '!', false],
	[1, 1, true],
	['1', 1, false],
])('%j and %j have the same letters and digits: %j', (a, b, expected) => {
	expect(sameContent(a, b)).toBe(expected);
});

it.each<[ExistingRule, boolean, boolean]>([
	['keep', false, false],
	['tidy', false, true],
	['replaceIfMoreConfident', true, true],
	['replace', true, true],
])('by the rule %s a filled field is asked for: paid %j, free %j', (rule, paid, free) => {
	expect([isWanted('x', 0.8, rule, false), isWanted('x', 0.8, rule, true)]).toEqual([paid, free]);
	expect([isWanted('', 0.8, rule, false), isWanted(undefined, 0.8, rule, true)]).toEqual([true, true]);
	expect(isWanted('x', 1, 'replaceIfMoreConfident', true)).toBe(false);
});
