import { checkMembers, type Json, type JsonObject } from './body';
import type { ContactData } from './contact-data';
import { contactNotFound, IntercomError, invalid, missing } from './errors';
import { MERGE_CHECKED, type Version } from './versions';
import { seenOf, type Contact, type Workspace } from './workspace';
import { removeContact } from './write-contacts';

/** What a user takes from the lead where it has nothing of its own. */
const TAKEN = ['email', 'phone', 'name', 'avatar', 'owner_id', 'signed_up_at', 'last_seen_at'] as const;

/**
 * `POST /contacts/merge`: the lead goes, the user takes its companies and what it lacked.
 * Since 2.16 only duplicates (same address or phone) merge unless the check is skipped.
 * @throws IntercomError 400, 404
 */
export function mergeContacts(workspace: Workspace, sent: JsonObject, version: Version): Contact {
	const checked = version >= MERGE_CHECKED;
	checkMembers(sent, checked ? ['from', 'into', 'skip_duplicate_validation'] : ['from', 'into']);
	const from = contactOf(workspace, sent.from, 'from');
	const into = contactOf(workspace, sent.into, 'into');
	if (from.data.role !== 'lead') throw invalid('Only a lead can be merged into a user', 'from');
	if (into.data.role !== 'user') throw invalid('A lead can only be merged into a user', 'into');
	if (checked && sent.skip_duplicate_validation !== true && !areDuplicates(from.data, into.data))
		throw new IntercomError(
			400,
			'invalid_merge',
			'Contacts can only be merged when they are duplicates (matching email or phone). Pass skip_duplicate_validation=true to override this check.',
		);
	mergeLead(workspace, from, into);
	workspace.writes.contact.merged++;
	return into;
}

/** Merges without a check and without counting. */
export function mergeLead(workspace: Workspace, from: Contact, into: Contact, indexNow = false): void {
	const seen = seenOf(into);
	const before = seen.data;
	const taken = TAKEN.filter((field) => before[field] === null).map((field) => [field, from.data[field]]);
	for (const companyId of [...workspace.attachments.companies(from.id)]) workspace.attachments.add(into.id, companyId);
	removeContact(workspace, from);
	workspace.mergedInto.set(from.id, into.id);
	workspace.contacts.replace(into, {
		...before,
		...(Object.fromEntries(taken) as Partial<ContactData>),
		custom_attributes: { ...from.data.custom_attributes, ...before.custom_attributes },
	});
	if (!indexNow) workspace.index.changed(into.id, seen, seenOf(into));
}

function contactOf(workspace: Workspace, id: Json | undefined, field: string): Contact {
	if (typeof id !== 'string') throw missing(`${field} not specified`, field);
	const contact = workspace.contacts.live(id);
	if (contact === undefined) throw contactNotFound();
	return contact;
}

const areDuplicates = (left: ContactData, right: ContactData) =>
	(['email', 'phone'] as const).some((field) => left[field] !== null && left[field] === right[field]);
