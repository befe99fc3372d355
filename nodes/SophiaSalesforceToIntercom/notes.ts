import type { RunReport, SyncPlan } from '../../engine/sync/types';

const INVISIBLE = "Intercom's own lists and search do not show a company until a contact is attached to it.";

/**
 * Tells of companies that are in Intercom and cannot be seen there. How many of all are concerned, no call
 * tells cheaply: what is said is what this run is sure of.
 */
export function invisibleCompanies(report: RunReport, plan: Pick<SyncPlan, 'associations'>): string[] {
	const created = report.objects.find(({ object }) => object === 'Account')?.counts.created ?? 0;
	if (created === 0) return [];
	const companies = created === 1 ? 'company' : 'companies';
	if (plan.associations.length === 0) {
		const done = report.operation === 'preview' ? 'would be' : created === 1 ? 'was' : 'were';
		return [`${created} ${companies} ${done} created without contacts, which are not part of this run. ${INVISIBLE}`];
	}
	// Every attachment brings at most one of the new companies to light.
	const attached = report.associations.reduce((sum, { associated }) => sum + associated, 0);
	const hidden = created - attached;
	if (hidden <= 0) return [];
	const some = hidden === created ? `${created}` : `At least ${hidden} of ${created}`;
	return [`${some} new ${companies} ${hidden === 1 ? 'has' : 'have'} no contact from this run. ${INVISIBLE}`];
}
