import { options, standard, type PropertyDefinition } from './define';
import { industries } from './industries';
import { hubspotStamps, leadStatuses, lifecycleStages } from './common';

const GROUP = 'companyinformation';
const of = (name: string, label: string, type: string, extras?: Parameters<typeof standard>[4]) =>
	standard(GROUP, name, label, type, extras);

/** The properties a new portal's companies have (those a sync can meet). */
export const companyProperties = (): PropertyDefinition[] => [
	...hubspotStamps(GROUP, 'hs_lastmodifieddate'),
	of('name', 'Company name', 'string'),
	of('domain', 'Company Domain Name', 'string'),
	of('website', 'Website URL', 'string'),
	of('phone', 'Phone Number', 'string/phonenumber'),
	of('address', 'Street Address', 'string'),
	of('address2', 'Street Address 2', 'string'),
	of('city', 'City', 'string'),
	of('state', 'State/Region', 'string'),
	of('zip', 'Postal Code', 'string'),
	of('country', 'Country/Region', 'string'),
	of('timezone', 'Time Zone', 'string'),
	of('industry', 'Industry', 'enumeration', { options: industries() }),
	of('type', 'Type', 'enumeration', {
		options: options({
			PROSPECT: 'Prospect',
			PARTNER: 'Partner',
			RESELLER: 'Reseller',
			VENDOR: 'Vendor',
			OTHER: 'Other',
		}),
	}),
	of('annualrevenue', 'Annual Revenue', 'number'),
	of('numberofemployees', 'Number of Employees', 'number'),
	of('founded_year', 'Year Founded', 'string'),
	of('is_public', 'Is Public', 'bool'),
	of('description', 'Description', 'string/textarea'),
	of('about_us', 'About Us', 'string/textarea'),
	of('linkedin_company_page', 'LinkedIn Company Page', 'string'),
	of('linkedinbio', 'LinkedIn Bio', 'string'),
	of('facebook_company_page', 'Facebook Company Page', 'string'),
	of('twitterhandle', 'Twitter Handle', 'string'),
	of('closedate', 'Close Date', 'datetime'),
	of('notes_last_contacted', 'Last Contacted', 'datetime', { readOnly: true }),
	of('notes_last_updated', 'Last Activity Date', 'datetime', { readOnly: true }),
	of('num_associated_contacts', 'Number of Associated Contacts', 'number', { readOnly: true, calculated: true }),
	of('hs_num_child_companies', 'Number of child companies', 'number', { readOnly: true, calculated: true }),
	of('hs_parent_company_id', 'Parent Company', 'number', { readOnly: true }),
	of('hs_additional_domains', 'Additional Domains', 'enumeration/checkbox', { readOnly: true }),
	of('hs_target_account', 'Target Account', 'enumeration', {
		options: options({ tier_1: 'Tier 1', tier_2: 'Tier 2', tier_3: 'Tier 3' }),
	}),
	of('hs_ideal_customer_profile', 'Ideal Customer Profile Tier', 'enumeration', {
		options: options({ tier_1: 'Tier 1', tier_2: 'Tier 2', tier_3: 'Tier 3' }),
	}),
	lifecycleStages(GROUP),
	leadStatuses(GROUP),
	of('hubspot_owner_id', 'Company owner', 'enumeration', { owner: true }),
];
