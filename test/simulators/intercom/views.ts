import type { CompanyData } from './company-data';
import type { ContactData } from './contact-data';
import type { Company, Contact, RecordWrites, Workspace } from './workspace';

interface Stamps {
	id: string;
	/** Milliseconds since 1970. */
	createdAt: number;
	updatedAt: number;
	/** How many writes have changed it, its creation included; attaching is none. */
	revision: number;
}

/** A contact as tests see it, in the API's own names. */
export interface ContactView extends ContactData, Stamps {
	/** Ids of its companies, in the order they were attached. */
	companies: string[];
}

/** A company as tests see it, in the API's own names. */
export interface CompanyView extends CompanyData, Stamps {
	/** Ids of its contacts, archived ones too. */
	contacts: string[];
	/** Whether Intercom shows it: it has a contact that is not archived. */
	visible: boolean;
}

export interface AttachmentView {
	contactId: string;
	companyId: string;
}

/** What was written through the API; seeding is not counted, and refused calls are not. */
export interface WriteCounts extends RecordWrites {
	/** Write calls that were carried out, whatever they wrote. */
	calls: number;
	/** Records created, updated, archived, unarchived, deleted or merged. */
	records: number;
	attached: number;
	detached: number;
	/** Writes that found nothing to do: attached or archived already. */
	repeated: number;
	/** Data attributes created or changed. */
	attributes: number;
}

export const viewOfContact = (workspace: Workspace, contact: Contact): ContactView => ({
	...stampsOf(contact),
	...contact.data,
	companies: [...workspace.attachments.companies(contact.id)],
});

export const viewOfCompany = (workspace: Workspace, company: Company): CompanyView => ({
	...stampsOf(company),
	...company.data,
	contacts: [...workspace.attachments.contacts(company.id)],
	visible: workspace.isVisible(company),
});

const stampsOf = ({ id, createdAt, updatedAt, revision }: Stamps): Stamps => ({ id, createdAt, updatedAt, revision });

/** The counts of both kinds of record together, and what is no record. */
export function countsOf({ writes }: Workspace): WriteCounts {
	const { company, contact, attached, detached, repeated, attributes } = writes;
	const sum = (what: keyof RecordWrites) => company[what] + contact[what];
	const total: RecordWrites = {
		created: sum('created'),
		updated: sum('updated'),
		unchanged: sum('unchanged'),
		archived: sum('archived'),
		unarchived: sum('unarchived'),
		deleted: sum('deleted'),
		merged: sum('merged'),
	};
	const { unchanged, ...carriedOut } = total;
	const records = Object.values(carriedOut).reduce((left, right) => left + right);
	const calls = records + attached + detached + repeated + attributes;
	return { ...carriedOut, unchanged, calls, records, attached, detached, repeated, attributes };
}
