import type { FieldDescription, FieldOption, FieldType, ObjectDescription, Pipeline } from '../../systems/types';
import type { FieldMap } from '../types';
import { HUBSPOT_INDUSTRIES } from './hubspotIndustries';

/** What one text property of HubSpot holds at most, in characters. */
const MAX_TEXT = 65_536;

const COMPANY_TYPES = {
	PROSPECT: 'Prospect',
	PARTNER: 'Partner',
	RESELLER: 'Reseller',
	VENDOR: 'Vendor',
	OTHER: 'Other',
};
const LIFECYCLE_STAGES = {
	subscriber: 'Subscriber',
	lead: 'Lead',
	marketingqualifiedlead: 'Marketing Qualified Lead',
	salesqualifiedlead: 'Sales Qualified Lead',
	opportunity: 'Opportunity',
	customer: 'Customer',
	evangelist: 'Evangelist',
	other: 'Other',
};
const LEAD_STATUSES = {
	NEW: 'New',
	OPEN: 'Open',
	IN_PROGRESS: 'In Progress',
	OPEN_DEAL: 'Open Deal',
	UNQUALIFIED: 'Unqualified',
	ATTEMPTED_TO_CONTACT: 'Attempted to Contact',
	CONNECTED: 'Connected',
	BAD_TIMING: 'Bad Timing',
};

const options = (labels: Readonly<Record<string, string>>): FieldOption[] =>
	Object.entries(labels).map(([value, label]) => ({ value, label }));

function property(
	name: string,
	label: string,
	type: FieldType = 'string',
	more: Partial<FieldDescription> = {},
): FieldDescription {
	const isText = type === 'string' || type === 'email' || type === 'phone' || type === 'url';
	return { name, label, type, writable: true, unique: false, ...(isText ? { maxLength: MAX_TEXT } : {}), ...more };
}

const choice = (name: string, label: string, labels: Readonly<Record<string, string>>): FieldDescription =>
	property(name, label, 'enumeration', { options: options(labels), optionsExtendable: true });

const address = (): FieldDescription[] => [
	property('address', 'Street Address'),
	property('city', 'City'),
	property('state', 'State/Region'),
	property('zip', 'Postal Code'),
	property('country', 'Country/Region'),
];

const COMPANY_PROPERTIES = (): FieldDescription[] => [
	property('name', 'Company name'),
	property('domain', 'Company Domain Name'),
	property('website', 'Website URL'),
	property('phone', 'Phone Number', 'phone'),
	...address(),
	property('address2', 'Street Address 2'),
	choice('industry', 'Industry', HUBSPOT_INDUSTRIES),
	property('annualrevenue', 'Annual Revenue', 'number'),
	property('numberofemployees', 'Number of Employees', 'number'),
	property('description', 'Description'),
	choice('type', 'Type', COMPANY_TYPES),
	choice('lifecyclestage', 'Lifecycle Stage', LIFECYCLE_STAGES),
];

const CONTACT_PROPERTIES = (): FieldDescription[] => [
	property('firstname', 'First Name'),
	property('lastname', 'Last Name'),
	property('salutation', 'Salutation'),
	property('email', 'Email', 'email', { unique: true }),
	property('phone', 'Phone Number', 'phone'),
	property('mobilephone', 'Mobile Phone Number', 'phone'),
	property('fax', 'Fax Number'),
	property('jobtitle', 'Job Title'),
	property('company', 'Company Name'),
	property('website', 'Website URL'),
	...address(),
	// On contacts these two are free text, unlike on companies.
	property('industry', 'Industry'),
	property('annualrevenue', 'Annual Revenue'),
	choice('hs_lead_status', 'Lead Status', LEAD_STATUSES),
	choice('lifecyclestage', 'Lifecycle Stage', LIFECYCLE_STAGES),
];

