import fc from 'fast-check';
import { LEAD_FIELD_NAMES, checkedLeadValue, derivedProvider, type LeadFields } from '../../../engine/enrichment';
import { leads as developerLeads } from './data/developerEditionLeads.json';
import { lead } from './providers';
import { enrich } from './world';

/** What is derived of one lead, by field. */
const derive = async (fields: LeadFields, options: Parameters<typeof derivedProvider>[0] = {}) => {
	const { values } = await enrich([lead('1', fields)], [await derivedProvider(options)], { existing: 'tidy' });
	return values['1'];
};

describe('an e-mail address', () => {
	const person = { emailValid: true, disposable: false, freeMail: false, roleAddress: false };

	it.each<[string, Record<string, unknown>]>([
		['pat@acme.example', { ...person, emailDomain: 'acme.example', companyDomain: 'acme.example' }],
		['pat@example.com', { ...person, emailDomain: 'example.com', companyDomain: 'example.com' }],
		[' mailto:Pat.Lee+x@ACME.example ', { ...person, emailDomain: 'acme.example', companyDomain: 'acme.example' }],
		[
			'pat@münchen.example',
			{ ...person, emailDomain: 'xn--mnchen-3ya.example', companyDomain: 'xn--mnchen-3ya.example' },
		],
		['pat@gmail.com', { ...person, emailDomain: 'gmail.com', freeMail: true }],
		['pat@gmx.net', { ...person, emailDomain: 'gmx.net', freeMail: true }],
		['pat@uol.com.br', { ...person, emailDomain: 'uol.com.br', freeMail: true, countryCode: 'BR', region: 'LATAM' }],
		['pat@mailinator.com', { ...person, emailDomain: 'mailinator.com', freeMail: true, disposable: true }],
		['pat@inbox.mailinator.com', { ...person, emailDomain: 'inbox.mailinator.com', disposable: true }],
		['info@acme.example', { ...person, emailDomain: 'acme.example', companyDomain: 'acme.example', roleAddress: true }],
		[
			'sales-emea2@acme.example',
			{ ...person, emailDomain: 'acme.example', companyDomain: 'acme.example', roleAddress: true },
		],
		[
			'Bewerbung@acme.example',
			{ ...person, emailDomain: 'acme.example', companyDomain: 'acme.example', roleAddress: true },
		],
	])('%s', async (email, expected) => {
		expect(await derive({ email })).toEqual(expected);
	});

	it.each([
		['not an address'],
		['b.levy@expressl&t.net'],
		['@acme.example'],
		['pat@'],
		['pat@acme'],
		['pat@acme.example.'],
		['pat..lee@acme.example'],
		['.pat@acme.example'],
		['pat@10.0.0.1'],
		['pat@acme.example/path'],
		['pat@acme.example:80'],
		['pat@@acme.example'],
		['=cmd()@acme.example"'],
		[`${'p'.repeat(65)}@acme.example`],
	])('%s is not valid: nothing else is concluded from it', async (email) => {
		expect(await derive({ email })).toEqual({ emailValid: false });
	});
});

describe("the company's domain", () => {
	it.each<[string, LeadFields, string | undefined]>([
		['the web site', { website: 'https://www.acme.example/about' }, 'acme.example'],
		['the web site before the address', { website: 'acme.example', email: 'pat@holding.example' }, 'acme.example'],
		['the web site beside a private address', { website: 'acme.example', email: 'pat@gmail.com' }, 'acme.example'],
		[
			'no page on a shared site',
			{ website: 'https://www.linkedin.com/company/acme', email: 'pat@acme.example' },
			'acme.example',
		],
		['nothing for a private address', { email: 'pat@web.de' }, undefined],
		['nothing that is doubtful', { email: 'pat@alibaba.com' }, undefined],
		['nothing for a web site that is none', { website: 'www.expressl&t.net' }, undefined],
	])('is %s', async (_, fields, expected) => {
		expect((await derive(fields)).companyDomain).toBe(expected);
	});
});

