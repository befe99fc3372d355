import type { HubSpotSimulator } from '../../test/simulators/hubspot';
import type { SalesforceSimulator } from '../../test/simulators/salesforce';

/** What somebody does in Salesforce between the two runs. */
const CHANGES = [
	{ object: 'Account', where: { Name: 'GenePoint' }, field: 'NumberOfEmployees', to: 312, property: 'numberofemployees' },
	{ object: 'Contact', where: { Email: 'rose@edge.com' }, field: 'Title', to: 'Chief Procurement Officer', property: 'jobtitle' },
	{ object: 'Lead', where: { Email: 'bertha@fcof.net' }, field: 'Phone', to: '(850) 555-0142', property: 'phone' },
] as const;

export interface Change {
	object: string;
	id: string;
	/** The HubSpot property that the field becomes. */
	property: string;
	/** e.g. 'Account GenePoint: NumberOfEmployees 265 → 312' */
	text: string;
}

/** Changes three records in Salesforce. */
export function changeThree(salesforce: SalesforceSimulator): Change[] {
	return CHANGES.map(({ object, where, field, to, property }) => {
		const [[key, value]] = Object.entries(where);
		const row = salesforce.rows(object).find((candidate) => candidate[key] === value);
		if (row === undefined) throw new Error(`Salesforce has no ${object} ${value}`);
		salesforce.update(object, String(row.Id), { [field]: to });
		return {
			object,
			id: String(row.Id),
			property,
			text: `${object} ${nameOf(salesforce, object, String(row.Id))}: ${field} ${row[field]} → ${to}`,
		};
	});
}

/** How the change looks in HubSpot: record, property, value. */
export function arrived(hubspot: HubSpotSimulator, { object, id, property }: Change): string[] {
	const [records, idProperty] =
		object === 'Account' ? ['companies', 'sophia_salesforce_account_id'] : ['contacts', `sophia_salesforce_${object.toLowerCase()}_id`];
	const record = hubspot.records(records).find(({ properties }) => properties[idProperty] === id);
	const { name, firstname, lastname, [property]: value } = record?.properties ?? {};
	return [name ?? [firstname, lastname].filter(Boolean).join(' '), property, value ?? ''];
}

/** What a person calls a record. */
export function nameOf(salesforce: SalesforceSimulator, object: string, id: string): string {
	const { Name, FirstName, LastName } = salesforce.row(object, id);
	return object === 'Account' ? String(Name) : [FirstName, LastName].filter(Boolean).join(' ');
}

/** HubSpot's records by object and id, with the number of writes each has had. */
export function revisions(hubspot: HubSpotSimulator): Map<string, number> {
	return new Map(['companies', 'contacts'].flatMap((object) => hubspot.records(object).map(({ id, revision }) => [`${object} ${id}`, revision] as const)));
}

/** Salesforce ids of the HubSpot records that were written since. */
export function writtenSince(hubspot: HubSpotSimulator, before: Map<string, number>): string[] {
	return ['companies', 'contacts'].flatMap((object) =>
		hubspot
			.records(object)
			.filter(({ id, revision }) => before.get(`${object} ${id}`) !== revision)
			.map(({ properties: p }) => p.sophia_salesforce_account_id ?? p.sophia_salesforce_contact_id ?? p.sophia_salesforce_lead_id ?? ''),
	);
}
