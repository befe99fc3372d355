/**
 * Salesforce's standard stages, of older and newer orgs → the stages of HubSpot's own sales pipeline by their permanent
 * ids, whatever the account's language. Used where no stage of the pipeline has the name itself.
 */
export const OPPORTUNITY_STAGES: Readonly<Record<string, string>> = {
	Prospecting: 'appointmentscheduled',
	Qualification: 'qualifiedtobuy',
	Qualify: 'qualifiedtobuy',
	'Needs Analysis': 'qualifiedtobuy',
	'Value Proposition': 'presentationscheduled',
	'Meet & Present': 'presentationscheduled',
	'Id. Decision Makers': 'decisionmakerboughtin',
	'Perception Analysis': 'decisionmakerboughtin',
	'Proposal/Price Quote': 'contractsent',
	Proposal: 'contractsent',
	Propose: 'contractsent',
	'Negotiation/Review': 'contractsent',
	Negotiation: 'contractsent',
	Negotiate: 'contractsent',
	'Closed Won': 'closedwon',
	'Closed Lost': 'closedlost',
};
