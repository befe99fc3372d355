import { SophiaError } from '../../errors';

type Scalar = string | number | boolean;
type Properties = Record<string, Scalar>;

/** What the webhook of Sophia 2.1 answered. */
export interface Sophia21Payload {
	status: 'success';
	transformed_data: { properties: Properties; contacts?: Array<{ properties: Properties }> };
	transformation_type: 'salesforce_to_hubspot';
	/** ISO 8601. */
	timestamp: string;
}

/** Payload field → Salesforce field and what stands for an absent one. */
type Layout = Record<string, [field: string, fallback: '' | 0]>;

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
	if (!isObject(item)) throw wrong('the item', 'an object');
	const data = own(item, 'salesforce_data');
	if (!isObject(data)) throw wrong('salesforce_data', 'an object');
	const contacts = own(data, 'contacts');
	const transformed: Sophia21Payload['transformed_data'] = { properties: properties(data, COMPANY, 'salesforce_data') };
	if (contacts !== undefined && contacts !== null) {
		if (!Array.isArray(contacts)) throw wrong('salesforce_data.contacts', 'a list of objects');
		transformed.contacts = contacts.map((contact: unknown, index) => {
			const path = `salesforce_data.contacts[${index}]`;
			if (!isObject(contact)) throw wrong(path, 'an object');
			return { properties: properties(contact, CONTACT, path) };
		});
	}
	return {
		status: 'success',
		transformed_data: transformed,
		transformation_type: 'salesforce_to_hubspot',
		timestamp: now.toISOString(),
	};
}

function properties(data: object, layout: Layout, path: string): Properties {
	const result: Properties = {};
	for (const [name, [field, fallback]] of Object.entries(layout)) {
		const value = own(data, field) ?? fallback;
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
			throw wrong(`${path}.${field}`, 'a text, a number or a yes or no');
		}
		result[name] = value;
	}
	return result;
}

const own = (data: object, field: string): unknown => (Object.hasOwn(data, field) ? (data as Record<string, unknown>)[field] : undefined);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function wrong(field: string, expected: string): SophiaError {
	return new SophiaError('configuration', `The Sophia 2.1 payload cannot be made: ${field} is not ${expected}`, {
		remedy: 'Give items of the form {"salesforce_data": {"AccountName": "…", "contacts": [{"FirstName": "…"}]}}; "contacts" may be left out.',
		code: 'SOPHIA21_SHAPE',
		system: 'salesforce',
	});
}
