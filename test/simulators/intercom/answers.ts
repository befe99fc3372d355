import type { DataAttribute } from './attributes';
import { seenOf, type Company, type Contact, type Workspace } from './workspace';

const seconds = (ms: number) => Math.floor(ms / 1000);

/** A company as every endpoint answers it. What is unknown is left out, the way Intercom does. */
export function companyAnswer(workspace: Workspace, company: Company): Record<string, unknown> {
	const { data } = company;
	return {
		type: 'company',
		company_id: data.company_id,
		id: company.id,
		app_id: workspace.settings.appId,
		name: data.name,
		remote_created_at: data.remote_created_at,
		created_at: seconds(company.createdAt),
		updated_at: seconds(company.updatedAt),
		...(data.size === null ? {} : { size: data.size }),
		...(data.website === null ? {} : { website: data.website }),
		...(data.industry === null ? {} : { industry: data.industry }),
		monthly_spend: data.monthly_spend,
		session_count: 0,
		user_count: liveContacts(workspace, company).length,
		tags: { type: 'tag.list', tags: [] },
		segments: { type: 'segment.list', segments: [] },
		plan: data.plan === null ? {} : { type: 'plan', id: data.plan, name: data.plan },
		custom_attributes: data.custom_attributes,
	};
}

/** The contacts of a company that are not archived. */
export const liveContacts = (workspace: Workspace, company: Company): Contact[] =>
	[...workspace.attachments.contacts(company.id)]
		.map((id) => workspace.contacts.live(id))
		.filter((contact) => contact !== undefined);

/** How many companies a contact shows of itself; the rest is behind `url`. */
const SHOWN_COMPANIES = 10;

/** A contact as every endpoint answers it; a search hands over what it sees of it. */
export function contactAnswer(
	workspace: Workspace,
	contact: Contact,
	{ data, updatedAt } = seenOf(contact),
): Record<string, unknown> {
	const { email } = data;
	const url = `/contacts/${contact.id}`;
	const companies = [...workspace.attachments.companies(contact.id)];
	const none = (name: string) => ({
		type: 'list',
		data: [],
		url: `${url}/${name}`,
		total_count: 0,
		has_more: false,
	});
	return {
		type: 'contact',
		id: contact.id,
		workspace_id: workspace.settings.appId,
		...data,
		// Whether it is archived shows only in what the archive call answers.
		archived: undefined,
		email_domain: email?.split('@')[1] ?? null,
		social_profiles: { type: 'list', data: [] },
		has_hard_bounced: false,
		marked_email_as_spam: false,
		created_at: seconds(contact.createdAt),
		updated_at: seconds(updatedAt),
		last_replied_at: null,
		last_contacted_at: null,
		last_email_opened_at: null,
		last_email_clicked_at: null,
		location: { type: 'location', country: null, region: null, city: null, country_code: null, continent_code: null },
		tags: none('tags'),
		notes: none('notes'),
		companies: {
			type: 'list',
			data: companies.slice(0, SHOWN_COMPANIES).map((id) => ({ type: 'company', id, url: `/companies/${id}` })),
			url: `${url}/companies`,
			total_count: companies.length,
			has_more: companies.length > SHOWN_COMPANIES,
		},
		opted_out_subscription_types: none('subscriptions'),
		opted_in_subscription_types: none('subscriptions'),
	};
}

/** What archiving, unarchiving and deleting a contact answer. */
export const contactReference = ({ id, data }: Contact, what: Record<string, boolean>) => ({
	type: 'contact',
	id,
	external_id: data.external_id,
	...what,
});

export const attributeAnswer = (attribute: DataAttribute) => ({ type: 'data_attribute', ...attribute });

/** A page of a list that is counted in pages. `next` is the address of the page after it. */
export function numberedPage(
	data: unknown[],
	total: number,
	page: number,
	perPage: number,
	path: string,
): Record<string, unknown> {
	const pages = Math.ceil(total / perPage);
	return {
		type: 'list',
		data,
		pages: {
			type: 'pages',
			next: page < pages ? `${path}?per_page=${perPage}&page=${page + 1}` : null,
			page,
			per_page: perPage,
			total_pages: pages,
		},
		total_count: total,
	};
}
