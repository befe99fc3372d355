import type { FieldDescription, FieldType } from '../types';

/** Intercom keeps so many characters of a text. */
export const MAX_TEXT = 255;
/** …and of the address of an image. */
const MAX_URL = 2_048;
/** Whole numbers of Intercom's own are of 32 bits: an annual revenue may not fit. */
export const MAX_INTEGER = 2 ** 31 - 1;

/** The objects that can be written, and what Intercom calls them among its data attributes. */
export const MODELS: Readonly<Record<string, { model: 'company' | 'contact'; label: string }>> = {
	companies: { model: 'company', label: 'Company' },
	contacts: { model: 'contact', label: 'Contact' },
};

type Access = 'unique' | 'writable' | 'readOnly';
type Row = [name: string, label: string, type: FieldType, access?: Access];

const ROWS: Record<string, Row[]> = {
	companies: [
		['company_id', 'Company ID', 'string', 'unique'],
		['name', 'Name', 'string'],
		['website', 'Website', 'string'],
		['industry', 'Industry', 'string'],
		['size', 'Size (employees)', 'integer'],
		['plan', 'Plan', 'string'],
		['monthly_spend', 'Monthly spend', 'integer'],
		['remote_created_at', 'Created at (yours)', 'datetime'],
		['created_at', 'Created at', 'datetime', 'readOnly'],
		['updated_at', 'Updated at', 'datetime', 'readOnly'],
		['last_request_at', 'Last seen', 'datetime', 'readOnly'],
		['session_count', 'Web sessions', 'integer', 'readOnly'],
		['user_count', 'People', 'integer', 'readOnly'],
	],
	contacts: [
		['external_id', 'User ID', 'string', 'unique'],
		['email', 'Email', 'email'],
		['name', 'Name', 'string'],
		['phone', 'Phone', 'phone'],
		['role', 'Role', 'enumeration'],
		['avatar', 'Avatar (address of an image)', 'string'],
		['owner_id', 'Owner', 'enumeration'],
		['signed_up_at', 'Signed up at', 'datetime'],
		['last_seen_at', 'Last seen at', 'datetime'],
		['unsubscribed_from_emails', 'Unsubscribed from emails', 'boolean'],
		['created_at', 'Created at', 'datetime', 'readOnly'],
		['updated_at', 'Updated at', 'datetime', 'readOnly'],
	],
};

const ROLES = [
	{ value: 'user', label: 'User' },
	{ value: 'lead', label: 'Lead' },
];

const isText = (type: FieldType) => type === 'string' || type === 'email' || type === 'phone';

/** What every workspace has. The owner has no options yet: they are the workspace's own. */
export const standardFields = (object: string): FieldDescription[] =>
	(ROWS[object] ?? []).map(([name, label, type, access = 'writable']) => ({
		name,
		label,
		type,
		writable: access !== 'readOnly',
		unique: access === 'unique',
		...(name === 'role' ? { options: ROLES } : {}),
		...(isText(type) ? { maxLength: name === 'avatar' ? MAX_URL : MAX_TEXT } : {}),
	}));
