import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import { SALESFORCE_SIGN_IN, bySignIn } from '../shared/description/signIn';
import { N8N_CREDENTIALS } from '../shared/n8nCredentials';
import { syncProperties } from '../shared/sync/description';
import { READS_SALESFORCE } from '../shared/sync/description/signIns';
import { filterMethods } from '../shared/sync/methods/filterLists';
import { getTransforms, listFieldsOf } from '../shared/sync/methods/loadOptions';
import { mapperMethods } from '../shared/sync/methods/resourceMapping';
import { intercomRoute } from './route';

/** Keeps Intercom companies, users and leads in step with Salesforce accounts, contacts and leads. */
export class SophiaSalesforceToIntercom implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Salesforce to Intercom',
		name: 'sophiaSalesforceToIntercom',
		icon: { light: 'file:sophiaIntercom.svg', dark: 'file:sophiaIntercom.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ sync: "Sync", preview: "Preview", mapItems: "Map Items", setUp: "Set Up Intercom", reset: "Reset", suggestMapping: "Suggest Mapping" })[$parameter["operation"]] }}',
		description: 'Keep Intercom companies and contacts in step with Salesforce accounts, contacts and leads',
		defaults: { name: 'Sophia Salesforce to Intercom' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Results', 'Rejected'],
		credentials: [
			{
				name: 'sophiaSalesforceApi',
				testedBy: 'salesforceCredentialTest',
				...bySignIn(SALESFORCE_SIGN_IN, 'key', { required: true, displayOptions: READS_SALESFORCE }),
			},
			{
				name: 'sophiaSalesforceOAuth2Api',
				...bySignIn(SALESFORCE_SIGN_IN, 'oAuth2', { required: true, displayOptions: READS_SALESFORCE }),
			},
			{
				name: N8N_CREDENTIALS.salesforce,
				...bySignIn(SALESFORCE_SIGN_IN, 'n8nOAuth2', { required: true, displayOptions: READS_SALESFORCE }),
			},
			{
				name: 'sophiaIntercomApi',
				required: true,
				displayOptions: { show: { operation: ['sync', 'preview', 'setUp', 'reset', 'suggestMapping'] } },
			},
			{
				name: 'sophiaPortkeyApi',
				required: true,
				// By `hide`: were every choice of "Ask" named by a `show`, the editor would take it for a choice of authentication.
				displayOptions: { show: { operation: ['suggestMapping'] }, hide: { suggestWith: ['cortex'] } },
			},
			{
				name: 'sophiaSnowflakeApi',
				required: true,
				testedBy: 'snowflakeCredentialTest',
				displayOptions: { show: { operation: ['suggestMapping'] }, hide: { suggestWith: ['portkey'] } },
			},
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		hints: [
			{
				message: 'This writes to Intercom. Run the operation "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "sync" }}',
			},
		],
		properties: syncProperties(intercomRoute),
	};

	methods = {
		loadOptions: { getIntercomAttributes: listFieldsOf(intercomRoute), getTransforms, ...filterMethods(intercomRoute) },
		resourceMapping: mapperMethods(intercomRoute),
		credentialTest: { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeSync } = await import('../shared/sync/execute');
		return await executeSync(intercomRoute, this);
	}
}
