import type { Rejection } from '../../../../../engine/state';
import type { Actor } from '../../property/actor';
import type { PersonObject, SalesforceObject } from '../../property/history';
import { LEAD_ID, type World } from '../world';

type Row = ReturnType<World['salesforce']['row']>;
type ContactView = World['people'][number];
type CompanyView = ReturnType<World['intercom']['companies']>[number];
type Value = string | number | boolean | null;

export interface FinalState {
	world: World;
	actor: Actor;
	rejections: Rejection[];
	archives: boolean;
}

/** What is wrong with Intercom's final state, judged by Salesforce's rows and the rules of the product alone. */
export function judge(state: FinalState): string[] {
	return new Oracle(state).judge();
}

const same = (
	object: SalesforceObject,
	id: string,
	what: string,
	actual: Value | undefined,
	wanted: unknown,
): string[] => {
	const expected = (wanted ?? null) as Value;
	return (actual ?? null) === expected
		? []
		: [`${object} ${id}: ${what} is ${String(actual)} instead of ${String(expected)}`];
};

class Oracle {
	private readonly problems: string[] = [];
	private readonly people: ContactView[];
	private readonly companies: CompanyView[];
	private readonly rows: Record<SalesforceObject, Map<string, Row>>;
	private readonly rejected: Record<SalesforceObject, Map<string, Rejection>>;

	constructor(private readonly state: FinalState) {
		const { world, actor, rejections } = state;
		this.people = world.people;
		this.companies = world.intercom.companies().filter(({ archived }) => !archived);
		const rows = (object: SalesforceObject) => new Map(actor.live(object).map((row) => [String(row.Id), row]));
		this.rows = { Account: rows('Account'), Contact: rows('Contact'), Lead: rows('Lead') };
		const rejected = (object: SalesforceObject) =>
			new Map(rejections.filter(({ scope }) => scope.sourceObject === object).map((one) => [one.recordId, one]));
		this.rejected = { Account: rejected('Account'), Contact: rejected('Contact'), Lead: rejected('Lead') };
	}

	judge(): string[] {
		for (const { scope, recordId, reason } of this.state.rejections) {
			if (!this.rows[scope.sourceObject as SalesforceObject].has(recordId))
				this.say(`${scope.sourceObject} ${recordId} is listed as rejected and does not live`);
			if (reason.trim() === '') this.say(`${scope.sourceObject} ${recordId} is rejected without a reason`);
		}
		for (const row of this.rows.Account.values()) this.account(row);
		for (const row of this.rows.Contact.values()) this.contact(row);
		for (const row of this.rows.Lead.values()) this.lead(row);
		for (const company of this.companies) this.owned('companies', company.id, [['Account', company.company_id]]);
		for (const person of this.people) this.owned('contacts', person.id, this.idsOf(person));
		return this.problems;
	}

	private say(...problems: string[]): void {
		this.problems.push(...problems);
	}

	/** The record itself, or one that has become it: a company keeps the id that it was given first. */
	private stands(companyId: string, id: string): boolean {
		for (let at: string | undefined = companyId; at !== undefined; at = this.state.actor.became.get(at))
			if (at === id) return true;
		return false;
	}

	private companiesOf(accountId: string): CompanyView[] {
		return this.companies.filter(({ company_id }) => this.stands(company_id, accountId));
	}

	private account(row: Row): void {
		const id = String(row.Id);
		const rejection = this.rejected.Account.get(id);
		if (rejection !== undefined)
			return this.say(`Account ${id} is rejected as ${rejection.category}: ${rejection.reason}`);
		const found = this.companiesOf(id);
		if (found.length === 0) return this.say(`Account ${id} is not in Intercom`);
		const faults = found.map(({ name, industry, size, website, custom_attributes }) => [
			...same('Account', id, 'name', name, row.Name),
			...same('Account', id, 'industry', industry, row.Industry),
			...same('Account', id, 'size', size, row.NumberOfEmployees),
			...same('Account', id, 'website', website, row.Website),
			...same('Account', id, 'description', custom_attributes.description, row.Description),
			...same('Account', id, 'annual_revenue', custom_attributes.annual_revenue, row.AnnualRevenue),
		]);
		if (!faults.some((list) => list.length === 0)) this.say(...faults[0]);
	}

	private person(object: PersonObject, row: Row, { name, phone, email, custom_attributes }: ContactView): void {
		const id = String(row.Id);
		this.say(
			...same(object, id, 'name', name, row.Name),
			...same(object, id, 'phone', phone, row.Phone),
			...same(object, id, 'job_title', custom_attributes.job_title, row.Title),
		);
		// An address that is emptied is kept.
		if (row.Email !== null) this.say(...same(object, id, 'email', email, String(row.Email).toLowerCase()));
	}

