import type { INodeProperties } from 'n8n-workflow';

/** As the node shows it, and as a refusal names it. */
export const AGENTS_MAY = 'Allow AI Agents to Forget and Finish';

/**
 * The switch that lets an AI agent do what cannot be undone.
 *
 * @param show where it appears: the operation, and what else decides
 */
export const allowAgents = (show: Record<string, string[]>): INodeProperties => ({
	displayName: AGENTS_MAY,
	name: 'allowDestructiveFromAgents',
	type: 'boolean',
	default: false,
	description: 'Whether an AI agent that uses this node as a tool may do what cannot be undone',
	displayOptions: { show },
});
