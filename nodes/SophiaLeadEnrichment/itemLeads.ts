import type { INodeExecutionData } from 'n8n-workflow';
import { LEAD_FIELD_NAMES, leadField, type LeadField } from '../../engine/enrichment/fields';
import { SALESFORCE_LEAD_FIELDS, leadOf, type LeadFieldNames } from '../../engine/enrichment/leads';
import type { Lead } from '../../engine/enrichment/types';
import { flattened } from '../../engine/sync/givenSource';
import { isSalesforceId, longId } from '../../engine/systems/salesforce/ids';
import type { SourceRecord } from '../../engine/systems/types';

/** The input items as leads. */
export interface ItemLeads {
	leads: Lead[];
	/** The input items of a lead. */
	itemIndexes(leadId: string): number[];
	/** Which fields of the items were taken for which of a lead. */
	mapping: Partial<Record<LeadField, string[]>>;
}

/** What else people call a field, folded. Its own name, its label and Salesforce's name are known anyway. */
const ALIASES: Partial<Record<LeadField, string>> = {
	email: 'emailaddress mail workemail businessemail',
	firstName: 'givenname',
	lastName: 'familyname surname',
	title: 'jobtitle position',
	phone: 'phonenumber telephone workphone businessphone',
	mobilePhone: 'mobile mobilenumber cell cellphone',
	linkedInUrl: 'linkedin linkedinurl',
	street: 'address streetaddress',
	postalCode: 'zip zipcode postcode',
	state: 'province',
	company: 'companyname organization organisation accountname',
	website: 'web url homepage companywebsite',
	companyDomain: 'domain',
	employees: 'employeecount headcount companysize',
};

const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What the fields of items may be called, folded, by the field of a lead; the closest first. */
const NAMES = new Map<LeadField, string[]>(
	LEAD_FIELD_NAMES.map((field) => [
		field,
		[field, SALESFORCE_LEAD_FIELDS[field] ?? field, leadField(field).label, ...(ALIASES[field] ?? '').split(' ')].map(
			fold,
		),
	]),
);

/**
 * Takes each input item for a lead. Its id is the Salesforce id that it has, or another one in a field `id`, or its place
 * among the items; of several items with one id the last counts.
 *
 * @param rows which field of the items is which of a lead; absent: they are matched by name
 */
export function itemLeads(items: readonly INodeExecutionData[], rows?: LeadFieldNames): ItemLeads {
	const leads = new Map<string, Lead>();
	const indexes = new Map<string, number[]>();
	const mapping: ItemLeads['mapping'] = {};
	items.forEach(({ json }, index) => {
		const fields = flattened(json);
		const names = rows ?? namesIn(fields);
		const id = idOf(fields) ?? `item-${index}`;
		for (const [field, name] of Object.entries(names) as Array<[LeadField, string]>)
			if (!isBlank(fields[name])) mapping[field] = [...new Set([...(mapping[field] ?? []), name])];
		leads.delete(id);
		leads.set(id, { ...leadOf({ id, modifiedAt: new Date(0).toISOString(), fields }, names), system: 'item' });
		indexes.set(id, [...(indexes.get(id) ?? []), index]);
	});
	return { leads: [...leads.values()], itemIndexes: (id) => indexes.get(id) ?? [], mapping };
}

/** For each field of a lead the closest name that the item has and that holds something. */
function namesIn(fields: SourceRecord['fields']): LeadFieldNames {
	const byFolded = new Map<string, string>();
	for (const [name, value] of Object.entries(fields))
		if (!isBlank(value) && !byFolded.has(fold(name))) byFolded.set(fold(name), name);
	const names: LeadFieldNames = {};
	for (const [field, candidates] of NAMES) {
		const found = candidates.find((candidate) => byFolded.has(candidate));
		if (found !== undefined) names[field] = byFolded.get(found);
	}
	return names;
}

const isBlank = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

function idOf(fields: SourceRecord['fields']): string | undefined {
	const value = fields.Id ?? fields.id;
	if (typeof value === 'number') return String(value);
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const id = value.trim();
	return isSalesforceId(id) ? longId(id) : id;
}
