import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, toNodeError } from '../errors';
import { mapItems } from './operations/mapItems';
import { reset } from './operations/reset';
import { setUp } from './operations/setUp';
import { suggestMapping } from './operations/suggestMapping';
import { sync } from './operations/sync';
import type { SyncRoute } from './route';

/**
 * Carries out the operation that a node is set to.
 *
 * @throws NodeApiError, NodeOperationError unless the node is to go on after an error; then the failure is an item
 */
export async function executeSync(route: SyncRoute, context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = context.getNodeParameter('operation', 0, 'sync') as string;
	try {
		if (operation === 'mapItems') return mapItems(route, context);
		if (operation === 'setUp') return await setUp(route, context);
		if (operation === 'suggestMapping') return await suggestMapping(route, context);
		if (operation === 'reset') return await reset(route, context);
		return await sync(route, context, operation === 'preview' ? 'preview' : 'sync');
	} catch (error) {
		const nodeError = toNodeError(context, error);
		if (!context.continueOnFail()) throw nodeError;
		return [[failedItem(nodeError, [...context.getInputData().keys()])], []];
	}
}
