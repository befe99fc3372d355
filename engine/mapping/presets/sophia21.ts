import { answer, readSophia21Item, type Layout, type Scalar, type Sophia21Answer } from './sophia21Item';

type Properties = Record<string, Scalar>;

/** What the webhook of Sophia 2.1 answered. */
export type Sophia21Payload = Sophia21Answer<
	'salesforce_to_hubspot',
	{ properties: Properties; contacts?: Array<{ properties: Properties }> }
>;

const COMPANY: Layout = {
	company: ['AccountName', ''],
	industry: ['Industry', ''],
	website: ['Website', ''],
	phone: ['Phone', ''],
	city: ['BillingCity', ''],
	state: ['BillingState', ''],
	country: ['BillingCountry', ''],
	annual_revenue: ['AnnualRevenue', 0],
	number_of_employees: ['NumberOfEmployees', 0],
	description: ['Description', ''],
	salesforce_id: ['Id', ''],
	last_modified_date: ['LastModifiedDate', ''],
	created_date: ['CreatedDate', ''],
};

const CONTACT: Layout = {
	firstname: ['FirstName', ''],
	lastname: ['LastName', ''],
	email: ['Email', ''],
	phone: ['Phone', ''],
	jobtitle: ['Title', ''],
	salesforce_contact_id: ['Id', ''],
};

/**
 * The payload that the webhook of Sophia 2.1 made of `{salesforce_data: {…, contacts?: […]}}`, unchanged for
 * those who built on it. Its property names are its own, not HubSpot's. Values keep their type; null counts
 * as absent; `contacts` is in the answer when it is in the question.
 *
 * @throws SophiaError `configuration` that names the field whose shape is wrong
 */
export function sophia21HubspotPayload(item: unknown, now: Date): Sophia21Payload {
	const { account, contacts } = readSophia21Item(item);
	const data: Sophia21Payload['transformed_data'] = { properties: account(COMPANY) };
	if (contacts !== undefined) data.contacts = contacts.map((contact) => ({ properties: contact(CONTACT) }));
	return answer('salesforce_to_hubspot', data, now);
}
