/** Newer names of zones that Node's tables call by their old ones. */
const RENAMED: Record<string, string> = {
	'Africa/Asmera': 'Africa/Asmara',
	'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
	'America/Godthab': 'America/Nuuk',
	'Asia/Calcutta': 'Asia/Kolkata',
	'Asia/Katmandu': 'Asia/Kathmandu',
	'Asia/Rangoon': 'Asia/Yangon',
	'Asia/Saigon': 'Asia/Ho_Chi_Minh',
	'Atlantic/Faeroe': 'Atlantic/Faroe',
	'Europe/Kiev': 'Europe/Kyiv',
};

/** Countries with several zones of which one holds nearly everybody (0.9), or just the most (0.5). */
const PRINCIPAL: Record<string, [zone: string, confidence: number]> = {
	AR: ['America/Argentina/Buenos_Aires', 0.95],
	AU: ['Australia/Sydney', 0.5],
	BR: ['America/Sao_Paulo', 0.6],
	CA: ['America/Toronto', 0.5],
	CD: ['Africa/Kinshasa', 0.5],
	CL: ['America/Santiago', 0.95],
	CN: ['Asia/Shanghai', 0.95],
	CY: ['Asia/Nicosia', 0.95],
	DE: ['Europe/Berlin', 0.98],
	EC: ['America/Guayaquil', 0.95],
	ES: ['Europe/Madrid', 0.9],
	GL: ['America/Nuuk', 0.9],
	ID: ['Asia/Jakarta', 0.6],
	KZ: ['Asia/Almaty', 0.9],
	MN: ['Asia/Ulaanbaatar', 0.9],
	MX: ['America/Mexico_City', 0.6],
	MY: ['Asia/Kuala_Lumpur', 0.95],
	NZ: ['Pacific/Auckland', 0.98],
	PF: ['Pacific/Tahiti', 0.9],
	PG: ['Pacific/Port_Moresby', 0.9],
	PS: ['Asia/Gaza', 0.9],
	PT: ['Europe/Lisbon', 0.9],
	RU: ['Europe/Moscow', 0.5],
	UA: ['Europe/Kyiv', 0.95],
	US: ['America/New_York', 0.4],
	UZ: ['Asia/Tashkent', 0.95],
};
const ONLY_ONE = 0.98;

const known = new Map<string, { timeZone: string; confidence: number } | undefined>();

/** The time zone of most people in a country, and how likely anybody there lives in it. From Node's own tables. */
export function timeZoneOfCountry(country: string): { timeZone: string; confidence: number } | undefined {
	if (!known.has(country)) known.set(country, lookUp(country));
	return known.get(country);
}

function lookUp(country: string): { timeZone: string; confidence: number } | undefined {
	if (Object.hasOwn(PRINCIPAL, country)) {
		const [timeZone, confidence] = PRINCIPAL[country];
		return { timeZone, confidence };
	}
	if (!/^[A-Z]{2}$/.test(country)) return undefined;
	const zones = zonesOf(new Intl.Locale(`und-${country}`));
	if (zones.length !== 1) return undefined;
	return { timeZone: RENAMED[zones[0]] ?? zones[0], confidence: ONLY_ONE };
}

/** A method in newer versions of Node, a property in older ones; TypeScript knows neither. */
function zonesOf(locale: Intl.Locale): string[] {
	const { getTimeZones, timeZones } = locale as Intl.Locale & { getTimeZones?: () => string[]; timeZones?: string[] };
	return (getTimeZones === undefined ? timeZones : getTimeZones.call(locale)) ?? [];
}
