import type { Intercom } from 'intercom-client';
import { isSophiaError, type RecordProblem } from '../../errors';
import type { WriteOutcome, WriteRecord } from '../types';
import type { IntercomApi } from './client';
import type { WriteCall } from './companies';
import { IntercomRefusal, refusalOf, unreadable } from './errors';
import { readOne } from './find';
import { duplicate, recordProblem, required, unavailable } from './recordProblems';
import { bodyOf, USER_ID, without, type Fields } from './values';
import { conflictOf, readRecord } from './wire';

export const isLead = ({ properties }: Pick<WriteRecord, 'properties'>): boolean => properties.role === 'lead';

/**
 * What is sent to update a contact. An id of ours makes it a user (Intercom ignores the id on a lead); a user
 * cannot become a lead again, and a lead is one already, so that this role is never sent.
 */
function updateProperties({ properties }: WriteRecord): Record<string, string> {
	const rest = without(properties, 'role');
	return properties.role === 'user' || (rest[USER_ID] ?? '') !== '' ? { ...rest, role: 'user' } : rest;
}

/** Updates a contact by Intercom's id. Archived and merged ones are gone. */
export async function updateContact(
	api: IntercomApi,
	record: WriteRecord,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const { id, destinationId = '' } = record;
	const properties = updateProperties(record);
	const built = bodyOf(properties, fields);
	if ('problem' in built) return { id, status: 'rejected', problem: built.problem };
	try {
		const body = { ...built.body, contact_id: destinationId };
		await api.call(call, async (sdk) => await sdk.contacts.update(body));
		return { id, status: 'updated', destinationId };
	} catch (error) {
		const refusal = refusalOf(error);
		if (refusal.isNotFound) return { id, status: 'gone' };
		return { id, status: 'rejected', problem: recordProblem(refusal, Object.keys(properties)) };
	}
}

/**
 * Creates a user. Where its id or its e-mail address is taken, the contact that has it decides: our own id
 * means that an earlier answer was lost, and the contact is updated; an archived contact is brought back
 * first; any other is reported as a duplicate, for the caller to adopt.
 */
export async function createUser(
	api: IntercomApi,
	record: WriteRecord,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const properties: Record<string, string> = { ...record.properties, role: 'user', [USER_ID]: record.id };
	const { outcome, refusal } = await create(api, record, properties, fields, call);
	if (refusal === undefined) return outcome;
	const conflict = refusal.status === 409 ? conflictOf(refusal.errors) : undefined;
	if (conflict === undefined) return outcome;
	if (conflict.archived && !(await unarchived(api, conflict.id, call)))
		return { id: record.id, status: 'rejected', problem: NOT_RESTORABLE };
	const existing = await readOne(api, 'contacts', conflict.id, { signal: call.signal, beforeCall: call.beforeCall });
	if (existing === undefined)
		return {
			id: record.id,
			status: 'rejected',
			problem: { ...duplicate(undefined, conflict.archived), retryable: true },
		};
	if (existing.fields[USER_ID] !== record.id)
		return { id: record.id, status: 'rejected', problem: duplicate(conflict.id, false) };
	return await updateContact(api, { ...record, destinationId: conflict.id }, fields, call);
}

/** Contacts that are being deleted for good block their id and address for some days. */
const NOT_RESTORABLE = unavailable(
	'An Intercom contact with the same e-mail address or User ID is archived and cannot be brought back: another one has taken its place, or it is about to be deleted for good, which takes up to a week. The record is tried again in the next run.',
);

async function unarchived(api: IntercomApi, contactId: string, call: WriteCall): Promise<boolean> {
	return await api
		.call(call, async (sdk) => await sdk.contacts.unarchive({ contact_id: contactId }))
		.then(() => true, notRestorable);
}

/** A contact that is being deleted for good is refused, or answered with a server error. @throws every other failure */
function notRestorable(error: unknown): false {
	if (error instanceof IntercomRefusal || (isSophiaError(error, 'transient') && error.status === 500)) return false;
	throw error;
}

/**
 * Creates a contact that has our id in a custom attribute only: a lead. Intercom gives leads ids of its own
 * and lets any number of them share an address, so that a repeated call would make a second one: after a
 * lost answer it is left to the next run, which finds by the attribute what was made.
 */
export async function createLead(
	api: IntercomApi,
	record: WriteRecord,
	idProperty: string,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const properties = without({ ...record.properties, [idProperty]: record.id }, USER_ID);
	return await create(api, record, properties, fields, { ...call, repeatable: false }).then(
		({ outcome }) => outcome,
		(error: unknown) => ({ id: record.id, status: 'rejected' as const, problem: lostContact(error) }),
	);
}

/**
 * Creates a contact with the e-mail address or the User ID that the mapping gives it, or a lead. Whoever has them
 * already is reported as a duplicate. A repeated call could not be told from one that meets somebody else: after a
 * lost answer it is left to the next run, which looks the contact up by its match key.
 */
export async function insertContact(
	api: IntercomApi,
	record: WriteRecord,
	fields: Fields,
	call: WriteCall,
): Promise<WriteOutcome> {
	const { id } = record;
	const properties = isLead(record) ? without(record.properties, USER_ID) : { ...record.properties, role: 'user' };
	if (!isLead(record) && (properties.email ?? '') === '' && (properties[USER_ID] ?? '') === '')
		return { id, status: 'rejected', problem: required('email') };
	return await create(api, record, properties, fields, { ...call, repeatable: false }).then(
		({ outcome }) => outcome,
		(error: unknown) => ({ id, status: 'rejected' as const, problem: lostContact(error) }),
	);
}

/** @throws every failure but a lost answer */
function lostContact(error: unknown): RecordProblem {
	if (!isSophiaError(error, 'transient') || !error.mayHaveHappened) throw error;
	return unavailable(
		"Intercom's answer was lost, and the contact may have been created. It is looked up in the next run before it is created again.",
	);
}

async function create(
	api: IntercomApi,
	record: WriteRecord,
	properties: Record<string, string>,
	fields: Fields,
	call: WriteCall & { repeatable?: boolean },
): Promise<{ outcome: WriteOutcome; refusal?: IntercomRefusal }> {
	const { id } = record;
	const built = bodyOf(properties, fields);
	if ('problem' in built) return { outcome: { id, status: 'rejected', problem: built.problem } };
	try {
		// The client's type wants one of three forms; Intercom takes them together.
		const body = built.body as unknown as Intercom.CreateContactRequest;
		const answer = await api.call(call, async (sdk) => await sdk.contacts.create(body));
		const contact = readRecord(answer.body);
		if (contact === undefined) throw unreadable(answer);
		return { outcome: { id, status: 'created', destinationId: contact.id } };
	} catch (error) {
		const refusal = refusalOf(error);
		return { outcome: { id, status: 'rejected', problem: recordProblem(refusal, Object.keys(properties)) }, refusal };
	}
}
