/** Salesforce's standard values of Opportunity.Type → HubSpot's deal types: a first sale, or one to a customer. */
export const OPPORTUNITY_TYPE_TO_HUBSPOT: Readonly<Record<string, string>> = {
	'New Customer': 'newbusiness',
	'New Business': 'newbusiness',
	'Existing Customer - Upgrade': 'existingbusiness',
	'Existing Customer - Replacement': 'existingbusiness',
	'Existing Customer - Downgrade': 'existingbusiness',
	'Existing Business': 'existingbusiness',
	'Add-On Business': 'existingbusiness',
	Renewal: 'existingbusiness',
};
