import type { IExecuteFunctions } from 'n8n-workflow';

/** The name under which a node's progress is remembered: its parameter, or workflow id and node name. */
export function syncKeyOf(context: IExecuteFunctions): string {
	const chosen = (context.getNodeParameter('syncKey', 0, '') as string).trim();
	return chosen === '' ? `${context.getWorkflow().id ?? 'unsaved'}/${context.getNode().name}` : chosen;
}
