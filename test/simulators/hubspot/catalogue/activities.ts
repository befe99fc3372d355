import { options, standard, type PropertyDefinition } from './define';

type Extras = Parameters<typeof standard>[4];

/** What every activity has; it has no `createdate`. */
const common = (group: string): PropertyDefinition[] => [
	standard(group, 'hs_object_id', 'Record ID', 'number', { readOnly: true, unique: false }),
	standard(group, 'hs_createdate', 'Create date', 'datetime', { readOnly: true }),
	standard(group, 'hs_lastmodifieddate', 'Last modified date', 'datetime', { readOnly: true }),
	standard(group, 'hs_object_source', 'Record creation source', 'string', { readOnly: true, hidden: true }),
	standard(group, 'hs_merged_object_ids', 'Merged record IDs', 'enumeration/checkbox', { readOnly: true }),
	standard(group, 'hs_timestamp', 'Activity date', 'datetime'),
	standard(group, 'hs_activity_type', 'Activity type', 'enumeration'),
	standard(group, 'hs_attachment_ids', 'Attached file IDs', 'enumeration/checkbox'),
	standard(group, 'hubspot_owner_id', 'Activity assigned to', 'enumeration', { owner: true }),
	standard(group, 'hs_all_owner_ids', 'All owner IDs', 'enumeration/checkbox', { readOnly: true }),
];

const calls = (name: string, label: string, type: string, extras?: Extras) =>
	standard('call', name, label, type, extras);
const meetings = (name: string, label: string, type: string, extras?: Extras) =>
	standard('meeting', name, label, type, extras);

/** Ids of HubSpot's own results of calls, the same in every portal. */
const DISPOSITIONS = {
	'9d9162e7-6cf3-4944-bf63-4dff82258764': 'Busy',
	'f240bbac-87c9-4f6e-bf70-924b57d47db7': 'Connected',
	'a4c4c377-d246-4b32-a13b-75a56a4cd0ff': 'Left live message',
	'b2cf5968-551e-4856-9783-52b3da59a7d0': 'Left voicemail',
	'73a0d17f-1163-4015-bdd5-ec830791da20': 'No answer',
	'17b47fee-58de-441e-a44c-c6300d46f273': 'Wrong number',
};

export const callProperties = (): PropertyDefinition[] => [
	...common('call'),
	calls('hs_call_title', 'Call Title', 'string'),
	calls('hs_call_body', 'Call notes', 'string/html'),
	calls('hs_call_duration', 'Call duration', 'number'),
	calls('hs_call_direction', 'Call direction', 'enumeration/radio', {
		options: options({ INBOUND: 'Inbound', OUTBOUND: 'Outbound' }),
		fixedOptions: true,
	}),
	calls('hs_call_disposition', 'Call outcome', 'enumeration', { options: options(DISPOSITIONS) }),
	calls('hs_call_status', 'Call status', 'enumeration', {
		options: options({
			BUSY: 'Busy',
			CALLING_CRM_USER: 'Calling CRM user',
			CANCELED: 'Canceled',
			COMPLETED: 'Completed',
			CONNECTING: 'Connecting',
			FAILED: 'Failed',
			IN_PROGRESS: 'In progress',
			MISSED: 'Missed',
			NO_ANSWER: 'No answer',
			QUEUED: 'Queued',
			RINGING: 'Ringing',
		}),
		fixedOptions: true,
	}),
	calls('hs_call_from_number', 'From number', 'string'),
	calls('hs_call_to_number', 'To Number', 'string'),
];

export const noteProperties = (): PropertyDefinition[] => [
	...common('note'),
	standard('note', 'hs_note_body', 'Note body', 'string/html'),
];

export const meetingProperties = (): PropertyDefinition[] => [
	...common('meeting'),
	meetings('hs_meeting_title', 'Meeting name', 'string'),
	meetings('hs_meeting_body', 'Meeting description', 'string/html'),
	meetings('hs_internal_meeting_notes', 'Internal meeting notes', 'string/html'),
	meetings('hs_meeting_location', 'Meeting location', 'string'),
	meetings('hs_meeting_start_time', 'Meeting start time', 'datetime'),
	meetings('hs_meeting_end_time', 'Meeting end time', 'datetime'),
	meetings('hs_meeting_outcome', 'Meeting outcome', 'enumeration', {
		options: options({
			SCHEDULED: 'Scheduled',
			COMPLETED: 'Completed',
			RESCHEDULED: 'Rescheduled',
			NO_SHOW: 'No show',
			CANCELED: 'Canceled',
		}),
	}),
];
