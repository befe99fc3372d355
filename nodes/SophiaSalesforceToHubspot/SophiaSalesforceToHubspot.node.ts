import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { salesforceCredentialTest } from '../shared/credentialTests';
import { failedItem, toNodeError } from '../shared/errors';
import { mappingProperties } from './description/mapping';
import { operationProperty } from './description/operation';
import { optionProperties } from './description/options';
import { sourceProperties } from './description/source';
import { getHubspotProperties, getTransforms } from './methods/loadOptions';
import { mapAccountFields, mapContactFields, mapItemFields, mapLeadFields } from './methods/resourceMapping';
import { mapItems } from './operations/mapItems';
import { reset } from './operations/reset';
import { setUp } from './operations/setUp';
import { sync } from './operations/sync';

/** Keeps HubSpot companies and contacts in step with Salesforce accounts, contacts and leads. */
export class SophiaSalesforceToHubspot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Salesforce to HubSpot',
		name: 'sophiaSalesforceToHubspot',
		icon: { light: 'file:sophia.svg', dark: 'file:sophia.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ sync: "Sync", preview: "Preview", mapItems: "Map Items", setUp: "Set Up HubSpot", reset: "Reset" })[$parameter["operation"]] }}',
		description: 'Keep HubSpot companies and contacts in step with Salesforce accounts, contacts and leads',
		defaults: { name: 'Sophia Salesforce to HubSpot' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Results', 'Rejected'],
		credentials: [
			{
				name: 'sophiaSalesforceApi',
				required: true,
				testedBy: 'salesforceCredentialTest',
				displayOptions: { show: { operation: ['sync', 'preview', 'reset'] }, hide: { source: ['items'] } },
			},
			{
				name: 'sophiaHubspotApi',
				required: true,
				displayOptions: { show: { operation: ['sync', 'preview', 'setUp', 'reset'] } },
			},
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
		properties: [
			operationProperty,
			...sourceProperties,
			...mappingProperties,
			...optionProperties,
		],
	};

	methods = {
		loadOptions: { getHubspotProperties, getTransforms },
		resourceMapping: { mapAccountFields, mapContactFields, mapLeadFields, mapItemFields },
		credentialTest: { salesforceCredentialTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0, 'sync') as string;
		try {
			if (operation === 'mapItems') return mapItems(this);
			if (operation === 'setUp') return await setUp(this);
			if (operation === 'reset') return await reset(this);
			return await sync(this, operation === 'preview' ? 'preview' : 'sync');
		} catch (error) {
			const nodeError = toNodeError(this, error);
			if (!this.continueOnFail()) throw nodeError;
			return [[failedItem(nodeError, [...this.getInputData().keys()])], []];
		}
	}
}
