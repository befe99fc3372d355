/** Which contacts are attached to which companies, from both ends. */
export class Attachments {
	private readonly ofContact = new Map<string, Set<string>>();
	private readonly ofCompany = new Map<string, Set<string>>();

	/** The companies of a contact, in the order they were attached. */
	companies(contactId: string): ReadonlySet<string> {
		return this.ofContact.get(contactId) ?? NONE;
	}

	/** The contacts of a company, archived ones too. */
	contacts(companyId: string): ReadonlySet<string> {
		return this.ofCompany.get(companyId) ?? NONE;
	}

	has(contactId: string, companyId: string): boolean {
		return this.companies(contactId).has(companyId);
	}

	add(contactId: string, companyId: string): void {
		join(this.ofContact, contactId, companyId);
		join(this.ofCompany, companyId, contactId);
	}

	remove(contactId: string, companyId: string): void {
		part(this.ofContact, contactId, companyId);
		part(this.ofCompany, companyId, contactId);
	}

	removeContact(contactId: string): void {
		for (const companyId of [...this.companies(contactId)]) this.remove(contactId, companyId);
	}

	removeCompany(companyId: string): void {
		for (const contactId of [...this.contacts(companyId)]) this.remove(contactId, companyId);
	}

	*all(): Iterable<{ contactId: string; companyId: string }> {
		for (const [contactId, companies] of this.ofContact)
			for (const companyId of companies) yield { contactId, companyId };
	}
}

const NONE: ReadonlySet<string> = new Set();

function join(map: Map<string, Set<string>>, from: string, to: string): void {
	const held = map.get(from);
	if (held === undefined) map.set(from, new Set([to]));
	else held.add(to);
}

function part(map: Map<string, Set<string>>, from: string, to: string): void {
	const held = map.get(from);
	held?.delete(to);
	if (held?.size === 0) map.delete(from);
}
