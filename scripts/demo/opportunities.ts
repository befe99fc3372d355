import type { SalesforceSimulator } from '../../test/simulators/salesforce';

/** Deals in the making of the sample accounts, with the contacts that have a part in them; the first one is the primary. */
const OPPORTUNITIES = [
	{
		account: 'GenePoint',
		fields: {
			Name: 'GenePoint Lab Generators',
			StageName: 'Id. Decision Makers',
			Amount: 60_000,
			CloseDate: '2026-12-18',
		},
		contacts: ['efrank@genepoint.com'],
	},
	{
		account: 'Edge Communications',
		fields: { Name: 'Edge Emergency Generator', StageName: 'Closed Won', Amount: 75_000, CloseDate: '2026-10-30' },
		contacts: ['rose@edge.com', 'sean@edge.com'],
	},
	{
		account: 'Dickenson plc',
		fields: {
			Name: 'Dickenson Mobile Generators',
			StageName: 'Qualification',
			Amount: 15_000,
			CloseDate: '2027-02-01',
		},
		contacts: ['a_young@dickenson.com'],
	},
] as const;

/** Gives the sample organisation opportunities with contact roles. */
export function addOpportunities(salesforce: SalesforceSimulator): void {
	const idOf = (object: string, field: string, value: string): string => {
		const row = salesforce.rows(object).find((candidate) => candidate[field] === value);
		if (row === undefined) throw new Error(`Salesforce has no ${object} ${value}`);
		return String(row.Id);
	};
	for (const { account, fields, contacts } of OPPORTUNITIES) {
		const OpportunityId = salesforce.create('Opportunity', { ...fields, AccountId: idOf('Account', 'Name', account) });
		contacts.forEach((email, index) => {
			const ContactId = idOf('Contact', 'Email', email);
			salesforce.create('OpportunityContactRole', { OpportunityId, ContactId, IsPrimary: index === 0 });
		});
	}
}
