import { bool, date, email, phone, picklist, reference, text, address, longText, type FieldSpec } from './fields';
import { LEAD_SOURCES, SALUTATIONS } from './picklists';

/** Account field → the field of the person's contact that it mirrors. */
export const PERSON_FIELDS: ReadonlyMap<string, string> = new Map([
	['FirstName', 'FirstName'],
	['LastName', 'LastName'],
	['Salutation', 'Salutation'],
	['PersonEmail', 'Email'],
	['PersonTitle', 'Title'],
	['PersonDepartment', 'Department'],
	['PersonMobilePhone', 'MobilePhone'],
	['PersonHomePhone', 'HomePhone'],
	['PersonLeadSource', 'LeadSource'],
	['PersonBirthdate', 'Birthdate'],
	['PersonMailingStreet', 'MailingStreet'],
	['PersonMailingCity', 'MailingCity'],
	['PersonMailingState', 'MailingState'],
	['PersonMailingPostalCode', 'MailingPostalCode'],
	['PersonMailingCountry', 'MailingCountry'],
	['PersonHasOptedOutOfEmail', 'HasOptedOutOfEmail'],
	['Phone', 'Phone'],
	['Fax', 'Fax'],
]);

/** What an org with person accounts has besides, per object. */
export function personAccountFields(): { Account: FieldSpec[]; Contact: FieldSpec[] } {
	return {
		Account: [
			bool('IsPersonAccount', 'Is Person Account', { readOnly: true }),
			reference('PersonContactId', 'Contact ID', ['Contact'], 'PersonContact', { readOnly: true }),
			text('LastName', 'Last Name', { length: 80, compound: 'Name' }),
			text('FirstName', 'First Name', { length: 40, compound: 'Name' }),
			picklist('Salutation', 'Salutation', SALUTATIONS, { length: 40, compound: 'Name' }),
			...address('PersonMailing', 'Mailing'),
			phone('PersonMobilePhone', 'Mobile'),
			phone('PersonHomePhone', 'Home Phone'),
			email('PersonEmail', 'Email'),
			text('PersonTitle', 'Title', { length: 80 }),
			text('PersonDepartment', 'Department', { length: 80 }),
			picklist('PersonLeadSource', 'Lead Source', LEAD_SOURCES),
			date('PersonBirthdate', 'Birthdate'),
			bool('PersonHasOptedOutOfEmail', 'Email Opt Out'),
			longText('PersonNotes__pc', 'Person Notes'),
		],
		Contact: [bool('IsPersonAccount', 'Is Person Account', { readOnly: true })],
	};
}