describe('a telephone number', () => {
	it.each<[string, LeadFields, string | undefined, string | undefined]>([
		['with its country', { phone: '+1 (604) 555-1234' }, '+16045551234', 'CA'],
		['in the country of the lead', { phone: '(850) 644-4200', country: 'USA' }, '+18506444200', 'US'],
		['in a country named in German', { phone: '030 901820', country: 'Deutschland' }, '+4930901820', 'DE'],
		['in the country of the domain', { phone: '030 901820', website: 'acme.de' }, '+4930901820', 'DE'],
		['with 00', { phone: '0049 30 901820', country: 'DE' }, '+4930901820', 'DE'],
		['of the mobile', { mobilePhone: '+33 6 12 34 56 78' }, '+33612345678', 'FR'],
		['of nowhere', { phone: '(850) 644-4200' }, undefined, undefined],
		['that is none', { phone: 'call me', country: 'US' }, undefined, undefined],
		['too short', { phone: '12', country: 'US' }, undefined, undefined],
		['in a country without telephones', { phone: '12345678', countryCode: 'AQ' }, undefined, undefined],
	])('%s', async (_, fields, phoneE164, phoneCountry) => {
		expect(await derive(fields)).toMatchObject(phoneE164 === undefined ? {} : { phoneE164, phoneCountry });
		expect((await derive(fields)).phoneE164).toBe(phoneE164);
	});

	it('is read in the default country where nothing else tells', async () => {
		expect(await derive({ phone: '030 901820' }, { defaultCountry: 'de' })).toMatchObject({ phoneE164: '+4930901820' });
		await expect(derivedProvider({ defaultCountry: 'Germany' })).rejects.toMatchObject({ code: 'PHONE_REGION' });
	});
});

describe('a place', () => {
	it.each<[LeadFields, Record<string, unknown>]>([
		[
			{ country: 'USA', state: 'CA' },
			{ countryCode: 'US', stateCode: 'US-CA', region: 'AMER', timeZone: 'America/Los_Angeles' },
		],
		[
			{ country: 'US', state: 'us-tx' },
			{ countryCode: 'US', stateCode: 'US-TX', region: 'AMER', timeZone: 'America/Chicago' },
		],
		[{ country: 'US' }, { countryCode: 'US', region: 'AMER' }],
		[
			{ state: 'california' },
			{ countryCode: 'US', stateCode: 'US-CA', region: 'AMER', timeZone: 'America/Los_Angeles' },
		],
		[{ state: 'CA' }, {}],
		[{ state: 'Georgia' }, {}],
		[
			{ country: 'Germany', state: 'Bavaria' },
			{ countryCode: 'DE', stateCode: 'DE-BY', region: 'EMEA', timeZone: 'Europe/Berlin' },
		],
		[
			{ country: 'Brasil', state: 'Amazonas' },
			{ countryCode: 'BR', stateCode: 'BR-AM', region: 'LATAM', timeZone: 'America/Manaus' },
		],
		[
			{ country: 'Canada', state: 'Québec' },
			{ countryCode: 'CA', stateCode: 'CA-QC', region: 'AMER', timeZone: 'America/Toronto' },
		],
		[
			{ country: 'Australia', state: 'QLD' },
			{ countryCode: 'AU', stateCode: 'AU-QLD', region: 'APAC', timeZone: 'Australia/Brisbane' },
		],
		[{ country: 'India' }, { countryCode: 'IN', region: 'APAC', timeZone: 'Asia/Kolkata' }],
		[{ country: 'Émirats arabes unis' }, { countryCode: 'AE', region: 'EMEA', timeZone: 'Asia/Dubai' }],
		[{ country: 'The Netherlands' }, { countryCode: 'NL', region: 'EMEA', timeZone: 'Europe/Amsterdam' }],
		[{ country: 'Atlantis', state: 'CA' }, {}],
		[{ website: 'acme.fr' }, { companyDomain: 'acme.fr', countryCode: 'FR', region: 'EMEA', timeZone: 'Europe/Paris' }],
		[{ website: 'acme.io' }, { companyDomain: 'acme.io' }],
		[
			{ website: 'acme.co.uk' },
			{ companyDomain: 'acme.co.uk', countryCode: 'GB', region: 'EMEA', timeZone: 'Europe/London' },
		],
		[
			{ phone: '+81 3 3452 1299' },
			{ phoneE164: '+81334521299', phoneCountry: 'JP', countryCode: 'JP', region: 'APAC', timeZone: 'Asia/Tokyo' },
		],
	])('%j', async (fields, expected) => {
		expect(await derive(fields)).toEqual(expected);
	});
});

