import type { JsonObject } from './body';
import { applyCompany, emptyCompany, readCompanyId } from './company-data';
import { sameData } from './records';
import type { Company, Workspace } from './workspace';

/** The company with that `company_id`; an archived one has given its id back. */
export function liveCompany(workspace: Workspace, companyId: string): Company | undefined {
	for (const company of workspace.companies.lookUp('company_id', companyId)) if (!company.data.archived) return company;
	return undefined;
}

/** Creates the company or changes the one that has the `company_id`. @throws IntercomError 400 */
export function upsertCompany(workspace: Workspace, sent: JsonObject): Company {
	const key = readCompanyId(sent);
	const company = liveCompany(workspace, key);
	if (company !== undefined) return updateCompany(workspace, company, sent);
	const created = insertCompany(workspace, sent);
	workspace.writes.company.created++;
	return created;
}

/** Creates a company without counting it. @throws IntercomError 400 */
export function insertCompany(workspace: Workspace, sent: JsonObject): Company {
	return workspace.companies.insert(applyCompany(workspace.attributes, emptyCompany(readCompanyId(sent)), sent));
}

/** Equal values change nothing, not even the stamp. @throws IntercomError 400 */
export function updateCompany(workspace: Workspace, company: Company, sent: JsonObject): Company {
	const changed = changeCompany(workspace, company, sent);
	workspace.writes.company.updated++;
	if (!changed) workspace.writes.company.unchanged++;
	return company;
}

/** Changes a company without counting it; says whether anything is different now. @throws IntercomError 400 */
export function changeCompany(workspace: Workspace, company: Company, sent: JsonObject): boolean {
	const next = applyCompany(workspace.attributes, company.data, sent);
	if (sameData(next, company.data)) return false;
	workspace.companies.replace(company, next);
	return true;
}
