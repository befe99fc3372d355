import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import { N8N_CREDENTIALS } from '../shared/n8nCredentials';
import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, bySignIn } from '../shared/description/signIn';
import { monitorOutputs, monitorProperties, monitorSubtitle } from './description';
import { shownFor } from './description/shownFor';

/** Shows whether all is well, why a record is missing, and puts it right; looks after what is remembered. */
export class SophiaMonitor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Monitor',
		name: 'sophiaMonitor',
		icon: { light: 'file:sophiaMonitor.svg', dark: 'file:sophiaMonitor.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: monitorSubtitle,
		description: 'See whether all syncs are well and why a record is missing, put it right, and look after the state',
		defaults: { name: 'Sophia Monitor' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: monitorOutputs,
		credentials: [
			{
				name: 'sophiaSalesforceApi',
				testedBy: 'salesforceCredentialTest',
				...bySignIn(SALESFORCE_SIGN_IN, 'key', shownFor('salesforce')),
			},
			{ name: 'sophiaSalesforceOAuth2Api', ...bySignIn(SALESFORCE_SIGN_IN, 'oAuth2', shownFor('salesforce')) },
			{ name: N8N_CREDENTIALS.salesforce, ...bySignIn(SALESFORCE_SIGN_IN, 'n8nOAuth2', shownFor('salesforce')) },
			{ name: 'sophiaHubspotApi', ...bySignIn(HUBSPOT_SIGN_IN, 'key', shownFor('hubspot')) },
			{ name: 'sophiaHubspotOAuth2Api', ...bySignIn(HUBSPOT_SIGN_IN, 'oAuth2', shownFor('hubspot')) },
			{ name: N8N_CREDENTIALS.hubspot, ...bySignIn(HUBSPOT_SIGN_IN, 'n8nOAuth2', shownFor('hubspot')) },
			{ name: 'sophiaIntercomApi', ...shownFor('intercom') },
			{ name: 'sophiaPortkeyApi', ...shownFor('portkey') },
			{ name: 'sophiaSnowflakeApi', testedBy: 'snowflakeCredentialTest', ...shownFor('snowflake') },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		properties: monitorProperties,
	};

	methods = { credentialTest: { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeMonitor } = await import('./execute');
		return await executeMonitor(this);
	}
}
