import { options, standard, type PropertyDefinition } from './define';

/** The stages in their order; a record only moves forward through them. */
export const stages = {
	subscriber: 'Subscriber',
	lead: 'Lead',
	marketingqualifiedlead: 'Marketing Qualified Lead',
	salesqualifiedlead: 'Sales Qualified Lead',
	opportunity: 'Opportunity',
	customer: 'Customer',
	evangelist: 'Evangelist',
	other: 'Other',
};

export const lifecycleStages = (group: string) =>
	standard(group, 'lifecyclestage', 'Lifecycle Stage', 'enumeration/radio', { options: options(stages) });

export const leadStatuses = (group: string) =>
	standard(group, 'hs_lead_status', 'Lead Status', 'enumeration/radio', {
		options: options({
			NEW: 'New',
			OPEN: 'Open',
			IN_PROGRESS: 'In Progress',
			OPEN_DEAL: 'Open Deal',
			UNQUALIFIED: 'Unqualified',
			ATTEMPTED_TO_CONTACT: 'Attempted to Contact',
			CONNECTED: 'Connected',
			BAD_TIMING: 'Bad Timing',
		}),
	});

/** What HubSpot itself writes on every record. */
export const hubspotStamps = (group: string, modified: string): PropertyDefinition[] => [
	standard(group, 'hs_object_id', 'Record ID', 'number', { readOnly: true, unique: false }),
	standard(group, 'createdate', 'Create Date', 'datetime', { readOnly: true }),
	standard(group, 'hs_createdate', 'Object create date/time', 'datetime', { readOnly: true }),
	standard(group, modified, 'Last Modified Date', 'datetime', { readOnly: true }),
	standard(group, 'hs_object_source', 'Record creation source', 'string', { readOnly: true, hidden: true }),
	standard(group, 'hs_merged_object_ids', 'Merged record IDs', 'enumeration/checkbox', { readOnly: true }),
	standard(group, 'hs_all_owner_ids', 'All owner IDs', 'enumeration/checkbox', { readOnly: true }),
	standard(group, 'hubspot_owner_assigneddate', 'Owner Assigned Date', 'datetime', { readOnly: true }),
];
