import type { FieldMap } from '../mapping/types';
import type { FilterConditions } from '../systems/types';
import type { AssociationPlan, ObjectPlan, SyncMode, SyncPlan } from '../sync/types';

/** The objects that every route from Salesforce has. */
export type SalesforceObject = 'Account' | 'Contact' | 'Lead';

/** What becomes of one Salesforce object in a destination. */
export interface ObjectRoute extends Omit<ObjectPlan, 'filter'> {
	/** SOQL: which of the object's records it is about, whatever a user's filter says. */
	only?: string;
}

/** What becomes of each Salesforce object, in the order in which they are written: whatever others refer to comes first. */
export type SalesforceRoutes<Name extends string = string> = Record<Name, ObjectRoute>;

/** What a user may choose; everything else of a route is fixed. */
export interface SalesforceChoices<Name extends string = string> {
	syncKey: string;
	objects: Name[];
	mode?: SyncMode;
	reading?: 'changes' | 'given';
	/** Instead of the preset. */
	fieldMaps?: Partial<Record<Name, FieldMap>>;
	/** SOQL conditions. */
	filters?: Partial<Record<Name, string>>;
	/** Built from fields; a record has to meet both. */
	conditions?: Partial<Record<Name, FilterConditions>>;
	/** A trial: no more than so many records of each object. */
	recordLimit?: number;
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

/**
 * The plan of a sync from Salesforce, from a user's choices.
 *
 * @param associations each is made where both of its objects are synced
 */
export function salesforcePlan<Name extends string>(
	routes: SalesforceRoutes<Name>,
	associations: AssociationPlan[],
	choices: SalesforceChoices<Name>,
): SyncPlan {
	const chosen = (object: string) => (choices.objects as string[]).includes(object);
	const objects = (Object.keys(routes) as Name[]).filter(chosen).map((object): ObjectPlan => {
		const { only: always, ...route } = routes[object];
		// Whoever hands records over has chosen them.
		const only = choices.reading === 'given' ? undefined : always;
		const chosenFilter = choices.filters?.[object]?.trim();
		const filter = only === undefined || !chosenFilter ? (only ?? chosenFilter) : `(${only}) AND (${chosenFilter})`;
		return {
			...route,
			fieldMap: choices.fieldMaps?.[object] ?? route.fieldMap,
			...(filter ? { filter } : {}),
			...(choices.conditions?.[object] === undefined ? {} : { conditions: choices.conditions[object] }),
		};
	});
	return {
		syncKey: choices.syncKey,
		mode: choices.mode ?? 'upsert',
		reading: choices.reading ?? 'changes',
		objects,
		priorities: PRIORITIES,
		associations: associations.filter(({ sourceObject, targetObject }) => chosen(sourceObject) && chosen(targetObject)),
		onDelete: choices.onDelete ?? 'ignore',
		onFilterExit: choices.onFilterExit ?? 'keep',
		fullCompareDays: choices.fullCompareDays ?? 7,
		overlapMs: (choices.overlapMinutes ?? 5) * 60_000,
		...(choices.maxRunMinutes ? { maxRunMs: choices.maxRunMinutes * 60_000 } : {}),
		retryRejected: choices.retryRejected ?? false,
		...(choices.forceFullRead ? { forceFullRead: true } : {}),
		...(choices.recordLimit ? { recordLimit: choices.recordLimit } : {}),
	};
}
