import type { Row } from './bareBodies';
import { INTERCOM_SEARCH } from './settings';

/** The custom attributes of the ready mapping, by hand. */
export const INTERCOM_ATTRIBUTES: Array<[model: 'company' | 'contact', name: string, type: string]> = [
	['company', 'annual_revenue', 'float'],
	...['billing_city', 'billing_state', 'billing_country', 'description', 'account_type', 'account_owner_email'].map(
		(name): ['company', string, string] => ['company', name, 'string'],
	),
	...['job_title', 'department', 'lead_source', 'mailing_city', 'mailing_country', 'owner_email'].map(
		(name): ['contact', string, string] => ['contact', name, 'string'],
	),
];

/** Everything that the bare loop sends but for the attachments, built before its clock starts; in Salesforce's order. */
export interface IntercomBodies {
	companies: Array<{ id: string; text: string }>;
	contacts: Array<{ id: string; text: string }>;
	/** One per 50 contacts. */
	searches: string[];
	/** Contact id → account id. */
	accountOf: Array<[string, string]>;
}

/** Written by hand for the generated records, without the engine's mapping. */
export function buildIntercomBodies(accounts: Row[], contacts: Row[], ownerEmail: string): IntercomBodies {
	const searches: string[] = [];
	for (let start = 0; start < contacts.length; start += INTERCOM_SEARCH) {
		const value = contacts.slice(start, start + INTERCOM_SEARCH).map(({ Email }) => String(Email).toLowerCase());
		searches.push(
			JSON.stringify({ query: { field: 'email', operator: 'IN', value }, pagination: { per_page: INTERCOM_SEARCH } }),
		);
	}
	return {
		companies: accounts.map((row) => ({ id: String(row.Id), text: JSON.stringify(company(row, ownerEmail)) })),
		contacts: contacts.map((row) => ({ id: String(row.Id), text: JSON.stringify(contact(row, ownerEmail)) })),
		searches,
		accountOf: contacts.map(({ Id, AccountId }) => [String(Id), String(AccountId)]),
	};
}

const company = (row: Row, ownerEmail: string) => ({
	...withoutBlanks({
		company_id: row.Id,
		name: row.Name,
		website: row.Website,
		industry: row.Industry,
		size: row.NumberOfEmployees,
	}),
	remote_created_at: Math.floor(Date.parse(String(row.CreatedDate)) / 1000),
	custom_attributes: withoutBlanks({
		annual_revenue: row.AnnualRevenue,
		billing_city: row.BillingCity,
		billing_state: row.BillingState,
		billing_country: row.BillingCountry,
		description: row.Description,
		account_type: row.Type,
		account_owner_email: ownerEmail,
	}),
});

const contact = (row: Row, ownerEmail: string) => ({
	...withoutBlanks({ role: 'user', external_id: row.Id, name: row.Name, email: row.Email, phone: row.Phone }),
	custom_attributes: withoutBlanks({
		job_title: row.Title,
		department: row.Department,
		lead_source: row.LeadSource,
		mailing_city: row.MailingCity,
		mailing_country: row.MailingCountry,
		owner_email: ownerEmail,
	}),
});

const withoutBlanks = (values: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
	);
