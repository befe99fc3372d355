/** Salesforce's standard values of Lead.Status, of older and newer orgs → HubSpot's lead statuses. */
export const LEAD_STATUS_TO_HUBSPOT: Readonly<Record<string, string>> = {
	'Open - Not Contacted': 'OPEN',
	'Working - Contacted': 'IN_PROGRESS',
	'Closed - Converted': 'CONNECTED',
	'Closed - Not Converted': 'UNQUALIFIED',
	New: 'NEW',
	Open: 'OPEN',
	Contacted: 'ATTEMPTED_TO_CONTACT',
	Working: 'IN_PROGRESS',
	Nurturing: 'IN_PROGRESS',
	Qualified: 'CONNECTED',
	Converted: 'CONNECTED',
	Unqualified: 'UNQUALIFIED',
};
