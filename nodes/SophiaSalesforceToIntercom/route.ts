import type { IDataObject } from 'n8n-workflow';
import { compileFieldMap } from '../../engine/mapping/compile';
import { sophia21IntercomPayload } from '../../engine/mapping/presets/sophia21Intercom';
import type { SalesforceObject } from '../../engine/routes/salesforce';
import {
	INTERCOM_ROUTES,
	offlineIntercom,
	presetAttributes,
	salesforceToIntercomPlan,
} from '../../engine/routes/salesforceToIntercom';
import { bodyOf } from '../../engine/systems/intercom/values';
import { intercomFor } from '../shared/clients';
import type { SyncRoute } from '../shared/sync/route';
import { invisibleCompanies } from './notes';

/** What is Intercom's own in the sync from Salesforce. */
export const intercomRoute: SyncRoute = {
	words: {
		label: 'Intercom',
		field: { singular: 'attribute', plural: 'attributes' },
		objects: {
			Account: {
				singular: 'Account',
				plural: 'Accounts',
				title: 'Accounts to Companies',
				noun: 'company',
				preset: 'Salesforce Account to Intercom Company',
				filterExample: "Type = 'Customer' AND Industry != null",
			},
			Contact: {
				singular: 'Contact',
				plural: 'Contacts',
				title: 'Contacts to Users',
				noun: 'user',
				preset: 'Salesforce Contact to Intercom User',
				filterExample: 'HasOptedOutOfEmail = false',
			},
			Lead: {
				singular: 'Lead',
				plural: 'Leads',
				title: 'Leads to Leads',
				noun: 'lead',
				preset: 'Salesforce Lead to Intercom Lead',
				filterExample: "Status != 'Unqualified'",
			},
		},
		objectsToSync:
			'Which Salesforce objects to sync, and what they become in Intercom. With accounts and contacts, users are also attached to their companies. Intercom itself shows no company that has no contact.',
		setUp: {
			description: 'Create the custom attributes in Intercom that the standard mapping fills',
			action: 'Set up intercom attributes',
		},
		readyMapping:
			'Ready mappings that work on a standard organisation; custom attributes that Intercom lacks are created',
		recognisedBy: 'ID and e-mail',
		dailyLimitsOf: "Salesforce's",
		destructive: 'archive or detach Intercom records',
	},
	key: 'intercom',
	defaultObjects: ['Account', 'Contact'],
	deletePolicies: [
		{ name: 'Archive in Intercom', value: 'archive' },
		{
			name: 'Detach in Intercom',
			value: 'detach',
			description:
				'The record stays; the attachments between contacts and companies that this package made are removed',
		},
		{ name: 'Leave in Intercom', value: 'ignore' },
	],
	burst: { name: 'intercomBurst', calls: 1667 },
	listMethod: 'getIntercomAttributes',
	routes: INTERCOM_ROUTES,
	plan: salesforceToIntercomPlan,
	destination: intercomFor,
	ownFields: presetAttributes,
	offlineMap: (object: SalesforceObject) =>
		compileFieldMap(INTERCOM_ROUTES[object].fieldMap, { destination: offlineIntercom(object) }),
	payload: (object: SalesforceObject, properties) => {
		const made = bodyOf(properties, offlineIntercom(object).fields);
		if ('problem' in made) return made;
		return { [object === 'Account' ? 'company' : 'contact']: made.body as IDataObject };
	},
	sophia21: sophia21IntercomPayload,
	notes: invisibleCompanies,
};
