import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { createHubspotDestination, type HubspotCredentials, type HubspotDestination } from '../../engine/systems/hubspot';
import { createSalesforceSource, listFields, type ListedField, type SalesforceApiCredentials } from '../../engine/systems/salesforce';
import type { Source } from '../../engine/systems/types';
import { createTraffic, type Traffic, type TrafficSettings } from '../../engine/traffic';
import { checkEgress } from './egress';

type CredentialContext = IExecuteFunctions | ILoadOptionsFunctions;

/** The fields of n8n's `sophiaSalesforceApi` are the engine's. */
export async function salesforceCredentials(context: CredentialContext): Promise<SalesforceApiCredentials> {
	const data: unknown = await context.getCredentials('sophiaSalesforceApi');
	const credentials = data as SalesforceApiCredentials;
	await checkEgress(context, credentials.loginUrl, 'Login URL');
	return credentials;
}

export async function hubspotCredentials(context: CredentialContext): Promise<HubspotCredentials> {
	const credentials = await context.getCredentials<HubspotCredentials>('sophiaHubspotApi');
	await checkEgress(context, credentials.apiBaseUrl, 'API Base URL');
	return credentials;
}

export interface Clients {
	traffic: Traffic;
	source: Source;
	destination: HubspotDestination;
}

export interface ClientSettings {
	traffic?: Partial<TrafficSettings>;
	bulkThreshold?: number;
	hubspotBurst?: number;
}

export function hubspotClient(credentials: HubspotCredentials, traffic: Traffic, settings: ClientSettings = {}): HubspotDestination {
	return createHubspotDestination({ credentials, traffic, options: settings.hubspotBurst === undefined ? {} : { callsPer10Seconds: settings.hubspotBurst } });
}

/** The fields of a Salesforce object, for lists in the editor. */
export async function salesforceFields(context: CredentialContext, object: string): Promise<ListedField[]> {
	return await listFields({ credentials: await salesforceCredentials(context), traffic: editorTraffic() }, object);
}

/** Somebody is waiting for a list. */
const editorTraffic = (): Traffic => createTraffic({ retries: 1, timeoutMs: 30_000 });

/** HubSpot for lists in the editor. */
export async function hubspotFor(context: CredentialContext): Promise<HubspotDestination> {
	return hubspotClient(await hubspotCredentials(context), editorTraffic());
}

/** Both systems behind one traffic controller, so that a run's limits and counts are its own. */
export async function connect(context: CredentialContext, settings: ClientSettings): Promise<Clients> {
	const traffic = createTraffic(settings.traffic);
	return {
		traffic,
		source: createSalesforceSource({
			credentials: await salesforceCredentials(context),
			traffic,
			options: settings.bulkThreshold === undefined ? {} : { bulkThreshold: settings.bulkThreshold },
		}),
		destination: hubspotClient(await hubspotCredentials(context), traffic, settings),
	};
}
