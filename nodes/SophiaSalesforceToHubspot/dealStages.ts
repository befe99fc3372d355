import type { IExecuteFunctions, ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { StageRow } from '../../engine/mapping/stages';
import { ROUTES, type SalesforceToHubspotChoices } from '../../engine/routes/salesforceToHubspot';
import type { Pipeline } from '../../engine/systems/types';
import { editorTraffic, hubspotFor, salesforceCredentials } from '../shared/clients';
import { toNodeError } from '../shared/errors';

/** Between the two ids in the value of a deal stage. */
const SEPARATOR = '/';

interface StageSetting {
	salesforceStage?: string;
	recordType?: string;
	dealStage?: string;
}

const stageTable: INodeProperties = {
	displayName: 'Deal Stages',
	name: 'dealStages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Deal Stage',
	default: {},
	description:
		'Which deal stage an opportunity stage becomes. Stages that are not listed are matched by their name, and those that a new Salesforce organisation has go to the stages of a new HubSpot account. A stage without a match rejects the record.',
	options: [
		{
			displayName: 'Stage',
			name: 'stage',
			values: [
				{
					displayName: 'Deal Stage Name or ID',
					name: 'dealStage',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getDealStages' },
					default: '',
					description:
						'The HubSpot pipeline and stage. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Record Type',
					name: 'recordType',
					type: 'string',
					default: '',
					placeholder: 'e.g. Renewal',
					description: 'Only for opportunities of the record type with this name. Leave empty for all.',
				},
				{
					displayName: 'Salesforce Stage Name or ID',
					name: 'salesforceStage',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getOpportunityStages' },
					default: '',
					description:
						'The stage of the opportunity. Without one, and with a record type, the row says in which pipeline the names of all its stages are looked for. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
	],
};

const pipelineChoice: INodeProperties = {
	displayName: 'Deal Pipeline Name or ID',
	name: 'dealPipeline',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getDealPipelines' },
	default: '',
	description:
		'The HubSpot pipeline in which the names of stages are looked for; without a choice the first one. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const shows: Array<NonNullable<INodeProperties['displayOptions']>> = [
	{ show: { operation: ['sync', 'preview'], source: ['salesforce'], objects: ['Opportunity'] } },
	{ show: { operation: ['sync', 'preview'], source: ['items'], itemObject: ['Opportunity'] } },
];

/** How opportunity stages become deal stages. */
export const dealStageProperties: INodeProperties[] = shows.flatMap((displayOptions) => [
	{ ...pipelineChoice, displayOptions },
	{ ...stageTable, displayOptions },
]);

/** The same as choices of the plan. */
export function dealStageChoices(
	context: IExecuteFunctions,
): Pick<SalesforceToHubspotChoices, 'pipeline' | 'stageRows'> {
	const pipeline = context.getNodeParameter('dealPipeline', 0, '') as string;
	const settings = context.getNodeParameter('dealStages.stage', 0, []) as StageSetting[];
	return { ...(pipeline === '' ? {} : { pipeline }), stageRows: settings.flatMap(rowOf) };
}

/** A row that says nothing of HubSpot, or nothing of Salesforce, is none. */
function rowOf({ salesforceStage = '', recordType = '', dealStage = '' }: StageSetting): StageRow[] {
	const [pipeline, ...rest] = dealStage.split(SEPARATOR);
	if (pipeline === '' || (salesforceStage === '' && recordType.trim() === '')) return [];
	return [
		{
			pipeline,
			...(salesforceStage === '' ? {} : { stage: salesforceStage, dealStage: rest.join(SEPARATOR) }),
			...(recordType.trim() === '' ? {} : { recordType }),
		},
	];
}

async function pipelinesOf(context: ILoadOptionsFunctions): Promise<Pipeline[]> {
	const destination = await hubspotFor(context, await editorTraffic());
	try {
		return (await destination.pipelines?.(ROUTES.Opportunity.destinationObject)) ?? [];
	} catch (error) {
		throw toNodeError(context, error);
	} finally {
		destination.close();
	}
}

export async function getDealPipelines(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await pipelinesOf(this)).map(({ id, label }) => ({ name: label, value: id }));
}

/** 'Sales Pipeline: Closed Won' */
export async function getDealStages(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await pipelinesOf(this)).flatMap((pipeline) =>
		pipeline.stages.map(({ id, label }) => ({
			name: `${pipeline.label}: ${label}`,
			value: `${pipeline.id}${SEPARATOR}${id}`,
		})),
	);
}

/** The stages of the organisation, whichever record type they are for. */
export async function getOpportunityStages(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const { createSalesforceSource } = await import('../../engine/systems/salesforce');
		const source = createSalesforceSource({
			credentials: await salesforceCredentials(this),
			traffic: await editorTraffic(),
		});
		const { fields } = await source.describe(ROUTES.Opportunity.sourceObject);
		const stages = fields.get(ROUTES.Opportunity.stages?.from ?? '')?.options ?? [];
		return stages.map(({ label, value }) => ({ name: label, value }));
	} catch (error) {
		throw toNodeError(this, error);
	}
}
