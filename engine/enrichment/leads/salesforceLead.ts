import { scalarText } from '../../mapping/values/text';
import type { SourceRecord } from '../../systems/types';
import { LEAD_FIELD_NAMES, leadField, type LeadField, type LeadFields, type LeadValue } from '../fields';
import { industryNamed } from '../providers/industryNames';
import { checkedLeadValue } from '../schema';
import type { Lead } from '../types';
import type { LeadFieldNames } from './types';

/** Where a standard organisation keeps what is known of a lead. */
export const SALESFORCE_LEAD_FIELDS: LeadFieldNames = {
	email: 'Email',
	firstName: 'FirstName',
	lastName: 'LastName',
	title: 'Title',
	company: 'Company',
	website: 'Website',
	phone: 'Phone',
	mobilePhone: 'MobilePhone',
	street: 'Street',
	city: 'City',
	state: 'State',
	postalCode: 'PostalCode',
	country: 'Country',
	industry: 'Industry',
	employees: 'NumberOfEmployees',
	revenue: 'AnnualRevenue',
};

/** What somebody typed is known even if it is not well formed: providers look at it with that in mind. */
const AS_ENTERED = new Set(['text', 'email', 'phone', 'url']);
const LONGEST = 10_000;

/** A record as a lead. A value that is none of its field's kind counts as absent. */
export function leadOf(record: SourceRecord, names: LeadFieldNames): Lead {
	const fields: LeadFields = {};
	for (const field of LEAD_FIELD_NAMES) {
		const name = names[field];
		const value = name === undefined ? undefined : readValue(field, record.fields[name]);
		if (value !== undefined) fields[field] = value;
	}
	return { id: record.id, system: 'salesforce', fields };
}

function readValue(field: LeadField, value: SourceRecord['fields'][string] | undefined): LeadValue | undefined {
	const { format } = leadField(field);
	if (typeof value === 'number' || typeof value === 'boolean') return checkedLeadValue(field, value);
	const text = scalarText(value)?.slice(0, LONGEST).trim();
	if (text === undefined || text === '') return undefined;
	if (AS_ENTERED.has(format)) return text;
	if (field === 'industry') return industryNamed(text);
	if (['count', 'amount', 'year'].includes(format)) return checkedLeadValue(field, Number(text));
	if (format === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
	return checkedLeadValue(field, text);
}
