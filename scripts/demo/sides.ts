import { INTERCOM_NODE, NODE } from '../../test/n8n/vendors';
import type { HubSpotSimulator, RecordView } from '../../test/simulators/hubspot';
import type { IntercomSimulator } from '../../test/simulators/intercom';
import { table } from './print';

/** A record that stems from Salesforce. */
export interface Arrived {
	name: string;
	/** How many writes have changed it. */
	revision: number;
	values: Readonly<Record<string, unknown>>;
}

/** What Salesforce is synced into: its workflow's node, and what is there now. */
export interface Side {
	vendor: 'HubSpot' | 'Intercom';
	node: string;
	/** The Salesforce objects that its workflow syncs. */
	objects: string[];
	/** By Salesforce id. */
	records(): Map<string, Arrived>;
	/** What was written so far. */
	written(): { calls: number; records: number };
	/** Tables of what has arrived, under a line each. */
	show(): string;
}

export const hubspotSide = (hubspot: HubSpotSimulator): Side => ({
	vendor: 'HubSpot',
	node: NODE,
	objects: ['Account', 'Contact', 'Lead', 'Opportunity'],
	records: () =>
		new Map(
			['companies', 'contacts', 'deals']
				.flatMap((object) => hubspot.records(object))
				.map(({ properties, revision }): [string, Arrived] => {
					const {
						name,
						dealname,
						firstname,
						lastname,
						sophia_salesforce_account_id: account,
						sophia_salesforce_contact_id: contact,
						sophia_salesforce_lead_id: lead,
						sophia_salesforce_opportunity_id: opportunity,
					} = properties;
					return [
						account ?? contact ?? lead ?? opportunity ?? '',
						{ name: name ?? dealname ?? fullName(firstname, lastname), revision, values: properties },
					];
				}),
		),
	written: () => ({ calls: hubspot.writes.calls, records: hubspot.writes.records }),
	show: () =>
		[
			`HubSpot now has ${hubspot.count('companies')} companies:`,
			hubspotCompanies(hubspot),
			`${hubspot.count('contacts')} contacts, ${hubspot.associations().length} of them associated with their company:`,
			hubspotContacts(hubspot),
			`${hubspot.count('deals')} deals with their companies and the contacts that have a role in them:`,
			hubspotDeals(hubspot),
		].join('\n\n'),
});

export const intercomSide = (intercom: IntercomSimulator): Side => ({
	vendor: 'Intercom',
	node: INTERCOM_NODE,
	objects: ['Account', 'Contact'],
	records: () =>
		new Map([
			...intercom.companies().map((company): [string, Arrived] => [company.company_id, arrivedIn(company)]),
			...intercom.contacts().map((contact): [string, Arrived] => [contact.external_id ?? '', arrivedIn(contact)]),
		]),
	written: () => ({ calls: intercom.writes.calls, records: intercom.writes.records }),
	show: () => {
		const hidden = intercom.companies().filter(({ visible }) => !visible).length;
		const but = hidden === 0 ? '' : ` (its own lists leave out those without a contact: ${hidden})`;
		return [
			`Intercom now has ${intercom.count('company')} companies${but}:`,
			intercomCompanies(intercom),
			`${intercom.count('contact')} users, ${intercom.attachments().length} of them attached to their company:`,
			intercomUsers(intercom),
		].join('\n\n');
	},
});

type Named = Pick<ReturnType<IntercomSimulator['contacts']>[number], 'name' | 'revision' | 'custom_attributes'>;

const arrivedIn = (record: Named): Arrived => ({
	name: record.name ?? '',
	revision: record.revision,
	values: { ...record, ...record.custom_attributes },
});

const fullName = (...names: Array<string | undefined>): string => names.filter(Boolean).join(' ');

const live = (hubspot: HubSpotSimulator, object: string): RecordView[] =>
	hubspot.records(object).filter(({ archived }) => !archived);

function hubspotCompanies(hubspot: HubSpotSimulator): string {
	const rows = live(hubspot, 'companies').map(({ id, properties: { name, domain, industry, city } }) => [
		id,
		name,
		domain,
		industry,
		city,
	]);
	return table(['ID', 'Company', 'Domain', 'Industry', 'City'], rows);
}

function hubspotContacts(hubspot: HubSpotSimulator): string {
	const companyOf = new Map(
		hubspot.associations().map(({ fromId, toId }) => [fromId, hubspot.record('companies', toId)?.properties.name]),
	);
	const rows = live(hubspot, 'contacts').map(({ id, properties }) => {
		const { firstname, lastname, email, hs_lead_status: status } = properties;
		const origin = properties.sophia_salesforce_contact_id === undefined ? `lead, ${status ?? 'no status'}` : 'contact';
		return [id, fullName(firstname, lastname), email, origin, companyOf.get(id)];
	});
	return table(['ID', 'Contact', 'E-mail', 'From', 'Associated with'], rows);
}

function hubspotDeals(hubspot: HubSpotSimulator): string {
	const linked = (dealId: string, object: string, ...properties: string[]) =>
		hubspot
			.associations('deals', object)
			.filter(({ fromId }) => fromId === dealId)
			.map(({ toId }) => fullName(...properties.map((name) => hubspot.record(object, toId)?.properties[name])))
			.join(', ');
	const rows = live(hubspot, 'deals').map(({ id, properties: { dealname, dealstage, amount, closedate } }) => [
		id,
		dealname,
		dealstage,
		amount,
		closedate.slice(0, 10),
		linked(id, 'companies', 'name'),
		linked(id, 'contacts', 'firstname', 'lastname'),
	]);
	return table(['ID', 'Deal', 'Stage', 'Amount', 'Closes', 'Company', 'Contacts'], rows);
}

function intercomCompanies(intercom: IntercomSimulator): string {
	const rows = intercom
		.companies()
		.map(({ id, name, website, industry, contacts }) => [id, name, website, industry, String(contacts.length)]);
	return table(['ID', 'Company', 'Web site', 'Industry', 'Contacts'], rows);
}

function intercomUsers(intercom: IntercomSimulator): string {
	const rows = intercom
		.contacts()
		.map(({ id, name, email, companies, custom_attributes: { job_title: title } }) => [
			id,
			name,
			email,
			title === undefined ? '' : String(title),
			companies.map((company) => intercom.company(company)?.name).join(', '),
		]);
	return table(['ID', 'User', 'E-mail', 'Job title', 'Attached to'], rows);
}
