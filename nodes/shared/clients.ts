import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { createHubspotDestination, type HubspotCredentials, type HubspotDestination } from '../../engine/systems/hubspot';
import { createSalesforceSource, type SalesforceApiCredentials, type SalesforceSource } from '../../engine/systems/salesforce';
import { createTraffic, type Traffic, type TrafficSettings } from '../../engine/traffic';

type CredentialContext = Pick<IExecuteFunctions | ILoadOptionsFunctions, 'getCredentials'>;

/** The engine's credentials, from n8n's `sophiaSalesforceApi`. */
export async function salesforceCredentials(context: CredentialContext): Promise<SalesforceApiCredentials> {
	return readSalesforceCredentials(await context.getCredentials('sophiaSalesforceApi'));
}

export const readSalesforceCredentials = (data: ICredentialDataDecryptedObject): SalesforceApiCredentials =>
	data as unknown as SalesforceApiCredentials;

export async function hubspotCredentials(context: CredentialContext): Promise<HubspotCredentials> {
	return await context.getCredentials<HubspotCredentials>('sophiaHubspotApi');
}

export interface Clients {
	traffic: Traffic;
	source: SalesforceSource;
	destination: HubspotDestination;
}

export interface ClientSettings {
	traffic?: Partial<TrafficSettings>;
	bulkThreshold?: number;
	hubspotBurst?: number;
}

export function hubspotClient(credentials: HubspotCredentials, traffic: Traffic, settings: ClientSettings = {}): HubspotDestination {
	return createHubspotDestination({ credentials, traffic, options: { callsPer10Seconds: settings.hubspotBurst } });
}

/** Salesforce for lists in the editor. */
export async function salesforceFor(context: CredentialContext): Promise<SalesforceSource> {
	return createSalesforceSource({ credentials: await salesforceCredentials(context), traffic: createTraffic({ retries: 1, timeoutMs: 30_000 }) });
}

/** HubSpot for lists in the editor. */
export async function hubspotFor(context: CredentialContext): Promise<HubspotDestination> {
	return hubspotClient(await hubspotCredentials(context), createTraffic({ retries: 1, timeoutMs: 30_000 }));
}

/** Both systems behind one traffic controller, so that a run's limits and counts are its own. */
export async function connect(context: CredentialContext, settings: ClientSettings): Promise<Clients> {
	const traffic = createTraffic(settings.traffic);
	return {
		traffic,
		source: createSalesforceSource({
			credentials: await salesforceCredentials(context),
			traffic,
			options: { bulkThreshold: settings.bulkThreshold },
		}),
		destination: hubspotClient(await hubspotCredentials(context), traffic, settings),
	};
}
