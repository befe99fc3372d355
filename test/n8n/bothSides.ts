import type { Vendors } from './vendors';

/** The nodes of the bundled workflow of Data Sync. */
export const ACCOUNTS_NODE = 'Accounts and Companies';
export const CONTACTS_NODE = 'Contacts and Contacts';

/** What people do on both sides between two runs. */
export interface BothSides {
	/** In Salesforce's sample account GenePoint, at the same time on both sides. */
	conflict: { accountId: string; companyId: string; left: string; right: string };
	/** In HubSpot alone. */
	contact: { contactId: string; companyContactId: string; title: string };
}

/**
 * Changes a phone number on both sides, and a job title in HubSpot. Both sides must have been synced before.
 *
 * @throws Error where a record is missing
 */
export function changeBothSides({ salesforce, hubspot }: Vendors): BothSides {
	const accountId = String(salesforce.rows('Account').find(({ Name }) => Name === 'GenePoint')?.Id);
	const contactId = String(salesforce.rows('Contact').find(({ Email }) => Email === 'rose@edge.com')?.Id);
	const linked = (object: string, property: string, id: string): string => {
		const record = hubspot.records(object).find(({ properties }) => properties[property] === id);
		if (record === undefined) throw new Error(`HubSpot has no ${object} of ${id}`);
		return record.id;
	};
	const companyId = linked('companies', 'sophia_salesforce_account_id', accountId);
	const companyContactId = linked('contacts', 'sophia_salesforce_contact_id', contactId);
	const [left, right, title] = ['(650) 555-0101', '(650) 555-0199', 'Chief Operating Officer'];
	salesforce.update('Account', accountId, { Phone: left });
	hubspot.edit('companies', companyId, { phone: right });
	hubspot.edit('contacts', companyContactId, { jobtitle: title });
	return { conflict: { accountId, companyId, left, right }, contact: { contactId, companyContactId, title } };
}

/** The systems' clocks show whole seconds, and a run reads what is older than the second it starts in. */
export async function secondTurned(): Promise<void> {
	const now = Math.floor(Date.now() / 1000);
	while (Math.floor(Date.now() / 1000) === now) await new Promise((resolve) => setTimeout(resolve, 20));
}
