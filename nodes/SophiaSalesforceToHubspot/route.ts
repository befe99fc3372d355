import { compileFieldMap } from '../../engine/mapping/compile';
import {
	offlineFieldMap,
	STANDARD_PIPELINE,
	standardDescription,
} from '../../engine/mapping/presets/hubspotStandardProperties';
import { sophia21HubspotPayload } from '../../engine/mapping/presets/sophia21';
import { ROUTES, salesforceToHubspotPlan, type HubspotRouteObject } from '../../engine/routes/salesforceToHubspot';
import { hubspotFor } from '../shared/clients';
import type { SyncRoute } from '../shared/sync/route';
import { dealStageChoices, dealStageProperties } from './dealStages';
import { moreObjectChoices, moreObjectProperties } from './moreObjects';
import { ownerChoices, ownerProperties } from './owners';
import { HUBSPOT_SIGN_IN } from '../shared/description/signIn';

/** What is HubSpot's own in the sync from Salesforce. */
export const hubspotRoute: SyncRoute = {
	words: {
		label: 'HubSpot',
		field: { singular: 'property', plural: 'properties' },
		objects: {
			Account: {
				singular: 'Account',
				plural: 'Accounts',
				title: 'Accounts to Companies',
				noun: 'company',
				preset: 'Salesforce Account to HubSpot Company',
				filterExample: "Type = 'Customer' AND Industry != null",
			},
			Contact: {
				singular: 'Contact',
				plural: 'Contacts',
				title: 'Contacts to Contacts',
				noun: 'contact',
				preset: 'Salesforce Contact to HubSpot Contact',
				filterExample: 'HasOptedOutOfEmail = false',
			},
			Lead: {
				singular: 'Lead',
				plural: 'Leads',
				title: 'Leads to Contacts',
				noun: 'contact',
				preset: 'Salesforce Lead to HubSpot Contact',
				filterExample: "Status != 'Unqualified'",
			},
			Opportunity: {
				singular: 'Opportunity',
				plural: 'Opportunities',
				title: 'Opportunities to Deals',
				noun: 'deal',
				preset: 'Salesforce Opportunity to HubSpot Deal',
				filterExample: "Amount > 0 AND StageName != 'Prospecting'",
			},
			CallTask: {
				singular: 'Completed Call',
				plural: 'Completed Calls',
				title: 'Completed Calls to Calls',
				noun: 'call',
				preset: 'Salesforce Call Task to HubSpot Call',
				filterExample: 'CallDurationInSeconds > 0',
			},
			NoteTask: {
				singular: 'Completed Task',
				plural: 'Completed Tasks',
				title: 'Other Completed Tasks to Notes',
				noun: 'note',
				preset: 'Salesforce Task to HubSpot Note',
				filterExample: "TaskSubtype != 'Email'",
			},
			Event: {
				singular: 'Past Event',
				plural: 'Past Events',
				title: 'Past Events to Meetings',
				noun: 'meeting',
				preset: 'Salesforce Event to HubSpot Meeting',
				filterExample: 'IsAllDayEvent = false',
			},
		},
		objectsToSync:
			'Which Salesforce objects to sync, and what they become in HubSpot. With accounts and contacts, contacts are also associated with their companies, and deals with the companies and contacts of their opportunities. Calls, notes and meetings are associated with whatever of their contacts, leads, accounts and opportunities is synced, too.',
		setUp: {
			description: 'Create the unique properties in HubSpot that hold the Salesforce IDs',
			action: 'Set up hubspot properties',
		},
		readyMapping: 'Ready mappings that work on a standard organisation and a standard HubSpot account',
		recognisedBy: 'ID, e-mail and domain',
		dailyLimitsOf: "Salesforce's or HubSpot's",
		destructive: 'archive HubSpot records',
	},
	key: 'hubspot',
	defaultObjects: ['Account', 'Contact', 'Lead'],
	deletePolicies: [
		{ name: 'Archive in HubSpot', value: 'archive' },
		{ name: 'Leave in HubSpot', value: 'ignore' },
	],
	signIn: HUBSPOT_SIGN_IN,
	burst: { name: 'hubspotBurst', calls: 190 },
	listMethod: 'getHubspotProperties',
	routes: ROUTES,
	plan: salesforceToHubspotPlan,
	own: {
		properties: [...dealStageProperties, ...ownerProperties, ...moreObjectProperties],
		choices: (context) => ({ ...dealStageChoices(context), ...ownerChoices(context), ...moreObjectChoices(context) }),
	},
	destination: hubspotFor,
	offlineMap: (object: HubspotRouteObject) => {
		const { fieldMap, destinationObject, stages } = ROUTES[object];
		return compileFieldMap(offlineFieldMap(fieldMap), {
			destination: standardDescription(destinationObject),
			...(stages === undefined ? {} : { stages: { plan: stages, pipelines: [STANDARD_PIPELINE] } }),
		});
	},
	payload: (_object, properties) => ({ properties }),
	sophia21: sophia21HubspotPayload,
};