/** The pipeline that every account begins with. */
export const STANDARD_PIPELINE: Pipeline = {
	id: 'default',
	label: 'Sales Pipeline',
	stages: [
		{ id: 'appointmentscheduled', label: 'Appointment Scheduled' },
		{ id: 'qualifiedtobuy', label: 'Qualified To Buy' },
		{ id: 'presentationscheduled', label: 'Presentation Scheduled' },
		{ id: 'decisionmakerboughtin', label: 'Decision Maker Bought-In' },
		{ id: 'contractsent', label: 'Contract Sent' },
		{ id: 'closedwon', label: 'Closed Won', closed: 'won' },
		{ id: 'closedlost', label: 'Closed Lost', closed: 'lost' },
	],
};

const DEAL_PROPERTIES = (): FieldDescription[] => [
	property('dealname', 'Deal Name'),
	property('amount', 'Amount', 'number'),
	property('closedate', 'Close Date', 'datetime'),
	property('pipeline', 'Pipeline', 'enumeration', { options: options({ default: STANDARD_PIPELINE.label }) }),
	property('dealstage', 'Deal Stage', 'enumeration', {
		options: STANDARD_PIPELINE.stages.map(({ id, label }) => ({ value: id, label })),
	}),
	choice('dealtype', 'Deal Type', { newbusiness: 'New Business', existingbusiness: 'Existing Business' }),
	property('description', 'Deal Description'),
	property('hs_next_step', 'Next step'),
];

const CALL_PROPERTIES = (): FieldDescription[] => [
	property('hs_timestamp', 'Activity date', 'datetime'),
	property('hs_call_title', 'Call Title'),
	property('hs_call_body', 'Call notes'),
	property('hs_call_duration', 'Call duration', 'number'),
	property('hs_call_direction', 'Call direction', 'enumeration', {
		options: options({ INBOUND: 'Inbound', OUTBOUND: 'Outbound' }),
	}),
	property('hs_call_status', 'Call status', 'enumeration', { options: options({ COMPLETED: 'Completed' }) }),
];

const NOTE_PROPERTIES = (): FieldDescription[] => [
	property('hs_timestamp', 'Activity date', 'datetime'),
	property('hs_note_body', 'Note body'),
];

const MEETING_PROPERTIES = (): FieldDescription[] => [
	property('hs_timestamp', 'Activity date', 'datetime'),
	property('hs_meeting_start_time', 'Meeting start time', 'datetime'),
	property('hs_meeting_end_time', 'Meeting end time', 'datetime'),
	property('hs_meeting_title', 'Meeting name'),
	property('hs_meeting_body', 'Meeting description'),
	property('hs_meeting_location', 'Meeting location'),
	property('hs_meeting_outcome', 'Meeting outcome', 'enumeration', { options: options({ COMPLETED: 'Completed' }) }),
];

const STANDARD: Record<string, () => FieldDescription[]> = {
	companies: COMPANY_PROPERTIES,
	contacts: CONTACT_PROPERTIES,
	deals: DEAL_PROPERTIES,
	calls: CALL_PROPERTIES,
	notes: NOTE_PROPERTIES,
	meetings: MEETING_PROPERTIES,
};

/**
 * HubSpot's own properties that the presets use, as every new account has them, for mapping without a
 * network. Owners are not among them: their ids are known to the account only.
 *
 * @param ownTextProperties properties of the user's own account, taken as free text
 */
export function standardDescription(object: string, ownTextProperties: Iterable<string> = []): ObjectDescription {
	const known = STANDARD[object]?.() ?? [];
	const fields = new Map(known.map((field) => [field.name, field]));
	for (const name of ownTextProperties) if (!fields.has(name)) fields.set(name, property(name, name));
	return { name: object, label: `HubSpot ${object}`, fields };
}

/** Properties whose values only the account itself can tell: owners, and the results of calls, which have ids. */
const ONLINE_ONLY = new Set(['hubspot_owner_id', 'hs_call_disposition']);

/** A field map without the rows that need an account to ask, for mapping without a network. */
export const offlineFieldMap = (fieldMap: FieldMap): FieldMap => ({
	fields: fieldMap.fields.filter(({ to }) => !ONLINE_ONLY.has(to.toLowerCase())),
});
