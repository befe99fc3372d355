import type { Rejection } from '../../../../engine/state';
import type { World } from '../world';
import { addressesOf, type Actor } from './actor';
import { SITES, type PersonObject, type SalesforceObject } from './history';

type Row = ReturnType<World['salesforce']['row']>;
type HubspotRecord = ReturnType<World['hubspot']['records']>[number];

const ID_PROPERTY: Record<SalesforceObject, string> = {
	Account: 'sophia_salesforce_account_id',
	Contact: 'sophia_salesforce_contact_id',
	Lead: 'sophia_salesforce_lead_id',
};

/** The standard mapping as its documentation has it. */
const FIELDS: Record<SalesforceObject, Array<[property: string, value: (row: Row) => unknown]>> = {
	Account: [
		['name', (row) => row.Name],
		['website', (row) => row.Website],
		['phone', (row) => row.Phone],
		['city', (row) => row.BillingCity],
		['description', (row) => row.Description],
		['annualrevenue', (row) => row.AnnualRevenue],
		['numberofemployees', (row) => row.NumberOfEmployees],
	],
	Contact: [
		['firstname', (row) => row.FirstName],
		['lastname', (row) => row.LastName],
		['phone', (row) => row.Phone],
		['jobtitle', (row) => row.Title],
		['city', (row) => row.MailingCity],
		['address', (row) => row.MailingStreet],
	],
	Lead: [
		['firstname', (row) => row.FirstName],
		['lastname', (row) => row.LastName],
		['phone', (row) => row.Phone],
		['jobtitle', (row) => row.Title],
		['company', (row) => row.Company],
	],
};

const INDUSTRY: Record<string, string> = { Banking: 'BANKING', Technology: 'INFORMATION_TECHNOLOGY_AND_SERVICES' };
const LEAD_STATUS: Record<string, string> = { 'Open - Not Contacted': 'OPEN', 'Working - Contacted': 'IN_PROGRESS' };

export interface FinalState {
	world: World;
	actor: Actor;
	rejections: Rejection[];
	onDelete: 'ignore' | 'archive';
	/** Everything was read at the end: nothing may be left that only a full read sees. */
	fullyRead: boolean;
}

/** What is wrong with HubSpot's final state, judged by Salesforce's rows and the rules of the product alone. */
export function judge(state: FinalState): string[] {
	return new Oracle(state).judge();
}

class Oracle {
	private readonly problems: string[] = [];
	private readonly contacts: HubspotRecord[];
	private readonly companies: HubspotRecord[];
	private readonly rows: Record<SalesforceObject, Map<string, Row>>;
	private readonly everyId: Record<SalesforceObject, Set<string>>;
	private readonly records: Record<SalesforceObject, Map<string, HubspotRecord>>;
	private readonly rejected: Record<SalesforceObject, Map<string, Rejection>>;
	/** Address → the contact that has it, as its first or as a further one. */
	private readonly holders = new Map<string, HubspotRecord>();

	constructor(private readonly state: FinalState) {
		const { world, actor, rejections } = state;
		const unarchived = (object: string) => world.hubspot.records(object).filter(({ archived }) => !archived);
		const forEach = <T>(make: (object: SalesforceObject) => T): Record<SalesforceObject, T> => ({
			Account: make('Account'),
			Contact: make('Contact'),
			Lead: make('Lead'),
		});
		this.contacts = unarchived('contacts');
		this.companies = unarchived('companies');
		this.rows = forEach((object) => new Map(actor.live(object).map((row) => [String(row.Id), row])));
		this.everyId = forEach((object) => new Set(world.salesforce.rows(object).map((row) => String(row.Id))));
		this.records = forEach((object) => this.byId(object));
		this.rejected = forEach(
			(object) =>
				new Map(rejections.filter(({ scope }) => scope.sourceObject === object).map((one) => [one.recordId, one])),
		);
		for (const record of this.contacts) {
			for (const address of addressesOf(record.properties)) {
				if ((this.holders.get(address) ?? record) !== record) this.say(`two contacts have the address ${address}`);
				this.holders.set(address, record);
			}
		}
	}

