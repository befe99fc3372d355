import type { IExecuteFunctions } from 'n8n-workflow';
import type { PortkeyCredentials } from '../../../engine/systems/portkey';
import type { SnowflakeCredentials } from '../../../engine/systems/snowflake';
import { checkEgress } from '../egress';

/** The fields of n8n's `sophiaPortkeyApi` are the engine's. */
export async function portkeyCredentials(context: IExecuteFunctions): Promise<PortkeyCredentials> {
	const data: unknown = await context.getCredentials('sophiaPortkeyApi');
	const credentials = data as PortkeyCredentials;
	await checkEgress(context, credentials.apiBaseUrl || 'https://api.portkey.ai/v1', 'API Base URL');
	return credentials;
}

/** The fields of n8n's `sophiaSnowflakeApi` are the engine's. */
export async function snowflakeCredentials(context: IExecuteFunctions): Promise<SnowflakeCredentials> {
	const data: unknown = await context.getCredentials('sophiaSnowflakeApi');
	const credentials = data as SnowflakeCredentials;
	await checkEgress(context, credentials.accountUrl, 'Account URL');
	return credentials;
}
