import type { FunctionsBase } from 'n8n-workflow';
import type { RunOrigin } from '../../engine/state/types';

type Context = Pick<FunctionsBase, 'getWorkflow' | 'getNode' | 'getExecutionId'>;

/** Which workflow, execution and node a run belongs to: for the audit log. */
export function originOf(context: Context): RunOrigin {
	const { id, name } = context.getWorkflow();
	const executionId = context.getExecutionId();
	return {
		...(id === undefined ? {} : { workflowId: id }),
		...(name === undefined ? {} : { workflowName: name }),
		...(executionId === undefined ? {} : { executionId }),
		node: context.getNode().name,
	};
}