	judge(): string[] {
		for (const rejection of this.state.rejections) {
			const { scope, recordId, reason } = rejection;
			if (!this.rows[scope.sourceObject as SalesforceObject].has(recordId))
				this.say(`${scope.sourceObject} ${recordId} is listed as rejected and does not live`);
			if (reason.trim() === '') this.say(`${scope.sourceObject} ${recordId} is rejected without a reason`);
		}
		for (const row of this.rows.Account.values()) this.account(row);
		for (const row of this.rows.Contact.values()) this.contact(row);
		for (const row of this.rows.Lead.values()) this.lead(row);
		for (const record of this.companies) this.nobodysRecord('companies', record, ['Account']);
		for (const record of this.contacts) this.nobodysRecord('contacts', record, ['Contact', 'Lead']);
		return this.problems;
	}

	private say(problem: string): void {
		this.problems.push(problem);
	}

	private byId(object: SalesforceObject): Map<string, HubspotRecord> {
		const found = new Map<string, HubspotRecord>();
		for (const record of object === 'Account' ? this.companies : this.contacts) {
			const id = record.properties[ID_PROPERTY[object]];
			if (id === undefined) continue;
			if (found.has(id)) this.say(`${object} ${id} is in HubSpot twice`);
			found.set(id, record);
		}
		return found;
	}

	private values(object: SalesforceObject, row: Row, record: HubspotRecord): void {
		for (const [property, value] of FIELDS[object]) this.value(object, row, record, property, value(row));
	}

	private value(object: SalesforceObject, row: Row, record: HubspotRecord, property: string, wanted: unknown): void {
		const expected = wanted === null || wanted === undefined ? undefined : String(wanted);
		// A merge by a user fills what is blank, and nobody sees it.
		if (expected === undefined && this.state.actor.mergedByUser.has(record.id)) return;
		const actual = record.properties[property];
		if (actual !== expected)
			this.say(`${object} ${String(row.Id)}: ${property} is ${String(actual)} instead of ${String(expected)}`);
	}

	private account(row: Row): void {
		const id = String(row.Id);
		const record = this.records.Account.get(id);
		const rejection = this.rejected.Account.get(id);
		if (rejection !== undefined) return this.rejectedAccount(row, record, rejection);
		if (record === undefined) return this.say(`Account ${id} is not in HubSpot`);
		this.values('Account', row, record);
		// An industry that HubSpot does not know is not written: what was there stays.
		const industry = row.Industry === null ? null : INDUSTRY[String(row.Industry)];
		if (industry !== undefined) this.value('Account', row, record, 'industry', industry);
		const domain = domainOf(row);
		if (domain !== null) this.value('Account', row, record, 'domain', domain);
	}

	/** Only where it is unclear which of several it is: several companies nobody owns, or several new accounts for one. */
	private rejectedAccount(row: Row, record: HubspotRecord | undefined, rejection: Rejection): void {
		const id = String(row.Id);
		const domain = domainOf(row);
		if (rejection.category !== 'ambiguous' || record !== undefined || domain === null) {
			return this.say(`Account ${id} is rejected as ${rejection.category}: ${rejection.reason}`);
		}
		const free = this.companies.filter(
			({ properties }) => properties.domain === domain && !this.isOwned('Account', properties),
		);
		const claimants = [...this.rows.Account.values()].filter(
			(other) => domainOf(other) === domain && !this.records.Account.has(String(other.Id)),
		);
		const unclear = free.length > 1 || (free.length === 1 && claimants.length > 1);
		// Without a full read nobody looks at it again before it changes.
		if (!unclear && this.state.fullyRead) this.say(`Account ${id} is rejected as ambiguous and is not`);
	}

	/** Lives, or is unknown to Salesforce: then it may belong to another organisation. */
	private isOwned(object: SalesforceObject, properties: Readonly<Record<string, string>>): boolean {
		const id = properties[ID_PROPERTY[object]];
		return id !== undefined && (this.rows[object].has(id) || !this.everyId[object].has(id));
	}

	private contact(row: Row): void {
		const id = String(row.Id);
		const record = this.records.Contact.get(id);
		const rejection = this.rejected.Contact.get(id);
		if (rejection !== undefined) return this.rejectedPerson('Contact', row, record, rejection);
		if (record === undefined) return this.say(`Contact ${id} is not in HubSpot`);
		this.values('Contact', row, record);
		this.email('Contact', row, record);
		const account = row.AccountId === null ? undefined : this.rows.Account.get(String(row.AccountId));
		// A parent's name is seen by a full read only.
		if (this.state.fullyRead || !this.state.actor.parentsChanged)
			this.value('Contact', row, record, 'company', account?.Name ?? null);
		this.association(row, record);
	}

