import { memo } from '../memo';
import type { BuyingRole, JobFunction, Seniority } from '../fields';
import { FUNCTION_WORDS } from './functionWords';
import { TitleScanner, type Found } from './lexicon';
import { normaliseTitle } from './normalise';
import { SENIORITY_WORDS, type SeniorityWord } from './seniorityWords';

interface Judgement<T> {
	value: T;
	/** 0 to 1. */
	confidence: number;
}

/** What a title tells. */
export interface TitleReading {
	seniority: Judgement<Seniority>;
	jobFunction: Judgement<JobFunction>;
	buyingRole: Judgement<BuyingRole>;
}

/** Which word decides when a title has several: a trainee of the board is a trainee. */
const PRECEDENCE: readonly SeniorityWord[] = [
	'junior',
	'helper',
	'founder',
	'cLevel',
	'vp',
	'director',
	'manager',
	'senior',
	'staff',
];

/** How sure a word makes. Somebody without any word of rank is most likely staff. */
const CERTAINTY: Record<SeniorityWord, number> = {
	junior: 0.9,
	helper: 0.85,
	founder: 0.9,
	cLevel: 0.9,
	vp: 0.95,
	director: 0.9,
	manager: 0.85,
	senior: 0.85,
	staff: 0.85,
};
const NO_WORD_OF_RANK = 0.75;
const FUNCTION_NAMED = 0.9;
const FUNCTION_GUESSED = 0.75;
const UNKNOWN = 0.5;
const BUYING_ROLE = 0.75;

let scanners: { seniority: TitleScanner<SeniorityWord>; jobFunction: TitleScanner<JobFunction> } | undefined;

/**
 * Reads seniority, job function and likely buying role from a job title in English, German, French, Spanish or
 * Portuguese, or a mixture of them: by tables of words (`seniorityWords.ts`, `functionWords.ts`), never by guessing at
 * the language. Pure; never throws.
 *
 * @returns undefined when the title has no word of at least two letters
 */
export const readTitle: (title: string) => TitleReading | undefined = memo(5_000, 200, reading);

function reading(title: string): TitleReading | undefined {
	const words = normaliseTitle(title);
	if (!words.some((word) => word.length > 1 && /\p{L}/u.test(word))) return undefined;
	scanners ??= {
		seniority: new TitleScanner(SENIORITY_WORDS, 'end'),
		jobFunction: new TitleScanner(FUNCTION_WORDS, 'beginning'),
	};
	const ranks = scanners.seniority.scan(words).filter((found) => !isSomebodyElse(found, words));
	const seniority = judgeSeniority(ranks);
	const jobFunction = judgeFunction(scanners.jobFunction.scan(words), seniority.value, ranks);
	return { seniority, jobFunction, buyingRole: buyingRole(seniority.value, jobFunction.value) };
}

/** 'Advisor to the CEO', 'Assistante du PDG': the rank is not this person's. */
function isSomebodyElse({ category, start }: Found<SeniorityWord>, words: readonly string[]): boolean {
	if (category !== 'cLevel' && category !== 'vp' && category !== 'founder') return false;
	return words[start - 1] === 'to' || (words[start - 1] === 'the' && words[start - 2] === 'to');
}

function judgeSeniority(ranks: Array<Found<SeniorityWord>>): Judgement<Seniority> {
	const word = PRECEDENCE.find((one) => ranks.some(({ category }) => category === one));
	if (word === undefined) return { value: 'staff', confidence: NO_WORD_OF_RANK };
	return { value: word === 'helper' ? 'staff' : word, confidence: CERTAINTY[word] };
}

function judgeFunction(
	found: Array<Found<JobFunction>>,
	seniority: Seniority,
	ranks: Array<Found<SeniorityWord>>,
): Judgement<JobFunction> {
	// 'CEO & CTO', 'Co-founder and CTO': what somebody does beside leading the whole says more.
	const isFounder = ranks.some(({ category }) => category === 'founder');
	const named = found.filter(({ category }) => category !== 'management');
	const first = found[0]?.weak
		? (named.find(({ weak, category }) => !weak && category !== 'administration') ?? found[0])
		: ((isFounder ? named[0] : undefined) ?? found[0]);
	if (first !== undefined) return { value: first.category, confidence: FUNCTION_NAMED };
	const leadsTheWhole = ['founder', 'cLevel', 'vp', 'director'].includes(seniority);
	if (leadsTheWhole) return { value: 'management', confidence: FUNCTION_GUESSED };
	return { value: 'other', confidence: UNKNOWN };
}

/**
 * The usual part in a purchase. A heuristic, and marked as one by its confidence: those who run the whole or a
 * department decide, finance holds the budget, managers champion, experts influence, purchasing and assistants keep the gate.
 */
function buyingRole(seniority: Seniority, jobFunction: JobFunction): Judgement<BuyingRole> {
	const leads = ['founder', 'cLevel', 'vp', 'director'].includes(seniority);
	const role = (): BuyingRole => {
		if (leads) return jobFunction === 'finance' ? 'budgetHolder' : 'decisionMaker';
		if (jobFunction === 'procurement' || jobFunction === 'administration') return 'gatekeeper';
		if (seniority === 'manager') return 'champion';
		return seniority === 'senior' ? 'influencer' : 'user';
	};
	return { value: role(), confidence: BUYING_ROLE };
}