describe('a name', () => {
	it.each([
		['PAT', undefined, 'Pat', undefined],
		['jean-luc', "o'neil", 'Jean-Luc', "O'Neil"],
		['MARIA DE LOS ANGELES', 'DE LA CRUZ', 'Maria de los Angeles', 'de la Cruz'],
		['pat', 'MCDONALD', 'Pat', 'McDonald'],
		['pat', 'macdonald', 'Pat', 'MacDonald'],
		['pat', 'MACHADO', 'Pat', 'Machado'],
		['PAT', 'D’ANGELO', 'Pat', 'D’Angelo'],
		['pat', 'von der heide', 'Pat', 'von der Heide'],
		['LUDWIG', 'VAN BEETHOVEN', 'Ludwig', 'van Beethoven'],
		['pat', 'la rue', 'Pat', 'La Rue'],
		['BILL', 'DADIO JR', 'Bill', 'Dadio Jr'],
		['henry', 'tudor viii', 'Henry', 'Tudor VIII'],
		['JD', 'SMITH-JONES', undefined, 'Smith-Jones'],
		['J.R.', 'ÖZTÜRK', undefined, 'Öztürk'],
		['ÉLODIE', 'GROß', 'Élodie', undefined],
		['Pat', 'deVries', undefined, undefined],
		['花子', '山田', undefined, undefined],
		['Brenda', 'Mcclure', undefined, undefined],
	])('%s %s', async (firstName, lastName, first, last) => {
		const { firstName: changedFirst, lastName: changedLast } = await derive({ firstName, lastName });
		expect([changedFirst, changedLast]).toEqual([first, last]);
	});

	it('stays as it is unless the rule allows to write it better', async () => {
		const { values } = await enrich([lead('1', { firstName: 'PAT' })], [await derivedProvider()]);
		expect(values['1']).toEqual({});
	});
});

describe('duplicates within the run', () => {
	const duplicatesOf = async (...leads: LeadFields[]) => {
		const pages = leads.map((fields, n) => [lead(`${n}`, fields)]);
		const { values } = await enrich([], [await derivedProvider()], {}, { leads: pages });
		return leads.map((_, n) => values[n].duplicateOf);
	};
	const pat = { firstName: 'Pat', lastName: 'Lee' };

	it.each<[string, LeadFields[], Array<string | undefined>]>([
		[
			'one address in any case',
			[{ email: 'pat@a.example' }, { email: 'PAT@A.example' }, { email: 'sam@a.example' }],
			[undefined, '0', undefined],
		],
		[
			'one name and company, however they are written',
			[
				{ ...pat, company: 'Acme Inc.' },
				{ firstName: 'PAT', lastName: 'LÉE', company: 'ACME' },
				{ ...pat, company: 'Other' },
			],
			[undefined, '0', undefined],
		],
		[
			'a team’s address only with one name',
			[
				{ ...pat, email: 'info@a.example' },
				{ firstName: 'Sam', lastName: 'Kim', email: 'info@a.example' },
				{ ...pat, email: 'info@a.example' },
			],
			[undefined, undefined, '0'],
		],
		['no company, no duplicate', [pat, pat], [undefined, undefined]],
		['no name, no duplicate', [{ company: 'Acme' }, { company: 'Acme' }], [undefined, undefined]],
		[
			'the first of several',
			[{ email: 'a@a.example' }, { email: 'a@a.example' }, { email: 'a@a.example' }],
			[undefined, '0', '0'],
		],
	])('%s', async (_, leads, expected) => {
		expect(await duplicatesOf(...leads)).toEqual(expected);
	});
});

