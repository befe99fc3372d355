import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { salesforceCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, bySignIn } from '../shared/description/signIn';
import { N8N_CREDENTIALS } from '../shared/n8nCredentials';
import { getTransforms } from '../shared/sync/methods/loadOptions';
import { dataSyncProperties } from './description';
import { shownFor } from './description/shownFor';
import { listFieldsOf, listObjectsOf, searchObjectsOf } from './methods/lists';

/** Keeps two systems in agreement, shows where they do not agree, and mends it. */
export class SophiaDataSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Data Sync',
		name: 'sophiaDataSync',
		icon: { light: 'file:sophiaDataSync.svg', dark: 'file:sophiaDataSync.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ syncOneWay: "Sync One Way", syncBothWays: "Sync Both Ways", reconcile: "Reconcile", repair: "Repair", cleanItems: "Clean Items", reset: "Reset" })[$parameter["operation"]] }}',
		description: 'Keep Salesforce, HubSpot, Intercom and PostgreSQL in agreement, both ways, and prove that they agree',
		defaults: { name: 'Sophia Data Sync' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Results', 'Conflicts', 'Rejected'],
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
			{ name: N8N_CREDENTIALS.postgres, ...shownFor('postgres') },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		hints: [
			{
				message: 'This writes to both systems. Turn on "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["syncBothWays", "repair"].includes($parameter["operation"]) && $parameter["preview"] !== true && !$parameter["pair"].split("-").includes("items") }}',
			},
			{
				message: 'This writes to the right side. Turn on "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "syncOneWay" && $parameter["preview"] !== true && !$parameter["pair"].endsWith("-items") }}',
			},
			{
				message:
					'What would be written to the input items comes out of "Results", with "action" and "item". Hand it on to where the list is kept: until the list shows it, it comes out again.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["syncOneWay", "syncBothWays", "repair"].includes($parameter["operation"]) && ($parameter["pair"].endsWith("-items") || ($parameter["operation"] !== "syncOneWay" && $parameter["pair"].startsWith("items-"))) }}',
			},
			{
				message:
					'This writes to the system beside the input items, too. Turn on "Preview" first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ ["syncBothWays", "repair"].includes($parameter["operation"]) && $parameter["preview"] !== true && $parameter["pair"].split("-").includes("items") }}',
			},
		],
		properties: dataSyncProperties,
	};

	methods = {
		loadOptions: {
			getLeftFields: listFieldsOf('left'),
			getRightFields: listFieldsOf('right'),
			getLeftObjects: listObjectsOf('left'),
			getRightObjects: listObjectsOf('right'),
			getTransforms,
		},
		listSearch: { searchLeftObjects: searchObjectsOf('left'), searchRightObjects: searchObjectsOf('right') },
		credentialTest: { salesforceCredentialTest, stateCredentialTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeDataSync } = await import('./execute');
		return await executeDataSync(this);
	}
}
