import type { SalesforceSimulator } from '../../test/simulators/salesforce';
import type { Side } from './sides';

/** What somebody does in Salesforce between the two runs, and the fields that it arrives in. */
const CHANGES = [
	{
		object: 'Account',
		where: { Name: 'GenePoint' },
		field: 'NumberOfEmployees',
		to: 312,
		arrivesIn: { HubSpot: 'numberofemployees', Intercom: 'size' },
	},
	{
		object: 'Contact',
		where: { Email: 'rose@edge.com' },
		field: 'Title',
		to: 'Chief Procurement Officer',
		arrivesIn: { HubSpot: 'jobtitle', Intercom: 'job_title' },
	},
	{
		object: 'Lead',
		where: { Email: 'bertha@fcof.net' },
		field: 'Phone',
		to: '(850) 555-0142',
		arrivesIn: { HubSpot: 'phone', Intercom: 'phone' },
	},
] as const;

export interface Change {
	object: string;
	id: string;
	/** The field that it becomes, by vendor. */
	arrivesIn: Readonly<Record<Side['vendor'], string>>;
	/** e.g. 'Account GenePoint: NumberOfEmployees 265 → 312' */
	text: string;
}

/** Changes three records in Salesforce. */
export function changeThree(salesforce: SalesforceSimulator): Change[] {
	return CHANGES.map(({ object, where, field, to, arrivesIn }) => {
		const [[key, value]] = Object.entries(where);
		const row = salesforce.rows(object).find((candidate) => candidate[key] === value);
		if (row === undefined) throw new Error(`Salesforce has no ${object} ${value}`);
		const id = String(row.Id);
		salesforce.update(object, id, { [field]: to });
		return {
			object,
			id,
			arrivesIn,
			text: `${object} ${nameOf(salesforce, object, id)}: ${field} ${row[field]} → ${to}`,
		};
	});
}

/** What a person calls a record. */
export function nameOf(salesforce: SalesforceSimulator, object: string, id: string): string {
	const { Name, FirstName, LastName } = salesforce.row(object, id);
	return object === 'Account' ? String(Name) : [FirstName, LastName].filter(Boolean).join(' ');
}
