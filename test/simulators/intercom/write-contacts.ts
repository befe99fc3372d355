import { randomUUID } from 'node:crypto';
import type { JsonObject } from './body';
import { applyContact, EMPTY_CONTACT, type ContactData } from './contact-data';
import { IntercomError, invalid, missing } from './errors';
import { sameData } from './records';
import { seenOf, type Contact, type Workspace } from './workspace';

/** @throws IntercomError 400, 409 */
export function createContact(workspace: Workspace, sent: JsonObject): Contact {
	const contact = insertContact(workspace, sent);
	workspace.index.changed(contact.id, undefined, seenOf(contact));
	workspace.writes.contact.created++;
	return contact;
}

/** Creates a contact without counting it, and search sees it at once. @throws IntercomError 400, 409 */
export function insertContact(workspace: Workspace, sent: JsonObject): Contact {
	const data = applyContact(workspace.attributes, EMPTY_CONTACT, sent);
	if (data.email === null && data.external_id === null && (sent.role ?? null) === null)
		throw missing('email, external_id or role must be specified');
	// Intercom gives every lead an external id of its own.
	if (data.role === 'lead') data.external_id ??= randomUUID();
	refuseConflict(workspace, data);
	return workspace.contacts.insert(data);
}

/** Equal values change nothing, not even the stamp. @throws IntercomError 400, 409 */
export function updateContact(workspace: Workspace, contact: Contact, sent: JsonObject): void {
	const before = seenOf(contact);
	const changed = changeContact(workspace, contact, sent);
	if (changed) workspace.index.changed(contact.id, before, seenOf(contact));
	workspace.writes.contact.updated++;
	if (!changed) workspace.writes.contact.unchanged++;
}

/** Changes a contact without counting it, and search sees it at once. @throws IntercomError 400, 409 */
export function changeContact(workspace: Workspace, contact: Contact, sent: JsonObject): boolean {
	const { data } = contact;
	const next = applyContact(workspace.attributes, data, sent);
	if (data.role === 'user' && next.role === 'lead') throw invalid('A user cannot be converted to a lead', 'role');
	if (next.email === null && next.external_id === null && (data.email !== null || data.external_id !== null))
		throw invalid('A contact needs an email or an external_id');
	if (sameData(next, data)) return false;
	refuseConflict(workspace, next, contact);
	workspace.contacts.replace(contact, next);
	return true;
}

/** Archives or brings back. @throws IntercomError 409 where somebody has taken the place meanwhile. */
export function setArchived(workspace: Workspace, contact: Contact, archived: boolean, indexNow = false): boolean {
	const before = seenOf(contact);
	if (before.data.archived === archived) return false;
	const next = { ...before.data, archived };
	if (!archived) refuseConflict(workspace, next, contact);
	workspace.contacts.replace(contact, next);
	if (!indexNow) workspace.index.changed(contact.id, before, seenOf(contact));
	return true;
}

/** Deletes for good. */
export function removeContact(workspace: Workspace, contact: Contact): void {
	workspace.contacts.remove(contact);
	workspace.attachments.removeContact(contact.id);
	workspace.index.forget(contact.id);
}

/** One external id, one contact; one address, one user. Archived contacts keep both. @throws IntercomError 409 */
function refuseConflict(workspace: Workspace, data: ContactData, self?: Contact): void {
	const holders = data.external_id === null ? [] : [...workspace.contacts.lookUp('external_id', data.external_id)];
	if (data.role === 'user' && data.email !== null)
		for (const holder of workspace.contacts.lookUp('email', data.email))
			if (holder.data.role === 'user') holders.push(holder);
	const others = holders.filter((holder) => holder !== self);
	const holder = others.find((one) => !one.data.archived) ?? others.at(0);
	if (holder === undefined) return;
	const who = holder.data.archived ? 'An archived contact' : 'A contact';
	throw new IntercomError(409, 'conflict', `${who} matching those details already exists with id=${holder.id}`);
}