	private contact(row: Row): void {
		const id = String(row.Id);
		const users = this.people.filter(({ role, external_id }) => role === 'user' && external_id === id);
		if (users.length > 1) this.say(`Contact ${id} is in Intercom ${users.length} times`);
		const rejection = this.rejected.Contact.get(id);
		if (rejection !== undefined) return this.rejection('Contact', row, users[0], rejection);
		if (users.length === 0) return this.say(`Contact ${id} is not in Intercom`);
		this.person('Contact', row, users[0]);
		this.attachments(row, users[0]);
	}

	private attachments(row: Row, user: ContactView): void {
		const id = String(row.Id);
		const account = row.AccountId === null ? undefined : String(row.AccountId);
		const wanted =
			account === undefined || !this.rows.Account.has(account)
				? []
				: this.companiesOf(account).map((company) => company.id);
		const attached = user.companies.filter((company) => this.companies.some((one) => one.id === company));
		if (wanted.length > 0 && !attached.some((company) => wanted.includes(company)))
			this.say(`Contact ${id} is not attached to the company of its account`);
		if (this.state.actor.mergedByUser.has(user.id)) return;
		for (const company of attached)
			if (!wanted.includes(company))
				this.say(`Contact ${id} is attached to ${company}, which is not its account's company`);
	}

	private lead(row: Row): void {
		const id = String(row.Id);
		const found = this.people.filter(({ custom_attributes }) => custom_attributes[LEAD_ID] === id);
		if (found.length > 1) this.say(`Lead ${id} is in Intercom ${found.length} times`);
		const rejection = this.rejected.Lead.get(id);
		if (rejection !== undefined) return this.rejection('Lead', row, found[0], rejection);
		const own = found.find((person) => !this.isContacts(person));
		if (own !== undefined) return this.person('Lead', row, own);
		const address = row.Email === null ? undefined : String(row.Email).toLowerCase();
		const shadow = this.people.some((person) => person.email === address && this.isContacts(person));
		if (!shadow) this.say(`Lead ${id} is not in Intercom`);
	}

	private isContacts({ role, external_id }: ContactView): boolean {
		return role === 'user' && external_id !== null && this.rows.Contact.has(external_id);
	}

	/** Only for its address: because it is none, because somebody else has it, or because several leads do. */
	private rejection(
		object: PersonObject,
		row: Row,
		own: ContactView | undefined,
		{ category, reason }: Rejection,
	): void {
		const name = `${object} ${String(row.Id)}`;
		const address = row.Email === null ? undefined : String(row.Email).toLowerCase();
		if (category === 'invalidEmail' && address !== undefined && !address.includes('@')) return;
		const holders = this.state.world.intercom.contacts().filter(({ id, email }) => email === address && id !== own?.id);
		if (category === 'duplicate' && address !== undefined && holders.length > 0) return;
		if (category === 'ambiguous' && holders.length > 1) return;
		this.say(`${name} is rejected as ${category}: ${reason}`);
	}

	private idsOf({ role, external_id, custom_attributes }: ContactView): Array<[SalesforceObject, string]> {
		const lead = custom_attributes[LEAD_ID];
		return [
			...(role === 'user' && external_id !== null
				? ([['Contact', external_id]] as Array<[SalesforceObject, string]>)
				: []),
			...(lead === undefined ? [] : ([['Lead', String(lead)]] as Array<[SalesforceObject, string]>)),
		];
	}

	/** Nothing is in Intercom that nobody put there, and nothing that was to be archived. */
	private owned(object: 'contacts' | 'companies', id: string, ids: Array<[SalesforceObject, string]>): void {
		const { actor, archives } = this.state;
		if (actor.createdByUser.has(`${object} ${id}`)) return;
		if (ids.length === 0) return this.say(`${object} ${id} belongs to nobody`);
		if (!archives || actor.mergedByUser.has(id)) return;
		if (!ids.some(([source, one]) => this.lives(source, one)))
			this.say(`${object} ${id} stands for ${ids.flat().join(' ')}, gone, and is not archived`);
	}

	/** Lives, or has become one that does; a converted lead is never archived. */
	private lives(source: SalesforceObject, id: string): boolean {
		if (this.rows[source].has(id)) return true;
		const heir = this.state.actor.became.get(id);
		if (heir === undefined) return false;
		return source === 'Lead' && heir.startsWith('003') ? true : this.lives(source, heir);
	}
}
