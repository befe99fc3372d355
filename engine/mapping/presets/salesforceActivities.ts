import type { FieldMapping } from '../types';
import { owner } from './hubspotOwner';
import { row, type MappingPreset } from './preset';

/** Calls between colleagues have no direction in HubSpot. */
export const CALL_TYPE_TO_HUBSPOT: Readonly<Record<string, string>> = {
	Inbound: 'INBOUND',
	Outbound: 'OUTBOUND',
	Internal: '',
};

/** Where a task stands in the timeline: when it was completed, else its day, else (both can be missing) when it was made. */
const completed = row('hs_timestamp', 'CompletedDateTime', { orElse: ['ActivityDate', 'CreatedDate'], required: true });

const richText = (to: string, from: string, more: Partial<FieldMapping> = {}): FieldMapping =>
	row(to, from, { ...more, transforms: ['textToHtml'] });

/** Completed task of the subtype Call → call. */
export const taskToCall: MappingPreset = {
	name: 'taskToCall',
	title: 'Completed Calls to Calls',
	description: 'Subject, comments, duration, direction, result, time and owner of completed Salesforce call tasks',
	sourceObject: 'Task',
	destinationObject: 'calls',
	fieldMap: {
		fields: [
			completed,
			row('hs_call_title', 'Subject'),
			richText('hs_call_body', 'Description'),
			row('hs_call_duration', 'CallDurationInSeconds', { transforms: ['secondsToMilliseconds'], optional: true }),
			row('hs_call_direction', 'CallType', {
				options: { ...CALL_TYPE_TO_HUBSPOT },
				unknownOption: 'skip',
				optional: true,
			}),
			row('hs_call_disposition', 'CallDisposition', { unknownOption: 'skip', optional: true }),
			{ to: 'hs_call_status', constant: 'COMPLETED' },
			owner,
		],
	},
};

/** Any other completed task → note. A note is nothing but its text. */
export const taskToNote: MappingPreset = {
	name: 'taskToNote',
	title: 'Other Completed Tasks to Notes',
	description:
		'Subject and comments (one below the other), time and owner of completed Salesforce tasks that are no calls',
	sourceObject: 'Task',
	destinationObject: 'notes',
	fieldMap: {
		fields: [completed, richText('hs_note_body', 'Subject', { further: ['Description'] }), owner],
	},
};

/** Past event → meeting. */
export const eventToMeeting: MappingPreset = {
	name: 'eventToMeeting',
	title: 'Past Events to Meetings',
	description: 'Subject, description, place, begin, end and owner of Salesforce events that are over',
	sourceObject: 'Event',
	destinationObject: 'meetings',
	fieldMap: {
		fields: [
			row('hs_timestamp', 'StartDateTime', { required: true }),
			row('hs_meeting_start_time', 'StartDateTime'),
			row('hs_meeting_end_time', 'EndDateTime'),
			row('hs_meeting_title', 'Subject'),
			richText('hs_meeting_body', 'Description'),
			row('hs_meeting_location', 'Location'),
			{ to: 'hs_meeting_outcome', constant: 'COMPLETED' },
			owner,
		],
	},
};
