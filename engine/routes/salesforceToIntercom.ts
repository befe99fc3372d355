import {
	accountToCompany,
	attributesOf,
	contactToContact,
	LEAD_ROLE,
	leadToContact,
} from '../mapping/presets/salesforceToIntercom';
import type { FieldMap } from '../mapping/types';
import type { AssociationPlan, SyncPlan } from '../sync/types';
import { MAX_TEXT, standardFields } from '../systems/intercom/standardFields';
import type { FieldDescription, ObjectDescription } from '../systems/types';
import { salesforcePlan, type SalesforceChoices, type SalesforceObject, type SalesforceRoutes } from './salesforce';

export type SalesforceToIntercomChoices = SalesforceChoices<SalesforceObject>;

/**
 * Account → company, Contact → user, Lead → lead. Users and companies carry the Salesforce id as the id that
 * Intercom lets its customers give. A company's is unique, and writing by it finds an existing one by itself:
 * companies need no other key. Leads can have no id of ours, so theirs is a custom attribute, whose name is
 * permanent in users' workspaces.
 */
export const INTERCOM_ROUTES: SalesforceRoutes<SalesforceObject> = {
	Account: {
		sourceObject: 'Account',
		destinationObject: 'companies',
		idProperty: 'company_id',
		idPropertyLabel: 'Company ID',
		fieldMap: accountToCompany.fieldMap,
	},
	Contact: {
		sourceObject: 'Contact',
		destinationObject: 'contacts',
		idProperty: 'external_id',
		idPropertyLabel: 'User ID',
		// A product that identifies its users in Intercom's Messenger gives them ids of its own.
		idPattern: '^003[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?$',
		match: { property: 'email', unique: true },
		fieldMap: contactToContact.fieldMap,
	},
	Lead: {
		sourceObject: 'Lead',
		destinationObject: 'contacts',
		idProperty: 'custom_attributes.salesforce_lead_id',
		idPropertyLabel: 'Salesforce Lead ID',
		match: { property: 'email', unique: true },
		fieldMap: leadToContact.fieldMap,
	},
};

/** Intercom knows no primary company: a contact belongs to all that it is attached to. */
export const INTERCOM_CONTACT_TO_COMPANY: AssociationPlan = {
	kind: { name: 'contactToCompany', fromObject: 'contacts', toObject: 'companies', primary: false },
	sourceObject: 'Contact',
	field: 'AccountId',
	targetObject: 'Account',
	// Intercom's own lists and search do not show a company that has no contact.
	tellLonelyTargets: true,
};

/** The plan of a Salesforce → Intercom sync, from a user's choices. */
export function salesforceToIntercomPlan(choices: SalesforceToIntercomChoices): SyncPlan {
	const { fieldMaps } = choices;
	const Lead = fieldMaps?.Lead;
	return salesforcePlan(INTERCOM_ROUTES, [INTERCOM_CONTACT_TO_COMPANY], {
		...choices,
		...(Lead === undefined ? {} : { fieldMaps: { ...fieldMaps, Lead: asLeads(Lead) } }),
	});
}

/** A mapping of the user's own says nothing of the role, and without one Intercom makes a user. */
const asLeads = (fieldMap: FieldMap): FieldMap =>
	fieldMap.fields.some(({ to }) => to === LEAD_ROLE.to) ? fieldMap : { fields: [LEAD_ROLE, ...fieldMap.fields] };

/** The custom attributes that the preset of an object fills, as a sync creates them; a lead's id is none of them. */
export const presetAttributes = (object: SalesforceObject): FieldDescription[] =>
	attributesOf(INTERCOM_ROUTES[object].fieldMap).map((attribute) => ({
		...attribute,
		writable: true,
		unique: false,
		...(attribute.type === 'string' ? { maxLength: MAX_TEXT } : {}),
	}));

/** An object with Intercom's own fields and those attributes: for mapping without a network. */
export function offlineIntercom(object: SalesforceObject): ObjectDescription {
	const { destinationObject } = INTERCOM_ROUTES[object];
	const fields = [...standardFields(destinationObject), ...presetAttributes(object)];
	return {
		name: destinationObject,
		label: `Intercom ${destinationObject}`,
		fields: new Map(fields.map((field) => [field.name, field])),
	};
}
