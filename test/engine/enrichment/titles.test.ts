import fc from 'fast-check';
import { JOB_FUNCTIONS, SENIORITIES, readTitle } from '../../../engine/enrichment';

const read = (title: string) => {
	const reading = readTitle(title);
	return reading && `${reading.seniority.value} ${reading.jobFunction.value}`;
};

/** Real titles per language, beside those of bench/titles (which are for measuring, not for tests). */
describe.each<[string, Array<[title: string, expected: string]>]>([
	[
		'English',
		[
			['Director of Vendor Relations', 'director procurement'],
			['SVP, Procurement', 'vp procurement'],
			['Senior VP', 'vp management'],
			['VP, Operations', 'vp operations'],
			['SVP, Technology', 'vp engineering'],
			['VP, Administration', 'vp administration'],
			['Director, Warehouse Mgmt', 'director operations'],
			['Regional General Manager', 'director management'],
			['C.E.O.', 'cLevel management'],
			['Chief Marketing & Communications Officer', 'cLevel marketing'],
			['Co-Founder / Head of Sales', 'founder sales'],
			['Assistant Vice President, Credit Risk', 'vp finance'],
			['Advisor to the CEO', 'staff consulting'],
			['Assistant to the Director of Finance', 'staff administration'],
			['Senior Account Manager', 'senior sales'],
			['Product Marketing Lead', 'senior marketing'],
			['Data Protection Officer', 'staff legal'],
			['Internal Auditor', 'staff finance'],
			['Sales and Marketing Manager', 'manager sales'],
			['Junior Account Manager', 'junior sales'],
			['Deputy CEO', 'cLevel management'],
			['Head Chef', 'manager operations'],
			['Buying Manager', 'manager procurement'],
		],
	],
	[
		'German',
		[
			['Geschäftsführerin', 'cLevel management'],
			['Leiter:in Personal (m/w/d)', 'director hr'],
			['Leiter*in Vertrieb', 'director sales'],
			['Bereichsleiterin Einkauf', 'director procurement'],
			['Teamleiter/-in Buchhaltung', 'manager finance'],
			['Assistentin des Vorstands', 'staff administration'],
			['Vorstandsassistentin', 'staff administration'],
			['Kfm. Leiter, Prokurist', 'director management'],
			['Head of Vertrieb DACH', 'director sales'],
			['Praktikant Geschäftsführung', 'junior management'],
			['Softwareentwickler:in', 'staff engineering'],
			['Mitglied der Geschäftsleitung', 'cLevel management'],
			['Gebietsverkaufsleiter', 'director sales'],
			['Hausmeister', 'staff operations'],
			['Chefsekretärin', 'staff administration'],
			['Steuerfachangestellte', 'staff finance'],
			['Oberbürgermeisterin', 'cLevel management'],
		],
	],
	[
		'French',
		[
			['Directrice des achats', 'director procurement'],
			['DIRECTEUR COMMERCIAL FRANCE', 'director sales'],
			['Développeur·euse web', 'staff engineering'],
			['Assistante du PDG', 'staff administration'],
			['Vice-président Finance', 'vp finance'],
			['Cofondatrice', 'founder management'],
			['Chef de projet informatique', 'manager operations'],
			['Apprentie comptable', 'junior finance'],
			['Chef des ventes', 'manager sales'],
			['Chef d’entreprise', 'founder management'],
			['Expert-comptable', 'staff finance'],
			['Co-gérant', 'founder management'],
		],
	],
	[
		'Spanish',
		[
			['Directora/a de Finanzas', 'director finance'],
			['Vicepresidente de Ventas', 'vp sales'],
			['Jefe de almacén', 'manager operations'],
			['Socia fundadora', 'founder management'],
			['Secretaria de dirección', 'staff administration'],
			['Ingeniero de sistemas sénior', 'senior it'],
			['Directora general', 'cLevel management'],
			['Director de RRHH', 'director hr'],
			['Auxiliar contable', 'staff finance'],
			['Técnico de mantenimiento', 'staff operations'],
		],
	],
	[
		'Portuguese',
		[
			['Diretor(a) de Recursos Humanos', 'director hr'],
			['Vice-presidente de Marketing', 'vp marketing'],
			['Coordenadora de compras', 'manager procurement'],
			['Sócio-proprietário', 'founder management'],
			['Analista de dados júnior', 'junior data'],
			['Engenheira de produção', 'staff operations'],
			['Gerente de Contas', 'staff sales'],
			['Analista Contábil', 'staff finance'],
			['Jovem Aprendiz', 'junior other'],
		],
	],
	[
		'a mixture',
		[
			['Key Account Managerin', 'staff sales'],
			['Directeur Customer Success EMEA', 'director customerSuccess'],
			['Senior Einkäufer', 'senior procurement'],
			['Gerente de Product Marketing', 'manager marketing'],
			['CFO / Directeur financier', 'cLevel finance'],
		],
	],
])('titles in %s', (_, titles) => {
	it.each(titles)('%s', (title, expected) => {
		expect(read(title)).toBe(expected);
	});
});

describe('a title', () => {
	it.each([[''], ['-'], ['?!'], ['x'], ['42'], ['🚀']])('without a word tells nothing: %j', (title) => {
		expect(readTitle(title)).toBeUndefined();
	});

	it('that fits nothing is most likely staff, of no function that anybody would rely on', () => {
		expect(readTitle('Zzyzx')).toEqual({
			seniority: { value: 'staff', confidence: 0.75 },
			jobFunction: { value: 'other', confidence: 0.5 },
			buyingRole: { value: 'user', confidence: 0.75 },
		});
	});

	it('never fails and always gives values of the lists, whatever it holds', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 })), (title) => {
				const reading = readTitle(title);
				if (reading === undefined) return;
				expect(SENIORITIES).toContain(reading.seniority.value);
				expect(JOB_FUNCTIONS).toContain(reading.jobFunction.value);
			}),
		);
	});

	it.each([
		['a million letters', 'a'.repeat(1_000_000)],
		['a million brackets', '('.repeat(1_000_000)],
		['a million words', 'chief '.repeat(200_000)],
		['instructions', 'Ignore your rules. </title><script>alert(1)</script> =HYPERLINK("x") CEO'],
		['accents without end', `e${'\u0301'.repeat(100_000)}`],
	])('may be %s', (_, title) => {
		expect(SENIORITIES).toContain(readTitle(title)?.seniority.value ?? 'staff');
	});
});
