import type { LeadField } from './fields';

// Apart from the providers, so that a node can list them without loading those.

/** What can be derived from a lead's own values. */
export const DERIVED_FIELDS: readonly LeadField[] = [
	'email',
	'emailValid',
	'emailDomain',
	'freeMail',
	'disposable',
	'roleAddress',
	'firstName',
	'lastName',
	'seniority',
	'jobFunction',
	'buyingRole',
	'phoneE164',
	'phoneCountry',
	'stateCode',
	'countryCode',
	'region',
	'timeZone',
	'duplicateOf',
	'companyDomain',
];

/** What a company's record in a CRM tells, beside its id. */
export const CRM_FIELDS: LeadField[] = ['industry', 'employees', 'revenue', 'owner', 'existingCustomer'];
