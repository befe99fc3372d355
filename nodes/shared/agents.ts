import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/**
 * Refuses a destructive operation when an AI agent runs the node as its tool, unless the node allows it.
 *
 * @param what the operation, e.g. 'Reset'
 * @param setting the parameter `allowDestructiveFromAgents` as the node shows it
 */
export function refuseToAgents(
	context: IExecuteFunctions,
	what: string,
	setting = 'Allow AI Agents to Reset and Archive',
): void {
	if (!context.isToolExecution() || context.getNodeParameter('allowDestructiveFromAgents', 0, false) === true) return;
	throw new NodeOperationError(context.getNode(), `${what} is not allowed to AI agents`, {
		description: `Turn on "${setting}" in this node if an agent may do that.`,
	});
}
