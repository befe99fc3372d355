import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/**
 * Refuses a destructive operation when an AI agent runs the node as its tool, unless the node allows it.
 *
 * @param what the operation, e.g. 'Reset'
 */
export function refuseToAgents(context: IExecuteFunctions, what: string): void {
	if (!context.isToolExecution() || context.getNodeParameter('allowDestructiveFromAgents', 0, false) === true) return;
	throw new NodeOperationError(context.getNode(), `${what} is not allowed to AI agents`, {
		description: 'Turn on "Allow AI Agents to Reset and Archive" in this node if an agent may do that.',
	});
}
