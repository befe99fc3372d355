/** More of a title than this is not read. */
const LONGEST = 200;

/** '(m/w/d)', '(f/m/x)', '(H/F)', 'm/w/d'. */
const SEXES = /\(?\b[mwfhdxi]\s?\/\s?[mwfhdxi](\s?\/\s?[mwfhdxi])?\b\)?/g;
/** 'Entwickler:in', 'Leiter*innen', 'Leiter/-in', 'directeur·rice', 'développeur(euse)', 'director/a', 'diretor(a)'. */
const ENDINGS = /(?<=[a-z])(?:[:*_·.]|\/-?|\(-?)(?:innen|in|r?ices?|euse|ere|trice|ne|e|a|as|es|ora)\b\)?(?![a-z])/g;

/**
 * A title as the lexicons are written: its words in lower case, without accents ('ß' is 'ss'), without what marks the
 * sexes ('(m/w/d)', ':in'). Linear in its length, whatever it holds; only the first 200 characters count.
 */
export function normaliseTitle(title: string): string[] {
	const text = title
		.slice(0, LONGEST)
		.toLowerCase()
		.replaceAll('ß', 'ss')
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(SEXES, ' ')
		.replace(/\bc\.?[- ]?([etfimso])\.?[- ]?o\b\.?/g, 'c$1o')
		.replace(/\b([a-z])\.([a-z])\.(?:([a-z])\.?)?/g, '$1$2$3')
		.replace(ENDINGS, '')
		.replace(/&/g, ' and ');
	return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
