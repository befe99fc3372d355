import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { salesforceCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import { SALESFORCE_SIGN_IN, bySignIn } from '../shared/description/signIn';
import { N8N_CREDENTIALS } from '../shared/n8nCredentials';
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
			{
				name: 'sophiaSalesforceApi',
				testedBy: 'salesforceCredentialTest',
				...bySignIn(SALESFORCE_SIGN_IN, 'key', { required: true }),
			},
			{ name: 'sophiaSalesforceOAuth2Api', ...bySignIn(SALESFORCE_SIGN_IN, 'oAuth2', { required: true }) },
			{ name: N8N_CREDENTIALS.salesforce, ...bySignIn(SALESFORCE_SIGN_IN, 'n8nOAuth2', { required: true }) },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		properties: triggerProperties,
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
