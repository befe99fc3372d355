import { cutText, storableText } from '../../mapping/values/text';
import type { LeadField, LeadFields } from '../fields';
import { COMPANY_FIELDS, TITLE_FIELDS } from './question';

/**
 * What a model is asked about: one company or one title, never several leads. The key holds all that the model is told,
 * so that an answer which leads share depends on nothing that only one of them says: a hostile lead cannot give
 * another one its words.
 */
export interface Subject {
	fills: readonly LeadField[];
	reads: readonly LeadField[];
	/** What the model is told; undefined when that is too little to ask. */
	told(known: Readonly<LeadFields>): LeadFields | undefined;
}

/** Nothing is handed over longer than this. */
const LONGEST = 200;

const text = (value: unknown): string =>
	typeof value === 'string' ? cutText(storableText(value).replace(/\s+/g, ' ').trim().toLowerCase(), LONGEST) : '';

/** A company, by its domain; by its name and country where no domain is known. */
export const COMPANY: Subject = {
	fills: COMPANY_FIELDS,
	reads: ['companyDomain', 'company', 'country', 'countryCode'],
	told: ({ companyDomain, company, countryCode, country }) => {
		if (text(companyDomain) !== '') return { companyDomain: text(companyDomain) };
		if (text(company) === '') return undefined;
		const where = text(countryCode) || text(country);
		return { company: text(company), ...(where === '' ? {} : { country: where }) };
	},
};

/** A job title. */
export const TITLE: Subject = {
	fills: TITLE_FIELDS,
	reads: ['title'],
	told: ({ title }) => (text(title) === '' ? undefined : { title: text(title) }),
};

/** Leads with equal keys share the answer. */
export function keyOf(subject: Subject, known: Readonly<LeadFields>): string | undefined {
	const told = subject.told(known);
	return told === undefined ? undefined : JSON.stringify(told);
}
