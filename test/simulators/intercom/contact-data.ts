import type { AttributeCatalogue } from './attributes';
import { checkMembers, secondsOrNull, textOrNull, type Json, type JsonObject } from './body';
import { applyCustomValues, type CustomValues } from './custom-values';
import { invalid } from './errors';

export type Role = 'user' | 'lead';

/** What a contact holds, in the API's own names; null = unknown. */
export interface ContactData {
	role: Role;
	external_id: string | null;
	email: string | null;
	phone: string | null;
	name: string | null;
	avatar: string | null;
	owner_id: number | null;
	/** Seconds since 1970. */
	signed_up_at: number | null;
	last_seen_at: number | null;
	unsubscribed_from_emails: boolean;
	language_override: string | null;
	custom_attributes: CustomValues;
	archived: boolean;
}

const MEMBERS = [
	'role',
	'external_id',
	'email',
	'phone',
	'name',
	'avatar',
	'owner_id',
	'signed_up_at',
	'last_seen_at',
	'unsubscribed_from_emails',
	'language_override',
	'custom_attributes',
];

const TEXTS = ['external_id', 'phone', 'name', 'language_override'] as const;
const MOMENTS = ['signed_up_at', 'last_seen_at'] as const;
const MAX_URL = 2048;

export const EMPTY_CONTACT: ContactData = {
	role: 'user',
	external_id: null,
	email: null,
	phone: null,
	name: null,
	avatar: null,
	owner_id: null,
	signed_up_at: null,
	last_seen_at: null,
	unsubscribed_from_emails: false,
	language_override: null,
	custom_attributes: {},
	archived: false,
};

/**
 * A contact's next data after a write: what is sent replaces, null clears, the rest stays.
 * @throws IntercomError 400
 */
export function applyContact(catalogue: AttributeCatalogue, before: ContactData, sent: JsonObject): ContactData {
	checkMembers(sent, MEMBERS);
	const next = { ...before };
	if (sent.role !== undefined) next.role = role(sent.role);
	for (const field of TEXTS) if (sent[field] !== undefined) next[field] = textOrNull(sent[field], field);
	for (const field of MOMENTS) if (sent[field] !== undefined) next[field] = secondsOrNull(sent[field], field);
	if (sent.avatar !== undefined) next.avatar = textOrNull(sent.avatar, 'avatar', MAX_URL);
	if (sent.email !== undefined) next.email = email(sent.email);
	if (next.external_id === '') throw invalid('external_id cannot be blank', 'external_id');
	if (sent.owner_id !== undefined) next.owner_id = owner(sent.owner_id);
	if (sent.unsubscribed_from_emails !== undefined) {
		if (typeof sent.unsubscribed_from_emails !== 'boolean')
			throw invalid('unsubscribed_from_emails must be true or false', 'unsubscribed_from_emails');
		next.unsubscribed_from_emails = sent.unsubscribed_from_emails;
	}
	next.custom_attributes = applyCustomValues(catalogue, 'contact', before.custom_attributes, sent.custom_attributes);
	return next;
}

function role(value: Json): Role {
	if (value !== 'user' && value !== 'lead') throw invalid('role must be either user or lead', 'role');
	return value;
}

function owner(value: Json): number | null {
	if (value !== null && !Number.isSafeInteger(value)) throw invalid('owner_id must be an integer', 'owner_id');
	return value as number | null;
}

const EMAIL =
	/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** Addresses are kept in lower case. */
function email(value: Json): string | null {
	const address = textOrNull(value, 'email')?.trim().toLowerCase() ?? null;
	if (address !== null && (address.length > 254 || address.indexOf('@') > 64 || !EMAIL.test(address)))
		throw invalid('Email is invalid', 'email');
	return address;
}
