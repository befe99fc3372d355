import { PERSON_FIELDS } from '../schema/personAccounts';
import type { Fields, Store, WriteTimes } from './store';
import type { Input } from './values';

/** Records that cannot be without their parent: object → child objects with the field that leads up. */
const PARTS: Record<string, Array<[object: string, field: string]>> = {
	Opportunity: [['OpportunityContactRole', 'OpportunityId']],
	Contact: [['OpportunityContactRole', 'ContactId']],
};

/**
 * Soft delete: the record goes to the recycle bin, and its parts with it. With `cascade`, an account takes its contacts
 * and opportunities along.
 */
export function remove(store: Store, object: string, id: string, options: { cascade: boolean }): void {
	store.touch(object, id, { deleted: true });
	const along: Array<{ object: string; id: string }> = [];
	const accountChildren: typeof PARTS.Account = [
		['Contact', 'AccountId'],
		['Opportunity', 'AccountId'],
	];
	for (const [child, field] of options.cascade && object === 'Account' ? accountChildren : (PARTS[object] ?? [])) {
		for (const childId of store.children(child, field, new Set([id]))) {
			remove(store, child, childId, options);
			along.push({ object: child, id: childId });
		}
	}
	if (along.length > 0) store.cascaded.set(id, along);
}

/** Back from the recycle bin, with what went there with it. */
export function undelete(store: Store, object: string, id: string): void {
	const at = store.seconds();
	store.touch(object, id, { deleted: false, modified: at });
	for (const child of store.cascaded.get(id) ?? []) undelete(store, child.object, child.id);
	store.cascaded.delete(id);
}

/** Merges losers into a winner: they are deleted with MasterRecordId set, and what pointed at them points at the winner. */
export function merge(store: Store, object: string, winnerId: string, loserIds: string[]): void {
	const losers = new Set(loserIds);
	for (const loser of loserIds) {
		store.update(object, loser, { MasterRecordId: winnerId });
		store.touch(object, loser, { deleted: true });
	}
	for (const spec of store.schema.all()) {
		for (const field of spec.fields) {
			if (!(field.referenceTo ?? []).includes(object) || (field.readOnly ?? false)) continue;
			for (const child of store.children(spec.name, field.name, losers))
				store.update(spec.name, child, { [field.name]: winnerId });
		}
	}
	store.update(object, winnerId, {});
}

export interface Conversion {
	/** Existing account and contact to convert into; absent: new ones are made. */
	accountId?: string;
	contactId?: string;
	/** With a name, an opportunity is made too. */
	opportunityName?: string;
}

export interface Converted {
	accountId: string;
	contactId: string;
	opportunityId: string | null;
}

/** Converts a lead as the standard button does: the lead stays, closed, and points at what it became. */
export function convertLead(store: Store, leadId: string, options: Conversion): Converted {
	const lead = store.record('Lead', leadId);
	const value = (name: string): Input => lead[name] as Input;
	const accountId =
		options.accountId ??
		store.create('Account', {
			Name: value('Company'),
			Phone: value('Phone'),
			Website: value('Website'),
			Industry: value('Industry'),
			AnnualRevenue: value('AnnualRevenue'),
			NumberOfEmployees: value('NumberOfEmployees'),
			OwnerId: value('OwnerId'),
		});
	const contactId =
		options.contactId ??
		store.create('Contact', {
			AccountId: accountId,
			FirstName: value('FirstName'),
			LastName: value('LastName'),
			Salutation: value('Salutation'),
			Title: value('Title'),
			Email: value('Email'),
			Phone: value('Phone'),
			MobilePhone: value('MobilePhone'),
			LeadSource: value('LeadSource'),
			MailingCity: value('City'),
			MailingState: value('State'),
			MailingCountry: value('Country'),
			OwnerId: value('OwnerId'),
		});
	const today = new Date(store.seconds() * 1000).toISOString().slice(0, 10);
	const opportunityId =
		options.opportunityName === undefined
			? null
			: store.create('Opportunity', {
					Name: options.opportunityName,
					AccountId: accountId,
					StageName: 'Prospecting',
					CloseDate: today,
				});
	if (opportunityId !== null)
		store.create('OpportunityContactRole', { OpportunityId: opportunityId, ContactId: contactId, IsPrimary: true });
	// Open and closed activities go over to the contact.
	for (const activity of ['Task', 'Event']) {
		for (const id of store.children(activity, 'WhoId', new Set([leadId])))
			store.update(activity, id, { WhoId: contactId, AccountId: accountId });
	}
	store.update('Lead', leadId, {
		IsConverted: true,
		ConvertedDate: today,
		ConvertedAccountId: accountId,
		ConvertedContactId: contactId,
		ConvertedOpportunityId: opportunityId,
		Status: 'Closed - Converted',
	});
	return { accountId, contactId, opportunityId };
}

/** Makes a person account: the account, and the contact that is the same person. */
export function createPersonAccount(store: Store, fields: Fields, times: WriteTimes): string {
	const Name = [fields.FirstName, fields.LastName].filter(Boolean).join(' ');
	const accountId = store.create('Account', { ...fields, Name, IsPersonAccount: true }, times);
	const contactId = store.create(
		'Contact',
		{ ...mirrored(fields, 'Account'), AccountId: accountId, IsPersonAccount: true },
		times,
	);
	store.update('Account', accountId, { PersonContactId: contactId }, times);
	return accountId;
}

/** Carries a change on one half of a person account over to the other. */
export function mirrorPerson(store: Store, object: string, id: string, fields: Fields, times: WriteTimes): void {
	if (object !== 'Account' && object !== 'Contact') return;
	const record = store.record(object, id);
	if (record.IsPersonAccount !== true) return;
	const [other, otherId] = object === 'Account' ? ['Contact', record.PersonContactId] : ['Account', record.AccountId];
	store.update(other, String(otherId), mirrored(fields, object), times);
	const accountId = object === 'Account' ? id : String(otherId);
	const { FirstName, LastName } = store.record('Account', accountId);
	store.update('Account', accountId, { Name: [FirstName, LastName].filter(Boolean).join(' ') }, times);
}

function mirrored(fields: Fields, from: 'Account' | 'Contact'): Fields {
	const result: Fields = {};
	for (const [accountField, contactField] of PERSON_FIELDS) {
		const [source, target] = from === 'Account' ? [accountField, contactField] : [contactField, accountField];
		if (fields[source] !== undefined) result[target] = fields[source];
	}
	return result;
}
