import type { FieldMapping } from '../types';
import { ACCOUNT_TYPE_TO_HUBSPOT } from './accountTypes';
import { INDUSTRY_TO_HUBSPOT } from './industries';
import { LEAD_STATUS_TO_HUBSPOT } from './leadStatuses';
import { OPPORTUNITY_TYPE_TO_HUBSPOT } from './opportunityTypes';
import { owner } from './hubspotOwner';
import { emailRow, row, type MappingPreset } from './preset';
import { eventToMeeting, taskToCall, taskToNote } from './salesforceActivities';

const addressRows = (prefix: string): FieldMapping[] => [
	row('address', `${prefix}Street`, { transforms: ['joinLines'] }),
	row('city', `${prefix}City`),
	row('state', `${prefix}State`),
	row('zip', `${prefix}PostalCode`),
	row('country', `${prefix}Country`),
];

/** Account → company. */
export const accountToCompany: MappingPreset = {
	name: 'accountToCompany',
	title: 'Accounts to Companies',
	description:
		'Name, domain, address, industry, size, type and owner of Salesforce accounts, in HubSpot’s own company properties',
	sourceObject: 'Account',
	destinationObject: 'companies',
	fieldMap: {
		fields: [
			row('name', 'Name'),
			// HubSpot recognises companies by the domain: it is never cleared.
			row('domain', 'Website', { transforms: ['domainFromUrl'], nullPolicy: 'keep' }),
			row('website', 'Website', { transforms: ['trim'] }),
			row('phone', 'Phone'),
			...addressRows('Billing'),
			row('industry', 'Industry', { options: { ...INDUSTRY_TO_HUBSPOT }, unknownOption: 'skip' }),
			row('annualrevenue', 'AnnualRevenue'),
			row('numberofemployees', 'NumberOfEmployees'),
			row('description', 'Description'),
			row('type', 'Type', { options: { ...ACCOUNT_TYPE_TO_HUBSPOT }, unknownOption: 'skip' }),
			owner,
		],
	},
};

/** Contact → contact. The lifecycle stage is left to HubSpot: a Salesforce contact may be at any. */
export const contactToContact: MappingPreset = {
	name: 'contactToContact',
	title: 'Contacts to Contacts',
	description: 'Name, e-mail, phones, job, company, mailing address and owner of Salesforce contacts',
	sourceObject: 'Contact',
	destinationObject: 'contacts',
	fieldMap: {
		fields: [
			row('firstname', 'FirstName'),
			row('lastname', 'LastName'),
			row('salutation', 'Salutation'),
			emailRow,
			row('phone', 'Phone'),
			row('mobilephone', 'MobilePhone'),
			row('fax', 'Fax'),
			row('jobtitle', 'Title'),
			row('company', 'Account.Name'),
			...addressRows('Mailing'),
			owner,
		],
	},
};

/**
 * Lead → contact. The source of a lead has no standard property in HubSpot that may be written, so it is not
 * mapped. The lifecycle stage is set only where there is none, for HubSpot moves it forward only.
 */
export const leadToContact: MappingPreset = {
	name: 'leadToContact',
	title: 'Leads to Contacts',
	description:
		'Name, e-mail, phones, job, company, address, lead status and owner of Salesforce leads; the lifecycle stage becomes "lead" where it is blank',
	sourceObject: 'Lead',
	destinationObject: 'contacts',
	fieldMap: {
		fields: [
			row('firstname', 'FirstName'),
			row('lastname', 'LastName'),
			row('salutation', 'Salutation'),
			emailRow,
			row('phone', 'Phone'),
			row('mobilephone', 'MobilePhone'),
			row('fax', 'Fax'),
			row('jobtitle', 'Title'),
			row('company', 'Company'),
			row('website', 'Website', { transforms: ['trim'] }),
			row('industry', 'Industry'),
			row('annualrevenue', 'AnnualRevenue'),
			...addressRows(''),
			row('hs_lead_status', 'Status', { options: { ...LEAD_STATUS_TO_HUBSPOT }, unknownOption: 'skip' }),
			{ to: 'lifecyclestage', constant: 'lead', rule: 'onlyIfBlank' },
			owner,
		],
	},
};

/**
 * Opportunity → deal. Pipeline and stage follow from the stage's name (see opportunityStages.ts); the close date is a
 * day in Salesforce, and in HubSpot that day's beginning in the account's time zone.
 */
export const opportunityToDeal: MappingPreset = {
	name: 'opportunityToDeal',
	title: 'Opportunities to Deals',
	description: 'Name, stage, amount with currency, close date, type, next step and owner of Salesforce opportunities',
	sourceObject: 'Opportunity',
	destinationObject: 'deals',
	fieldMap: {
		fields: [
			row('dealname', 'Name'),
			row('dealstage', 'StageName', { required: true, unknownOption: 'reject' }),
			row('amount', 'Amount'),
			// An amount in a currency that HubSpot does not have would be read as one in the account's own.
			row('deal_currency_code', 'CurrencyIsoCode', { unknownOption: 'reject', optional: true }),
			row('closedate', 'CloseDate'),
			row('dealtype', 'Type', { options: { ...OPPORTUNITY_TYPE_TO_HUBSPOT }, unknownOption: 'skip' }),
			row('hs_next_step', 'NextStep'),
			row('description', 'Description'),
			owner,
		],
	},
};

export const SALESFORCE_TO_HUBSPOT_PRESETS: readonly MappingPreset[] = [
	accountToCompany,
	contactToContact,
	leadToContact,
	opportunityToDeal,
	taskToCall,
	taskToNote,
	eventToMeeting,
];
