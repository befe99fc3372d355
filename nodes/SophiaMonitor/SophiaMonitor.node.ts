import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeCredentialDescription,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import {
	HUBSPOT_SIGN_IN,
	SALESFORCE_SIGN_IN,
	signInCredentials,
	signInProperty,
	withSignIn,
} from '../shared/description/signIn';
import { monitorOutputs, monitorProperties, monitorSubtitle } from './description';
import type { CheckedSystem } from './description/healthCheck';

/** The credential of a system that a health check is to look at. */
const shownFor = (system: CheckedSystem): Pick<INodeCredentialDescription, 'required' | 'displayOptions'> => ({
	required: true,
	displayOptions: { show: { operation: ['healthCheck'], systems: [system] } },
});

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
			...signInCredentials(SALESFORCE_SIGN_IN, shownFor('salesforce')),
			...signInCredentials(HUBSPOT_SIGN_IN, shownFor('hubspot')),
			{ name: 'sophiaIntercomApi', ...shownFor('intercom') },
			{ name: 'sophiaPortkeyApi', ...shownFor('portkey') },
			{ name: 'sophiaSnowflakeApi', testedBy: 'snowflakeCredentialTest', ...shownFor('snowflake') },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		properties: withSignIn(monitorProperties, [
			signInProperty(SALESFORCE_SIGN_IN, shownFor('salesforce').displayOptions),
			signInProperty(HUBSPOT_SIGN_IN, shownFor('hubspot').displayOptions),
		]),
	};

	methods = { credentialTest: { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeMonitor } = await import('./execute');
		return await executeMonitor(this);
	}
}
