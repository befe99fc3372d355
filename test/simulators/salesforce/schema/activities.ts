import { bool, date, datetime, int, longText, picklist, reference, text, type FieldSpec } from './fields';

const WHAT = ['Account', 'Opportunity'];

/** Who and what an activity is about, and what Salesforce itself says of it. */
const common = (): FieldSpec[] => [
	reference('WhoId', 'Name ID', ['Contact', 'Lead'], 'Who'),
	reference('WhatId', 'Related To ID', WHAT, 'What'),
	text('Subject', 'Subject'),
	reference('AccountId', 'Account ID', ['Account'], 'Account', { readOnly: true }),
	longText('Description', 'Description'),
	reference('OwnerId', 'Assigned To ID', ['Group', 'User'], 'Owner', { nillable: false }),
	bool('IsArchived', 'Archived', { readOnly: true }),
	bool('IsRecurrence', 'Create Recurring Series'),
	bool('IsReminderSet', 'Reminder Set'),
];

/** A call or another to-do. */
export const taskFields = (): FieldSpec[] => [
	...common(),
	date('ActivityDate', 'Due Date Only'),
	picklist('Status', 'Status', ['Not Started', 'In Progress', 'Completed', 'Deferred'], {
		nillable: false,
		initial: 'Not Started',
	}),
	picklist('Priority', 'Priority', ['High', 'Normal', 'Low'], { nillable: false, initial: 'Normal' }),
	bool('IsClosed', 'Closed', { readOnly: true, formula: (read) => read('Status') === 'Completed' }),
	datetime('CompletedDateTime', 'Completed Date', { readOnly: true }),
	picklist('Type', 'Type', ['Call', 'Meeting', 'Other']),
	picklist('TaskSubtype', 'Task Subtype', ['Task', 'Email', 'ListEmail', 'Cadence', 'Call', 'LinkedIn'], {
		restricted: true,
		initial: 'Task',
	}),
	int('CallDurationInSeconds', 'Call Duration'),
	picklist('CallType', 'Call Type', ['Internal', 'Inbound', 'Outbound']),
	text('CallDisposition', 'Call Result'),
];

/** An entry in a calendar. */
export const eventFields = (): FieldSpec[] => [
	...common(),
	text('Location', 'Location'),
	bool('IsAllDayEvent', 'All-Day Event'),
	datetime('StartDateTime', 'Start Date Time'),
	datetime('EndDateTime', 'End Date Time'),
	int('DurationInMinutes', 'Duration'),
	bool('IsPrivate', 'Private'),
	bool('IsChild', 'Is Child', { readOnly: true }),
];
