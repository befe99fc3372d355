import type { HubspotCredentials, HubspotDestination } from '../../engine/systems/hubspot';
import type { IntercomCredentials, IntercomDestination } from '../../engine/systems/intercom';
import type { ListedField, SalesforceApiCredentials, SalesforceCredentials } from '../../engine/systems/salesforce';
import type { Source } from '../../engine/systems/types';
import type { Traffic, TrafficSettings } from '../../engine/traffic';
import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, SIGN_INS, type SignIn, type VendorSignIn } from './description/signIn';
import { checkEgress } from './egress';
import type { CredentialContext, SyncDestination, SyncRoute } from './sync/route';

// n8n requires every node file when it starts: the systems are loaded when one is used.

/** Salesforce's credentials, by the node's choice of sign-in. @throws SophiaError, NodeOperationError */
export async function salesforceCredentials(context: CredentialContext): Promise<SalesforceCredentials> {
	const type = chosenType(context, SALESFORCE_SIGN_IN);
	if (type === SALESFORCE_SIGN_IN.types[0]) {
		// The fields of n8n's credential are the engine's.
		const data: unknown = await context.getCredentials(type);
		const credentials = data as SalesforceApiCredentials;
		await checkEgress(context, credentials.loginUrl, 'Login URL');
		return credentials;
	}
	const { oauth2Credential } = await import('./oauth2');
	const { token, data, renew } = await oauth2Credential(context, type, 'Salesforce');
	await checkEgress(context, token.instance_url, 'Login URL');
	return {
		accessToken: token.access_token,
		instanceUrl: token.instance_url ?? '',
		...(data.apiVersion === undefined ? {} : { apiVersion: data.apiVersion }),
		renew: async (_signal, refused) => await renew(refused),
	};
}

/** HubSpot's credentials, by the node's choice of sign-in. @throws SophiaError, NodeOperationError */
export async function hubspotCredentials(context: CredentialContext): Promise<HubspotCredentials> {
	const type = chosenType(context, HUBSPOT_SIGN_IN);
	if (type === HUBSPOT_SIGN_IN.types[0]) {
		const credentials = await context.getCredentials<HubspotCredentials>(type);
		await checkEgress(context, credentials.apiBaseUrl, 'API Base URL');
		return credentials;
	}
	const { oauth2Credential } = await import('./oauth2');
	const { token, data, id, renew } = await oauth2Credential(context, type, 'HubSpot');
	await checkEgress(context, data.apiBaseUrl, 'API Base URL');
	return { accessToken: token.access_token, apiBaseUrl: data.apiBaseUrl, accountKey: id, renew };
}

/** The key type where nothing is chosen: workflows from before there was a choice. */
function chosenType(context: CredentialContext, { parameter, types }: VendorSignIn): string {
	const choice = SIGN_INS.indexOf(context.getNode().parameters?.[parameter] as SignIn);
	return types[choice] ?? types[0];
}

export async function intercomCredentials(context: CredentialContext): Promise<IntercomCredentials> {
	const data: unknown = await context.getCredentials('sophiaIntercomApi');
	const credentials = data as IntercomCredentials;
	const { baseUrlOf } = await import('../../engine/systems/intercom/credentials');
	await checkEgress(context, baseUrlOf(credentials), credentials.region === 'custom' ? 'API Base URL' : 'Region');
	return credentials;
}

/** An engine option that is absent unless it was chosen. */
export const limit = (callsPer10Seconds?: number) => (callsPer10Seconds === undefined ? {} : { callsPer10Seconds });

/** HubSpot, by the node's `sophiaHubspotApi`. */
export async function hubspotFor(
	context: CredentialContext,
	traffic: Traffic,
	callsPer10Seconds?: number,
): Promise<HubspotDestination> {
	const { createHubspotDestination } = await import('../../engine/systems/hubspot');
	return createHubspotDestination({
		credentials: await hubspotCredentials(context),
		traffic,
		options: limit(callsPer10Seconds),
	});
}

/** Intercom, by the node's `sophiaIntercomApi`. */
export async function intercomFor(
	context: CredentialContext,
	traffic: Traffic,
	callsPer10Seconds?: number,
): Promise<IntercomDestination> {
	const { createIntercomDestination } = await import('../../engine/systems/intercom');
	return createIntercomDestination({
		credentials: await intercomCredentials(context),
		traffic,
		options: limit(callsPer10Seconds),
	});
}

export interface Clients {
	traffic: Traffic;
	source: Source;
	destination: SyncDestination;
}

export interface ClientSettings {
	traffic?: Partial<TrafficSettings>;
	bulkThreshold?: number;
	/** The destination's calls per 10 seconds, at most. */
	burst?: number;
}

/** Somebody is waiting for a list. */
export async function editorTraffic(): Promise<Traffic> {
	const { createTraffic } = await import('../../engine/traffic');
	return createTraffic({ retries: 1, timeoutMs: 30_000 });
}

/** The fields of a Salesforce object, for lists in the editor. */
export async function salesforceFields(context: CredentialContext, object: string): Promise<ListedField[]> {
	const { listFields } = await import('../../engine/systems/salesforce');
	return await listFields(
		{ credentials: await salesforceCredentials(context), traffic: await editorTraffic() },
		object,
	);
}

/** Both systems behind one traffic controller, so that a run's limits and counts are its own. */
export async function connect(
	route: SyncRoute,
	context: CredentialContext,
	settings: ClientSettings,
): Promise<Clients> {
	const { createSalesforceSource } = await import('../../engine/systems/salesforce');
	const { createTraffic } = await import('../../engine/traffic');
	const traffic = createTraffic(settings.traffic);
	return {
		traffic,
		source: createSalesforceSource({
			credentials: await salesforceCredentials(context),
			traffic,
			options: settings.bulkThreshold === undefined ? {} : { bulkThreshold: settings.bulkThreshold },
		}),
		destination: await route.destination(context, traffic, settings.burst),
	};
}
