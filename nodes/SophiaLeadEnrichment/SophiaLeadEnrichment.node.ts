import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest } from '../shared/credentialTests';
import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, bySignIn } from '../shared/description/signIn';
import { N8N_CREDENTIALS } from '../shared/n8nCredentials';
import { leadEnrichmentProperties } from './description';
import { shownFor } from './description/shownFor';
import { getHubSpotFields, getSalesforceFields } from './methods/lists';

/** Fills what leads lack, by a waterfall of providers, each value with its origin and confidence. */
export class SophiaLeadEnrichment implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Lead Enrichment',
		name: 'sophiaLeadEnrichment',
		icon: { light: 'file:sophiaLeadEnrichment.svg', dark: 'file:sophiaLeadEnrichment.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ enrich: "Enrich", preview: "Preview", score: "Score", mapItems: "Map Items", reset: "Reset" })[$parameter["operation"]] }}',
		description: 'Fill what leads lack, each value with its origin and confidence, at a known cost, and score them',
		defaults: { name: 'Sophia Lead Enrichment' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Results', 'Rejected'],
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
			{ name: 'sophiaPortkeyApi', ...shownFor('portkey') },
			{ name: 'sophiaSnowflakeApi', testedBy: 'snowflakeCredentialTest', ...shownFor('snowflake') },
			{ name: N8N_CREDENTIALS.httpHeaderAuth, ...shownFor('httpHeaderAuth') },
			{ name: N8N_CREDENTIALS.httpQueryAuth, ...shownFor('httpQueryAuth') },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		hints: [
			{
				message: 'This writes to your CRM. Use the Preview operation first to see what would change.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["operation"] === "enrich" && ($parameter["writeTo"] ?? []).length > 0 }}',
			},
			{
				message: 'Only fields that are ticked under "Fields to Send" go to Portkey, Snowflake or HTTP providers.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "enrich" && ($parameter["providers"]?.provider ?? []).some((row) => ["portkey", "cortex", "http"].includes(row.type)) }}',
			},
		],
		properties: leadEnrichmentProperties,
	};

	methods = {
		loadOptions: { getSalesforceFields, getHubSpotFields },
		credentialTest: { salesforceCredentialTest, snowflakeCredentialTest, stateCredentialTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeLeadEnrichment } = await import('./execute');
		return await executeLeadEnrichment(this);
	}
}
