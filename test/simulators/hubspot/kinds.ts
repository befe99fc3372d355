import type { ObjectKind } from './store';
import type { PropertyDefinition } from './catalogue/define';
import { callProperties, meetingProperties, noteProperties } from './catalogue/activities';
import { companyProperties } from './catalogue/companies';
import { contactProperties } from './catalogue/contacts';
import { dealProperties } from './catalogue/deals';
import { ticketProperties } from './catalogue/tickets';

export interface KindDefinition extends ObjectKind {
	/** As people read it. */
	plural?: string;
	/** Other names under which paths may call it. */
	aliases: string[];
	/** Name part of its scopes: `crm.objects.<scope>.read`. */
	scope: string;
	properties: () => PropertyDefinition[];
	groups: Record<string, string>;
}

/** What people have done. It counts as part of the contacts: it has no scopes of its own. */
const activity = (
	name: string,
	objectTypeId: string,
	firstId: number,
	properties: () => PropertyDefinition[],
): KindDefinition => {
	const singular = name.slice(0, -1);
	return {
		name,
		singular: singular.toUpperCase(),
		objectTypeId,
		aliases: [singular, objectTypeId],
		scope: 'contacts',
		modified: 'hs_lastmodifieddate',
		created: 'hs_createdate',
		required: ['hs_timestamp'],
		defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
		indexed: [],
		firstId,
		properties,
		groups: { [singular]: `${singular[0].toUpperCase()}${singular.slice(1)} information` },
	};
};

/** The standard objects of a portal. */
export const standardKinds: KindDefinition[] = [
	{
		name: 'companies',
		singular: 'COMPANY',
		objectTypeId: '0-2',
		aliases: ['company', '0-2'],
		scope: 'companies',
		modified: 'hs_lastmodifieddate',
		created: 'createdate',
		needsOneOf: ['name', 'domain'],
		defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
		indexed: ['domain'],
		firstId: 18_400_000_001,
		properties: companyProperties,
		groups: { companyinformation: 'Company information', socialmediainformation: 'Social media information' },
	},
	{
		name: 'contacts',
		singular: 'CONTACT',
		objectTypeId: '0-1',
		aliases: ['contact', '0-1'],
		scope: 'contacts',
		modified: 'lastmodifieddate',
		created: 'createdate',
		needsOneOf: ['email', 'firstname', 'lastname'],
		defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
		indexed: ['email'],
		firstId: 60_100_000_001,
		properties: contactProperties,
		groups: { contactinformation: 'Contact information', social_media_information: 'Social media information' },
	},
	{
		name: 'deals',
		singular: 'DEAL',
		objectTypeId: '0-3',
		aliases: ['deal', '0-3'],
		scope: 'deals',
		modified: 'hs_lastmodifieddate',
		created: 'createdate',
		required: ['dealname', 'dealstage'],
		defaultProperties: [
			'amount',
			'closedate',
			'createdate',
			'dealname',
			'dealstage',
			'hs_lastmodifieddate',
			'hs_object_id',
			'pipeline',
		],
		indexed: [],
		firstId: 9_300_000_001,
		properties: dealProperties,
		groups: { dealinformation: 'Deal information' },
	},
	{
		name: 'tickets',
		singular: 'TICKET',
		objectTypeId: '0-5',
		aliases: ['ticket', '0-5'],
		scope: 'tickets',
		modified: 'hs_lastmodifieddate',
		created: 'createdate',
		required: ['subject', 'hs_pipeline_stage'],
		defaultProperties: [
			'content',
			'createdate',
			'hs_lastmodifieddate',
			'hs_object_id',
			'hs_pipeline',
			'hs_pipeline_stage',
			'hs_ticket_category',
			'hs_ticket_priority',
			'subject',
		],
		indexed: [],
		firstId: 2_700_000_001,
		properties: ticketProperties,
		groups: { ticketinformation: 'Ticket information' },
	},
	activity('notes', '0-46', 31_500_000_001, noteProperties),
	activity('meetings', '0-47', 32_500_000_001, meetingProperties),
	activity('calls', '0-48', 33_500_000_001, callProperties),
];
