/** Words within a family name that stay small. */
const PARTICLES = new Set(
	'af al bin bint da das de degli dei del della delle den der des di do dos du e el en het ibn la las le les los op ten ter und uit van vom von y zu zum zur'.split(
		' ',
	),
);
/** Those that stay small at the beginning as well. The others begin a name with a capital (La Rue, Di Maio, Le Pen). */
const SMALL_AT_FIRST = new Set('da das de del dos du ten ter van vom von zu zum zur'.split(' '));
/** Family names that have a second capital; many others only begin alike (Machado, Macias, Mack). */
const MAC_NAMES = new Set(
	'macalister macallister macarthur macaulay macbeth maccarthy maccormack macdonald macdougall macdowell macfarlane macgregor macintosh macintyre mackay mackenzie mackinnon maclachlan maclaren maclean macleod macmahon macmillan macnamara macneil macneill macphail macpherson macqueen macrae mactavish'.split(
		' ',
	),
);
const NUMERAL = /^(?:ii|iii|iv|vi|vii|viii)$/;
const SUFFIX = new Map([
	['jr', 'Jr'],
	['jr.', 'Jr.'],
	['sr', 'Sr'],
	['sr.', 'Sr.'],
]);
const LONGEST = 120;

/**
 * A name in the case that people write it in, when it came in capitals or in small letters only: MCDONALD → McDonald,
 * O'NEIL → O'Neil, de la cruz → de la Cruz, JEAN-LUC → Jean-Luc. A name with both kinds of letters is its owner's
 * business, and initials (JD, A.J.) stay.
 *
 * @returns undefined when nothing is to be changed
 */
export function nameCase(name: string, part: 'first' | 'last'): string | undefined {
	// Nearly every name is written as it should be.
	if (/^[A-Z][a-z]+$/.test(name)) return undefined;
	const text = name.trim().replace(/\s+/g, ' ');
	if (text.length > LONGEST || !/\p{L}/u.test(text)) return undefined;
	const small = text.toLowerCase();
	if (text !== small && text !== text.toUpperCase()) return undefined;
	// Scripts without capitals are both.
	if (small === text.toUpperCase()) return undefined;
	const words = small.split(' ');
	const originals = text.split(' ');
	const cased = words
		.map((word, index) => {
			const isParticle = words.length > 1 && index < words.length - 1 && PARTICLES.has(word);
			if (isParticle && (index > 0 || (part === 'last' && SMALL_AT_FIRST.has(word)))) return word;
			return wordCase(word, index > 0 || words.length === 1, originals[index]);
		})
		.join(' ');
	return cased === name ? undefined : cased;
}

function wordCase(word: string, mayBeSuffix: boolean, original: string): string {
	if (mayBeSuffix && NUMERAL.test(word)) return word.toUpperCase();
	const suffix = SUFFIX.get(word);
	if (suffix !== undefined) return suffix;
	// 'JD', 'A.J.': initials, not a name; Ng and the like are written as they came.
	if (/^(?:\p{L}\.)+\p{L}?$/u.test(word)) return word.toUpperCase();
	if (/^[^aeiouy\W\d_]{2,3}$/.test(word)) return original;
	if (MAC_NAMES.has(word)) return `Mac${capital(word.slice(3))}`;
	const joined = word.split(/([-–])/).map(partCase);
	return joined.join('');
}

/** 'oneil' stays Oneil: only an apostrophe tells. Of other letters before one, the name goes on small (Sa'di). */
function partCase(word: string): string {
	const mc = /^mc(\p{L}{2,})$/u.exec(word);
	if (mc !== null) return `Mc${capital(mc[1])}`;
	const apostrophe = /^([odlm]|dell|dall|nell)(['’])(\p{L}.*)$/u.exec(word);
	if (apostrophe !== null) return `${capital(apostrophe[1])}${apostrophe[2]}${capital(apostrophe[3])}`;
	return capital(word);
}

function capital(word: string): string {
	const first = word.slice(0, (word.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
	const upper = first.toUpperCase();
	// One letter only: 'ß' would become 'SS'.
	return (upper.length > first.length ? first : upper) + word.slice(first.length);
}
