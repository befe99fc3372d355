import type { FieldMap } from '../mapping/types';
import type { AssociationPlan, ObjectPlan, SyncMode, SyncPlan } from '../sync/types';

export type SalesforceObject = 'Account' | 'Contact' | 'Lead';

/** What becomes of each Salesforce object in a destination. */
export type SalesforceRoutes = Record<SalesforceObject, Omit<ObjectPlan, 'filter'>>;

/** What a user may choose; everything else of a route is fixed. */
export interface SalesforceChoices {
	syncKey: string;
	objects: SalesforceObject[];
	mode?: SyncMode;
	reading?: 'changes' | 'given';
	/** Instead of the preset. */
	fieldMaps?: Partial<Record<SalesforceObject, FieldMap>>;
	/** SOQL conditions. */
	filters?: Partial<Record<SalesforceObject, string>>;
	onDelete?: SyncPlan['onDelete'];
	onFilterExit?: SyncPlan['onFilterExit'];
	fullCompareDays?: number;
	overlapMinutes?: number;
	maxRunMinutes?: number;
	retryRejected?: boolean;
	forceFullRead?: boolean;
}

/** A contact wins over a lead of the same person. */
const PRIORITIES: Record<SalesforceObject, number> = { Account: 1, Contact: 1, Lead: 2 };

/** Objects in the order in which they are written: companies before the contacts that belong to them, contacts before leads. */
const ORDER: SalesforceObject[] = ['Account', 'Contact', 'Lead'];

/**
 * The plan of a sync from Salesforce, from a user's choices.
 *
 * @param contactToCompany made where both accounts and contacts are synced
 */
export function salesforcePlan(
	routes: SalesforceRoutes,
	contactToCompany: AssociationPlan,
	choices: SalesforceChoices,
): SyncPlan {
	const objects = ORDER.filter((object) => choices.objects.includes(object)).map((object): ObjectPlan => {
		const filter = choices.filters?.[object]?.trim();
		return {
			...routes[object],
			fieldMap: choices.fieldMaps?.[object] ?? routes[object].fieldMap,
			...(filter ? { filter } : {}),
		};
	});
	return {
		syncKey: choices.syncKey,
		mode: choices.mode ?? 'upsert',
		reading: choices.reading ?? 'changes',
		objects,
		priorities: PRIORITIES,
		associations: choices.objects.includes('Account') && choices.objects.includes('Contact') ? [contactToCompany] : [],
		onDelete: choices.onDelete ?? 'ignore',
		onFilterExit: choices.onFilterExit ?? 'keep',
		fullCompareDays: choices.fullCompareDays ?? 7,
		overlapMs: (choices.overlapMinutes ?? 5) * 60_000,
		...(choices.maxRunMinutes ? { maxRunMs: choices.maxRunMinutes * 60_000 } : {}),
		retryRejected: choices.retryRejected ?? false,
		...(choices.forceFullRead ? { forceFullRead: true } : {}),
	};
}
