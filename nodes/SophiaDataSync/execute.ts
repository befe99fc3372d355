import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, toNodeError } from '../shared/errors';
import { cleanItems } from './operations/cleanItems';
import { reconcile } from './operations/reconcile';
import { reset } from './operations/reset';
import { sync } from './operations/sync';
import type { RunOperation } from './plan';

/**
 * Carries out the operation that the node is set to.
 *
 * @throws NodeApiError, NodeOperationError unless the node is to go on after an error; then the failure is an item
 */
export async function executeDataSync(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = context.getNodeParameter('operation', 0, 'syncBothWays') as RunOperation | 'cleanItems' | 'reset';
	try {
		if (operation === 'cleanItems') return await cleanItems(context);
		if (operation === 'reset') return await reset(context);
		if (operation === 'reconcile') return await reconcile(context);
		return await sync(context, operation);
	} catch (error) {
		const nodeError = toNodeError(context, error);
		if (!context.continueOnFail()) throw nodeError;
		return [[failedItem(nodeError, [...context.getInputData().keys()])], [], []];
	}
}
