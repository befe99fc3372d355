import type { RunReport, SyncPlan } from '../../engine/sync/types';

const INVISIBLE = "Intercom's own lists and search do not show a company until a contact is attached to it.";

const companies = (count: number): string => (count === 1 ? '1 company' : `${count} companies`);

/**
 * Tells of companies that are in Intercom and cannot be seen there: with contacts in the run, all synced companies
 * to which this package has attached none; without them, those that the run has created.
 */
export function invisibleCompanies(report: RunReport, plan: Pick<SyncPlan, 'associations'>): string[] {
	if (plan.associations.length === 0) {
		const created = report.objects.find(({ object }) => object === 'Account')?.counts.created ?? 0;
		if (created === 0) return [];
		const done = report.operation === 'preview' ? 'would be' : created === 1 ? 'was' : 'were';
		return [`${companies(created)} ${done} created without contacts, which are not part of this run. ${INVISIBLE}`];
	}
	const lonely = report.associations.reduce((sum, { lonelyTargets = 0 }) => sum + lonelyTargets, 0);
	if (lonely === 0) return [];
	return [`${companies(lonely)} of this sync ${lonely === 1 ? 'has' : 'have'} no contact from it. ${INVISIBLE}`];
}
