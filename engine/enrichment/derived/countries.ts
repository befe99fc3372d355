import { countryCode } from '../../mapping/values/country';
import type { SalesRegion } from '../fields';
import { memo } from '../memo';

/** No name of a country is longer. */
const LONGEST = 100;
/** The languages whose names of countries are read, beside English. */
const LANGUAGES = ['de', 'fr', 'es', 'pt', 'it', 'nl'];
/** Top-level domains of countries that anybody in the world takes for their letters. */
const FREE_FOR_ALL = new Set(
	'ac ag ai am as bz cc cd co cx dj fm gd gg gl gs im io is la lc ly me ms mu nu pw sc sh so st sx tk to tv vc vg vu ws'.split(
		' ',
	),
);

const NORTH_AMERICA = new Set(['US', 'CA', 'PM', 'UM']);
const LATIN_AMERICA = new Set(
	'AG AI AR AW BB BL BM BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI'.split(
		' ',
	),
);
const ASIA_PACIFIC = new Set(
	'AF AS AU BD BN BT CC CK CN CX FJ FM GU HK ID IN IO JP KG KH KI KP KR KZ LA LK MH MM MN MO MP MV MY NC NF NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UZ VN VU WF WS'.split(
		' ',
	),
);

/** The sales region of a country: what is none of the others is Europe, the Middle East or Africa. */
export function salesRegion(country: string): SalesRegion {
	if (NORTH_AMERICA.has(country)) return 'AMER';
	if (LATIN_AMERICA.has(country)) return 'LATAM';
	return ASIA_PACIFIC.has(country) ? 'APAC' : 'EMEA';
}

let foreignNames: Map<string, string> | undefined;

/** Names in further languages, from Node's own Unicode tables; built when the first name is not English. */
function namesElsewhere(): Map<string, string> {
	if (foreignNames !== undefined) return foreignNames;
	foreignNames = new Map();
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	const codes = letters.flatMap((first) => letters.map((second) => first + second));
	const current = codes.filter((code) => countryCode(code) === code);
	for (const language of LANGUAGES) {
		const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
		for (const code of current) {
			const name = names.of(code);
			if (name === undefined) continue;
			for (const key of [name.toLowerCase(), withoutAccents(name)])
				if (!foreignNames.has(key)) foreignNames.set(key, code);
		}
	}
	return foreignNames;
}

const withoutAccents = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Most leads are from few countries. */
const read = memo(1_000, LONGEST, (text) => {
	const name = text.trim();
	const english = countryCode(name) ?? countryCode(name.replace(/^the /i, ''));
	return english ?? namesElsewhere().get(name.toLowerCase()) ?? namesElsewhere().get(withoutAccents(name));
});

/** ISO 3166 code of a country by code or name in seven languages ('Deutschland', 'États-Unis', 'Brasil'). */
export const readCountry = (text: string): string | undefined => (text.length > LONGEST ? undefined : read(text));

/** The country of a domain's ending; undefined for those that anybody takes (.io, .co), and for all others. */
export function countryOfDomain(domain: string): string | undefined {
	const ending = domain.slice(domain.lastIndexOf('.') + 1);
	if (ending.length !== 2 || FREE_FOR_ALL.has(ending)) return undefined;
	return countryCode(ending);
}
