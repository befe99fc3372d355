/**
 * Salesforce's standard values of Account.Type, of older and newer orgs → HubSpot's company types
 * (PROSPECT, PARTNER, RESELLER, VENDOR, OTHER). HubSpot has no type for customers, it says that by the
 * lifecycle stage: they become OTHER.
 */
export const ACCOUNT_TYPE_TO_HUBSPOT: Readonly<Record<string, string>> = {
	Prospect: 'PROSPECT',
	'Customer - Direct': 'OTHER',
	'Customer - Channel': 'OTHER',
	'Channel Partner / Reseller': 'RESELLER',
	'Installation Partner': 'PARTNER',
	'Technology Partner': 'PARTNER',
	Analyst: 'OTHER',
	Competitor: 'OTHER',
	Customer: 'OTHER',
	Distributor: 'RESELLER',
	Integrator: 'PARTNER',
	Investor: 'OTHER',
	Partner: 'PARTNER',
	Press: 'OTHER',
	Reseller: 'RESELLER',
	Supplier: 'VENDOR',
	Vendor: 'VENDOR',
	Other: 'OTHER',
};