	private email(object: PersonObject, row: Row, record: HubspotRecord): void {
		// An address that is emptied is kept.
		if (row.Email !== null) this.value(object, row, record, 'email', String(row.Email).toLowerCase());
	}

	private association(row: Row, record: HubspotRecord): void {
		const id = String(row.Id);
		const ours = new Set(this.companies.map((company) => company.id));
		const associated = this.state.world.hubspot
			.associations()
			.filter(({ fromId, toId }) => fromId === record.id && ours.has(toId));
		const company = row.AccountId === null ? undefined : this.records.Account.get(String(row.AccountId));
		if (company !== undefined && !associated.some(({ toId, primary }) => toId === company.id && primary)) {
			this.say(`Contact ${id} is not associated with the company of its account`);
		}
		// A merge by a user brings the loser's companies along, an adopted contact its own.
		if (this.state.actor.mergedByUser.has(record.id) || this.state.actor.adopted.has(record.id)) return;
		for (const { toId } of associated)
			if (toId !== company?.id)
				this.say(`Contact ${id} is associated with ${toId}, which is not its account's company`);
	}

	private lead(row: Row): void {
		const id = String(row.Id);
		const record = this.records.Lead.get(id);
		const rejection = this.rejected.Lead.get(id);
		const inCharge = record === undefined ? undefined : this.contactInCharge(record);
		if (rejection !== undefined) {
			// A user has merged its record into a contact's: the sync sees that when a write gets through.
			const own = inCharge === undefined || this.state.actor.mergedByUser.has(record?.id ?? '') ? record : undefined;
			return this.rejectedPerson('Lead', row, own, rejection);
		}
		if (record !== undefined && inCharge === undefined) {
			this.values('Lead', row, record);
			const status = LEAD_STATUS[String(row.Status)];
			if (status !== undefined) this.value('Lead', row, record, 'hs_lead_status', status);
			if (record.properties.lifecyclestage === undefined) this.say(`Lead ${id} has no lifecycle stage`);
			return this.email('Lead', row, record);
		}
		const holder = this.holders.get(String(row.Email).toLowerCase());
		const covered =
			holder !== undefined &&
			(this.contactInCharge(holder) !== undefined || this.isOwned('Contact', holder.properties));
		if (!covered) this.say(`Lead ${id} is not in HubSpot`);
		else if (record !== undefined && record !== holder)
			this.say(`Lead ${id} is named by a contact that has not its address`);
	}

	/** The live contact that a HubSpot contact stands for: the one it names, or the one that has come of it and could not be written yet. */
	private contactInCharge({ properties }: HubspotRecord): Row | undefined {
		const named = [properties[ID_PROPERTY.Contact], properties[ID_PROPERTY.Lead]];
		const own = this.rows.Contact.get(named[0] ?? '');
		if (own !== undefined) return own;
		for (const id of named) {
			let heir = this.state.actor.became.get(id ?? '');
			while (heir !== undefined && !this.rows.Contact.has(heir)) heir = this.state.actor.became.get(heir);
			if (heir !== undefined && !this.records.Contact.has(heir)) return this.rows.Contact.get(heir);
		}
		return undefined;
	}

