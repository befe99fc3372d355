import {
	NodeConnectionTypes,
	type ICredentialsDisplayOptions,
	type IExecuteFunctions,
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
import { syncProperties } from '../shared/sync/description';
import { filterMethods } from '../shared/sync/methods/filterLists';
import { getTransforms, listFieldsOf } from '../shared/sync/methods/loadOptions';
import { mapperMethods } from '../shared/sync/methods/resourceMapping';
import { getDealPipelines, getDealStages, getOpportunityStages } from './dealStages';
import { moreObjectLists, moreObjectSearches } from './moreObjectLists';
import { getHubspotOwners } from './owners';
import { hubspotRoute } from './route';

const READS_SALESFORCE: ICredentialsDisplayOptions = {
	show: { operation: ['sync', 'preview', 'reset', 'suggestMapping'] },
	hide: { source: ['items'] },
};
const USES_HUBSPOT: ICredentialsDisplayOptions = {
	show: { operation: ['sync', 'preview', 'setUp', 'reset', 'suggestMapping'] },
};

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
			...signInCredentials(SALESFORCE_SIGN_IN, { required: true, displayOptions: READS_SALESFORCE }),
			...signInCredentials(HUBSPOT_SIGN_IN, { required: true, displayOptions: USES_HUBSPOT }),
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
		properties: withSignIn(syncProperties(hubspotRoute), [
			signInProperty(SALESFORCE_SIGN_IN, READS_SALESFORCE),
			signInProperty(HUBSPOT_SIGN_IN, USES_HUBSPOT),
		]),
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
