import { accountToCompany, contactToContact, leadToContact } from '../mapping/presets/salesforceToHubspot';
import type { FieldMap } from '../mapping/types';
import type { AssociationPlan, ObjectPlan, SyncMode, SyncPlan } from '../sync/types';

export type SalesforceObject = 'Account' | 'Contact' | 'Lead';

/** What a user may choose; everything else of the route is fixed. */
export interface SalesforceToHubspotChoices {
	syncKey: string;
	objects: SalesforceObject[];
	mode?: SyncMode;
	reading?: 'changes' | 'given';
	/** Instead of the preset. */
	fieldMaps?: Partial<Record<SalesforceObject, FieldMap>>;
	/** SOQL conditions. */
	filters?: Partial<Record<SalesforceObject, string>>;
	onDelete?: 'ignore' | 'archive';
	onFilterExit?: 'keep' | 'archive';
	fullCompareDays?: number;
	overlapMinutes?: number;
	maxRunMinutes?: number;
	retryRejected?: boolean;
	forceFullRead?: boolean;
}

/** Account → company, Contact and Lead → contact. The id properties' names are permanent in users' portals. */
export const ROUTES: Record<SalesforceObject, Omit<ObjectPlan, 'filter'>> = {
	Account: {
		sourceObject: 'Account',
		destinationObject: 'companies',
		idProperty: 'sophia_salesforce_account_id',
		idPropertyLabel: 'Salesforce Account ID (Sophia)',
		match: { property: 'domain', unique: false },
		fieldMap: accountToCompany.fieldMap,
	},
	Contact: {
		sourceObject: 'Contact',
		destinationObject: 'contacts',
		idProperty: 'sophia_salesforce_contact_id',
		idPropertyLabel: 'Salesforce Contact ID (Sophia)',
		match: { property: 'email', unique: true },
		fieldMap: contactToContact.fieldMap,
	},
	Lead: {
		sourceObject: 'Lead',
		destinationObject: 'contacts',
		idProperty: 'sophia_salesforce_lead_id',
		idPropertyLabel: 'Salesforce Lead ID (Sophia)',
		match: { property: 'email', unique: true },
		fieldMap: leadToContact.fieldMap,
	},
};

/** A contact wins over a lead of the same person. */
const PRIORITIES: Record<SalesforceObject, number> = { Account: 1, Contact: 1, Lead: 2 };

export const CONTACT_TO_COMPANY: AssociationPlan = {
	kind: { name: 'contactToCompany', fromObject: 'contacts', toObject: 'companies', primary: true },
	sourceObject: 'Contact',
	field: 'AccountId',
	targetObject: 'Account',
};

/** Objects in the order in which they are written: companies before the contacts that belong to them, contacts before leads. */
const ORDER: SalesforceObject[] = ['Account', 'Contact', 'Lead'];

/** The plan of a Salesforce → HubSpot sync, from a user's choices. */
export function salesforceToHubspotPlan(choices: SalesforceToHubspotChoices): SyncPlan {
	const objects = ORDER.filter((object) => choices.objects.includes(object)).map((object): ObjectPlan => {
		const filter = choices.filters?.[object]?.trim();
		return {
			...ROUTES[object],
			fieldMap: choices.fieldMaps?.[object] ?? ROUTES[object].fieldMap,
			...(filter ? { filter } : {}),
		};
	});
	return {
		syncKey: choices.syncKey,
		mode: choices.mode ?? 'upsert',
		reading: choices.reading ?? 'changes',
		objects,
		priorities: PRIORITIES,
		associations: choices.objects.includes('Account') && choices.objects.includes('Contact') ? [CONTACT_TO_COMPANY] : [],
		onDelete: choices.onDelete ?? 'ignore',
		onFilterExit: choices.onFilterExit ?? 'keep',
		fullCompareDays: choices.fullCompareDays ?? 7,
		overlapMs: (choices.overlapMinutes ?? 5) * 60_000,
		...(choices.maxRunMinutes ? { maxRunMs: choices.maxRunMinutes * 60_000 } : {}),
		retryRejected: choices.retryRejected ?? false,
		...(choices.forceFullRead ? { forceFullRead: true } : {}),
	};
}
