import { eventToMeeting, taskToCall, taskToNote } from '../mapping/presets/salesforceActivities';
import type { FieldAssociation } from '../sync/types';
import type { SalesforceRoutes } from './salesforce';

/** What people have done, as Salesforce's own history shows it: completed tasks and past events. */
export type ActivityRouteObject = 'CallTask' | 'NoteTask' | 'Event';

/** The description of a series is no activity of its own. A task's subtype cannot be changed: none goes from call to note. */
const COMPLETED = 'IsClosed = true AND IsRecurrence = false';

/** Salesforce keeps a copy of an event for every colleague who is invited: only the organiser's becomes a meeting. */
const OWN_EVENT = 'IsChild = false AND IsRecurrence = false AND IsPrivate = false';

/** Task → call or note, Event → meeting. The id properties' names are permanent in users' portals. */
export const ACTIVITY_ROUTES: SalesforceRoutes<ActivityRouteObject> = {
	CallTask: {
		name: 'CallTask',
		sourceObject: 'Task',
		destinationObject: 'calls',
		idProperty: 'sophia_salesforce_task_id',
		idPropertyLabel: 'Salesforce Task ID (Sophia)',
		only: `${COMPLETED} AND TaskSubtype = 'Call'`,
		fieldMap: taskToCall.fieldMap,
	},
	NoteTask: {
		name: 'NoteTask',
		sourceObject: 'Task',
		destinationObject: 'notes',
		idProperty: 'sophia_salesforce_task_id',
		idPropertyLabel: 'Salesforce Task ID (Sophia)',
		only: `${COMPLETED} AND TaskSubtype != 'Call'`,
		fieldMap: taskToNote.fieldMap,
	},
	Event: {
		sourceObject: 'Event',
		destinationObject: 'meetings',
		idProperty: 'sophia_salesforce_event_id',
		idPropertyLabel: 'Salesforce Event ID (Sophia)',
		only: OWN_EVENT,
		due: 'EndDateTime',
		fieldMap: eventToMeeting.fieldMap,
	},
};

/** Salesforce's two lookups lead to several objects; AccountId is its own answer to which account an activity belongs to. */
const LEADS_TO: ReadonlyArray<Pick<FieldAssociation, 'field' | 'idPrefix' | 'targetObject'> & { to: string }> = [
	{ field: 'WhoId', idPrefix: '003', targetObject: 'Contact', to: 'contacts' },
	{ field: 'WhoId', idPrefix: '00Q', targetObject: 'Lead', to: 'contacts' },
	{ field: 'AccountId', targetObject: 'Account', to: 'companies' },
	{ field: 'WhatId', idPrefix: '006', targetObject: 'Opportunity', to: 'deals' },
];

/** Every activity's contact or lead, company and deal. */
export const ACTIVITY_ASSOCIATIONS: FieldAssociation[] = Object.entries(ACTIVITY_ROUTES).flatMap(
	([sourceObject, { destinationObject: fromObject }]) =>
		LEADS_TO.map(({ to, ...association }) => ({
			...association,
			sourceObject,
			kind: { name: `${fromObject}To${to[0].toUpperCase()}${to.slice(1)}`, fromObject, toObject: to, primary: false },
		})),
);
