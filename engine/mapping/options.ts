import type { FieldOption } from '../systems/types';

/** Finds the option that a text means: its value, '' when the table maps it to nothing, undefined when there is none. */
export type OptionMatcher = (text: string) => string | undefined;

/** Longer texts are no option. */
const MAX_LENGTH = 500;

/** Two options share the spelling: which one is meant cannot be known. */
const AMBIGUOUS = Symbol('ambiguous');
type Index = Map<string, string | typeof AMBIGUOUS>;

/**
 * A spelling without the differences that mean nothing between two systems: case, accents, punctuation
 * between words, '&' and 'and'. `+`, `#`, `<` and the like stay, for 'C', 'C++' and 'C#' differ.
 * '' when there is no letter, for '1-5' and '1.5' differ too.
 */
export function foldLabel(text: string): string {
	const folded = text
		.normalize('NFKD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.replace(/(?<=[\p{L}\p{N}] ?)[-–—](?= ?[\p{L}\p{N}])/gu, ' ')
		.replace(/[\s_/\\,.;:()'’"“”&]+/gu, ' ')
		.split(' ')
		.filter((word) => word !== '' && word !== 'and')
		.join(' ');
	return /\p{L}/u.test(folded) ? folded : '';
}

function add(index: Index, key: string, value: string): void {
	const present = index.get(key);
	if (present === undefined) index.set(key, value);
	else if (present !== value) index.set(key, AMBIGUOUS);
}

/** Several spellings of the same names, the most exact first. */
class Spellings {
	private readonly exact: Index = new Map();
	private readonly anyCase: Index = new Map();
	private readonly folded: Index = new Map();

	add(name: string, value: string): void {
		const trimmed = name.trim();
		add(this.exact, trimmed, value);
		add(this.anyCase, trimmed.toLowerCase(), value);
		add(this.folded, foldLabel(trimmed), value);
	}

	precisely(text: string): string | typeof AMBIGUOUS | undefined {
		return this.exact.get(text) ?? this.anyCase.get(text.toLowerCase());
	}

	loosely(text: string): string | typeof AMBIGUOUS | undefined {
		const folded = foldLabel(text);
		return folded === '' ? undefined : this.folded.get(folded);
	}
}

/**
 * Matches on the table first (source label → option), then on option values, then on labels; in each
 * exactly, then without regard to case, and at last by {@link foldLabel}. What a table names is still
 * looked up among the options, so that a table works on an account that lacks some of them.
 * Where two options share a spelling nothing is guessed.
 *
 * @param options undefined = the destination accepts any value; empty = it accepts none
 */
export function optionMatcher(
	options: readonly FieldOption[] | undefined,
	table: Readonly<Record<string, string>> = {},
): OptionMatcher {
	const translations = new Spellings();
	for (const [label, option] of Object.entries(table)) translations.add(label, option);
	const values = new Spellings();
	const labels = new Spellings();
	for (const { value, label } of options ?? []) {
		values.add(value, value);
		labels.add(label, value);
	}
	const translate = (text: string): string => {
		const target = translations.precisely(text) ?? translations.loosely(text);
		return typeof target === 'string' ? target : text;
	};
	return (text) => {
		if (text.length > MAX_LENGTH) return undefined;
		const wanted = translate(text.trim()).trim();
		if (options === undefined || wanted === '') return wanted;
		const found =
			values.precisely(wanted) ?? labels.precisely(wanted) ?? values.loosely(wanted) ?? labels.loosely(wanted);
		return typeof found === 'string' ? found : undefined;
	};
}

/**
 * The option that policy 'add the option' makes of a label. The value is the label itself, because option
 * values are permanent and a made-up code would have to be explained; `;` separates options in HubSpot.
 */
export const optionForLabel = (label: string): FieldOption => ({ value: label.replaceAll(';', ','), label });
