import type { FastifyInstance } from 'fastify';
import { companyAnswer, contactAnswer, contactReference, numberedPage } from './answers';
import { checkMembers, pageNumber } from './body';
import { companyNotFound, contactNotFound, IntercomError, missing } from './errors';
import { mergeContacts } from './merge';
import { route } from './routing';
import { listContacts, searchContacts } from './search';
import { MERGE_CHECKED, type Version } from './versions';
import type { Contact, Workspace } from './workspace';
import { createContact, removeContact, setArchived, updateContact } from './write-contacts';

const MAX_MERGE_HOPS = 3;
const COMPANIES_PER_PAGE = 50;
const MAX_PER_PAGE = 150;

/** Contacts: users and leads. Archived ones are not found; they can only be brought back or deleted. */
export function registerContactRoutes(app: FastifyInstance, workspace: Workspace): void {
	const { writes } = workspace;
	const answer = (contact: Contact) => contactAnswer(workspace, contact);
	route(app, 'POST', '/contacts', ({ body }) => answer(createContact(workspace, body())));
	route(app, 'GET', '/contacts', ({ query }) => listContacts(workspace, query));
	route(app, 'POST', '/contacts/search', ({ body }) => searchContacts(workspace, body()), { writes: false });
	route(app, 'POST', '/contacts/merge', ({ body, version }) => answer(mergeContacts(workspace, body(), version)));
	route(app, 'GET', '/contacts/find_by_external_id/:externalId', ({ params }) => {
		for (const contact of workspace.contacts.lookUp('external_id', params.externalId))
			if (!contact.data.archived && contact.data.role === 'user') return answer(contact);
		throw contactNotFound();
	});
	route(app, 'GET', '/contacts/:id', ({ params, version }) => answer(found(workspace, params.id, version)));
	route(app, 'PUT', '/contacts/:id', ({ params, body, version }) => {
		const contact = found(workspace, params.id, version);
		updateContact(workspace, contact, body());
		return answer(contact);
	});
	route(app, 'DELETE', '/contacts/:id', ({ params, version }) => {
		const contact = known(workspace, params.id, version);
		removeContact(workspace, contact);
		writes.contact.deleted++;
		return contactReference(contact, { deleted: true });
	});
	for (const [verb, archived] of [
		['archive', true],
		['unarchive', false],
	] as const)
		route(app, 'POST', `/contacts/:id/${verb}`, ({ params, version }) => {
			const contact = known(workspace, params.id, version);
			if (setArchived(workspace, contact, archived)) writes.contact[archived ? 'archived' : 'unarchived']++;
			else writes.repeated++;
			return contactReference(contact, { archived });
		});
	registerAttachmentRoutes(app, workspace);
}

function registerAttachmentRoutes(app: FastifyInstance, workspace: Workspace): void {
	const { writes, attachments } = workspace;
	route(app, 'POST', '/contacts/:id/companies', ({ params, body, version }) => {
		const contact = found(workspace, params.id, version);
		const sent = body();
		checkMembers(sent, ['id']);
		if (typeof sent.id !== 'string') throw missing('company not specified', 'id');
		const company = workspace.companies.live(sent.id);
		if (company === undefined) throw companyNotFound();
		if (attachments.has(contact.id, company.id)) {
			writes.repeated++;
			return companyAnswer(workspace, company);
		}
		const maximum = workspace.settings.maxCompaniesPerContact;
		if (attachments.companies(contact.id).size >= maximum)
			throw new IntercomError(
				400,
				'contact_company_limit_exceeded',
				`Contact has reached the maximum of ${maximum} company associations`,
			);
		attachments.add(contact.id, company.id);
		writes.attached++;
		return companyAnswer(workspace, company);
	});
	route(app, 'GET', '/contacts/:id/companies', ({ params, query, version }) => {
		const contact = found(workspace, params.id, version);
		const page = pageNumber(query.page, 'page', 1, Infinity);
		const perPage = pageNumber(query.per_page, 'per_page', COMPANIES_PER_PAGE, MAX_PER_PAGE);
		const ids = [...attachments.companies(contact.id)];
		const data = ids
			.slice((page - 1) * perPage, page * perPage)
			.map((id) => companyAnswer(workspace, workspace.companies.get(id)!));
		return numberedPage(data, ids.length, page, perPage, `/contacts/${contact.id}/companies`);
	});
	route(app, 'DELETE', '/contacts/:id/companies/:companyId', ({ params, version }) => {
		const contact = found(workspace, params.id, version);
		const company = workspace.companies.live(params.companyId);
		// Intercom looks among the contact's own companies: one that is not there is not found.
		if (company === undefined || !attachments.has(contact.id, company.id)) throw companyNotFound();
		attachments.remove(contact.id, company.id);
		writes.detached++;
		return companyAnswer(workspace, company);
	});
}

/** A contact, archived or not. @throws IntercomError 404; 410 for a merged one, with a link to the contact it became. */
function known(workspace: Workspace, id: string, version: Version): Contact {
	const contact = workspace.contacts.get(id);
	if (contact !== undefined) return contact;
	let canonical = workspace.mergedInto.get(id);
	for (let hop = 1; hop < MAX_MERGE_HOPS && canonical !== undefined; hop++)
		canonical = workspace.mergedInto.get(canonical) ?? canonical;
	if (canonical === undefined || version < MERGE_CHECKED) throw contactNotFound();
	throw new IntercomError(
		410,
		'contact_merged',
		"This contact has been merged. See the 'Link' header for the canonical contact.",
		undefined,
		{ Link: `</contacts/${canonical}>; rel="canonical"` },
	);
}

function found(workspace: Workspace, id: string, version: Version): Contact {
	const contact = known(workspace, id, version);
	if (contact.data.archived) throw contactNotFound();
	return contact;
}
