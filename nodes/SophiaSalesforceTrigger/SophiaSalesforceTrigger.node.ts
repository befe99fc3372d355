import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { salesforceCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import { SALESFORCE_SIGN_IN, signInCredentials, signInProperty } from '../shared/description/signIn';
import { triggerProperties } from './description';
import { getFields, searchObjects } from './methods/lists';

/** Starts the workflow with the records of a Salesforce object that were created, changed or deleted. */
export class SophiaSalesforceTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Salesforce Trigger',
		name: 'sophiaSalesforceTrigger',
		icon: { light: 'file:sophiaSalesforceTrigger.svg', dark: 'file:sophiaSalesforceTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["object"]["value"] + ": " + $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when Salesforce records are created, changed or deleted: none missed, none twice',
		defaults: { name: 'Sophia Salesforce Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			...signInCredentials(SALESFORCE_SIGN_IN, { required: true }),
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		properties: [signInProperty(SALESFORCE_SIGN_IN), ...triggerProperties],
	};

	methods = {
		listSearch: { searchObjects },
		loadOptions: { getFields },
		credentialTest: { salesforceCredentialTest, stateCredentialTest },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const { pollSalesforce } = await import('./pollSalesforce');
		return await pollSalesforce(this);
	}
}
