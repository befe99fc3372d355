import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, toNodeError } from '../shared/errors';
import { enrich } from './operations/enrich';
import { mapItems } from './operations/mapItems';
import { reset } from './operations/reset';
import type { RunOperation } from './plan';

/**
 * Carries out the operation that the node is set to.
 *
 * @throws NodeApiError, NodeOperationError unless the node is to go on after an error; then the failure is an item
 */
export async function executeLeadEnrichment(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = context.getNodeParameter('operation', 0, 'enrich') as RunOperation | 'mapItems' | 'reset';
	try {
		if (operation === 'mapItems') return mapItems(context);
		if (operation === 'reset') return await reset(context);
		return await enrich(context, operation);
	} catch (error) {
		const nodeError = toNodeError(context, error);
		if (!context.continueOnFail()) throw nodeError;
		return [[failedItem(nodeError, [...context.getInputData().keys()])], []];
	}
}
