import { hubspotStamps } from './common';
import { options, standard, type PropertyDefinition } from './define';

const GROUP = 'ticketinformation';
const of = (name: string, label: string, type: string, extras?: Parameters<typeof standard>[4]) =>
	standard(GROUP, name, label, type, extras);

/** The properties a new portal's tickets have (those a sync can meet). */
export const ticketProperties = (): PropertyDefinition[] => [
	...hubspotStamps(GROUP, 'hs_lastmodifieddate'),
	of('subject', 'Ticket name', 'string'),
	of('content', 'Ticket description', 'string/textarea'),
	of('hs_pipeline', 'Pipeline', 'enumeration', { options: options({ 0: 'Support Pipeline' }), fixedOptions: true }),
	of('hs_pipeline_stage', 'Ticket status', 'enumeration', {
		options: options({ 1: 'New', 2: 'Waiting on contact', 3: 'Waiting on us', 4: 'Closed' }),
		fixedOptions: true,
	}),
	of('hs_ticket_category', 'Category', 'enumeration/checkbox', {
		options: options({
			PRODUCT_ISSUE: 'Product issue',
			BILLING_ISSUE: 'Billing issue',
			GENERAL_INQUIRY: 'General inquiry',
		}),
	}),
	of('hs_ticket_priority', 'Priority', 'enumeration', {
		options: options({ LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High' }),
	}),
	of('hubspot_owner_id', 'Ticket owner', 'enumeration', { owner: true }),
];
