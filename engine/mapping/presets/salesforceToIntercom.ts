import type { FieldType } from '../../systems/types';
import type { FieldMap, FieldMapping } from '../types';
import { emailRow, row, type MappingPreset } from './preset';

/** Intercom's custom attributes are fields with this before their name. */
const CUSTOM = 'custom_attributes.';

/**
 * A row into a custom attribute, created where the workspace has none of that name. Intercom refuses a name
 * that the other kind of record uses: companies and contacts share none.
 */
const custom = (name: string, from: string): FieldMapping => row(CUSTOM + name, from);

/**
 * Account → company. The company's id is the account's, so no attribute repeats it. Annual revenue is not
 * Intercom's monthly spend, which is of 32 bits and means something else: it gets an attribute.
 */
export const accountToCompany: MappingPreset = {
	name: 'accountToCompany',
	title: 'Accounts to Companies',
	description:
		'Name, web site, industry, size and date of creation; revenue, billing address, description, type and owner as custom attributes',
	sourceObject: 'Account',
	destinationObject: 'companies',
	fieldMap: {
		fields: [
			row('name', 'Name'),
			row('website', 'Website', { transforms: ['trim'] }),
			row('industry', 'Industry'),
			row('size', 'NumberOfEmployees'),
			row('remote_created_at', 'CreatedDate'),
			custom('annual_revenue', 'AnnualRevenue'),
			custom('billing_city', 'BillingCity'),
			custom('billing_state', 'BillingState'),
			custom('billing_country', 'BillingCountry'),
			custom('description', 'Description'),
			custom('account_type', 'Type'),
			custom('account_owner_email', 'Owner.Email'),
		],
	},
};

/** What contacts and leads have in common. */
const person = (department: FieldMapping[], city: string, country: string): FieldMapping[] => [
	row('name', 'Name'),
	emailRow,
	row('phone', 'Phone'),
	custom('job_title', 'Title'),
	...department,
	custom('lead_source', 'LeadSource'),
	custom('mailing_city', city),
	custom('mailing_country', country),
	custom('owner_email', 'Owner.Email'),
];

/** Contact → user. */
export const contactToContact: MappingPreset = {
	name: 'contactToContact',
	title: 'Contacts to Users',
	description:
		'Name, e-mail and phone; job, department, lead source, mailing city and country and owner as custom attributes',
	sourceObject: 'Contact',
	destinationObject: 'contacts',
	fieldMap: { fields: person([custom('department', 'Department')], 'MailingCity', 'MailingCountry') },
};

/**
 * What makes a contact a lead. One that is a user already stays one: Intercom turns no user into a lead, and
 * the role of an existing contact is never blank.
 */
export const LEAD_ROLE: FieldMapping = { to: 'role', constant: 'lead', rule: 'onlyIfBlank' };

/** Lead → lead. Salesforce asks leads for no department. */
export const leadToContact: MappingPreset = {
	name: 'leadToContact',
	title: 'Leads to Leads',
	description:
		'Name, e-mail and phone; job, lead source, city and country, owner, company and status as custom attributes',
	sourceObject: 'Lead',
	destinationObject: 'contacts',
	fieldMap: {
		fields: [
			LEAD_ROLE,
			...person([], 'City', 'Country'),
			custom('lead_company', 'Company'),
			custom('lead_status', 'Status'),
		],
	},
};

export const SALESFORCE_TO_INTERCOM_PRESETS: readonly MappingPreset[] = [
	accountToCompany,
	contactToContact,
	leadToContact,
];

/** Salesforce fields of the presets that are no text, by their name there. */
const TYPES: Readonly<Record<string, FieldType>> = { AnnualRevenue: 'number' };

/** The custom attributes that a field map fills, typed as a sync creates them: after their Salesforce field. */
export const attributesOf = ({ fields }: FieldMap): Array<{ name: string; label: string; type: FieldType }> =>
	fields
		.filter(({ to }) => to.startsWith(CUSTOM))
		.map(({ to, from = to }) => ({ name: to, label: from, type: TYPES[from] ?? 'string' }));