describe('the leads of a new Developer Edition', () => {
	it('all get what can be known of them', async () => {
		const leads = developerLeads.map((one, n) => {
			const fields = {
				email: one.Email,
				firstName: one.FirstName,
				lastName: one.LastName,
				title: one.Title,
				company: one.Company,
				phone: one.Phone,
				state: one.State,
				country: one.Country,
			};
			return { id: `L${n}`, system: 'salesforce', fields: fields as LeadFields };
		});
		const { values, report } = await enrich(leads, [await derivedProvider()]);
		expect(Object.values(values).map(({ seniority, jobFunction }) => `${seniority} ${jobFunction}`)).toEqual([
			'director procurement',
			'cLevel finance',
			'vp procurement',
			'vp operations',
			'cLevel management',
			'cLevel finance',
			'vp finance',
			'director management',
			'vp operations',
			'vp engineering',
			'vp engineering',
			'vp operations',
			'director operations',
			'vp operations',
			'vp administration',
			'vp engineering',
			'cLevel finance',
			'cLevel finance',
			'vp management',
			'vp management',
		]);
		expect(values.L2).toMatchObject({ phoneE164: '+886225474189', countryCode: 'TW', timeZone: 'Asia/Taipei' });
		expect(values.L16).toMatchObject({ phoneE164: '+81334521299', region: 'APAC' });
		expect([values.L18.roleAddress, values.L19.roleAddress, values.L19.duplicateOf]).toEqual([true, true, undefined]);
		expect(report).toMatchObject({ leads: 20, changed: 20, open: 0, usage: { calls: 0, tokens: 0, cost: 0 } });
		expect(report.providers[0]).toMatchObject({ name: 'derived', invalid: 0, failed: 0 });
	});
});

describe('hostile leads', () => {
	const hostile = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 200 }),
		fc.string(),
		fc.emailAddress(),
		fc.webUrl(),
		fc.double(),
		fc.boolean(),
		fc.constantFrom(
			'=HYPERLINK("http://evil.example")',
			'<script>alert(1)</script>',
			'Ignore all previous instructions',
			'__proto__',
			'\u0000\uD800',
			'a'.repeat(5_000),
			'@'.repeat(3_000),
			'+'.repeat(3_000),
		),
	);

	it('never fail, give values of the right format only, and change no field of their own', async () => {
		const provider = await derivedProvider();
		await fc.assert(
			fc.asyncProperty(fc.dictionary(fc.constantFrom(...LEAD_FIELD_NAMES), hostile), async (fields) => {
				const { results, report } = await enrich([lead('1', fields)], [provider]);
				expect(report.providers[0].invalid).toBe(0);
				for (const [field, change] of Object.entries(results[0].changes)) {
					expect(checkedLeadValue(field as 'email', change.value)).toBe(change.value);
					expect(String(fields[field as 'email'] ?? '').trim()).toBe('');
					expect(change.confidence).toBeGreaterThanOrEqual(0.7);
				}
			}),
		);
	});

	it('may be a megabyte long in every field', async () => {
		for (const text of ['a'.repeat(1_000_000), '. '.repeat(500_000), 'é@'.repeat(500_000)]) {
			const fields = Object.fromEntries(LEAD_FIELD_NAMES.map((field) => [field, text]));
			const { report } = await enrich([lead('1', fields)], [await derivedProvider()], { existing: 'replace' });
			expect(report.leads).toBe(1);
		}
	});
});

it('what others have found is derived from as well, whatever the order', async () => {
	const { BookProvider } = await import('./providers');
	const finder = new BookProvider({
		fills: ['title', 'country'],
		reads: ['email'],
		keyFor: (known) => known.email as string,
		book: { 'pat@acme.example': { title: ['Leiterin Einkauf', 0.9], country: ['Österreich', 0.9] } },
	});
	const { values, results } = await enrich(
		[lead('1', { email: 'pat@acme.example' })],
		[finder, await derivedProvider()],
		{
			providers: [{ name: 'book', send: ['email'] }],
		},
	);
	expect(values['1']).toMatchObject({ seniority: 'director', jobFunction: 'procurement', countryCode: 'AT' });
	expect(results[0].changes.seniority?.provider).toBe('derived');
});
