import type { Vendors } from './vendors';

/** The node of the bundled workflow of Lead Enrichment. */
export const ENRICH_NODE = 'Enrich Leads';

/** Two of Salesforce's sample leads, by e-mail address. */
export const KNOWN_LEADS = { inBoth: 'pcotton@abbottins.net', inHubspot: 'bertha@fcof.net' };

/**
 * What the CRMs know of the companies of two leads: one is an account and a company, with different figures, the other a
 * company alone.
 */
export function seedCompaniesOfLeads({ salesforce, hubspot }: Vendors, at?: { modifiedAt: Date }): void {
	salesforce.create(
		'Account',
		{
			Name: 'Abbott Insurance',
			Website: 'https://www.abbottins.net',
			NumberOfEmployees: 480,
			Type: 'Customer - Direct',
		},
		at,
	);
	hubspot.seed('companies', { domain: 'abbottins.net', industry: 'INSURANCE', numberofemployees: '9' });
	hubspot.seed('companies', { domain: 'fcof.net', annualrevenue: '2500000' });
}
