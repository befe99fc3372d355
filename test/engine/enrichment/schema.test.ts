import fc from 'fast-check';
import {
	LEAD_FIELDS,
	LEAD_FIELD_NAMES,
	checkedLeadValue,
	leadValueSchema,
	type LeadField,
} from '../../../engine/enrichment';

describe('a value of a field', () => {
	it.each<[LeadField, unknown, unknown]>([
		['company', '  Acme\r\n\u0000 Inc. ', 'Acme Inc.'],
		['company', '', undefined],
		['company', ' \u0000 ', undefined],
		['company', 5, undefined],
		['firstName', 'x'.repeat(200), 'x'.repeat(80)],
		['firstName', 'x'.repeat(20_000), undefined],
		['description', '\uD83D', '\uFFFD'],
		['email', ' pat@acme.example ', 'pat@acme.example'],
		['email', 'pat', undefined],
		['companyDomain', 'acme.example', 'acme.example'],
		['companyDomain', 'Acme.example', undefined],
		['companyDomain', 'https://acme.example', undefined],
		['website', 'https://acme.example/a?b=c', 'https://acme.example/a?b=c'],
		['website', 'javascript:alert(1)', undefined],
		['website', 'https://acme.example/"><script>', undefined],
		['website', 'http://127.0.0.1/admin', undefined],
		['phoneE164', '+14155550100', '+14155550100'],
		['phoneE164', '+1 415 555 0100', undefined],
		['phoneE164', '+0155550100', undefined],
		['countryCode', 'DE', 'DE'],
		['countryCode', 'de', undefined],
		['countryCode', 'XX', undefined],
		['countryCode', 'UK', undefined],
		['stateCode', 'US-CA', 'US-CA'],
		['stateCode', 'CA', undefined],
		['revenueCurrency', 'EUR', 'EUR'],
		['revenueCurrency', 'QQQ', undefined],
		['timeZone', 'America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
		['timeZone', 'Europe/Kyiv', 'Europe/Kyiv'],
		['timeZone', 'Europe/Atlantis', undefined],
		['timeZone', '+01:00', undefined],
		['seniority', 'vp', 'vp'],
		['seniority', 'VP', undefined],
		['seniority', '__proto__', undefined],
		['employees', 0, 0],
		['employees', -1, undefined],
		['employees', 1.5, undefined],
		['employees', '10', undefined],
		['employees', Number.POSITIVE_INFINITY, undefined],
		['revenue', 1.5, 1.5],
		['revenue', Number.NaN, undefined],
		['foundedYear', 1998, 1998],
		['foundedYear', 98, undefined],
		['freeMail', false, false],
		['freeMail', 'false', undefined],
		['industry', null, undefined],
		['industry', ['software'], undefined],
	])('%s: %j → %j', (field, value, expected) => {
		expect(checkedLeadValue(field, value)).toBe(expected);
		const parsed = leadValueSchema(field).safeParse(value);
		expect(parsed.success ? parsed.data : undefined).toBe(expected);
	});

	it('is never anything else, and stays what it is when it is checked again', () => {
		const anything = fc.oneof(
			fc.anything(),
			fc.string({ unit: 'binary' }),
			fc.webUrl(),
			fc.emailAddress(),
			fc.domain(),
		);
		fc.assert(
			fc.property(fc.constantFrom(...LEAD_FIELD_NAMES), anything, (field, value) => {
				const checked = checkedLeadValue(field, value);
				if (checked === undefined) return;
				expect(['string', 'number', 'boolean']).toContain(typeof checked);
				expect(checkedLeadValue(field, checked)).toBe(checked);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('has a format that is told in the catalogue', () => {
		for (const field of LEAD_FIELD_NAMES) {
			expect(LEAD_FIELDS[field]).toMatchObject({ label: expect.any(String), description: expect.any(String) });
			expect('options' in LEAD_FIELDS[field]).toBe(LEAD_FIELDS[field].format === 'enumeration');
		}
	});
});
