import { accountToCompany, contactToContact, leadToContact } from '../mapping/presets/salesforceToHubspot';
import type { AssociationPlan, SyncPlan } from '../sync/types';
import { salesforcePlan, type SalesforceChoices, type SalesforceObject, type SalesforceRoutes } from './salesforce';

/** The Salesforce objects that have a ready counterpart in HubSpot. */
export type HubspotRouteObject = SalesforceObject;

export interface SalesforceToHubspotChoices extends SalesforceChoices<HubspotRouteObject> {
	onDelete?: 'ignore' | 'archive';
}

/** Account → company, Contact and Lead → contact. The id properties' names are permanent in users' portals. */
export const ROUTES: SalesforceRoutes<HubspotRouteObject> = {
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

export const CONTACT_TO_COMPANY: AssociationPlan = {
	kind: { name: 'contactToCompany', fromObject: 'contacts', toObject: 'companies', primary: true },
	sourceObject: 'Contact',
	field: 'AccountId',
	targetObject: 'Account',
};

/** The plan of a Salesforce → HubSpot sync, from a user's choices. */
export const salesforceToHubspotPlan = (choices: SalesforceToHubspotChoices): SyncPlan =>
	salesforcePlan(ROUTES, [CONTACT_TO_COMPANY], choices);
