/** A state or province. */
export interface Subdivision {
	/** ISO 3166-2: 'US-CA'. */
	code: string;
	country: string;
	/** Of its capital or most of its people; absent where the country has one for all. */
	timeZone?: string;
}

/**
 * States and provinces of the countries that spread over several time zones and write them in addresses, and of
 * Germany: `code name[|other name] zone`, a zone for all that follow it. From ISO 3166-2 and the IANA time zone database.
 */
const TABLES: Record<string, string> = {
	US: `
		@America/New_York CT Connecticut; DC District of Columbia|Washington DC|Washington D.C.; DE Delaware; FL Florida; GA Georgia; MA Massachusetts; MD Maryland; ME Maine;
		NC North Carolina; NH New Hampshire; NJ New Jersey; NY New York; OH Ohio; PA Pennsylvania; RI Rhode Island; SC South Carolina; VA Virginia; VT Vermont; WV West Virginia;
		@America/Detroit MI Michigan; @America/Indiana/Indianapolis IN Indiana; @America/New_York KY Kentucky;
		@America/Chicago AL Alabama; AR Arkansas; IA Iowa; IL Illinois; KS Kansas; LA Louisiana; MN Minnesota; MO Missouri; MS Mississippi; ND North Dakota; NE Nebraska;
		OK Oklahoma; SD South Dakota; TN Tennessee; TX Texas; WI Wisconsin;
		@America/Denver CO Colorado; MT Montana; NM New Mexico; UT Utah; WY Wyoming; @America/Boise ID Idaho; @America/Phoenix AZ Arizona;
		@America/Los_Angeles CA California; NV Nevada; OR Oregon; WA Washington; @America/Anchorage AK Alaska; @Pacific/Honolulu HI Hawaii;
		@America/Puerto_Rico PR Puerto Rico; @Pacific/Guam GU Guam; @America/St_Thomas VI U.S. Virgin Islands`,
	CA: `
		@America/Toronto ON Ontario; QC Quebec|Québec; @America/Halifax NS Nova Scotia|Nouvelle-Écosse; PE Prince Edward Island; @America/Moncton NB New Brunswick|Nouveau-Brunswick;
		@America/St_Johns NL Newfoundland and Labrador|Newfoundland; @America/Winnipeg MB Manitoba; @America/Regina SK Saskatchewan; @America/Edmonton AB Alberta;
		@America/Vancouver BC British Columbia|Colombie-Britannique; @America/Whitehorse YT Yukon; @America/Yellowknife NT Northwest Territories; @America/Iqaluit NU Nunavut`,
	AU: `
		@Australia/Sydney NSW New South Wales; ACT Australian Capital Territory; @Australia/Melbourne VIC Victoria; @Australia/Brisbane QLD Queensland;
		@Australia/Adelaide SA South Australia; @Australia/Perth WA Western Australia; @Australia/Hobart TAS Tasmania; @Australia/Darwin NT Northern Territory`,
	BR: `
		@America/Sao_Paulo SP São Paulo; RJ Rio de Janeiro; MG Minas Gerais; ES Espírito Santo; PR Paraná; SC Santa Catarina; RS Rio Grande do Sul; DF Distrito Federal; GO Goiás;
		@America/Bahia BA Bahia; @America/Maceio AL Alagoas; SE Sergipe; @America/Recife PE Pernambuco; @America/Fortaleza CE Ceará; RN Rio Grande do Norte; PB Paraíba; PI Piauí; MA Maranhão;
		@America/Belem PA Pará; AP Amapá; @America/Araguaina TO Tocantins; @America/Cuiaba MT Mato Grosso; @America/Campo_Grande MS Mato Grosso do Sul;
		@America/Manaus AM Amazonas; @America/Boa_Vista RR Roraima; @America/Porto_Velho RO Rondônia; @America/Rio_Branco AC Acre`,
	MX: `
		@America/Mexico_City CMX Ciudad de México|Mexico City|CDMX|Distrito Federal; MEX Estado de México|México; JAL Jalisco; NLE Nuevo León; PUE Puebla; GUA Guanajuato; QUE Querétaro; VER Veracruz;
		MIC Michoacán; HID Hidalgo; MOR Morelos; OAX Oaxaca; GRO Guerrero; CHP Chiapas; TAB Tabasco; TLA Tlaxcala; AGU Aguascalientes; SLP San Luis Potosí; ZAC Zacatecas; COL Colima;
		@America/Monterrey COA Coahuila; TAM Tamaulipas; DUR Durango; @America/Merida YUC Yucatán; CAM Campeche; @America/Cancun ROO Quintana Roo;
		@America/Chihuahua CHH Chihuahua; @America/Hermosillo SON Sonora; @America/Mazatlan SIN Sinaloa; BCS Baja California Sur; NAY Nayarit; @America/Tijuana BCN Baja California`,
	DE: `
		BW Baden-Württemberg; BY Bayern|Bavaria; BE Berlin; BB Brandenburg; HB Bremen; HH Hamburg; HE Hessen|Hesse; MV Mecklenburg-Vorpommern; NI Niedersachsen|Lower Saxony;
		NW Nordrhein-Westfalen|North Rhine-Westphalia|NRW; RP Rheinland-Pfalz|Rhineland-Palatinate; SL Saarland; SN Sachsen|Saxony; ST Sachsen-Anhalt|Saxony-Anhalt;
		SH Schleswig-Holstein; TH Thüringen|Thuringia`,
};

/** Where countries themselves are called so. */
const AMBIGUOUS = new Set(['georgia', 'mexico']);

interface Tables {
	/** 'US ca' and 'US california' → the state. */
	within: Map<string, Subdivision>;
	/** 'california' → the state, where no other country has one of that name. */
	byName: Map<string, Subdivision>;
}

let tables: Tables | undefined;

const folded = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.toLowerCase();

function build(): Tables {
	const within = new Map<string, Subdivision>();
	const byName = new Map<string, Subdivision>();
	const twice = new Set(AMBIGUOUS);
	for (const [country, table] of Object.entries(TABLES)) {
		let timeZone: string | undefined;
		for (const entry of table.split(';')) {
			const [, zone, code, names] = /^(?:@(\S+)\s+)?(\S+)\s+(.+)$/s.exec(entry.trim()) as RegExpExecArray;
			timeZone = zone ?? timeZone;
			const subdivision = { code: `${country}-${code}`, country, ...(timeZone === undefined ? {} : { timeZone }) };
			for (const name of [code, ...names.split('|')].map(folded)) {
				within.set(`${country} ${name}`, subdivision);
				if (name === folded(code)) continue;
				if (byName.has(name)) twice.add(name);
				byName.set(name, subdivision);
			}
		}
	}
	for (const name of twice) byName.delete(name);
	return { within, byName };
}

/**
 * A state or province by its code or name (with or without accents). Without a country only a full name counts that no
 * other country has ('California', not 'CA').
 */
export function subdivision(text: string, country?: string): Subdivision | undefined {
	if (text.length > 60) return undefined;
	tables ??= build();
	const name = folded(text);
	if (country === undefined) return tables.byName.get(name);
	// 'US-CA' and 'CA' are both written.
	const code = name.startsWith(`${country.toLowerCase()} `) ? name.slice(country.length + 1) : name;
	return tables.within.get(`${country} ${name}`) ?? tables.within.get(`${country} ${code}`);
}
