import { hubspotStamps } from './common';
import { options, standard, type PropertyDefinition } from './define';

const GROUP = 'dealinformation';
const of = (name: string, label: string, type: string, extras?: Parameters<typeof standard>[4]) =>
	standard(GROUP, name, label, type, extras);

/** The stages of a new portal's sales pipeline. */
export const dealStages = {
	appointmentscheduled: 'Appointment Scheduled',
	qualifiedtobuy: 'Qualified To Buy',
	presentationscheduled: 'Presentation Scheduled',
	decisionmakerboughtin: 'Decision Maker Bought-In',
	contractsent: 'Contract Sent',
	closedwon: 'Closed Won',
	closedlost: 'Closed Lost',
};

/** The properties a new portal's deals have (those a sync can meet). */
export const dealProperties = (): PropertyDefinition[] => [
	...hubspotStamps(GROUP, 'hs_lastmodifieddate'),
	of('dealname', 'Deal Name', 'string'),
	of('amount', 'Amount', 'number'),
	of('amount_in_home_currency', 'Amount in company currency', 'number', { readOnly: true, calculated: true }),
	of('deal_currency_code', 'Currency', 'enumeration', { fixedOptions: true }),
	of('closedate', 'Close Date', 'datetime'),
	// Their options are those of the account's pipelines (see pipelines.ts).
	of('pipeline', 'Pipeline', 'enumeration', { fixedOptions: true }),
	of('dealstage', 'Deal Stage', 'enumeration/radio', { fixedOptions: true }),
	of('dealtype', 'Deal Type', 'enumeration/radio', {
		options: options({ newbusiness: 'New Business', existingbusiness: 'Existing Business' }),
	}),
	of('description', 'Deal Description', 'string/textarea'),
	of('hs_next_step', 'Next step', 'string'),
	of('hs_is_closed', 'Is Deal Closed?', 'bool', { readOnly: true, calculated: true }),
	of('hs_is_closed_won', 'Is Closed Won', 'bool', { readOnly: true, calculated: true }),
	of('hs_deal_stage_probability', 'Deal probability', 'number', { readOnly: true }),
	of('num_associated_contacts', 'Number of Associated Contacts', 'number', { readOnly: true, calculated: true }),
	of('hubspot_owner_id', 'Deal owner', 'enumeration', { owner: true }),
];
