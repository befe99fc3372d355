import { INDUSTRY_TO_HUBSPOT } from '../engine/mapping/presets/industries';
import { COMPANY_ID_PROPERTY, CONTACT_ID_PROPERTY } from './settings';

/** A Salesforce record as REST shows it. */
export type Row = Record<string, unknown>;

/** A request body, ready to be sent, and the Salesforce ids of the records in it. */
export interface Body {
	text: string;
	ids: string[];
}

/** Everything that the bare loop sends, built before its clock starts. */
export interface Bodies {
	searches: Body[];
	lookups: Body[];
	companies: Body[];
	contacts: Body[];
	/** Contact id → account id. */
	accountOf: Map<string, string>;
}

const BATCH = 100;
/** HubSpot takes a search body of at most so many characters. */
const MAX_SEARCH_BODY = 3_000;
const CONTACT_LOOKUP_PROPERTIES = ['email', CONTACT_ID_PROPERTY];

/**
 * Written by hand for the generated records, without the engine's mapping: that both end in the same
 * state shows that both are right.
 *
 * @param ownerId the HubSpot owner with the records' owner's e-mail address
 */
export function buildBodies(accounts: Row[], contacts: Row[], ownerId: string): Bodies {
	const names = new Map(accounts.map((account) => [text(account.Id), text(account.Name)]));
	return {
		searches: searches(accounts),
		lookups: slices(contacts).map((rows) => ({
			ids: idsOf(rows),
			text: JSON.stringify({
				idProperty: 'email',
				properties: CONTACT_LOOKUP_PROPERTIES,
				propertiesWithHistory: [],
				inputs: rows.map(({ Email }) => ({ id: text(Email) })),
			}),
		})),
		companies: slices(accounts).map((rows) => upsert(rows, COMPANY_ID_PROPERTY, (row) => company(row, ownerId))),
		contacts: slices(contacts).map((rows) => upsert(rows, CONTACT_ID_PROPERTY, (row) => contact(row, names, ownerId))),
		accountOf: new Map(contacts.map(({ Id, AccountId }) => [text(Id), text(AccountId)])),
	};
}

const company = (row: Row, ownerId: string) =>
	withoutBlanks({
		name: row.Name,
		domain: domainOf(row),
		website: row.Website,
		phone: row.Phone,
		address: row.BillingStreet,
		city: row.BillingCity,
		state: row.BillingState,
		zip: row.BillingPostalCode,
		country: row.BillingCountry,
		industry: INDUSTRY_TO_HUBSPOT[text(row.Industry)],
		annualrevenue: row.AnnualRevenue,
		numberofemployees: row.NumberOfEmployees,
		description: row.Description,
		type: 'OTHER',
		hubspot_owner_id: ownerId,
	});

const contact = (row: Row, accountNames: Map<string, string>, ownerId: string) =>
	withoutBlanks({
		firstname: row.FirstName,
		lastname: row.LastName,
		email: row.Email,
		phone: row.Phone,
		jobtitle: row.Title,
		company: accountNames.get(text(row.AccountId)),
		hubspot_owner_id: ownerId,
	});

const domainOf = (row: Row): string => new URL(text(row.Website)).hostname.replace(/^www\./, '');

function upsert(rows: Row[], idProperty: string, propertiesOf: (row: Row) => Record<string, string>): Body {
	const inputs = rows.map((row, index) => ({
		id: text(row.Id),
		idProperty,
		objectWriteTraceId: String(index),
		properties: propertiesOf(row),
	}));
	return { ids: idsOf(rows), text: JSON.stringify({ inputs }) };
}

/** As few searches as HubSpot allows: 100 domains each, as long as the body holds them. */
function searches(accounts: Row[]): Body[] {
	const bodies: Body[] = [];
	let rows: Row[] = [];
	const textOf = (some: Row[]) =>
		JSON.stringify({
			limit: 200,
			properties: ['domain', COMPANY_ID_PROPERTY],
			filterGroups: [{ filters: [{ propertyName: 'domain', operator: 'IN', values: some.map(domainOf) }] }],
		});
	const flush = () => bodies.push({ ids: idsOf(rows), text: textOf(rows) });
	for (const row of accounts) {
		if (rows.length === BATCH || textOf([...rows, row]).length > MAX_SEARCH_BODY) {
			flush();
			rows = [];
		}
		rows.push(row);
	}
	if (rows.length > 0) flush();
	return bodies;
}

const text = (value: unknown): string => String(value ?? '');

const idsOf = (rows: Row[]): string[] => rows.map(({ Id }) => text(Id));

const withoutBlanks = (properties: Record<string, unknown>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(properties).flatMap(([name, value]) => (text(value) === '' ? [] : [[name, text(value)]])),
	);

function slices(rows: Row[]): Row[][] {
	const result: Row[][] = [];
	for (let start = 0; start < rows.length; start += BATCH) result.push(rows.slice(start, start + BATCH));
	return result;
}
