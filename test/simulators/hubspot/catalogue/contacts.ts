import { options, standard, type PropertyDefinition } from './define';
import { hubspotStamps, leadStatuses, lifecycleStages } from './common';

const GROUP = 'contactinformation';
const of = (name: string, label: string, type: string, extras?: Parameters<typeof standard>[4]) =>
	standard(GROUP, name, label, type, extras);

/** The properties a new portal's contacts have (those a sync can meet). */
export const contactProperties = (): PropertyDefinition[] => [
	...hubspotStamps(GROUP, 'lastmodifieddate'),
	of('email', 'Email', 'string', { unique: true }),
	of('hs_additional_emails', 'Additional email addresses', 'enumeration/checkbox', { readOnly: true }),
	of('hs_email_domain', 'Email Domain', 'string', { readOnly: true, calculated: true }),
	of('firstname', 'First Name', 'string'),
	of('lastname', 'Last Name', 'string'),
	of('salutation', 'Salutation', 'string'),
	of('jobtitle', 'Job Title', 'string'),
	of('hs_buying_role', 'Buying Role', 'enumeration/checkbox', {
		options: options({
			BLOCKER: 'Blocker',
			BUDGET_HOLDER: 'Budget Holder',
			CHAMPION: 'Champion',
			DECISION_MAKER: 'Decision Maker',
			END_USER: 'End User',
			EXECUTIVE_SPONSOR: 'Executive Sponsor',
			INFLUENCER: 'Influencer',
			LEGAL_AND_COMPLIANCE: 'Legal & Compliance',
			OTHER: 'Other',
		}),
	}),
	of('company', 'Company Name', 'string'),
	of('industry', 'Industry', 'string'),
	of('annualrevenue', 'Annual Revenue', 'string'),
	of('numemployees', 'Number of Employees', 'enumeration', {
		options: options({
			'1-5': '1-5',
			'5-25': '5-25',
			'25-50': '25-50',
			'50-100': '50-100',
			'100-500': '100-500',
			'500-1000': '500-1000',
			'1000+': '1000+',
		}),
	}),
	of('phone', 'Phone Number', 'string/phonenumber'),
	of('mobilephone', 'Mobile Phone Number', 'string/phonenumber'),
	of('fax', 'Fax Number', 'string'),
	of('address', 'Street Address', 'string'),
	of('city', 'City', 'string'),
	of('state', 'State/Region', 'string'),
	of('zip', 'Postal Code', 'string'),
	of('country', 'Country/Region', 'string'),
	of('website', 'Website URL', 'string'),
	of('message', 'Message', 'string/textarea'),
	of('date_of_birth', 'Date of birth', 'string'),
	of('hs_language', 'Preferred language', 'enumeration', {
		options: options({ en: 'English', fr: 'French', de: 'German' }),
	}),
	of('hs_persona', 'Persona', 'enumeration/radio'),
	of('hs_email_optout', 'Unsubscribed from all email', 'bool', { readOnly: true }),
	of('hs_analytics_source', 'Original Traffic Source', 'enumeration', {
		options: options({
			OFFLINE: 'Offline Sources',
			DIRECT_TRAFFIC: 'Direct Traffic',
			ORGANIC_SEARCH: 'Organic Search',
		}),
		fixedOptions: true,
	}),
	of('closedate', 'Close Date', 'datetime'),
	of('associatedcompanyid', 'Primary Associated Company ID', 'number', { readOnly: true }),
	of('notes_last_contacted', 'Last Contacted', 'datetime', { readOnly: true }),
	of('notes_last_updated', 'Last Activity Date', 'datetime', { readOnly: true }),
	of('num_associated_deals', 'Number of Associated Deals', 'number', { readOnly: true, calculated: true }),
	of('hubspotscore', 'HubSpot Score', 'number', { readOnly: true, calculated: true }),
	lifecycleStages(GROUP),
	leadStatuses(GROUP),
	of('hubspot_owner_id', 'Contact owner', 'enumeration', { owner: true }),
];
