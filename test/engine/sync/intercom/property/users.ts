import type { Stage } from '../../property/actor';
import { LEAD_ID, type World } from '../world';

type Properties = Readonly<Record<string, string>>;

const ID = {
	companies: 'sophia_salesforce_account_id',
	contact: 'sophia_salesforce_contact_id',
	lead: 'sophia_salesforce_lead_id',
};

/** Lets the changes that people make in HubSpot's histories happen in Intercom, as far as Intercom knows them. */
export function intercomUsers({ intercom }: World): Stage['hubspot'] {
	let companies = 0;
	return {
		seed(object, fields) {
			if (object === 'companies')
				return intercom.seedCompany({ company_id: `theirs-${++companies}`, name: fields.name });
			// Intercom lets nobody have the address of an archived user, and of the two kinds only users are alone with it.
			const taken = intercom.contacts().some(({ role, email }) => role === 'user' && email === fields.email);
			return intercom.seedContact({ role: taken ? 'lead' : 'user', email: fields.email, name: fields.lastname });
		},
		archive: (_object, id) => intercom.archive(id),
		mergeContacts(winner, loser) {
			if (intercom.contact(winner)?.role === 'user' && intercom.contact(loser)?.role === 'lead')
				intercom.merge(loser, winner);
		},
		records: (object) =>
			object === 'companies'
				? intercom
						.companies()
						.map(({ id, archived, company_id }) => ({ id, archived, properties: { [ID.companies]: company_id } }))
				: intercom.contacts().map(({ id, archived, role, external_id, email, custom_attributes }) => {
						const properties: Properties = {
							email: email ?? '',
							...(role === 'user' && external_id !== null ? { [ID.contact]: external_id } : {}),
							...(custom_attributes[LEAD_ID] === undefined ? {} : { [ID.lead]: String(custom_attributes[LEAD_ID]) }),
						};
						return { id, archived, properties };
					}),
	};
}
