import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, toNodeError } from '../shared/errors';
import { alerts } from './operations/alerts';
import { auditLog } from './operations/auditLog';
import { drainInbox } from './operations/drainInbox';
import { explain } from './operations/explain';
import { healthCheck } from './operations/healthCheck';
import { maintain } from './operations/maintain';
import { rejected } from './operations/rejected';
import { runReport } from './operations/runReport';

type Operation = (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** What each operation does, by its value. */
const OPERATIONS: Record<string, Operation> = {
	alerts,
	auditLog,
	drainInbox,
	explain,
	healthCheck,
	maintain,
	rejected,
	runReport,
};

/**
 * Carries out the operation that the node is set to.
 *
 * @throws NodeApiError, NodeOperationError unless the node is to go on after an error; then the failure is an item
 */
export async function executeMonitor(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = context.getNodeParameter('operation', 0, 'healthCheck') as string;
	try {
		return await OPERATIONS[operation](context);
	} catch (error) {
		const nodeError = toNodeError(context, error);
		if (!context.continueOnFail()) throw nodeError;
		return [[failedItem(nodeError, [...context.getInputData().keys()])]];
	}
}
