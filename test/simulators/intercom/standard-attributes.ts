import type { DataAttribute, DataType, Model } from './attributes';

type Row = [name: string, label: string, type: DataType, writable: boolean];

const CONTACT: Row[] = [
	['id', 'ID', 'string', false],
	['external_id', 'User ID', 'string', true],
	['role', 'Role', 'string', true],
	['name', 'Name', 'string', true],
	['email', 'Email', 'string', true],
	['email_domain', 'Email domain', 'string', false],
	['phone', 'Phone', 'string', true],
	['avatar', 'Avatar', 'string', true],
	['owner_id', 'Owner', 'integer', true],
	['created_at', 'First seen', 'date', false],
	['updated_at', 'Updated', 'date', false],
	['signed_up_at', 'Signed up', 'date', true],
	['last_seen_at', 'Last seen', 'date', true],
	['last_contacted_at', 'Last contacted', 'date', false],
	['last_replied_at', 'Last heard from', 'date', false],
	['unsubscribed_from_emails', 'Unsubscribed from Emails', 'boolean', true],
	['marked_email_as_spam', 'Marked email as spam', 'boolean', false],
	['has_hard_bounced', 'Has hard bounced', 'boolean', false],
	['language_override', 'Language override', 'string', true],
	['location.country', 'Country', 'string', false],
	['location.region', 'Region', 'string', false],
	['location.city', 'City', 'string', false],
];

const COMPANY: Row[] = [
	['id', 'ID', 'string', false],
	['company_id', 'Company ID', 'string', true],
	['name', 'Company name', 'string', true],
	['plan', 'Plan', 'string', true],
	['size', 'Company size', 'integer', true],
	['website', 'Company website', 'string', true],
	['industry', 'Company industry', 'string', true],
	['monthly_spend', 'Monthly Spend', 'integer', true],
	['remote_created_at', 'Company created at', 'date', true],
	['created_at', 'Company first seen', 'date', false],
	['updated_at', 'Company updated', 'date', false],
	['last_request_at', 'Company last seen', 'date', false],
	['session_count', 'Company web sessions', 'integer', false],
	['user_count', 'People', 'integer', false],
];

/** The attributes that every workspace has; their names are taken. */
export const standardAttributes = (model: Model): DataAttribute[] =>
	(model === 'contact' ? CONTACT : COMPANY).map(([name, label, data_type, api_writable]) => ({
		model,
		name: name.slice(name.lastIndexOf('.') + 1),
		full_name: name,
		label,
		description: null,
		data_type,
		api_writable,
		ui_writable: false,
		messenger_writable: false,
		custom: false,
		archived: false,
	}));
