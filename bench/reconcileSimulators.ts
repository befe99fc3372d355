import { HubSpotSimulator } from '../test/simulators/hubspot';
import { SalesforceSimulator } from '../test/simulators/salesforce';
import { serve } from './child';
import { COMPANY_ID_PROPERTY, CONTACT_ID_PROPERTY } from './settings';

export interface ReconcileStart {
	/** Contacts on either side. */
	contacts: number;
	/** Epoch milliseconds of the last generated change. */
	until: number;
	latencyMs: number;
	/** Every so many-th contact has another job title in HubSpot. */
	differingEvery: number;
	/** Every so many-th contact of HubSpot names the one of Salesforce in its id property. */
	claimingEvery: number;
}

export interface ReconcileAddress {
	salesforceUrl: string;
	clientId: string;
	clientSecret: string;
	hubspotUrl: string;
	accessToken: string;
}

const RAISED = { burst: 1_000_000, daily: 10_000_000, searchPerSecond: 100_000 };

async function start({
	contacts,
	until,
	latencyMs,
	differingEvery,
	claimingEvery,
}: ReconcileStart): Promise<ReconcileAddress> {
	const salesforce = new SalesforceSimulator({ seed: 1, latencyMs, dailyLimit: 1_000_000 });
	const hubspot = new HubSpotSimulator({ seed: 1, latencyMs, limits: RAISED });
	salesforce.generate({ contacts, until: new Date(until) });
	for (const name of [COMPANY_ID_PROPERTY, CONTACT_ID_PROPERTY]) {
		hubspot.addProperty(name === COMPANY_ID_PROPERTY ? 'companies' : 'contacts', {
			name,
			label: name,
			groupName: name === COMPANY_ID_PROPERTY ? 'companyinformation' : 'contactinformation',
			type: 'string',
			fieldType: 'text',
			hasUniqueValue: true,
		});
	}
	for (const [n, row] of salesforce.rows('Contact').entries()) {
		hubspot.seed('contacts', {
			firstname: String(row.FirstName),
			lastname: String(row.LastName),
			email: String(row.Email),
			phone: String(row.Phone),
			jobtitle: n % differingEvery === 0 ? 'Director' : String(row.Title),
			...(n % claimingEvery === 0 ? { [CONTACT_ID_PROPERTY]: String(row.Id) } : {}),
		});
	}
	await salesforce.start();
	await hubspot.start();
	return {
		salesforceUrl: salesforce.url,
		clientId: salesforce.settings.clientId,
		clientSecret: salesforce.settings.clientSecret,
		hubspotUrl: hubspot.url,
		accessToken: hubspot.accessToken,
	};
}

serve({ start });
