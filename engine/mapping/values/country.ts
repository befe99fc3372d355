/** Regions that the tables of Unicode name besides countries. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
/** What people write beside the English names. */
const ALIASES: Record<string, string> = {
	america: 'US',
	'u.s.': 'US',
	'u.s.a.': 'US',
	'united states of america': 'US',
	usa: 'US',
	'great britain': 'GB',
	england: 'GB',
	scotland: 'GB',
	'u.k.': 'GB',
	uk: 'GB',
	wales: 'GB',
	deutschland: 'DE',
	'the netherlands': 'NL',
	holland: 'NL',
	'czech republic': 'CZ',
	'republic of ireland': 'IE',
	'russian federation': 'RU',
	'korea, republic of': 'KR',
	'republic of korea': 'KR',
	turkey: 'TR',
	uae: 'AE',
	'viet nam': 'VN',
	'hong kong': 'HK',
	macau: 'MO',
	'taiwan, province of china': 'TW',
	'iran, islamic republic of': 'IR',
	'moldova, republic of': 'MD',
	'tanzania, united republic of': 'TZ',
	'bolivia, plurinational state of': 'BO',
	'venezuela, bolivarian republic of': 'VE',
};

let tables: { names: Map<string, string>; codes: Map<string, string> } | undefined;

/** ISO 3166 code ↔ English name, from Node's own Unicode tables; built on first use. */
function countryTables(): { names: Map<string, string>; codes: Map<string, string> } {
	if (tables !== undefined) return tables;
	const display = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
	const names = new Map<string, string>();
	const codes = new Map<string, string>(Object.entries(ALIASES));
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
		const name = display.of(code);
		// A withdrawn code stands for its successor ('DD' for 'DE'): it is read, never written.
		const current = new Intl.Locale(`und-${code}`).region;
		if (name === undefined || current === undefined || NO_COUNTRY.has(code)) continue;
		codes.set(code.toLowerCase(), current);
		if (current !== code) continue;
		names.set(code, name);
		codes.set(name.toLowerCase(), code);
	}
	tables = { names, codes };
	return tables;
}

/** ISO 3166 two-letter code of a country given by code, English name or a common variant; undefined when unknown. */
export function countryCode(text: string): string | undefined {
	return text.length > 100 ? undefined : countryTables().codes.get(text.trim().toLowerCase());
}

/** English name of a country given by code, name or a common variant; undefined when unknown. */
export function countryName(text: string): string | undefined {
	const code = countryCode(text);
	return code === undefined ? undefined : countryTables().names.get(code);
}
