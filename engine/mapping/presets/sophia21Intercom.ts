import { answer, readSophia21Item, type Layout, type Sophia21Answer, type Sophia21Item } from './sophia21Item';

/** What the webhook of Sophia 2.1 answered for Intercom. */
export type Sophia21IntercomPayload = Sophia21Answer<
	'salesforce_to_intercom',
	{ company: object; contacts?: object[] }
>;

const COMPANY: Layout = {
	name: ['AccountName', ''],
	website: ['Website', ''],
	industry: ['Industry', ''],
	size: ['NumberOfEmployees', 0],
};

const COMPANY_ATTRIBUTES: Layout = {
	salesforce_id: ['Id', ''],
	annual_revenue: ['AnnualRevenue', 0],
	billing_city: ['BillingCity', ''],
	billing_state: ['BillingState', ''],
	billing_country: ['BillingCountry', ''],
	description: ['Description', ''],
	last_modified_date: ['LastModifiedDate', ''],
	created_date: ['CreatedDate', ''],
};

const CONTACT_NAMES: Layout = { first: ['FirstName', ''], last: ['LastName', ''] };
const CONTACT: Layout = { email: ['Email', ''], phone: ['Phone', ''] };
const CONTACT_ATTRIBUTES: Layout = {
	job_title: ['Title', ''],
	salesforce_contact_id: ['Id', ''],
	lead_source: ['LeadSource', ''],
	department: ['Department', ''],
};

/**
 * The payload that the webhook of Sophia 2.1 made of `{salesforce_data: {…, contacts?: […]}}` for Intercom,
 * unchanged for those who built on it. Values keep their type; null counts as absent; `contacts` is in the
 * answer when it is in the question.
 *
 * @throws SophiaError `configuration` that names the field whose shape is wrong
 */
export function sophia21IntercomPayload(item: unknown, now: Date): Sophia21IntercomPayload {
	const { account, contacts } = readSophia21Item(item);
	const data: Sophia21IntercomPayload['transformed_data'] = {
		company: { ...account(COMPANY), custom_attributes: account(COMPANY_ATTRIBUTES) },
	};
	if (contacts !== undefined) data.contacts = contacts.map(contactOf);
	return answer('salesforce_to_intercom', data, now);
}

function contactOf(contact: NonNullable<Sophia21Item['contacts']>[number]): object {
	const { first, last } = contact(CONTACT_NAMES);
	const { email, phone } = contact(CONTACT);
	return { email, name: `${first} ${last}`.trim(), phone, custom_attributes: contact(CONTACT_ATTRIBUTES) };
}
