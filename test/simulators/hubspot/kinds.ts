import type { ObjectKind } from './store';
import type { PropertyDefinition } from './catalogue/define';
import { companyProperties } from './catalogue/companies';
import { contactProperties } from './catalogue/contacts';

export interface KindDefinition extends ObjectKind {
	/** Other names under which paths may call it. */
	aliases: string[];
	/** Name part of its scopes: `crm.objects.<scope>.read`. */
	scope: string;
	properties: () => PropertyDefinition[];
	groups: Record<string, string>;
}

/** The standard objects of a portal. */
export const standardKinds: KindDefinition[] = [
	{
		name: 'companies',
		singular: 'COMPANY',
		objectTypeId: '0-2',
		aliases: ['company', '0-2'],
		scope: 'companies',
		modified: 'hs_lastmodifieddate',
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
		needsOneOf: ['email', 'firstname', 'lastname'],
		defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
		indexed: ['email'],
		firstId: 60_100_000_001,
		properties: contactProperties,
		groups: { contactinformation: 'Contact information', social_media_information: 'Social media information' },
	},
];
