/**
 * Words and phrases with a meaning each. A phrase is made of words; `*` at a word's end or beginning stands for any
 * letters. Written as `normaliseTitle` leaves a title: lower case, no accents. A phrase that ends with `?` is weak: it
 * says something only where nothing stronger is found ('assistant?').
 */
export type Lexicon<Category extends string> = Readonly<Record<Category, string>>;

export interface Found<Category extends string> {
	category: Category;
	/** The first word, and how many. */
	start: number;
	length: number;
	weak: boolean;
}

interface Phrase<Category extends string> {
	words: Array<(word: string) => boolean>;
	category: Category;
	weak: boolean;
	/** Which of several that fit goes first; see `weightOf`. */
	weight: number;
}

/** Finds a lexicon's phrases in titles: at each word the longest phrase that begins there; found words are used up. */
export class TitleScanner<Category extends string> {
	/** By their first word, the longest first. */
	private readonly exact = new Map<string, Array<Phrase<Category>>>();
	private readonly wild: Array<Phrase<Category>> = [];

	/** @param head which end of a compound tells more: of a German rank its end (Projekt-leiter), of a department its beginning (Vertriebs-leiter) */
	constructor(
		lexicon: Lexicon<Category>,
		private readonly head: 'beginning' | 'end',
	) {
		for (const category of Object.keys(lexicon) as Category[]) {
			for (const text of lexicon[category].split(';')) {
				const words = text.replace('?', '').trim().split(/\s+/).filter(Boolean);
				if (words.length > 0) this.add(words, category, text.includes('?'));
			}
		}
		for (const phrases of [...this.exact.values(), this.wild]) phrases.sort((a, b) => b.weight - a.weight);
	}

	scan(words: readonly string[]): Array<Found<Category>> {
		const found: Array<Found<Category>> = [];
		for (let start = 0; start < words.length; ) {
			const phrase = this.longestAt(words, start);
			if (phrase !== undefined) {
				found.push({ category: phrase.category, start, length: phrase.words.length, weak: phrase.weak });
			}
			start += phrase?.words.length ?? 1;
		}
		return found;
	}

	private add(words: string[], category: Category, weak: boolean): void {
		const phrase = { words: words.map(matcher), category, weak, weight: this.weightOf(words) };
		const [first] = words;
		if (first.includes('*')) this.wild.push(phrase);
		else this.exact.set(first, [...(this.exact.get(first) ?? []), phrase]);
	}

	/** More words, then the head of a compound, then more letters. */
	private weightOf(words: string[]): number {
		const head = words[0].startsWith('*') === (this.head === 'end');
		return words.length * 10_000 + (head ? 1_000 : 0) + words.join('').length;
	}

	/** An exact word goes before a pattern of the same length. */
	private longestAt(words: readonly string[], start: number): Phrase<Category> | undefined {
		const fits = (phrase: Phrase<Category>) =>
			start + phrase.words.length <= words.length && phrase.words.every((matches, n) => matches(words[start + n]));
		const exact = this.exact.get(words[start])?.find(fits);
		const wild = this.wild.find((phrase) => phrase.words.length > (exact?.words.length ?? 0) && fits(phrase));
		return wild ?? exact;
	}
}

function matcher(pattern: string): (word: string) => boolean {
	const text = pattern.replaceAll('*', '');
	const open = pattern.startsWith('*');
	if (open && pattern.endsWith('*')) return (word) => word.includes(text);
	if (open) return (word) => word.endsWith(text);
	if (pattern.endsWith('*')) return (word) => word.startsWith(text);
	return (word) => word === text;
}
