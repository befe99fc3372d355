import { isObject, own, wrongShape } from './sophia21Shape';

const wrong = wrongShape(
	'{"salesforce_data": {"AccountName": "…", "contacts": [{"FirstName": "…"}]}}; "contacts" may be left out',
	'salesforce',
);

export type Scalar = string | number | boolean;

/** Payload field → Salesforce field and what stands for an absent one. */
export type Layout = Record<string, [field: string, fallback: '' | 0]>;

/** An item of the former webhook: `{salesforce_data: {…, contacts?: […]}}`. */
export interface Sophia21Item {
	/** The account's values as a layout names them. */
	account(layout: Layout): Record<string, Scalar>;
	/** The same for each contact; undefined when the item has no contacts (null counts as none). */
	contacts?: Array<(layout: Layout) => Record<string, Scalar>>;
}

/** The webhook's answer around what it made of an item. */
export interface Sophia21Answer<Type extends string, Data> {
	status: 'success';
	transformed_data: Data;
	transformation_type: Type;
	/** ISO 8601. */
	timestamp: string;
}

export const answer = <Type extends string, Data>(type: Type, data: Data, now: Date): Sophia21Answer<Type, Data> => ({
	status: 'success',
	transformed_data: data,
	transformation_type: type,
	timestamp: now.toISOString(),
});

/**
 * Reads an item of the former webhook. Values keep their type; null counts as absent.
 *
 * @throws SophiaError `configuration` that names the field whose shape is wrong, here or when values are taken
 */
export function readSophia21Item(item: unknown): Sophia21Item {
	if (!isObject(item)) throw wrong('the item', 'an object');
	const data = own(item, 'salesforce_data');
	if (!isObject(data)) throw wrong('salesforce_data', 'an object');
	const contacts = own(data, 'contacts');
	const account = (layout: Layout) => values(data, layout, 'salesforce_data');
	if (contacts === undefined || contacts === null) return { account };
	if (!Array.isArray(contacts)) throw wrong('salesforce_data.contacts', 'a list of objects');
	return {
		account,
		contacts: contacts.map((contact: unknown, index) => {
			const path = `salesforce_data.contacts[${index}]`;
			if (!isObject(contact)) throw wrong(path, 'an object');
			return (layout: Layout) => values(contact, layout, path);
		}),
	};
}

function values(data: object, layout: Layout, path: string): Record<string, Scalar> {
	const result: Record<string, Scalar> = {};
	for (const [name, [field, fallback]] of Object.entries(layout)) {
		const value = own(data, field) ?? fallback;
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
			throw wrong(`${path}.${field}`, 'a text, a number or a yes or no');
		}
		result[name] = value;
	}
	return result;
}
