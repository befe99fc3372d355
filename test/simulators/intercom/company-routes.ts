import type { FastifyInstance } from 'fastify';
import { companyAnswer, contactAnswer, liveContacts, numberedPage } from './answers';
import { pageNumber } from './body';
import { checkCompanyUpdate } from './company-data';
import { companyNotFound, IntercomError, invalid } from './errors';
import { route, type Call } from './routing';
import type { Company, Workspace } from './workspace';
import { liveCompany, updateCompany, upsertCompany } from './write-companies';

const MAX_LISTED = 10_000;
const MAX_PER_PAGE = 60;
const DEFAULT_PER_PAGE = 15;
const CONTACTS_PER_PAGE = 50;

/** Companies: upsert by the caller's id, everything else by Intercom's id; lists show only those with contacts. */
export function registerCompanyRoutes(app: FastifyInstance, workspace: Workspace): void {
	const answer = (company: Company) => companyAnswer(workspace, company);
	route(app, 'POST', '/companies', ({ body }) => answer(upsertCompany(workspace, body())));
	route(app, 'GET', '/companies', (call) => retrieve(workspace, call));
	route(app, 'POST', '/companies/list', (call) => list(workspace, call, '/companies/list'), { writes: false });
	route(app, 'GET', '/companies/scroll', ({ query, token }) => {
		const { param, companies } =
			query.scroll_param === undefined
				? workspace.scrolls.open(token.app)
				: workspace.scrolls.go(token.app, query.scroll_param);
		return { type: 'list', data: companies.map(answer), pages: null, total_count: null, scroll_param: param };
	});
	route(app, 'GET', '/companies/:id', ({ params }) => answer(found(workspace, params.id)));
	route(app, 'PUT', '/companies/:id', ({ params, body }) => {
		const company = found(workspace, params.id);
		const sent = body();
		checkCompanyUpdate(sent);
		return answer(updateCompany(workspace, company, sent));
	});
	route(app, 'DELETE', '/companies/:id', ({ params }) => {
		const company = found(workspace, params.id);
		if (workspace.archiveLater(company)) workspace.writes.company.archived++;
		else workspace.writes.repeated++;
		return { id: company.id, object: 'company', deleted: true };
	});
	route(app, 'GET', '/companies/:id/contacts', ({ params, query }) => {
		const company = found(workspace, params.id);
		const page = pageNumber(query.page, 'page', 1, Infinity);
		const perPage = pageNumber(query.per_page, 'per_page', CONTACTS_PER_PAGE, MAX_PER_PAGE);
		const contacts = liveContacts(workspace, company);
		const data = contacts
			.slice((page - 1) * perPage, page * perPage)
			.map((contact) => contactAnswer(workspace, contact));
		return numberedPage(data, contacts.length, page, perPage, `/companies/${company.id}/contacts`);
	});
}

function found(workspace: Workspace, id: string): Company {
	const company = workspace.companies.live(id);
	if (company === undefined) throw companyNotFound();
	return company;
}

/** One company by its `company_id`, seen or unseen; one by its name if it shows; without either a list. */
function retrieve(workspace: Workspace, call: Call): Record<string, unknown> {
	const { company_id: key, name, tag_id: tag, segment_id: segment } = call.query;
	if (key !== undefined) {
		const company = liveCompany(workspace, key);
		if (company === undefined) throw companyNotFound();
		return companyAnswer(workspace, company);
	}
	if (name !== undefined) {
		for (const company of workspace.companies.newestFirst())
			if (company.data.name === name && workspace.isVisible(company)) return companyAnswer(workspace, company);
		throw companyNotFound();
	}
	if (tag !== undefined || segment !== undefined) return numberedPage([], 0, 1, DEFAULT_PER_PAGE, '/companies');
	return list(workspace, call, '/companies');
}

/** Ends at 10,000 companies; beyond, only the scroll goes. */
function list(workspace: Workspace, { query }: Call, path: string): Record<string, unknown> {
	const page = pageNumber(query.page, 'page', 1, Infinity);
	const perPage = pageNumber(query.per_page, 'per_page', DEFAULT_PER_PAGE, MAX_PER_PAGE);
	const order = query.order ?? 'desc';
	if (order !== 'asc' && order !== 'desc') throw invalid('order must be asc or desc', 'order');
	if (page * perPage > MAX_LISTED)
		throw new IntercomError(400, 'bad_request', 'page limit reached, please use scroll API');
	const { companies } = workspace;
	const visible = [...(order === 'asc' ? companies.from(0) : companies.newestFirst())].filter((company) =>
		workspace.isVisible(company),
	);
	const data = visible.slice((page - 1) * perPage, page * perPage).map((company) => companyAnswer(workspace, company));
	return numberedPage(data, visible.length, page, perPage, path);
}
