import type { LeadValue } from './fields';
import type { ExistingRule } from './types';

export type FieldDecision = 'fill' | 'replace' | 'keep' | 'belowThreshold';

/** True for what a lead has: '' and spaces are nothing, 0 and false are values. */
export const isPresent = (value: unknown): value is LeadValue =>
	(typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';

export interface FieldSituation {
	/** What the lead has. */
	existing: LeadValue | undefined;
	/** How far that is trusted. */
	existingConfidence: number;
	rule: ExistingRule;
	candidate: LeadValue;
	confidence: number;
	threshold: number;
}

/** What becomes of one value that a provider has answered. Pure. */
export function decideField(situation: FieldSituation): FieldDecision {
	const { existing, existingConfidence, rule, candidate, confidence, threshold } = situation;
	if (!(confidence >= threshold)) return 'belowThreshold';
	if (!isPresent(existing)) return 'fill';
	if (existing === candidate || rule === 'keep') return 'keep';
	if (rule === 'replace') return 'replace';
	if (rule === 'tidy') return sameContent(existing, candidate) ? 'replace' : 'keep';
	return confidence > existingConfidence ? 'replace' : 'keep';
}

/** The same letters and digits in the same order, in whatever case, spacing and punctuation. Nothing is lost then. */
export function sameContent(a: LeadValue, b: LeadValue): boolean {
	if (typeof a !== 'string' || typeof b !== 'string') return a === b;
	const content = contentOf(a);
	return content !== '' && content === contentOf(b);
}

const contentOf = (text: string): string =>
	text.length > 10_000
		? ''
		: text
				.normalize('NFC')
				.toLowerCase()
				.replace(/[^\p{L}\p{M}\p{N}]/gu, '');

/**
 * Whether it makes sense to ask for a field: it is empty, or the rule lets something else stand in its place. Nobody is
 * paid to write a value better (`tidy`).
 */
export function isWanted(
	existing: LeadValue | undefined,
	existingConfidence: number,
	rule: ExistingRule,
	free: boolean,
): boolean {
	if (!isPresent(existing)) return true;
	if (rule === 'tidy') return free;
	return rule === 'replace' || (rule === 'replaceIfMoreConfident' && existingConfidence < 1);
}