	/** Rejected only for its address: because it is none, or because somebody has it who may. */
	private rejectedPerson(
		object: PersonObject,
		row: Row,
		record: HubspotRecord | undefined,
		rejection: Rejection,
	): void {
		const name = `${object} ${String(row.Id)}`;
		const address = row.Email === null ? undefined : String(row.Email).toLowerCase();
		const invalid = address !== undefined && !address.includes('@');
		if (rejection.category === 'invalidEmail' && invalid) return;
		if (rejection.category !== 'duplicate' || address === undefined || invalid) {
			return this.say(`${name} is rejected as ${rejection.category}: ${rejection.reason}`);
		}
		const seen = new Set([row]);
		let blocked = { object, row, record, address };
		for (;;) {
			const holder = this.holders.get(blocked.address);
			if (holder === undefined) return this.say(`${name} waits for ${blocked.address}, which nobody has`);
			if (holder === blocked.record) return this.say(`${name} waits for ${blocked.address}, which is free`);
			const contact = this.contactInCharge(holder);
			const lead = this.rows.Lead.get(holder.properties[ID_PROPERTY.Lead] ?? '');
			// What a merge by a user has left as a further address cannot be taken away.
			const further = this.state.actor.mergedByUser.has(holder.id);
			if (blocked.object === 'Contact' && contact === undefined && lead !== undefined && !further) {
				return this.say(`${name} waits for ${blocked.address}, which only a lead has`);
			}
			if (blocked.object === 'Lead' && contact !== undefined && blocked.record === undefined) {
				return this.say(`${name} is rejected although a contact stands for it`);
			}
			const by = contact ?? lead;
			if (by === undefined) return this.nobodysHolder(name, blocked.row, blocked.record, holder);
			const wanted = by.Email === null ? null : String(by.Email).toLowerCase();
			// It has the address rightly, or keeps it because it was given no other (or no good one).
			if (wanted === blocked.address || wanted === null || !wanted.includes('@')) return;
			// HubSpot's own merge left it as a further address.
			if (holder.properties.hs_additional_emails?.split(';').includes(blocked.address)) return;
			// Else it must be waiting itself for somebody, and not in a circle.
			if (seen.has(by)) return this.say(`${name} waits in a circle for ${blocked.address}`);
			seen.add(by);
			const object: PersonObject = contact === undefined ? 'Lead' : 'Contact';
			if (!this.rejected[object].has(String(by.Id)))
				return this.say(`${name} waits for ${blocked.address}, which ${object} ${String(by.Id)} has given up`);
			blocked = { object, row: by, record: holder, address: wanted };
		}
	}

	/** A contact in HubSpot that no live record stands for is adopted, unless the record has one of its own already. */
	private nobodysHolder(name: string, row: Row, record: HubspotRecord | undefined, holder: HubspotRecord): void {
		const own = record ?? this.contacts.find(({ properties }) => this.hasBecome(properties, String(row.Id)));
		if (own !== undefined || this.isOwned('Contact', holder.properties) || this.isOwned('Lead', holder.properties))
			return;
		this.say(`${name} is rejected although it could adopt ${holder.id}`);
	}

	/** The record of a lead that was converted into this one, or of a contact that was merged into it. */
	private hasBecome(properties: Readonly<Record<string, string>>, id: string): boolean {
		let at: string | undefined = properties[ID_PROPERTY.Contact] ?? properties[ID_PROPERTY.Lead];
		while (at !== undefined && at !== id) at = this.state.actor.became.get(at);
		return at === id;
	}

	/** Nothing is in HubSpot that nobody put there, and nothing that was to be archived. */
	private nobodysRecord(object: 'contacts' | 'companies', record: HubspotRecord, sources: SalesforceObject[]): void {
		const ids = sources.flatMap((source) => {
			const id = record.properties[ID_PROPERTY[source]];
			return id === undefined ? [] : [{ source, id }];
		});
		const { actor, onDelete } = this.state;
		if (ids.length === 0) {
			if (!actor.createdByUser.has(`${object} ${record.id}`)) this.say(`${object} ${record.id} belongs to nobody`);
			return;
		}
		if (onDelete === 'ignore' || actor.mergedByUser.has(record.id)) return;
		const stands = ids.some(({ source, id }) => this.standsFor(source, id));
		if (!stands)
			this.say(
				`${object} ${record.id} stands for ${ids.map(({ source, id }) => `${source} ${id}`).join(' and ')}, gone, and is not archived`,
			);
	}

	/** Lives, or has become one that does; a converted lead is never archived. */
	private standsFor(source: SalesforceObject, id: string): boolean {
		if (this.rows[source].has(id)) return true;
		const heir = this.state.actor.became.get(id);
		if (heir === undefined) return false;
		return source === 'Lead' && heir.startsWith('003') ? true : this.standsFor(source, heir);
	}
}

const domainOf = (row: Row): string | null => SITES.find(({ site }) => site === row.Website)?.domain ?? null;
