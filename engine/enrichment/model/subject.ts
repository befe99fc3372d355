import type { LeadField, LeadFields } from '../fields';
import { COMPANY_FIELDS, TITLE_FIELDS } from './question';

/**
 * What a model is asked about. One question is about one company or one title and never about several leads: what
 * one lead says can then change nobody else's values.
 */
export interface Subject {
	fills: readonly LeadField[];
	reads: readonly LeadField[];
	/** Leads with equal keys share the answer. */
	keyOf(known: Readonly<LeadFields>): string | undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim().toLowerCase() : '');

/** A company, by its domain; by its name and country where no domain is known. */
export const COMPANY: Subject = {
	fills: COMPANY_FIELDS,
	reads: ['companyDomain', 'company', 'website', 'city', 'country', 'countryCode', 'industry', 'description'],
	keyOf: ({ companyDomain, company, countryCode, country }) => {
		if (text(companyDomain) !== '') return `domain:${text(companyDomain)}`;
		if (text(company) === '') return undefined;
		return `company:${text(company).slice(0, 200)}|${text(countryCode) || text(country).slice(0, 60)}`;
	},
};

/** A job title. */
export const TITLE: Subject = {
	fills: TITLE_FIELDS,
	reads: ['title'],
	keyOf: ({ title }) => (text(title) === '' ? undefined : `title:${text(title).replace(/\s+/g, ' ').slice(0, 200)}`),
};
