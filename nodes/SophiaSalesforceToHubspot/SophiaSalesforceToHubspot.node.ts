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
import { syncProperties } from '../shared/sync/description';
import { READS_SALESFORCE, USES_DESTINATION } from '../shared/sync/description/signIns';
import { filterMethods } from '../shared/sync/methods/filterLists';
import { getTransforms, listFieldsOf } from '../shared/sync/methods/loadOptions';
import { mapperMethods } from '../shared/sync/methods/resourceMapping';
import { getDealPipelines, getDealStages, getOpportunityStages } from './dealStages';
import { moreObjectLists, moreObjectSearches } from './moreObjectLists';
import { getHubspotOwners } from './owners';
import { hubspotRoute } from './route';

/** Keeps HubSpot companies, contacts and deals in step with Salesforce accounts, contacts, leads and opportunities. */
export class SophiaSalesforceToHubspot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Salesforce to HubSpot',
		name: 'sophiaSalesforceToHubspot',
		icon: { light: 'file:sophia.svg', dark: 'file:sophia.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ sync: "Sync", preview: "Preview", mapItems: "Map Items", setUp: "Set Up HubSpot", reset: "Reset", suggestMapping: "Suggest Mapping" })[$parameter["operation"]] }}',
		description:
			'Keep HubSpot companies, contacts and deals in step with Salesforce accounts, contacts, leads and opportunities',
		defaults: { name: 'Sophia Salesforce to HubSpot' },
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
				name: 'sophiaHubspotApi',
				...bySignIn(HUBSPOT_SIGN_IN, 'key', { required: true, displayOptions: USES_DESTINATION }),
			},
			{
				name: 'sophiaHubspotOAuth2Api',
				...bySignIn(HUBSPOT_SIGN_IN, 'oAuth2', { required: true, displayOptions: USES_DESTINATION }),
			},
			{
				name: N8N_CREDENTIALS.hubspot,
				...bySignIn(HUBSPOT_SIGN_IN, 'n8nOAuth2', { required: true, displayOptions: USES_DESTINATION }),
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
				message: 'This writes to HubSpot. Run the operation "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "sync" }}',
			},
		],
		properties: syncProperties(hubspotRoute),
	};

	methods = {
		loadOptions: {
			getHubspotProperties: listFieldsOf(hubspotRoute),
			getTransforms,
			getDealPipelines,
			getDealStages,
			getOpportunityStages,
			getHubspotOwners,
			...filterMethods(hubspotRoute),
			...moreObjectLists,
		},
		listSearch: moreObjectSearches,
		resourceMapping: mapperMethods(hubspotRoute),
		credentialTest: { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeSync } = await import('../shared/sync/execute');
		return await executeSync(hubspotRoute, this);
	}
}
